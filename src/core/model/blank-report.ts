// The report of a run that has judged nothing.

import type { Report } from './report.ts'

/** It fails, for nothing was found to be in order; `known` is what can be said all the same. */
export function blankReport(known: Partial<Report> = {}): Report {
  return {
    verdict: 'fail',
    reportOnly: false,
    before: null,
    live: null,
    head: null,
    kustomize: null,
    environments: [],
    applications: [],
    findings: [],
    promotions: [],
    waivers: [],
    exemptImages: [],
    detected: [],
    touched: false,
    stats: { overlays: 0, affected: 0, builds: 0, cached: 0, reused: 0, milliseconds: 0 },
    fetched: [],
    board: null,
    ...known
  }
}
