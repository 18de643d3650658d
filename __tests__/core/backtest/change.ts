// Changes for tests: what a commit is said to have done, the rest filled in.

import type { BacktestChange, BacktestFinding, KeyTrial } from '../../../src/core/model/backtest.ts'
import type { Decision, Promotion } from '../../../src/core/model/promotion.ts'

const JANUARY = Date.UTC(2025, 0, 10) / 1000
let commits = 0

export function change(rest: Partial<BacktestChange> = {}): BacktestChange {
  commits += 1
  return {
    commit: String(commits).padStart(40, '0'),
    time: JANUARY,
    author: 'A',
    subject: 'change',
    promotions: [],
    findings: [],
    existing: { errors: 0, warnings: 0 },
    broken: 0,
    drift: { added: 0, removed: 0 },
    trials: [],
    ...rest
  }
}

export function found(code: string, rest: Partial<BacktestFinding> = {}): BacktestFinding {
  return {
    code,
    level: 'error',
    application: 'shop',
    environment: 'prod',
    variant: null,
    against: 'staging',
    resource: 'apps/v1/Deployment/shop',
    path: '/spec',
    message: `${code} in words`,
    waived: false,
    ...rest
  }
}

export function promotion(environment: string, to: string, decision: Decision, container = 'shop'): Promotion {
  const overlay = { application: 'shop', environment, variant: null, path: `overlays/${environment}` }
  return { overlay, resource: 'apps/v1/Deployment/shop', container, image: 'shop', from: null, to, decision, code: null, evidence: null }
}

export function trial(key: string, stays: readonly number[], rest: Partial<KeyTrial> = {}): KeyTrial {
  const images = stays.length
  return { key, environment: 'prod', entered: images, identified: images, found: images, live: images, stays, ...rest }
}
