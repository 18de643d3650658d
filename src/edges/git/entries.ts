// Reads git's listings of a tree or an index into entries by path.

import { isUtf8 } from 'node:buffer'
import type { TreeEntry } from '../../core/model/tree.ts'

/** `MODE TYPE ID<tab>PATH<nul>` of `git ls-tree -r -z`. Entries are in git's order: by the bytes of their paths. */
export function readTreeListing(output: Buffer): ReadonlyMap<string, TreeEntry> {
  return readListing(output, (record, tab) => entryOf(record, record.slice(record.lastIndexOf(' ', tab) + 1, tab)))
}

/** `MODE ID STAGE<tab>PATH<nul>` of `git ls-files --stage -z`; of an unmerged path the first stage listed. */
export function readIndexListing(output: Buffer): ReadonlyMap<string, TreeEntry> {
  return readListing(output, (record) => entryOf(record, record.slice(MODE_LENGTH + 1, record.indexOf(' ', MODE_LENGTH + 1))))
}

const MODE_LENGTH = 6

/** Both kinds of records begin with the mode. */
function entryOf(record: string, blob: string): TreeEntry {
  return { mode: record.startsWith(USUAL_MODE) ? USUAL_MODE : record.slice(0, MODE_LENGTH), blob }
}

const USUAL_MODE = '100644'

type ReadEntry = (record: string, tab: number) => TreeEntry

function readListing(output: Buffer, read: ReadEntry): ReadonlyMap<string, TreeEntry> {
  return isUtf8(output) ? readText(output.toString('utf8'), read) : readBytes(output, read)
}

function readText(text: string, read: ReadEntry): ReadonlyMap<string, TreeEntry> {
  const entries = new Map<string, TreeEntry>()
  for (const record of text.split('\0')) {
    const tab = record.indexOf('\t')
    const path = record.slice(tab + 1)
    if (tab >= 0 && !entries.has(path)) entries.set(path, read(record, tab))
  }
  return entries
}

/** Where some names are not UTF-8. */
function readBytes(output: Buffer, read: ReadEntry): ReadonlyMap<string, TreeEntry> {
  const entries = new Map<string, TreeEntry>()
  const escaped = new Set<string>()
  for (const bytes of split(output)) {
    const record = nameText(bytes)
    const tab = record.indexOf('\t')
    if (tab < 0) continue
    const path = record.slice(tab + 1)
    // A name that only looks like another one once its bytes are spelled out must not hide the real one.
    if (entries.has(path) && !escaped.has(path)) continue
    entries.set(path, read(record, tab))
    if (isUtf8(bytes)) escaped.delete(path)
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
