// Markdown as GitHub shows it: rendered, then looked through for what is more than text of ours.

import { marked } from 'marked'

/** What the reports use themselves, and what their Markdown becomes. */
const OWN = new Set('h2 h3 p table thead tbody tr th td code pre br sub details summary ol ul li blockquote'.split(' '))

/** Everything alive in the Markdown that the reports do not mean: elements, attributes, mentions, references, hidden characters. */
export function aliveIn(markdown: string): readonly string[] {
  const html = marked.parse(markdown, { gfm: true, async: false })
  const found: string[] = []
  for (const [whole, name = '', attributes = ''] of html.matchAll(/<\/?([A-Za-z!][^\s/>]*)([^>]*)>/g)) {
    const plain = attributes.replace(/\s*\/$/, '').trim()
    if (!OWN.has(name.toLowerCase()) || (plain !== '' && !/^(?:start="\d+"|align="\w+")$/.test(plain))) found.push(whole)
  }
  // GitHub's own filters run on what is left as text, but not in code.
  const text = decoded(html.replaceAll(/<(code|pre)>[\s\S]*?<\/\1>/g, ' ').replaceAll(/<[^>]*>/g, ' '))
  for (const pattern of [/@[\p{L}\p{N}_-]+/u, /(?:^|[^\p{L}\p{N}])#\d+/u, /[\w-]#\d+/, /\bGH-\d+/i, /https?:\/\//i, /\bwww\./i, /\$\{\{/, /:\w+:/]) {
    const match = pattern.exec(text)
    if (match !== null) found.push(match[0])
  }
  const hidden = /(?![ \n\u200b])[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u.exec(decoded(html).replaceAll('\ufe0f', ''))
  if (hidden !== null) found.push(`U+${(hidden[0].codePointAt(0) ?? 0).toString(16)}`)
  return found
}

function decoded(html: string): string {
  const named: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', '#39': "'" }
  return html.replaceAll(/&(?:#(\d+)|([\w#]+));/g, (_all, code: string | undefined, name = '') => (code === undefined ? (named[name] ?? '') : String.fromCodePoint(Number(code))))
}
