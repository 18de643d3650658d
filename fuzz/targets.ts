// Every surface that reads or shows foreign text, as a function of bytes that throws when an invariant is broken.

import { event } from './targets/event.ts'
import { failure } from './targets/failure.ts'
import { fieldPath } from './targets/field-path.ts'
import { image } from './targets/image.ts'
import { inputs } from './targets/inputs.ts'
import { kustomization } from './targets/kustomization.ts'
import { policy } from './targets/policy.ts'
import { report } from './targets/report.ts'
import { savedReport } from './targets/saved-report.ts'
import { sources } from './targets/sources.ts'

export type Target = (data: Buffer) => void

/** By the names of the folders below `cases/`. */
export const TARGETS: Readonly<Record<string, Target>> = {
  event,
  failure,
  'field-path': fieldPath,
  image,
  inputs,
  kustomization,
  policy,
  report,
  'saved-report': savedReport,
  sources
}
