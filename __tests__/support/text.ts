// Texts of several lines, written with the indentation of the code around them.

/** The text without that indentation; ends with a line break. */
export function text(strings: TemplateStringsArray, ...values: readonly (string | number)[]): string {
  const indents = strings.join('').split('\n').filter((line) => line.trim() !== '').map((line) => line.length - line.trimStart().length)
  const indent = ' '.repeat(Math.min(...indents))
  const parts = strings.map((part) => part.replaceAll(`\n${indent}`, '\n'))
  return parts.map((part, index) => `${part}${values[index] ?? ''}`).join('').replace(/^\n/, '').replace(/\n *$/, '\n')
}
