// Reads many objects through one `git cat-file --batch`, holding one object in memory at a time, and no more of a large one than a piece.

import { UserError } from '../../core/model/error.ts'
import type { Environment } from './environment.ts'
import { DAMAGED_HELP } from './fetch.ts'
import { reasonOf, runGit, type GitResult } from './run.ts'

export type ObjectStore = { readonly gitDir: string; readonly environment: Environment }

type Header = { readonly id: string; readonly size: number }

/** Takes an object's bytes; null: it holds more than anybody reads. */
export type OnObject = (id: string, content: Buffer | null) => void

const LINE_BREAK = 10
const SECONDS = 300

/** Hands each object that is there to `onObject`, in the order of `ids`, up to `most` bytes; answers with those that are not there. */
export async function readObjects(store: ObjectStore, ids: readonly string[], most: number, onObject: OnObject): Promise<readonly string[]> {
  if (ids.length === 0) return []
  const missing: string[] = []
  let found = 0
  const count: OnObject = (id, content) => {
    const asked = ids[found + missing.length]
    found += 1
    // The caller's own string: thousands are kept, and what git says would be as many more.
    onObject(asked === id ? asked : id, content)
  }
  const reader = batchReader(most, count, (id) => missing.push(id))
  const result = await runGit([`--git-dir=${store.gitDir}`, 'cat-file', '--batch', '--buffer'], callOf(store, ids), reader)
  // A file that is left out would render as something else.
  if (result.status !== 0 || found + missing.length !== ids.length) throw unreadable(result)
  return missing
}

/** The objects (or expressions such as `ID^{tree}`) that are not there, in the order given. */
export async function missingObjects(store: ObjectStore, names: readonly string[]): Promise<readonly string[]> {
  if (names.length === 0) return []
  const args = [`--git-dir=${store.gitDir}`, 'cat-file', '--batch-check=%(objectname)', '--buffer']
  const result = await runGit(args, callOf(store, names))
  if (result.status !== 0) throw unreadable(result)
  const answers = result.output.toString('utf8').split('\n')
  return names.filter((_, index) => answers[index]?.endsWith(' missing') !== false)
}

/**
 * A function that takes git's output piece by piece: `ID TYPE SIZE`, line break, SIZE bytes, line break; or `ID missing`
 * (git-cat-file(1), "Batch output"). Objects of more than `most` bytes are dropped as their pieces come.
 */
export function batchReader(most: number, onObject: OnObject, onMissing: (id: string) => void): (chunk: Buffer) => void {
  let held: Buffer[] = []
  let heldBytes = 0
  let header: Header | null = null
  /** Bytes of a dropped object, its line break included, that are still to come. */
  let dropping = 0

  const take = (chunk: Buffer): void => {
    held.push(chunk)
    heldBytes += chunk.length
    // Wait for the whole object before joining: joining at each piece would cost the square of its size.
    if (header !== null && heldBytes <= header.size) return
    let rest = held.length === 1 ? chunk : Buffer.concat(held)
    for (;;) {
      if (dropping > 0) {
        const dropped = Math.min(dropping, rest.length)
        dropping -= dropped
        rest = rest.subarray(dropped)
        if (dropping > 0) break
      } else if (header === null) {
        const end = rest.indexOf(LINE_BREAK)
        if (end < 0) break
        header = readHeader(rest.toString('utf8', 0, end), onMissing)
        rest = rest.subarray(end + 1)
        if (header !== null && header.size > most) {
          onObject(header.id, null)
          dropping = header.size + 1
          header = null
        }
      } else {
        if (rest.length <= header.size) break
        onObject(header.id, rest.subarray(0, header.size))
        rest = rest.subarray(header.size + 1)
        header = null
      }
    }
    held = rest.length === 0 ? [] : [rest]
    heldBytes = rest.length
  }
  return take
}

function readHeader(line: string, onMissing: (id: string) => void): Header | null {
  const [id = '', type = '', size = ''] = line.split(' ')
  if (type === 'missing' || type === 'ambiguous') {
    onMissing(id)
    return null
  }
  return { id, size: Number(size) }
}

/** An object that is not there is answered as such; this is a damaged one, or git itself was stopped. */
function unreadable(result: GitResult): UserError {
  return new UserError('history-unavailable', `git cannot read what the repository holds: ${reasonOf(result)}`, {
    help: DAMAGED_HELP
  })
}

function callOf(store: ObjectStore, names: readonly string[]) {
  return { directory: store.gitDir, environment: store.environment, input: names.map((name) => `${name}\n`).join(''), seconds: SECONDS }
}
