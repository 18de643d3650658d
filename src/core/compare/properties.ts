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

/** Lines with continuations joined, without blank lines and comments. */
function logicalLines(text: string): readonly string[] {
  const lines: string[] = []
  let open = ''
  for (const raw of text.split(/\r\n|\n|\r/)) {
    const line = raw.trimStart()
    if (open === '' && (line === '' || line.startsWith('#') || line.startsWith('!'))) continue
    const joined = open + line
    const continues = (/\\*$/.exec(joined)?.[0].length ?? 0) % 2 === 1
    open = continues ? joined.slice(0, -1) : ''
    if (!continues) lines.push(joined)
  }
  if (open !== '') lines.push(open)
  return lines
}

function unescape(text: string): string {
  return text.replaceAll(/\\(?:u([0-9a-fA-F]{4})|(.))/gs, (_, code: string | undefined, character: string | undefined) => {
    if (code !== undefined) return String.fromCharCode(Number.parseInt(code, 16))
    return ({ n: '\n', t: '\t', r: '\r', f: '\f' } as const)[character ?? ''] ?? character ?? ''
  })
}
