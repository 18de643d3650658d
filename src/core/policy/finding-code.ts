// The codes that a waiver may name, at run time.

import type { Code } from '../model/finding.ts'

/** As a record, so that a code that is added to the model and forgotten here does not compile. */
const CODES: Readonly<Record<Code, true>> = {
  'drift-value': true,
  'drift-missing-field': true,
  'drift-missing-resource': true,
  'drift-image-repository': true,
  'drift-secret-keys': true,
  'axis-bound': true,
  'cross-environment-reference': true,
  'image-not-live': true,
  'image-same-change': true,
  'image-unpinned': true,
  'image-soaking': true,
  'image-denied': true,
  'image-suspect': true,
  'image-unproven': true,
  'image-introduced': true,
  'image-superseded': true,
  'image-rollback': true,
  'image-fan-out': true,
  'history-unavailable': true,
  'render-failed': true,
  'render-timeout': true,
  'render-blocked': true,
  'render-invalid': true,
  'limit-exceeded': true,
  'overlay-removed': true,
  'no-counterpart': true,
  'unresolved-variable': true,
  'waiver-invalid': true,
  'waiver-expired': true,
  'waiver-unused': true,
  'config-invalid': true,
  'policy-changed': true,
  'no-overlays': true
}

export const FINDING_CODES: readonly string[] = Object.keys(CODES)
