// What must hold of a text in the channel that it goes to, whatever manifests, commits and names have in them.

import { insist } from './insist.ts'

/** As src/core/report/visible.ts has it, written down a second time on purpose: nothing that hides, turns, or moves a cursor. */
const HIDDEN = /(?![ \n])[\p{Cc}\p{Cf}\p{Cs}\p{Z}\p{Default_Ignorable_Code_Point}]/u
// eslint-disable-next-line no-control-regex
const OWN_STYLE = /\u001b\[(?:[012]|3[1-6])m/g
const OWN_TAGS = /<\/?(?:code|pre|br|sub|details|summary)>/g
const COMMANDS = /^\s*::(error|warning|notice|group|endgroup)(?: [a-zA-Z]+=[^:,]*(?:,[a-zA-Z]+=[^:,]*)*)?::/

/** For a terminal: no control but line ends and our own styles. */
export function insistTerminal(text: string, color: boolean): void {
  const rest = color ? text.replaceAll(OWN_STYLE, '') : text
  const hidden = HIDDEN.exec(rest)
  insist(hidden === null, `hidden U+${(hidden?.[0].codePointAt(0) ?? 0).toString(16)} for a terminal: ${around(rest, hidden?.index)}`)
}

/** Lines for the runner: those that it takes for commands are as many as ours, and of our kinds. */
export function insistLog(lines: readonly string[], commands: number): void {
  const all = lines.flatMap((line) => line.split(/\r\n|\r|\n/))
  const taken = all.filter((line) => /^\s*::/.test(line) || line.includes('##['))
  const foreign = taken.find((line) => !COMMANDS.test(line) || line.includes('##['))
  insist(foreign === undefined, `a command of somebody else's: ${foreign}`)
  insist(taken.length === commands, `${taken.length} commands instead of ${commands}`)
  // eslint-disable-next-line no-control-regex
  const control = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/.exec(all.join('\n'))
  insist(control === null, `a control character in the log: ${around(all.join('\n'), control?.index)}`)
}

/** Markdown for GitHub: our own tags, headings, tables and lists; no link, image, mention, reference, code fence, entity of others. */
export function insistMarkdown(markdown: string): void {
  const text = markdown.replaceAll(OWN_TAGS, '')
  const alive = /<|@[\p{L}\p{N}_-]|!\[|\]\(|\]:|https?:\/\/|www\.|`|\$\{\{|&(?!(?:#\d{1,7}|amp|lt|gt|quot);)/iu.exec(text)
  insist(alive === null, `alive in Markdown: ${around(text, alive?.index)}`)
  // GitHub looks for references and mentions in the text that is left, with entities decoded, outside of code.
  const read = decoded(markdown.replaceAll(/<code>[^<]*<\/code>|<pre>[^<]*<\/pre>/g, ' '))
  const reference = /@[\p{L}\p{N}_-]|#\d|\bGH-\d/iu.exec(read)
  insist(reference === null, `a reference in Markdown: ${around(read, reference?.index)}`)
  const hidden = /(?![ \n\u200b])[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u.exec(text.replaceAll('\ufe0f', ''))
  insist(hidden === null, `hidden in Markdown: ${around(text, hidden?.index)}`)
  insistTables(markdown)
}

function decoded(markdown: string): string {
  const named: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"' }
  return markdown.replaceAll(/&(?:#(\d+)|(\w+));/g, (_all, code: string | undefined, name = '') => (code === undefined ? (named[name] ?? '') : String.fromCodePoint(Number(code))))
}

/** Rows have as many cells as their head. */
function insistTables(markdown: string): void {
  let columns: number | null = null
  for (const line of markdown.split('\n')) {
    const cells = line.startsWith('| ') || line.startsWith('|  ') ? line.split('|').length - 2 : null
    insist(cells === null || columns === null || cells === columns, `a row of ${cells} cells below a head of ${columns}: ${line.slice(0, 200)}`)
    columns = cells
  }
}

/** JSON that any reader can read: no lone surrogate, no prototype. */
export function insistJson(text: string): void {
  insist(text.endsWith('}\n') && !HIDDEN_IN_JSON.test(text), 'JSON of one object and a line end')
  JSON.parse(text)
}

// eslint-disable-next-line no-control-regex
const HIDDEN_IN_JSON = /[\u0000-\u0009\u000b-\u001f]|\p{Cs}/u

function around(text: string, at = 0): string {
  return JSON.stringify(text.slice(Math.max(0, at - 60), at + 60))
}
