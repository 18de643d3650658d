// Regular expressions in a policy: JavaScript's, without flags.

/** What is wrong with the source, or null where it compiles. */
export function expressionProblem(source: string): string | null {
  if (source.length > 1000) return 'it is longer than 1000 characters'
  try {
    new RegExp(source)
    return null
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error)
    // V8 says `Invalid regular expression: /source/: reason`; the source is shown already.
    return message.slice(message.lastIndexOf(': ') + 2).toLowerCase()
  }
}

/** How many groups capture. The source must compile. */
export function groupCount(source: string): number {
  return (new RegExp(`${source}|`).exec('')?.length ?? 1) - 1
}
