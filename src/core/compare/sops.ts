// What SOPS encrypts: its ciphertext changes with every encryption and says nothing about the plain value.

import { isMapping, type Value } from '../model/resource.ts'

/** Written by SOPS in place of a value, as it is or in a Secret's base64 (the first 18 bytes of `ENC[AES256_GCM,data:`). */
const CIPHERTEXT = /^(?:ENC\[AES256_GCM,[^\]]*\]$|RU5DW0FFUzI1Nl9HQ00sZGF0)/

/** The block with keys, times and the message authentication code. */
export const SOPS_FIELD = 'sops'

export function isCiphertext(text: string): boolean {
  return CIPHERTEXT.test(text)
}

/** Whether a value is the block that SOPS adds, rather than a field that happens to have its name. */
export function isSopsBlock(value: Value | undefined): boolean {
  return isMapping(value) && Object.hasOwn(value, 'mac')
}
