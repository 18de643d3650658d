// Reads git's listings of a tree or an index into entries by path.

import { isUtf8 } from 'node:buffer'
import type { TreeEntry } from '../../core/model/tree.ts'

/** `MODE TYPE ID<tab>PATH<nul>` of `git ls-tree -r -z`. Entries are in git's order: by the bytes of their paths. */
export function readTreeListing(output: Buffer): ReadonlyMap<string, TreeEntry> {
  return readListing(output, ([mode = '', , blob = '']) => ({ mode, blob }))
}

/** `MODE ID STAGE<tab>PATH<nul>` of `git ls-files --stage -z`; of an unmerged path the first stage listed. */
export function readIndexListing(output: Buffer): ReadonlyMap<string, TreeEntry> {
  return readListing(output, ([mode = '', blob = '']) => ({ mode, blob }))
}

function readListing(output: Buffer, read: (fields: readonly string[]) => TreeEntry): ReadonlyMap<string, TreeEntry> {
  const whole = isUtf8(output)
  const records: readonly (readonly [record: string, valid: boolean])[] = whole
    ? output.toString('utf8').split('\0').map((record) => [record, true] as const)
    : split(output).map((record) => [nameText(record), isUtf8(record)] as const)
  const entries = new Map<string, TreeEntry>()
  const escaped = new Set<string>()
  for (const [record, valid] of records) {
    const tab = record.indexOf('\t')
    if (tab < 0) continue
    const path = record.slice(tab + 1)
    // A name that only looks like another one once its bytes are spelled out must not hide the real one.
    if (entries.has(path) && !escaped.has(path)) continue
    entries.set(path, read(record.slice(0, tab).split(' ')))
    if (valid) escaped.delete(path)
    else escaped.add(path)
  }
  return entries
}

function split(output: Buffer): readonly Buffer[] {
  const records: Buffer[] = []
  for (let start = 0; start < output.length; ) {
    const end = output.indexOf(0, start)
    const stop = end < 0 ? output.length : end
    records.push(output.subarray(start, stop))
    start = stop + 1
  }
  return records
}

/** Git's names are bytes: those that are not UTF-8 are shown as `\xE9`. */
export function nameText(record: Buffer): string {
  if (isUtf8(record)) return record.toString('utf8')
  return record.toString('latin1').replace(/[\x80-\xff]/g, (char) => `\\x${char.charCodeAt(0).toString(16).toUpperCase()}`)
}
