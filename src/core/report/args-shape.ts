// The shape of what each finding's words are made of, by code.

import type { ArgsByCode, Code, StayProof } from '../model/finding.ts'
import { CLOCKS } from '../model/ledger.ts'
import type { Shape } from './shape.ts'
import { boolean, count, list, nullable, number, object, oneOf, record, text } from './shape.ts'

const pairing = nullable(oneOf(['merge-key', 'unique-key', 'position']))

const proof = object<StayProof>({
  environment: text,
  variant: nullable(text),
  commit: text,
  since: text,
  earlier: boolean,
  until: nullable(text),
  ended: nullable(text),
  clock: oneOf(CLOCKS)
})

/** What the image findings have in common. */
const image = { container: text, image: text, previous: list(text), entries: record(text) }
const render = object<ArgsByCode['render-failed']>({ reason: text, limit: nullable(text) })

export const ARGS: { readonly [C in Code]: Shape<ArgsByCode[C]> } = {
  'drift-value': object<ArgsByCode['drift-value']>({ pairing, note: nullable(oneOf(['order', 'secret', 'namespace'])) }),
  'drift-missing-field': object<ArgsByCode['drift-missing-field']>({ missingIn: text, pairing }),
  'drift-missing-resource': object<ArgsByCode['drift-missing-resource']>({ missingIn: text }),
  'drift-image-repository': object<ArgsByCode['drift-image-repository']>({}),
  'drift-secret-keys': object<ArgsByCode['drift-secret-keys']>({ missingIn: text, key: text }),
  'axis-bound': object<ArgsByCode['axis-bound']>({ axis: text, bound: text, value: text }),
  'cross-environment-reference': object<ArgsByCode['cross-environment-reference']>({
    what: oneOf(['secret path', 'namespace', 'label']),
    value: text,
    word: text,
    names: text
  }),
  'image-not-live': object<ArgsByCode['image-not-live']>({ ...image, liveThere: list(text), limit: text }, ['entries', 'limit']),
  'image-same-change': object<ArgsByCode['image-same-change']>({ ...image, limit: text }, ['entries', 'limit']),
  'image-unpinned': object<ArgsByCode['image-unpinned']>({ ...image, why: text }, ['entries']),
  'image-soaking': object<ArgsByCode['image-soaking']>(
    { ...image, soaked: number, required: number, until: nullable(text), proof, limit: text },
    ['entries', 'limit']
  ),
  'image-denied': object<ArgsByCode['image-denied']>({ ...image, reason: text, expires: nullable(text) }, ['entries']),
  'image-suspect': object<ArgsByCode['image-suspect']>({ ...image, proof }, ['entries']),
  'image-unproven': object<ArgsByCode['image-unproven']>({ ...image, missing: oneOf(['report', 'history']), evidence: text }, ['entries']),
  'image-introduced': object<ArgsByCode['image-introduced']>(image, ['entries']),
  'image-superseded': object<ArgsByCode['image-superseded']>({ ...image, proof }, ['entries']),
  'image-rollback': object<ArgsByCode['image-rollback']>({ ...image, proof }, ['entries']),
  'image-fan-out': object<ArgsByCode['image-fan-out']>({ ...image, proof }, ['entries']),
  'history-unavailable': object<ArgsByCode['history-unavailable']>({ what: text, help: text }),
  'render-failed': render,
  'render-timeout': render,
  'render-blocked': render,
  'render-invalid': render,
  'limit-exceeded': render,
  'overlay-removed': object<ArgsByCode['overlay-removed']>({ path: text, why: oneOf(['gone', 'unrecognised']) }),
  'no-counterpart': object<ArgsByCode['no-counterpart']>({ path: text }),
  'unresolved-variable': object<ArgsByCode['unresolved-variable']>({ variables: list(text) }),
  'waiver-invalid': object<ArgsByCode['waiver-invalid']>({ why: text }),
  'waiver-expired': object<ArgsByCode['waiver-expired']>({ reason: text, owner: nullable(text), expires: text, daysLeft: number }),
  'waiver-unused': object<ArgsByCode['waiver-unused']>({ reason: text, owner: nullable(text) }),
  'config-invalid': object<ArgsByCode['config-invalid']>({ problem: text, help: text }),
  'policy-changed': object<ArgsByCode['policy-changed']>({
    what: oneOf(['policy', 'workflow', 'earlier-invalid']),
    verdict: nullable(oneOf(['pass', 'fail'])),
    errors: count
  }),
  'no-overlays': object<ArgsByCode['no-overlays']>({ looked: text, help: text })
}
