// A realistic run to put into words: three applications, a promotion that passes, one that skips staging, some drift.

import type { Finding } from '../../../src/core/model/finding.ts'
import { finding } from '../../../src/core/model/finding.ts'
import type { Promotion } from '../../../src/core/model/promotion.ts'
import type { Report, ReportApplication } from '../../../src/core/model/report.ts'
import { fileLocation, lineLocation } from '../../../src/core/model/source.ts'
import { verdictOf } from '../../../src/core/model/verdict.ts'

export const DIGEST_A = `sha256:${'3f1d0c9a12ab'.padEnd(64, '0')}`
export const DIGEST_B = `sha256:${'9b2e77aa01cd'.padEnd(64, '1')}`
export const DIGEST_C = `sha256:${'c0ffee123456'.padEnd(64, '2')}`

const BEFORE = '4d1f0a6be1d27d2d6f1f2c9e0d0a7d1f6c1b2a30'
const HEAD = '9c2a7b10e1d27d2d6f1f2c9e0d0a7d1f6c1b2a30'

function applicationOf(name: string, affected: boolean): ReportApplication {
  return {
    name,
    affected,
    overlays: ['dev', 'staging', 'prod'].map((environment) => ({
      environment,
      variant: null,
      path: `${name}/overlays/${environment}`,
      render: affected ? 'built' : 'skipped',
      resources: affected ? 12 : 0,
      milliseconds: affected ? 61.4 : 0
    }))
  }
}

const catalog = { application: 'apps/catalog', environment: 'prod', against: 'staging' }
const deployment = 'apps/v1/Deployment/catalog'

export const FINDINGS: readonly Finding[] = [
  finding(
    'image-not-live',
    'error',
    {
      container: 'catalog',
      image: `ghcr.io/acme/catalog:1.5.0@${DIGEST_B}`,
      previous: ['staging'],
      liveThere: [`ghcr.io/acme/catalog:1.4.0@${DIGEST_A}`, `docker.io/library/redis:7@${DIGEST_C}`]
    },
    {
      ...catalog,
      against: 'staging',
      resource: deployment,
      path: '/spec/template/spec/containers/catalog/image',
      values: { staging: `ghcr.io/acme/catalog:1.4.0@${DIGEST_A}`, prod: `ghcr.io/acme/catalog:1.5.0@${DIGEST_B}` },
      location: lineLocation('apps/catalog/overlays/prod/kustomization.yaml', 14, 11)
    }
  ),
  finding('drift-value', 'error', { pairing: null, note: null }, {
    ...catalog,
    resource: 'v1/ConfigMap/catalog-config',
    path: '/data/RATE_LIMIT',
    values: { staging: '100', prod: '250' },
    location: lineLocation('apps/catalog/overlays/staging/config.env', 3, 12),
    related: [{ location: lineLocation('apps/catalog/base/config.env', 3), note: 'prod takes it from here' }],
    fix: '--- a/apps/catalog/overlays/staging/config.env\n+++ b/apps/catalog/overlays/staging/config.env\n@@ -3 +3 @@\n-RATE_LIMIT=100\n+RATE_LIMIT=250\n'
  }),
  finding('drift-missing-resource', 'error', { missingIn: 'staging' }, {
    ...catalog,
    resource: 'networking.k8s.io/v1/NetworkPolicy/deny-all',
    path: '',
    values: { staging: null, prod: 'present' },
    location: lineLocation('apps/catalog/overlays/prod/kustomization.yaml', 6, 5),
    existing: true
  }),
  finding('drift-missing-field', 'warning', { missingIn: 'prod', pairing: 'merge-key' }, {
    ...catalog,
    resource: deployment,
    path: '/spec/template/spec/containers/catalog/resources/limits/memory',
    values: { staging: '512Mi', prod: null },
    location: fileLocation('apps/catalog/overlays/prod/kustomization.yaml'),
    existing: true
  }),
  finding('drift-value', 'error', { pairing: null, note: null }, {
    application: 'apps/orders',
    environment: 'staging',
    against: 'dev',
    resource: 'v1/ConfigMap/orders',
    path: '/data/FEATURE_X',
    values: { dev: 'true', staging: 'false' },
    location: lineLocation('apps/orders/overlays/staging/flags.env', 1, 11),
    waiver: {
      reason: 'gradual rollout, CHG-1234',
      owner: 'team-orders',
      expires: '2026-12-31',
      source: 'policy',
      location: lineLocation('.github/parity-gate.yaml', 12)
    }
  }),
  finding('no-counterpart', 'notice', { path: 'apps/orders/overlays/prod-asia' }, { application: 'apps/orders', environment: 'prod', variant: 'asia', against: 'staging' })
]

export const PROMOTIONS: readonly Promotion[] = [
  {
    overlay: { application: 'apps/catalog', environment: 'prod', variant: null, path: 'apps/catalog/overlays/prod' },
    resource: deployment,
    container: 'catalog',
    image: 'ghcr.io/acme/catalog',
    from: `ghcr.io/acme/catalog:1.4.0@${DIGEST_A}`,
    to: `ghcr.io/acme/catalog:1.5.0@${DIGEST_B}`,
    decision: 'not-live',
    code: 'image-not-live',
    evidence: null
  },
  {
    overlay: { application: 'apps/orders', environment: 'prod', variant: null, path: 'apps/orders/overlays/prod' },
    resource: 'apps/v1/Deployment/orders',
    container: 'orders',
    image: 'ghcr.io/acme/orders',
    from: null,
    to: `ghcr.io/acme/orders:2.0.1@${DIGEST_C}`,
    decision: 'live',
    code: null,
    evidence: { level: 'declared', environment: 'staging', commit: BEFORE, since: '2026-11-18T10:22:04Z', soaked: 68_350, clock: 'merged' }
  }
]

/** The sample, with anything exchanged; the verdict follows from the findings. */
export function reportOf(rest: Partial<Report> = {}): Report {
  const findings = rest.findings ?? FINDINGS
  return {
    verdict: verdictOf(findings),
    reportOnly: false,
    before: BEFORE,
    live: BEFORE,
    head: HEAD,
    kustomize: 'v5.8.1 (PATH)',
    environments: ['dev', 'staging', 'prod'],
    applications: [applicationOf('apps/catalog', true), applicationOf('apps/orders', true), applicationOf('apps/search', false)],
    findings,
    promotions: PROMOTIONS,
    waivers: [
      {
        reason: 'gradual rollout, CHG-1234',
        owner: 'team-orders',
        expires: '2026-12-31',
        source: 'policy',
        location: lineLocation('.github/parity-gate.yaml', 12),
        findings: 1
      }
    ],
    fetched: [
      { host: 'charts.example.com:8443', address: 'https://charts.example.com:8443', ref: null, overlays: ['apps/orders/overlays/prod'] },
      { host: 'git.example.com', address: 'https://git.example.com/platform/bases', ref: 'v1', overlays: ['apps/catalog/overlays/prod', 'apps/catalog/overlays/staging'] }
    ],
    board: null,
  exemptImages: ['docker.io/istio/*', 'busybox'],
    detected: ['environments: [dev, staging, prod]', 'overlays:', '  - apps/{app}/overlays/{env}'],
    touched: true,
    stats: { overlays: 9, affected: 6, builds: 12, cached: 0, reused: 3, milliseconds: 1_874.2 },
    ...rest
  }
}

/** A run in which everything is as it should be. */
export function greenReport(rest: Partial<Report> = {}): Report {
  return reportOf({ findings: [], promotions: PROMOTIONS.slice(1), waivers: [], exemptImages: [], detected: [], fetched: [], ...rest })
}
