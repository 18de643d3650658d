// Takes out of kustomize's words what Secrets hold: whole, by lines, cut short, escaped, encoded, or as a list of bytes.

import { base64 } from '../model/base64.ts'

const HIDDEN = '…'
/** Shorter texts, and ones that also stand in paths, are everyday words: they are hidden where kustomize quotes a source. */
const SHORTEST = 4
/** A part of a value at least this long is hidden too, unless it is a word. */
const PART = 8

/** How kustomize 4.5.4 to 5.8 and its libraries quote sources: the literal or line at fault, the node, the patch. */
const QUOTES: readonly RegExp[] = [
  /(?<=literal sources? \[).*?(?=\]: )/gs,
  /(?<=invalid literal source ).*?(?=, expected key=value)/gs,
  /(?<=has invalid utf8 bytes ?: ?).*/gs,
  /(?<=node contents:\n).*/gs,
  /(?<=: value: \{).*/gs,
  /(?<=JSON patch from ?\[).*/gs,
  /(?<=unable to parse SM or JSON patch from ).*/gs,
  /(?<=cannot unmarshal \S+ `)[^`]*/g,
  /(?<=unknown (?:alias|anchor) ')[^']*/g
]

/** The words with `…` in place of the texts; as they are where there are none. `paths`: of the closure, which are no secret. */
export function hideSecrets(words: string, texts: ReadonlySet<string>, paths: readonly string[] = []): string {
  if (texts.size === 0) return words
  const all = [...texts]
  const named = paths.join('\n')
  const everyday = (text: string): boolean => text.length < SHORTEST || (/^[A-Za-z]+$/.test(text) && text.length < PART) || named.includes(text)
  const anywhere = [...new Set(all.filter((text) => !everyday(text)).flatMap(forms))].sort((a, b) => b.length - a.length)
  const parts = new Set(all.flatMap(wordsOf))
  const unquoted = QUOTES.reduce((text, pattern) => text.replaceAll(pattern, (quoted) => (wordsOf(quoted).some((word) => parts.has(word)) || isBytes(quoted) ? HIDDEN : quoted)), words)
  const whole = anywhere.reduce((text, form) => text.replaceAll(form, HIDDEN), unquoted.replaceAll(BYTES, '[…]'))
  return withoutParts(whole, all, named)
}

/** Go prints bytes as decimal numbers. */
const BYTES = /\[\d{1,3}(?: \d{1,3}){3,}\]/g

function isBytes(text: string): boolean {
  return /^\[\d{1,3}(?: \d{1,3})*\]/.test(text)
}

/** What a value looks like once it has gone through a quoting or an encoding. */
function forms(text: string): readonly string[] {
  const escaped = JSON.stringify(text).slice(1, -1)
  return [text, escaped, text.replaceAll("'", "''"), uriEncoded(text), base64(text).replace(/=+$/, '')].filter((form) => form.length >= SHORTEST)
}

/** Lone surrogates have no such form. */
function uriEncoded(text: string): string {
  return encodeURIComponent(text.replaceAll(/\p{Cs}/gu, ''))
}

/** Pieces of values: go-yaml cuts what it quotes after seven letters, and a line may be quoted without its beginning. */
function withoutParts(words: string, texts: readonly string[], named: string): string {
  const within = (part: string): boolean => texts.some((text) => text.includes(part))
  return words
    .replaceAll(/[^\s`'"([{]{3,}(?=\.\.\.|\u2026)/g, (part) => (within(part) ? HIDDEN : part))
    .replaceAll(/[\w+/=.@%:-]{8,}/g, (part) => (/^[a-z]+$/.test(part) || named.includes(part) || !within(part) ? part : HIDDEN))
}

function wordsOf(text: string): readonly string[] {
  return text.match(/[\p{L}\p{N}]+/gu) ?? []
}
