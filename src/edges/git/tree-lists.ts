// The files of revisions: git lists the first one, and of every other says where it differs from that.

import { isUtf8 } from 'node:buffer'
import { UserError } from '../../core/model/error.ts'
import type { TreeEntry } from '../../core/model/tree.ts'
import type { ObjectStore } from './batch.ts'
import { readTreeListing } from './entries.ts'
import { DAMAGED_HELP } from './fetch.ts'
import type { RawChange } from './history-log.ts'
import { readRawChanges } from './history-log.ts'
import { shortId } from './object-id.ts'
import { gitIn } from './private-git.ts'
import { reasonOf } from './run.ts'

type Listing = {
  readonly entries: ReadonlyMap<string, TreeEntry>
  /** Whether all names are UTF-8: others are spelled out, and two that look the same then must be seen side by side. */
  readonly plain: boolean
}

/**
 * A function from a full id to the files of that commit or tree. `fetchMissing` answers whether it has fetched folders that a partial
 * clone lacks. UserError `history-unavailable` for what cannot be read.
 */
export function createTreeLists(store: ObjectStore, fetchMissing: (id: string) => Promise<boolean>): (id: string) => Promise<ReadonlyMap<string, TreeEntry>> {
  let first: { readonly id: string; readonly listing: Promise<Listing | null> } | null = null
  return async (id) => {
    if (first === null) {
      const listing = listAll(store, id, fetchMissing)
      first = { id, listing: listing.catch(() => null) }
      return (await listing).entries
    }
    // Git compares while it still lists.
    const [known, changes] = await Promise.all([first.listing, compare(store, first.id, id)])
    const told = known?.plain === true && changes !== null ? changed(known.entries, changes) : null
    return told ?? (await listAll(store, id, fetchMissing)).entries
  }
}

/** One `git ls-tree` for the whole revision; with a treeless clone, once more after the trees have been fetched. */
async function listAll(store: ObjectStore, id: string, fetchMissing: (id: string) => Promise<boolean>): Promise<Listing> {
  const list = () => gitIn(store, ['ls-tree', '-r', '-z', '--full-tree', id])
  const first = await list()
  const last = first.status !== 0 && (await fetchMissing(id)) ? await list() : first
  if (last.status === 0) return { entries: readTreeListing(last.output), plain: isUtf8(last.output) }
  throw new UserError('history-unavailable', `cannot read the files of \`${shortId(id)}\`: ${reasonOf(last)}`, {
    help: `Name a commit of this repository, or check out the whole history: \`fetch-depth: 0\` for \`actions/checkout\`. ${DAMAGED_HELP}`
  })
}

/**
 * What a commit has otherwise than another; null where git cannot tell, or names would have to be spelled out. To say nothing is an
 * answer here, so git is asked in a way in which an answer has a beginning and an end: for each line that it reads, a commit and the
 * one to compare it with, it names the commit first.
 */
async function compare(store: ObjectStore, other: string, id: string): Promise<readonly RawChange[] | null> {
  const options = ['-r', '--raw', '--no-abbrev', '-z', '--no-renames', '--ignore-submodules=none', '--always']
  const { status, output } = await gitIn(store, ['diff-tree', '--stdin', ...options], undefined, `${id} ${other}\n${other} ${other}\n`)
  const [beginning, end] = [Buffer.from(`${id}\0`), Buffer.from(`${other}\0`)]
  const rest = output.subarray(beginning.length)
  const whole = status === 0 && output.indexOf(beginning) === 0 && rest.subarray(-end.length).equals(end)
  return whole && isUtf8(output) ? readRawChanges(rest.subarray(0, -end.length)) : null
}

/** null where the two answers do not fit together: one of them is not all that git has to say. */
function changed(entries: ReadonlyMap<string, TreeEntry>, changes: readonly RawChange[]): ReadonlyMap<string, TreeEntry> | null {
  if (entries.size === 0) return null
  const others = new Map(entries)
  for (const { path, before, after } of changes) {
    const known = entries.get(path)
    if (known?.blob !== before?.blob || known?.mode !== before?.mode) return null
    if (after === null) others.delete(path)
    else others.set(path, after)
  }
  return others
}
