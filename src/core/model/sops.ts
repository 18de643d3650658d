// What SOPS writes in place of a value: it changes with every encryption and says nothing about the plain value.

/** Ciphertext as it is. */
export const CIPHERTEXT_START = 'ENC[AES256_GCM,'
/** Ciphertext in a Secret's base64: the first 18 bytes of `ENC[AES256_GCM,data:`. */
export const CIPHERTEXT_BASE64 = 'RU5DW0FFUzI1Nl9HQ00sZGF0'

const CIPHERTEXT = /^ENC\[AES256_GCM,[^\]]*\]$/

export function isCiphertext(text: string): boolean {
  return text.startsWith(CIPHERTEXT_BASE64) || CIPHERTEXT.test(text)
}
