// kustomize's own words about a failed build, without our temporary folders, and the file that they name.

import type { RenderFailure, RenderFailureCode } from '../model/render.ts'
import { joinPath } from '../model/repo-path.ts'

/** The cause stands at the end of kustomize's message, the entry that led there at its beginning; both are kept. */
const LONGEST = 2400
const HEAD = 800

/** What kustomize says where it was asked for something that needs a flag we did not set. */
const REFUSED = /must specify --enable-helm|external plugins disabled|plugins? disabled; unable to load|--enable-exec/

type Named = { readonly file: string; readonly line: number | null }

/** Where the build ran: the absolute folder that held the revision, and the overlay's folder relative to it. */
export type BuildPlace = { readonly temporary: string; readonly overlay: string }

/** What became of a build that ended with an error, from its standard error. `hide` takes out of its words what may not be shown. */
export function explainFailure(stderr: string, place: BuildPlace, hide: (words: string) => string = (words) => words): RenderFailure {
  const words = withoutNoise(relativeWords(stderr, place.temporary))
  const named = namedFile(words, place.overlay)
  const code: RenderFailureCode = REFUSED.test(words) ? 'render-blocked' : 'render-failed'
  const reason = words === '' ? 'kustomize ended with an error and said nothing' : shorten(hide(crashOf(words) ?? words))
  return { kind: 'failed', code, reason, file: named?.file ?? null, line: named?.line ?? null, limit: null }
}

/** The message without warnings, prefix and temporary folders: inside paths become relative, the folder itself `.`. */
function relativeWords(stderr: string, temporary: string): string {
  const lines = stderr.replaceAll('\r\n', '\n').split('\n').filter((line) => !line.startsWith('# Warning:'))
  let words = unlogged(lines.join('\n').trim()).replace(/^[Ee]rror: /, '')
  const root = temporary.replace(/\/+$/, '')
  if (root === '') return words
  // kustomize resolves links first; on macOS the temporary folder is one, below /private.
  for (const prefix of [`/private${root}`, root]) words = words.replaceAll(`${prefix}/`, '').replaceAll(prefix, '.')
  return words
}

/** kubectl from 1.31 may put its error into a log line, quoted: `E1120 19:07:03.6 27079 run.go:72] "command failed" err="…"`. */
function unlogged(text: string): string {
  const quoted = /^E\d{4} [\d:.]+ +\d+ [\w.]+:\d+\] "command failed" err=("(?:[^"\\]|\\.)*")$/s.exec(text)?.[1]
  if (quoted === undefined) return text
  return quoted.slice(1, -1).replaceAll(/\\(.)/gs, (_escape, letter: string) => (letter === 'n' ? '\n' : letter === 't' ? '\t' : letter))
}

/**
 * An entry is tried as a file first; where it is a folder, that half of the message says nothing. Neither do the addresses of Go's values,
 * which are others in every run.
 */
function withoutNoise(words: string): string {
  return words.replaceAll(/ &\{0x[0-9a-f]+ <nil>\}/g, '').replaceAll(/accumulation err='accumulating resources from '[^'\n]*': '[^'\n]*' must resolve to a file': /g, '')
}

/** How Go's runtime ended kustomize; what every goroutine was doing then says nothing to who wrote the overlay. Null: it did not. */
function crashOf(words: string): string | null {
  const crash = /^goroutine \d+ /m.test(words) ? /^(?:panic|fatal error): .*/m.exec(words) : null
  return crash === null ? null : `kustomize crashed: ${crash[0]}`
}

function shorten(words: string): string {
  return words.length <= LONGEST ? words : `${words.slice(0, HEAD)} … ${words.slice(HEAD - LONGEST)}`
}

/** The file that the message names, most particular rule first; null where it names none inside the repository. */
function namedFile(words: string, overlay: string): Named | null {
  const frame = last(words, /(?:recursed accumulation of path|couldn't make target for path) \\?'([^'\n]*?)\\?'/g)?.[1]
  const folder = frame === undefined ? overlay : frame === '.' ? '' : frame
  const line = numberOf(last(words, /yaml: line (\d+):/g)?.[1])
  const malformed = last(words, /in File: ([^\s'"\\]+)/g)?.[1]
  if (malformed !== undefined) return inside(folder, malformed, line)
  const outside = last(words, /security; file '([^'\n]*)' is not in or below/g)?.[1]
  if (outside !== undefined) return inside('', outside, null)
  const missing = last(words, /evalsymlink failure on '([^'\n]*)'/g)?.[1]
  if (missing !== undefined) return inside('', missing, null)
  const patch = last(words, /\[path: \\?"([^"\n\\]+)\\?"\]|with config: `\n(?:[^`]*\n)?path: (\S+)\n/g)
  if (patch !== null) return inside(folder, patch[1] ?? patch[2] ?? '', null)
  const entry = last(words, /accumulating resources from '([^'\n]+\.(?:ya?ml|json))'/g)?.[1]
  if (entry !== undefined) return inside(folder, entry, null)
  const invalid = words.includes('invalid Kustomization') || words.includes('error converting YAML to JSON')
  if (frame === undefined && !invalid) return null
  return inside(folder, 'kustomization.yaml', invalid ? line : null)
}

function inside(folder: string, entry: string, line: number | null): Named | null {
  // A path that kept its root, or climbs out, is no file of the repository.
  const path = joinPath(folder, entry)
  return path === null || path === '' ? null : { file: path, line }
}

function last(text: string, pattern: RegExp): RegExpMatchArray | null {
  return [...text.matchAll(pattern)].at(-1) ?? null
}

function numberOf(text: string | undefined): number | null {
  return text === undefined ? null : Number(text)
}
