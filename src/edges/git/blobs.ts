// Contents by blob id: many at once when they are asked for ahead, one at a time when a pure stage needs another.

import { isUtf8 } from 'node:buffer'
import { UserError } from '../../core/model/error.ts'
import { blobsAt, SUBMODULE_MODE, type Tree, type TreeEntry } from '../../core/model/tree.ts'
import type { ObjectStore, OnObject } from './batch.ts'
import { missingObjects, readObjects } from './batch.ts'
import type { FetchRequest } from './fetch.ts'
import { DAMAGED_HELP, fetchInto, fetchIntoSync, noRemote } from './fetch.ts'
import type { PrivateRepository } from './private-repository.ts'
import type { Remote } from './remote.ts'
import { runGitSync } from './run.ts'

export type Blobs = {
  /** Loads the texts of these paths, those that are files. UserError `history-unavailable` when one is not to be had. */
  readonly prefetch: (tree: Tree, paths: readonly string[]) => Promise<void>
  /** The text of a file or the target of a link; undefined where there is no such path or it is a submodule. */
  readonly text: (entries: ReadonlyMap<string, TreeEntry>, path: string) => string | undefined
  /**
   * Loads texts by blob id, what is missing in one fetch; `onText` gets each that was not loaded yet, while git reads on. UserError
   * `history-unavailable` when one is not to be had.
   */
  readonly load: (blobs: readonly string[], onText?: (blob: string, text: string) => void) => Promise<void>
  /** A text that has been loaded; undefined for any other. */
  readonly loaded: (blob: string) => string | undefined
  /** Hands over the bytes of each blob once, null for one that holds more than anybody reads; the buffer is good only during the call. */
  readonly read: (blobs: readonly string[], onBlob: OnObject) => Promise<void>
}

/** Nobody writes files of this size, and no policy can allow it (`limits: file-megabytes` is at most 64 MB). What is larger is never held. */
const LARGEST = 64 * 1024 * 1024
/** What stands for a longer text: too long for every reader's own bound, and nothing in it that could mean something. */
const TOO_LONG = ' '.repeat(LARGEST + 1)
/** Texts are forgotten, oldest first, beyond this many UTF-16 units; they can be read again. */
const MOST_HELD = 256 * 1024 * 1024

/**
 * `fetched` receives what a partial clone lacks; `remote` is asked only then, and after `elsewhere`, a place that may have it
 * too (null: there is none).
 */
