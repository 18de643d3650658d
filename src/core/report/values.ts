// How a value of a manifest is shown to a person: on one line, bounded, with nothing hidden in it.

import { visible } from './visible.ts'

/** Longest shown value, in UTF-16 units without the marks of what was cut. */
const LONGEST_VALUE = 120
const CONTEXT = 20

/** One line of at most `longest` characters and a mark of what was cut: `first line … 3 more lines`, `abc … 200 more characters`. */
export function showText(text: string, longest: number = LONGEST_VALUE): string {
  const lines = linesOf(text)
  const first = cut(visible(lines[0] ?? ''), longest)
  return lines.length < 2 ? first : `${first} … ${count(lines.length - 1, 'more line')}`
}

/** Two differing texts, cut so that what differs can be seen: `line 5: port: 80 … 2 more lines`. */
export function showPair(left: string, right: string, longest: number = LONGEST_VALUE): readonly [string, string] {
  const a = linesOf(left)
  const b = linesOf(right)
  let at = 0
  while (at < a.length && at < b.length && a[at] === b[at]) at += 1
  return [showFrom(a, b, at, longest), showFrom(b, a, at, longest)]
}

function showFrom(lines: readonly string[], other: readonly string[], at: number, longest: number): string {
  if (lines.length < 2 && other.length < 2) return excerpt(lines[0] ?? '', other[0] ?? '', longest)
  const line = lines[at]
  if (line === undefined) return `${count(lines.length, 'line')}, then nothing`
  const shown = `line ${String(at + 1)}: ${excerpt(line, other[at] ?? '', longest)}`
  const rest = lines.length - at - 1
  return rest === 0 ? shown : `${shown} … ${count(rest, 'more line')}`
}

/** A long line is shown from shortly before the place where it differs from the other. */
function excerpt(line: string, other: string, longest: number): string {
  if (line.length <= longest) return visible(line)
  let same = 0
  while (same < line.length && line[same] === other[same]) same += 1
  const start = same + CONTEXT <= longest ? 0 : same - CONTEXT
  return (start === 0 ? '' : '… ') + cut(visible(line.slice(start)), longest)
}

function cut(line: string, longest: number): string {
  if (line.length <= longest) return line
  const end = isHighSurrogate(line.charCodeAt(longest - 1)) ? longest - 1 : longest
  return `${line.slice(0, end)} … ${count(line.length - end, 'more character')}`
}

function isHighSurrogate(unit: number): boolean {
  return unit >= 0xd800 && unit <= 0xdbff
}

/** A final line end makes no line of its own. */
function linesOf(text: string): readonly string[] {
  const lines = text.split('\n')
  return lines.length > 1 && lines.at(-1) === '' ? lines.slice(0, -1) : lines
}

/** `1 line`, `2 lines`. */
export function count(number: number, noun: string, plural: string = `${noun}s`): string {
  return `${grouped(number)} ${number === 1 ? noun : plural}`
}

/** `20,000`: thousands set apart, whatever the machine's locale. */
export function grouped(number: number): string {
  return String(number).replace(/\B(?=(\d{3})+$)/g, ',')
}
