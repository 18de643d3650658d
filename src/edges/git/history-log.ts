// Reads what commits did to files from one `git log --raw -z`, piece by piece as git prints it.

import { isUtf8 } from 'node:buffer'
import type { PathChange } from '../../core/model/history.ts'
import { byText } from '../../core/model/text.ts'
import type { TreeEntry } from '../../core/model/tree.ts'
import type { ObjectStore } from './batch.ts'
import { nameText } from './entries.ts'
import { timeOf } from './first-parents.ts'
import { gitIn } from './private-git.ts'
import { reasonOf } from './run.ts'

export type LoggedCommit = {
  readonly id: string
  readonly committed: number
  readonly author: string
  readonly subject: string
  readonly changes: readonly PathChange[]
}

/** One line of `--raw`: `score` is how alike the two are in percent, `from` the other path, for renames and copies only. */
export type RawChange = PathChange & { readonly score: number | null; readonly from: string | null }

/** Id, time, author, subject. */
const HEAD_FIELDS = 4
const ABSENT = '000000'
/** What people write is shorter; what a machine writes need not be kept. */
const LONGEST_TEXT = 300

/** So many commits from `tip` along first parents, newest first; or git's reason why not. Only trees are read, never contents. */
export async function readLog(store: ObjectStore, tip: string, count: number): Promise<readonly LoggedCommit[] | string> {
  const commits: LoggedCommit[] = []
  const reader = logReader((commit) => commits.push(commit))
  const walk = ['log', '--first-parent', '-m', `--max-count=${count}`, '--format=%H%x00%ct%x00%an%x00%s']
  const changes = ['--raw', '-r', '--no-abbrev', '--no-renames', '-z']
  const result = await gitIn(store, ['-c', 'log.showRoot=false', ...walk, ...changes, '--end-of-options', tip, '--'], reader.take)
  if (result.status !== 0) return reasonOf(result)
  reader.end()
  return commits
}

export type LogReader = { readonly take: (chunk: Buffer) => void; readonly end: () => void }

/**
 * Takes fields that end in NUL: id, time, author and subject of a commit, then for each file `:MODE MODE ID ID STATUS` and
 * its path (git-diff(1), "Raw output format"). Between the two parts git prints a line break, which begins the next field.
 */
export function logReader(onCommit: (commit: LoggedCommit) => void): LogReader {
  let rest: readonly Buffer[] = []
  let fields: string[] = []
  let head: readonly string[] | null = null
  let line: string | null = null
  let changes: PathChange[] = []

  const finish = (): void => {
    if (head === null) return
    const [id = '', time = '', author = '', subject = ''] = head
    onCommit({ id, committed: timeOf(time), author: shortened(author), subject: shortened(subject), changes: sorted(changes) })
    head = null
    changes = []
  }
  const takeField = (text: string): void => {
    if (line !== null) {
      changes.push(readChange(line, text))
      line = null
    } else if (fields.length === 0 && /^\n?:/.test(text)) {
      line = text.startsWith('\n') ? text.slice(1) : text
    } else {
      fields.push(text)
      if (fields.length < HEAD_FIELDS) return
      finish()
      head = fields
      fields = []
    }
  }
  return {
    take: (chunk) => {
      const end = chunk.lastIndexOf(0)
      if (end < 0) {
        rest = [...rest, chunk]
        return
      }
      const whole = Buffer.concat([...rest, chunk.subarray(0, end)])
      rest = [chunk.subarray(end + 1)]
      fieldsOf(whole).forEach(takeField)
    },
    end: () => {
      if (line !== null || fields.length > 0 || Buffer.concat([...rest]).toString('utf8').trim() !== '') throw new Error('git log ended in the middle')
      finish()
    }
  }
}

/** The output of `git diff-tree -r --raw -z`, with or without renames, in git's order. */
export function readRawChanges(output: Buffer): readonly RawChange[] {
  const fields = fieldsOf(output)
  const changes: RawChange[] = []
  for (let index = 0; fields[index]?.startsWith(':') === true; ) {
    const line = fields[index] ?? ''
    const [, letter, score] = /([RC])(\d+)$/.exec(line) ?? []
    const moved = letter !== undefined
    const path = fields[index + (moved ? 2 : 1)] ?? ''
    changes.push({ ...readChange(line, path), score: moved ? Number(score) : null, from: moved ? (fields[index + 1] ?? '') : null })
    index += moved ? 3 : 2
  }
  return changes
}

function fieldsOf(bytes: Buffer): readonly string[] {
  if (isUtf8(bytes)) return bytes.toString('utf8').split('\0')
  // Latin-1 keeps each byte, so that the fields can be told apart before they are read one by one.
  return bytes.toString('latin1').split('\0').map((field) => nameText(Buffer.from(field, 'latin1')))
}

function readChange(line: string, path: string): PathChange {
  // `:MODE MODE ID ID STATUS`: modes have six digits, and both ids are of one length. Cutting is quicker than splitting.
  const length = line.indexOf(' ', 15) - 15
  const after = line.slice(8, 14)
  return {
    path,
    before: entryOf(line.slice(1, 7), line.slice(15, 15 + length)),
    after: entryOf(after, line.slice(16 + length, 16 + 2 * length))
  }
}

function entryOf(mode: string, blob: string): TreeEntry | null {
  return mode === ABSENT ? null : { mode, blob }
}

/** Git sorts by bytes, which is the same for most. */
function sorted(changes: readonly PathChange[]): readonly PathChange[] {
  const inOrder = changes.every(({ path }, index) => index === 0 || byText(changes[index - 1]?.path ?? '', path) < 0)
  return inOrder ? changes : changes.toSorted((a, b) => byText(a.path, b.path))
}

function shortened(text: string): string {
  return text.length <= LONGEST_TEXT ? text : `${text.slice(0, LONGEST_TEXT).replace(/[\ud800-\udbff]$/, '')}…`
}
