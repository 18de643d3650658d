// What tells one kustomize from another that may print something else.

import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import type { Kustomize } from './kustomize.ts'
import { UNKNOWN_VERSION } from './kustomize-version.ts'

/** The version and the way of calling it; of a program that does not know its version, a hash of the file. */
export function identityOf({ command, args, version }: Kustomize): string {
  const known = version === UNKNOWN_VERSION ? createHash('sha256').update(readFileSync(command)).digest('hex') : version
  return JSON.stringify([known, args])
}
