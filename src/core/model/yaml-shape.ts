// How deep a YAML or JSON text nests and what it uses, told from its letters and tokens: nothing recursive has seen it yet.

import { CST, Lexer } from 'yaml'

/** `line`: where it begins, from 1; `literal`: its lines are lines of the text that holds it. */
export type HeldText = { readonly text: string; readonly line: number; readonly literal: boolean }

export type YamlShape = {
  /** The first line, from 1, on which it nests deeper than asked; null: nowhere. */
  readonly tooDeep: number | null
  /** Whether aliases stand for something: what is read may be larger than what is written. */
  readonly aliases: boolean
  /** Block and quoted texts inside of it that may use aliases if they are read as YAML again, such as inline patches. */
  readonly texts: readonly HeldText[]
}

const PLAIN: YamlShape = { tooDeep: null, aliases: false, texts: [] }

/** Looks at a text once. Linear, also on text that is no YAML: at first at its letters, at its tokens only where these leave a doubt. */
export function yamlShape(text: string, deepest: number): YamlShape {
  return !mayUseAliases(text) && depthAtMost(text) <= deepest ? PLAIN : tokenShape(withPlainBreaks(text), deepest)
}

/** Far above any source, and far below what a recursion would stumble over. */
const DEEPEST_READ = 500
/** UTF-16 units. More is built, but no line of it is looked for. */
const LONGEST_READ = 4_000_000
/** The library looks for each alias's anchor from the document's start. */
const MOST_ALIAS_SEARCH = 20_000_000

/** Whether it may be handed to a parser that recurses, and that takes its time over aliases. */
export function isReadable(text: string): boolean {
  if (text.length > LONGEST_READ) return false
  if (depthAtMost(text) > DEEPEST_READ && tokenShape(withPlainBreaks(text), DEEPEST_READ).tooDeep !== null) return false
  return aliasMarks(text) * text.length <= MOST_ALIAS_SEARCH
}

/** Aliases at most, looked for only as long as they may matter. */
function aliasMarks(text: string): number {
  if (!text.includes('&')) return 0
  const marks = /(?:^|[\s[{,:-])\*\w/g
  let count = 0
  while (count * text.length <= MOST_ALIAS_SEARCH && marks.test(text)) count++
  return count
}

/** go-yaml ends lines by YAML 1.1 rules, the lexer by 1.2's: what is a comment to one must not be structure to the other. */
export function withPlainBreaks(text: string): string {
  return /\r|\u0085|\u2028|\u2029/.test(text) ? text.replaceAll(/\r\n|[\r\u0085\u2028\u2029]/g, '\n') : text
}

/** Where both letters are missing nothing can be repeated. A backslash may hide either in a quoted text that is read again. */
function mayUseAliases(text: string): boolean {
  const hidden = text.includes('\\') && /\\[xuU]/.test(text)
  return hidden || (text.includes('&') && text.includes('*') && /(?:^|[^\w&])&[^\s&]/.test(text) && /(?:^|[^\w*])\*[^\s*]/.test(text))
}

/** Never less than the depth: a level in a line of its own takes a column, compact ones a mark, flow ones a bracket. */
function depthAtMost(text: string): number {
  let brackets = 0
  let run = 0
  let longest = 0
  for (let at = 0; at < text.length; at++) {
    switch (text.charCodeAt(at)) {
      case 0x20: // space
      case 0x2d: // -
      case 0x3a: // :
      case 0x3f: // ?
      case 0x09: // tab
        run++
        if (run > longest) longest = run
        continue
      case 0x5b: // [
      case 0x7b: // {
      case 0x5c: // a backslash may spell a bracket or a line's end
        brackets++
    }
    run = 0
  }
  return brackets + 2 * (longest + 1)
}

/**
 * The stack holds the columns at which open block nodes began, twice the column for a mapping, one more for a list: a list may
 * stand at the column of the mapping that holds it.
 */
function tokenShape(text: string, deepest: number): YamlShape {
  const stack: number[] = []
  const texts: HeldText[] = []
  let [line, column, flow] = [1, 0, 0]
  let [anchors, aliases, opens] = [false, false, true]
  for (const { type, token } of tokensOf(text)) {
    if (type === 'flow-map-start' || type === 'flow-seq-start') flow++
    else if (type === 'flow-map-end' || type === 'flow-seq-end') flow = Math.max(0, flow - 1)
    else if (type === 'doc-start' || type === 'doc-end') stack.length = flow = 0
    else if (type === 'anchor') anchors = true
    else if (type === 'alias') aliases = true
    else if (HOLDS_TEXT.has(type) && mayUseAliases(token)) texts.push({ text: heldText(token, type), line, literal: type === 'block' })
    if (opens && flow === 0 && !BLANK.has(type)) {
      const isList = type === 'seq-item-ind'
      const key = 2 * column + (isList ? 1 : 0)
      while ((stack.at(-1) ?? -1) > key) stack.pop()
      if (stack.at(-1) !== key) stack.push(key)
      opens = isList || type === 'explicit-key-ind' || type === 'map-value-ind'
    }
    if (stack.length + flow > deepest) return { tooDeep: line, aliases: true, texts: [] }
    const lastBreak = token.lastIndexOf('\n')
    if (lastBreak < 0) {
      column += token.length
      continue
    }
    column = token.length - lastBreak - 1
    opens = true
    for (let at = token.indexOf('\n'); at >= 0; at = token.indexOf('\n', at + 1)) line++
  }
  return { tooDeep: null, aliases: anchors && aliases, texts }
}

type Lexed = { readonly type: CST.TokenType | 'block' | null; readonly token: string }

const BLANK: ReadonlySet<Lexed['type']> = new Set(['space', 'newline', 'comment', 'byte-order-mark'])
const HOLDS_TEXT: ReadonlySet<Lexed['type']> = new Set(['block', 'single-quoted-scalar', 'double-quoted-scalar'])

/** The lexer's tokens, marks that stand for no text left out; behind a mark stands a scalar's text, whatever it looks like. */
function* tokensOf(text: string): Generator<Lexed> {
  let marked = false
  let block = false
  for (const token of new Lexer().lex(text)) {
    const type: CST.TokenType | null = marked ? 'scalar' : CST.tokenType(token)
    if (!marked && (type === 'scalar' || type === 'doc-mode' || type === 'flow-error-end')) {
      marked = type === 'scalar'
      continue
    }
    yield { type: marked && block ? 'block' : type, token }
    if (marked || !BLANK.has(type)) block = type === 'block-scalar-header'
    marked = false
  }
}

/** What a token says when it is read, near enough: a block's indentation stays, the escapes of a double-quoted text are undone. */
function heldText(token: string, type: Lexed['type']): string {
  if (type === 'block') return token
  if (type === 'single-quoted-scalar') return token.slice(1, -1).replaceAll("''", "'")
  return token.slice(1, -1).replaceAll(ESCAPE, (_, ...found: readonly unknown[]) => {
    const [two, four, eight, letter] = found
    const hex = [two, four, eight].find((code) => typeof code === 'string')
    if (typeof hex === 'string') return String.fromCodePoint(Math.min(Number.parseInt(hex, 16), 0x10ffff))
    if (typeof letter !== 'string') return ''
    return 'nrNLP'.includes(letter) ? '\n' : letter === 't' ? '\t' : letter
  })
}

const ESCAPE = /\\(?:x([\da-fA-F]{2})|u([\da-fA-F]{4})|U([\da-fA-F]{8})|\n[ \t]*|([^]))/g
