// Inline waivers: comments that allow the difference caused by their own line or the one below.

import type { InlineWaiver } from '../model/inline-waiver.ts'
import type { Tree } from '../model/tree.ts'
import { byText } from '../model/text.ts'
import type { Comment } from './comments.ts'
import { commentsOf } from './comments.ts'

/** Of one file; nobody has so many in earnest, and each is held against every finding. */
const MOST = 1000

const MARKER = /^#+\s*parity-gate\s*:\s*(.*)$/i

/**
 * The waivers in the given files, sorted by file and line. Files that the tree does not have are passed over. The grammar:
 *
 *     # parity-gate: allow [until YYYY-MM-DD] -- reason [until YYYY-MM-DD]
 *
 * The date stands before the dashes or ends the reason, not both. `until` within a reason is a date only if what follows starts with a
 * digit, so that "until the migration is over" stays a reason.
 */
export function inlineWaivers(tree: Tree, files: readonly string[]): readonly InlineWaiver[] {
  return [...new Set(files)].sort(byText).flatMap((file) => {
    const text = tree.entries.has(file) ? tree.text(file) : undefined
    // Most files hold no waiver: they are not worth a lexer.
    if (text === undefined || !/parity-gate/i.test(text)) return []
    return waiversIn(file, commentsOf(file, text))
  })
}

function waiversIn(file: string, comments: readonly Comment[]): readonly InlineWaiver[] {
  const alone = new Set(comments.filter((comment) => comment.alone).map((comment) => comment.line))
  const marked = comments.flatMap((comment) => {
    const found = MARKER.exec(comment.text)
    return found === null ? [] : [{ comment, text: found[1] ?? '' }]
  })
  return marked.slice(0, MOST + 1).map(({ comment: { line, alone: isAlone }, text }, at) => {
    if (at === MOST) return { file, line, covers: [], ...failed(`a file may hold ${MOST} waivers, and from here on they are more`) }
    let covered = isAlone ? line + 1 : line
    while (alone.has(covered)) covered++
    return { file, line, covers: [covered], ...readWaiver(text) }
  })
}

type Read = Pick<InlineWaiver, 'reason' | 'until' | 'problem'>

function failed(problem: string): Read {
  return { reason: null, until: null, problem }
}

function readWaiver(text: string): Read {
  if (!/^allow\b/i.test(text)) return failed('expected `parity-gate: allow -- reason`')
  const dashes = /(?:^|\s)--(?:\s|$)/.exec(text)
  const head = (dashes === null ? text : text.slice(0, dashes.index)).slice('allow'.length).trim()
  const tail = dashes === null ? '' : text.slice(dashes.index + dashes[0].length).trim()
  const before = /^until\s+(\S+)$/i.exec(head)
  if (head !== '' && before === null) {
    return failed(dashes === null ? 'the reason must follow `--`' : 'only `until YYYY-MM-DD` may stand between `allow` and `--`')
  }
  const after = /(?:^|\s)until\s+(\d\S*)$/i.exec(tail)
  const reason = (after === null ? tail : tail.slice(0, after.index)).trim()
  if (reason === '') return failed('a reason is missing: write it after `--`')
  if (before !== null && after !== null) return { reason, until: null, problem: 'two dates: write `until` once' }
  const until = before?.[1] ?? after?.[1] ?? null
  if (until !== null && !isDate(until)) return { reason, until: null, problem: `\`${until}\` is no date: write YYYY-MM-DD` }
  return { reason, until, problem: null }
}

/** A day of the calendar. */
function isDate(text: string): boolean {
  const match = /^(\d{4})-(\d{2})-(\d{2})$/.exec(text)
  if (match === null) return false
  const [year, month, day] = [Number(match[1]), Number(match[2]), Number(match[3])]
  const leap = year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0)
  const days = [31, leap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31][month - 1]
  return days !== undefined && day >= 1 && day <= days
}
