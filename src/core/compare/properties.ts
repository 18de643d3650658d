// Java properties and env files: one `key=value` a line (java.util.Properties, load).

import type { Mapping } from '../model/resource.ts'

const LINE = /^((?:\\.|[^\\=:\s])+)\s*(?:[=:]\s*)?(.*)$/s

/** Reads the entries, the last of equal keys winning; undefined where a line is no entry. */
export function readProperties(text: string): Mapping | undefined {
  const entries = new Map<string, string>()
  for (const line of logicalLines(text)) {
    const match = LINE.exec(line)
    if (match === null) return undefined
    entries.set(unescape(match[1] ?? ''), unescape(match[2] ?? ''))
  }
  return Object.fromEntries(entries)
}

/** Lines with continuations joined, without blank lines and comments. Each letter is looked at once, however many lines are joined. */
export function logicalLines(text: string): readonly string[] {
  const lines: string[] = []
  let open: string[] = []
  for (const raw of text.split(/\r\n|\n|\r/)) {
    const line = raw.trimStart()
    if (open.length === 0 && (line === '' || line.startsWith('#') || line.startsWith('!'))) continue
    // What is open ends in an even number of backslashes, so that the line's own tell.
    const continues = backslashesAtEnd(line) % 2 === 1
    const part = continues ? line.slice(0, -1) : line
    if (part !== '') open.push(part)
    if (continues) continue
    lines.push(open.join(''))
    open = []
  }
  if (open.length > 0) lines.push(open.join(''))
  return lines
}

function backslashesAtEnd(line: string): number {
  let start = line.length
  while (line[start - 1] === '\\') start--
  return line.length - start
}

function unescape(text: string): string {
  return text.replaceAll(/\\(?:u([0-9a-fA-F]{4})|(.))/gs, (_, code: string | undefined, character: string | undefined) => {
    if (code !== undefined) return String.fromCharCode(Number.parseInt(code, 16))
    return ({ n: '\n', t: '\t', r: '\r', f: '\f' } as const)[character ?? ''] ?? character ?? ''
  })
}
