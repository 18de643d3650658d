// What every target says when an invariant is broken, and the invariants that several of them share.

/** Thrown for a broken invariant: whatever else a target lets through is a crash, and as much of a fault. */
export class BrokenInvariant extends Error {}

export function insist(condition: boolean, what: string): asserts condition {
  if (!condition) throw new BrokenInvariant(what)
}

/** Equal as JSON, big integers as text. */
export function insistEqual(actual: unknown, expected: unknown, what: string): void {
  const [a, b] = [show(actual), show(expected)]
  insist(a === b, `${what}: ${a} is not ${b}`)
}

/** Lines and columns count from 1; a column may stand behind the last character of its line. Lines end as Git and GitHub end them. */
export function insistPlace(text: string, line: number, column: number | null, what: string): void {
  const lines = text.split('\n')
  insist(Number.isInteger(line) && line >= 1 && line <= lines.length, `${what}: line ${line} of ${lines.length}`)
  const length = (lines[line - 1] ?? '').length
  insist(column === null || (Number.isInteger(column) && column >= 1 && column <= length + 1), `${what}: column ${column} of ${length} in line ${line}`)
}

/** A path that stays in the repository and is written in one way. */
export function insistInside(path: string, what: string): void {
  const segments = path.split('/')
  insist(path === '' || segments.every((segment) => segment !== '' && segment !== '.' && segment !== '..'), `${what}: ${show(path)} is no path of the repository`)
}

function show(value: unknown): string {
  return JSON.stringify(value, (_key, item: unknown) => (typeof item === 'bigint' ? `${item}n` : item)) ?? 'undefined'
}
