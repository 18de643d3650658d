// One entry: a checksum, and the text packed.

import { createHash } from 'node:crypto'
import { constants, deflateRawSync, inflateRawSync } from 'node:zlib'

/** Bytes of an entry, and of the text in it, beyond which it is not kept and not believed. */
export const LARGEST = 64 * 1024 * 1024
const LONGEST = 512 * 1024 * 1024
const DIGITS = 64

export type EntryFormat = {
  /** null: too large to be kept. */
  readonly pack: (key: string, text: string) => Buffer | null
  /** null: not what `pack` made of this key under this salt. */
  readonly unpack: (key: string, content: Buffer) => string | null
}

/**
 * The checksum is over salt, key and what follows: of a file that was cut, changed, renamed or masked under another salt nothing is
 * believed. Packed, renders take a tenth of the space, and reading them back takes no longer than reading the rest would.
 */
export function createEntryFormat(salt: string): EntryFormat {
  const checksum = (key: string, packed: Buffer): string => createHash('sha256').update(`${salt} ${key} `).update(packed).digest('hex')
  return {
    pack: (key, text) => {
      if (text.length > LONGEST / 4) return null
      const packed = deflateRawSync(text, { level: constants.Z_BEST_SPEED })
      return packed.length + DIGITS > LARGEST ? null : Buffer.concat([Buffer.from(checksum(key, packed), 'latin1'), packed])
    },
    unpack: (key, content) => {
      const packed = content.subarray(DIGITS)
      if (content.toString('latin1', 0, DIGITS) !== checksum(key, packed)) return null
      try {
        return inflateRawSync(packed, { maxOutputLength: LONGEST }).toString('utf8')
      } catch {
        return null
      }
    }
  }
}
