// What kustomize printed, kept on disk for the length of a run, so that nothing is built twice and memory stays flat.

import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { gunzipSync, gzipSync } from 'node:zlib'

export type KeptOutputs = {
  /** The text kept under a key; null where there is none. */
  readonly read: (key: string) => string | null
  readonly write: (key: string, text: string) => void
}

/** Keeps texts below a folder that the caller removes. Keys are hexadecimal. */
export function keepOutputs(folder: string): KeptOutputs {
  mkdirSync(folder, { recursive: true })
  const fileOf = (key: string): string => {
    if (!/^[0-9a-f]+$/.test(key)) throw new Error(`\`${key}\` is no key of a render`)
    return join(folder, `${key}.gz`)
  }
  return {
    read: (key) => {
      const file = fileOf(key)
      return existsSync(file) ? gunzipSync(readFileSync(file)).toString('utf8') : null
    },
    write: (key, text) => writeFileSync(fileOf(key), gzipSync(text, { level: 1 }))
  }
}
