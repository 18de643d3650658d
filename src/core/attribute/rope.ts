// Text that several source scalars make up together, and which of them makes it differ from another text.

import type { Mark } from './source-text.ts'
import type { TracedScalar } from './traced.ts'

/** hashed: kustomize appends a hash of ten characters to it. */
export type Part = { readonly text: string; readonly mark: Mark; readonly hashed?: true }

/** The parts of a scalar, first to last; one that was written in one piece is its own part. */
export function partsOf(scalar: TracedScalar): readonly Part[] {
  return scalar.parts ?? [{ text: scalar.text, mark: scalar.mark }]
}

/** Parts of the text between two offsets, without empty ones. */
export function sliceParts(parts: readonly Part[], from: number, to: number): readonly Part[] {
  let at = 0
  const found: Part[] = []
  for (const part of parts) {
    const text = part.text.slice(Math.max(0, from - at), Math.max(0, to - at))
    if (text !== '') found.push({ ...part, text })
    at += part.text.length
  }
  return found
}

export function textOfParts(parts: readonly Part[]): string {
  return parts.map((part) => part.text).join('')
}

/** The scalar with the text of the parts; mark: the line to show where nothing tells which part matters. */
export function composed(scalar: TracedScalar, parts: readonly Part[], mark: Mark): TracedScalar {
  const [only, ...more] = parts
  const whole = only !== undefined && more.length === 0 && only.hashed === undefined
  const text = textOfParts(parts)
  // Text that did not change keeps its own lines.
  const inner = whole && text === scalar.text && only.mark === scalar.mark ? scalar.inner : null
  return { ...scalar, text, plain: false, mark: whole ? only.mark : mark, inner, parts: whole ? null : parts, otherwise: null }
}

/**
 * The mark of the one part whose change alone would turn the text into the other; null where there is none or where it could be one of
 * several. Parts from the same line count as one.
 */
export function differingPart(parts: readonly Part[], against: string): Mark | null {
  if (parts.slice(0, -1).some((part) => part.hashed)) return null
  const text = textOfParts(parts)
  const other = parts.at(-1)?.hashed ? against.replace(/-[24-9bcdfghkmt]{10}$/, '') : against
  if (text === other) return null
  const found: Mark[] = []
  let at = 0
  for (const part of parts) {
    const before = text.slice(0, at)
    at += part.text.length
    const after = text.slice(at)
    const possible = other.length >= before.length + after.length && other.startsWith(before) && other.endsWith(after)
    if (possible && !found.some((mark) => mark.file === part.mark.file && mark.line === part.mark.line)) found.push(part.mark)
  }
  return found.length === 1 ? (found[0] ?? null) : null
}

/** Whether the parts make up a rendered text, hashes included. */
export function partsExplain(parts: readonly Part[], rendered: string): boolean {
  if (!parts.some((part) => part.hashed)) return textOfParts(parts) === rendered
  let rest = rendered
  for (const part of parts) {
    if (!rest.startsWith(part.text)) return false
    rest = rest.slice(part.text.length)
    if (part.hashed !== undefined && /^-[24-9bcdfghkmt]{10}/.test(rest)) rest = rest.slice(11)
  }
  return rest === ''
}