export function openBlobs(
  store: ObjectStore,
  fetched: PrivateRepository,
  remote: () => Remote | null,
  elsewhere: () => ObjectStore | null = () => null
): Blobs {
  const held = new Map<string, string>()
  /** Those whose text is not all that there is to their bytes. */
  const inexact = new Set<string>()
  const forgotten = new Set<string>()
  let heldUnits = 0

  const decode = (blob: string, content: Buffer | null): string => {
    if (content === null) {
      inexact.add(blob)
      return TOO_LONG
    }
    if (!isUtf8(content)) inexact.add(blob)
    return content.toString('utf8')
  }

  const hold = (blob: string, text: string): void => {
    if (held.has(blob)) return
    forgotten.delete(blob)
    held.set(blob, text)
    heldUnits += unitsOf(text)
    for (const [oldest, old] of held) {
      if (heldUnits <= MOST_HELD || oldest === blob) break
      held.delete(oldest)
      forgotten.add(oldest)
      heldUnits -= unitsOf(old)
    }
  }

  const read: Blobs['read'] = async (blobs, onBlob) => {
    const unread: string[] = []
    for (const blob of new Set(blobs)) {
      const known = inexact.has(blob) ? undefined : held.get(blob)
      if (known === undefined) unread.push(blob)
      else onBlob(blob, Buffer.from(known, 'utf8'))
    }
    const notHere = await readObjects(store, unread, LARGEST, onBlob)
    const other = notHere.length === 0 ? null : elsewhere()
    const missing = other === null ? notHere : await readObjects(other, notHere, LARGEST, onBlob)
    if (missing.length === 0) return
    await fetchInto(remote() ?? fail(missing), requestOf(fetched, missing))
    const still = await readObjects(store, missing, LARGEST, onBlob)
    if (still.length > 0) throw unreadable(still)
  }

  const load: Blobs['load'] = (blobs, onText) =>
    read(blobs.filter((blob) => !held.has(blob)), (blob, content) => {
      const text = decode(blob, content)
      hold(blob, text)
      onText?.(blob, text)
    })

  const prefetch: Blobs['prefetch'] = (tree, paths) => load(blobsAt(tree, paths))

  /** Undefined: it is not here. */
  const readOne = (blob: string): string | undefined => {
    const other = elsewhere()
    for (const { gitDir, environment } of other === null ? [store] : [store, other]) {
      const call = { directory: gitDir, environment, mostOutput: LARGEST }
      const result = runGitSync([`--git-dir=${gitDir}`, 'cat-file', 'blob', blob], call)
      if (result.status === 0 || result.tooLong) return decode(blob, result.tooLong ? null : result.output)
    }
    return undefined
  }

  const loaded: Blobs['loaded'] = (blob) => {
    const known = held.get(blob)
    if (known !== undefined || !forgotten.has(blob)) return known
    const text = readOne(blob)
    if (text !== undefined) hold(blob, text)
    return text
  }

  const text: Blobs['text'] = (entries, path) => {
    const entry = entries.get(path)
    if (entry === undefined || entry.mode === SUBMODULE_MODE) return undefined
    const known = held.get(entry.blob)
    if (known !== undefined) return known
    const read = readOne(entry.blob) ?? readAfterFetch(entries, path, entry.blob)
    hold(entry.blob, read)
    return read
  }

  /** One fetch for all that is missing of the same kind of file: who asks for one `kustomization.yaml` asks for the next. */
  const readAfterFetch = (entries: ReadonlyMap<string, TreeEntry>, path: string, blob: string): string => {
    const kind = extensionOf(path)
    const alike = [...entries].filter(([other, entry]) => entry.mode !== SUBMODULE_MODE && extensionOf(other) === kind)
    const missing = missingSync(store, [...new Set([blob, ...alike.map(([, entry]) => entry.blob)])])
    fetchIntoSync(remote() ?? fail([blob]), requestOf(fetched, missing))
    const read = readOne(blob)
    if (read === undefined) throw unreadable([blob])
    return read
  }

  return { prefetch, text, load, loaded, read }
}

/** The commits' trees that are not here; see missingObjects. */
export async function commitsWithoutTree(store: ObjectStore, commits: readonly string[]): Promise<readonly string[]> {
  const missing = new Set(await missingObjects(store, commits.map((commit) => `${commit}^{tree}`)))
  return commits.filter((commit) => missing.has(`${commit}^{tree}`))
}

function missingSync(store: ObjectStore, blobs: readonly string[]): readonly string[] {
  const call = { directory: store.gitDir, environment: store.environment, input: blobs.map((blob) => `${blob}\n`).join('') }
  const { output } = runGitSync([`--git-dir=${store.gitDir}`, 'cat-file', '--batch-check=%(objectname)', '--buffer'], call)
  const answers = output.toString('utf8').split('\n')
  return blobs.filter((_, index) => answers[index]?.endsWith(' missing') !== false)
}

function requestOf(into: PrivateRepository, blobs: readonly string[]): FetchRequest {
  return { into, refspecs: blobs, options: ['--no-filter'], fromNothing: true, what: `the contents of ${blobs.length} files` }
}

/** One text stands for all that are too long, so that they drive out no others. */
function unitsOf(text: string): number {
  return text.length > LARGEST ? 0 : text.length
}

function extensionOf(path: string): string {
  const name = path.slice(path.lastIndexOf('/') + 1)
  return name.slice(name.lastIndexOf('.') + 1)
}

function fail(blobs: readonly string[]): never {
  throw noRemote(named(blobs))
}

function named(blobs: readonly string[]): string {
  return blobs.length === 1 ? `the content of blob ${blobs[0]}` : `the contents of ${blobs.length} files`
}

/** `origin` has sent them, and git reads something else. */
function unreadable(blobs: readonly string[]): UserError {
  return new UserError('history-unavailable', `${named(blobs)} cannot be read`, { help: DAMAGED_HELP })
}
