// Text for GitHub's Markdown: what comes from manifests can be read there and can do nothing else.

import { visible, visibleLines } from './visible.ts'

// Everything that Markdown, HTML or GitHub's automatic links could take for more than a letter. Entities are decoded after
// the Markdown is parsed, so none of them is syntax (CommonMark 0.31, section 2.5). An underscore between letters is none.
const ACTIVE = /(?<![A-Za-z0-9])_|_(?![A-Za-z0-9])|:(?![0-9 ]|$)|[^A-Za-z0-9 .,/()_:\-\u0080-\u{10ffff}]/gu
// Our own words may also have quotes, which keeps the source readable.
const ACTIVE_IN_PROSE = /_|:(?![0-9 ]|$)|[^A-Za-z0-9 .,/()_:\-'";?%+=\u0080-\u{10ffff}]/gu
const NAMED: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' }
const ZERO_WIDTH = '\u200b'

/** Foreign text outside of code: entities for whatever is not plain, `@` broken, on one line. */
export function escapeMarkdown(text: string): string {
  return unreferenced(entities(visible(text)).replaceAll(':', '&#58;'))
}

/** `<code>…</code>` with nothing alive in it; empty text is shown as such. */
export function code(text: string): string {
  return text === '' ? '<code>&quot;&quot;</code>' : `<code>${entities(visible(text))}</code>`
}

/** A sentence of words.ts: what stands in backticks becomes code, the rest is escaped. */
export function sentence(text: string): string {
  return text
    .split('`')
    .map((part, index) => (index % 2 === 1 ? code(part) : prose(part)))
    .join('')
}

/** Lines to paste. A digest's `@` is kept, or pasting would not work; every other one is broken. */
export function block(lines: string): string {
  return `<pre>${visibleLines(lines).split('\n').map(pasteable).join('\n')}</pre>`
}

/** The help of words.ts: paragraphs apart, lines indented by four blanks as blocks. */
export function helpMarkdown(help: string): string {
  return groups(help.split('\n'))
    .map((group) => (group.indented ? block(group.lines.map((line) => line.slice(4)).join('\n')) : group.lines.map(sentence).join('<br>')))
    .join('\n\n')
}

/** A table; cells are Markdown already and hold neither a bare pipe nor a line end. */
export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n')
}

function prose(text: string): string {
  return unreferenced(dotless(visible(text).replace(ACTIVE_IN_PROSE, entity)))
}

/** `#1`, `shop#1` and `GH-1` are issues to GitHub, `:tada:` is a picture; it looks for them after entities are decoded, but not inside of code. */
function unreferenced(text: string): string {
  return text
    .replace(/&#35;(?=\d)/g, (sign) => sign + ZERO_WIDTH)
    .replace(/\bGH-(?=\d)/gi, (sign) => sign + ZERO_WIDTH)
    .replace(/(?<!\d)(?:&#58;|:)(?=(?:[a-z0-9+-]|&#95;|_|&#43;)+(?:&#58;|:))/gi, (sign) => sign + ZERO_WIDTH)
}

function entities(text: string): string {
  return dotless(text.replace(ACTIVE, entity))
}

/** GitHub links whatever starts with `www.`. */
function dotless(text: string): string {
  return text.replace(/www\./gi, (word) => `${word.slice(0, 3)}&#46;`)
}

function pasteable(line: string): string {
  return line
    .split(/(@sha256:[0-9a-f]{64})(?![0-9a-f])/)
    .map((part, index) => (index % 2 === 1 ? part.replace('@', '&#64;') : entities(part)))
    .join('')
}

function entity(character: string): string {
  if (character === '@') return `@${ZERO_WIDTH}`
  return NAMED[character] ?? `&#${String(character.codePointAt(0) ?? 0xfffd)};`
}

type Group = { readonly indented: boolean; readonly lines: readonly string[] }

function groups(lines: readonly string[]): readonly Group[] {
  const all: { indented: boolean; lines: string[] }[] = []
  let open = false
  for (const line of lines) {
    const indented = line.startsWith('    ')
    const last = all.at(-1)
    if (line === '') open = false
    else if (open && last?.indented === indented) last.lines.push(line)
    else {
      all.push({ indented, lines: [line] })
      open = true
    }
  }
  return all
}
