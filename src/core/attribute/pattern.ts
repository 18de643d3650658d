// Regular expressions out of manifests: only those that JavaScript reads as Go does, and that cannot take long.

/** Longer patterns and texts than these are not tried. */
const LONGEST_PATTERN = 256
const LONGEST_TEXT = 512

/** More repetitions than these could be tried against each other for too long: four over 512 letters took over 30 s. */
const MOST_REPETITIONS = 2

/**
 * A test for texts; null where the pattern is none, says something else in RE2 (Go's syntax), or could be slow: a group that repeats and
 * holds a repetition or a choice. fixed: text that is known to be harmless around the pattern, `%` standing for it.
 */
export function readPattern(pattern: string, fixed = '^(?:%)$'): ((text: string) => boolean) | null {
  if (pattern.length > LONGEST_PATTERN || !isPlain(pattern)) return null
  try {
    const expression = new RegExp(fixed.replace('%', () => pattern))
    return (text) => text.length <= LONGEST_TEXT && expression.test(text)
  } catch {
    return null
  }
}

function isPlain(pattern: string): boolean {
  // Escapes and group forms that the two languages read alike.
  const skeleton = pattern.replaceAll(/\\([dDwWsSbB]|[^\w\s])/g, 'c').replaceAll(/\[\^?\]?[^\][]*\]/g, 'c').replaceAll('(?:', '(')
  if (/\\|\[|\]|\(\?/.test(skeleton)) return false
  const groups: { heavy: boolean }[] = [{ heavy: false }]
  let repetitions = 0
  for (let at = 0; at < skeleton.length; at++) {
    const symbol = skeleton[at] ?? ''
    const repeated = /^[*+{]/.test(skeleton.slice(at + 1))
    const group = groups.at(-1)
    if (group === undefined) return false
    if (symbol === '(') groups.push({ heavy: false })
    else if (symbol === ')') {
      groups.pop()
      const outer = groups.at(-1)
      if (outer === undefined || (group.heavy && repeated)) return false
      outer.heavy ||= group.heavy
    } else if (/[*+{|?]/.test(symbol)) {
      group.heavy = true
      if (symbol !== '?' && symbol !== '|') repetitions++
    }
  }
  return groups.length === 1 && repetitions <= MOST_REPETITIONS
}
