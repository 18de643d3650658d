// What GitHub takes at most, each number with its source, and how text is cut to fit.

/** Annotations in one request. GitHub's OpenAPI description: `output.annotations.maxItems`. */
export const ANNOTATIONS_PER_REQUEST = 50

/** Annotations sent in all. No limit is documented, but a pull request's page times out at about 270 (reviewdog#1008). */
export const ANNOTATIONS_IN_ALL = 200

/** Summary and text of a check run, in UTF-8 bytes. The description counts characters; the server counts bytes as well
 *  ("exceeds a maximum bytesize", dorny/test-reporter#57) and cuts an overlong text silently. No text has more UTF-16
 *  units than bytes, so the bytes decide. */
export const CHECK_OUTPUT_BYTES = 65_535

/** Kept free below a limit: how line ends and entities are counted is not documented. */
export const HEADROOM_BYTES = 535

/** Summary and text once GitHub has refused the full size. */
export const SMALL_OUTPUT_BYTES = 16_384

/** Titles of annotations, in characters (OpenAPI description); check titles are held to the same. */
export const TITLE_CHARACTERS = 255

/** Message and details of an annotation: "64 KB" in the OpenAPI description, read as thousands to be safe. */
export const ANNOTATION_BYTES = 64_000

/** Message of an annotation once GitHub has refused the full size. */
export const SMALL_ANNOTATION_BYTES = 4_096

/** Annotations of one level that the runner keeps of a step (actions/runner, ExecutionContext.cs). */
export const COMMANDS_PER_LEVEL = 10

/** Characters of a log command's message that the runner keeps (actions/runner, ExecutionContext.cs). */
export const COMMAND_CHARACTERS = 4_096

/** Bytes of a step's summary; a larger one is dropped as a whole (actions/runner, FileCommandManager.cs). */
export const STEP_SUMMARY_BYTES = 1_048_576

/** Bytes of an event's payload: GitHub sends no webhook beyond 25 MB (GitHub's documentation of webhook payloads). */
export const EVENT_BYTES = 26_214_400

/** Milliseconds that publishing may take in all, with every retry. */
export const PUBLISH_MILLISECONDS = 60_000

/** Milliseconds after which one attempt of a request is given up. */
export const ATTEMPT_MILLISECONDS = 15_000

/** Bytes of an answer. A page of a hundred pull requests, with the texts of each, stays below 3 MB; what is larger is no answer. */
export const RESPONSE_BYTES = 5_000_000

/** Milliseconds after which one attempt to read is given up: GitHub answers what we ask in well below a second. */
export const READ_ATTEMPT_MILLISECONDS = 5_000

/** Items on a page: the most that GitHub gives (OpenAPI description, `per_page`). */
export const ITEMS_PER_PAGE = 100

/** Milliseconds for asking when commits were merged. People wait for a promotion's check, and the committer's clock is there without. */
export const MERGE_TIMES_MILLISECONDS = 10_000

/** Commits whose pull request is asked for, one request each. A workflow's token has 1,000 requests an hour in a repository
 *  (GitHub's documentation of rate limits), which all runs share. */
export const MERGES_ASKED = 60

/** Pages of a branch's activity: a thousand pushes. */
export const ACTIVITY_PAGES = 10

/** Milliseconds for reading what reports about environments: without it the promotion is not proven. */
export const SIGNALS_MILLISECONDS = 30_000

/** Commits whose statuses and checks are asked for, two requests each: a tenth of a token's hour. */
export const SIGNAL_COMMITS = 50

/** Pages of the statuses or check runs of one commit, and of deployments. */
export const SIGNAL_PAGES = 3

/** Milliseconds for looking through open pull requests and running jobs again; nobody waits for a scheduled run. */
export const RERUN_MILLISECONDS = 120_000

/** Pages of open pull requests, newest change first. */
export const PULL_PAGES = 2

/** Pages of the check runs of a pull request's head. */
export const CHECK_PAGES = 3

export function byteLength(text: string): number {
  return Buffer.byteLength(text, 'utf8')
}

/** At most `characters` UTF-16 units, ending in `…` where something is missing, never in half a surrogate pair. */
export function cutCharacters(text: string, characters: number): string {
  if (text.length <= characters) return text
  return text.slice(0, characters - 1).replace(/[\uD800-\uDBFF]$/, '') + '…'
}

/** At most `bytes` of UTF-8, ending in `…` where something is missing, never inside a character. */
export function cutBytes(text: string, bytes: number): string {
  if (byteLength(text) <= bytes) return text
  return prefixBytes(text, bytes - byteLength('…')) + '…'
}

/** At most `bytes` of UTF-8 of Markdown: whole lines, open code fences and `<details>` closed, then the note. */
export function cutMarkdown(markdown: string, bytes: number, note: string): string {
  if (byteLength(markdown) <= bytes) return markdown
  const ending = `\n\n${note}\n`
  const lines = markdown.split('\n')
  let open: Open = { fence: null, details: 0 }
  let used = byteLength(ending) - 1
  let kept: { readonly lines: number; readonly closing: string } | null = null
  for (const [index, line] of lines.entries()) {
    open = after(line, open)
    used += byteLength(line) + 1
    if (used > bytes) break
    if (used + byteLength(closing(open)) <= bytes) kept = { lines: index + 1, closing: closing(open) }
  }
  if (kept === null) return prefixBytes(markdown, bytes - byteLength(ending)) + ending
  return lines.slice(0, kept.lines).join('\n') + kept.closing + ending
}

type Open = { readonly fence: string | null; readonly details: number }

function after(line: string, open: Open): Open {
  const fence = /^[\s>]*(`{3,}|~{3,})(.*)$/.exec(line)
  const mark = fence?.[1] ?? ''
  if (open.fence !== null) {
    const closes = mark.startsWith(open.fence) && fence?.[2]?.trim() === ''
    return closes ? { ...open, fence: null } : open
  }
  if (mark !== '') return { ...open, fence: mark }
  const opened = line.match(/<details\b/gi)?.length ?? 0
  const closed = line.match(/<\/details>/gi)?.length ?? 0
  return { fence: null, details: Math.max(0, open.details + opened - closed) }
}

function closing(open: Open): string {
  return (open.fence === null ? '' : `\n${open.fence}`) + '\n\n</details>'.repeat(open.details)
}

function prefixBytes(text: string, bytes: number): string {
  const encoded = Buffer.from(text, 'utf8')
  let end = Math.max(0, Math.min(bytes, encoded.length))
  // 10xxxxxx continues a character (RFC 3629, section 3).
  while (end > 0 && end < encoded.length && ((encoded[end] ?? 0) & 0xc0) === 0x80) end -= 1
  return encoded.subarray(0, end).toString('utf8')
}
