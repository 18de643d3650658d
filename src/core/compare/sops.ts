// The block that SOPS adds to a document it encrypts.

import { isMapping, type Value } from '../model/resource.ts'

/** The block with keys, times and the message authentication code. */
export const SOPS_FIELD = 'sops'

/** Whether a value is the block that SOPS adds, rather than a field that happens to have its name. */
export function isSopsBlock(value: Value | undefined): boolean {
  return isMapping(value) && Object.hasOwn(value, 'mac')
}
