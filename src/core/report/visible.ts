// Characters that a reader cannot see, or that would move the text around them, are written out.

// Controls, format characters (among them all that turn the direction of text), lone surrogates, blanks other than the
// ordinary one, line separators, and what fonts draw as nothing (Unicode, PropList and DerivedCoreProperties).
const HIDDEN = /(?! )[\p{Cc}\p{Cf}\p{Cs}\p{Z}\p{Default_Ignorable_Code_Point}]/gu
const NAMED: Readonly<Record<string, string>> = { '\n': '\\n', '\r': '\\r', '\t': '\\t' }

/** The text on one line, every hidden character as `\n`, `\t` or `\u202e`. */
export function visible(text: string): string {
  return text.replace(HIDDEN, escaped)
}

/** The same, with line ends kept. */
export function visibleLines(text: string): string {
  return text.split('\n').map(visible).join('\n')
}

function escaped(character: string): string {
  const code = character.codePointAt(0) ?? 0
  return NAMED[character] ?? (code > 0xffff ? `\\u{${code.toString(16)}}` : `\\u${code.toString(16).padStart(4, '0')}`)
}
