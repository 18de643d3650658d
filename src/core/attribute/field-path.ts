// Field paths of replacements and vars: dots, brackets, `[name=x]`, `*`, positions (kyaml's PathMatcher), over traced nodes.

import { splitPath } from './field-specs.ts'
import type { Patterns } from './pattern.ts'
import type { Mark } from './source-text.ts'
import type { Traced } from './traced.ts'
import { isNull, tracedList, tracedMap, tracedScalar, withEntry } from './traced.ts'

/** kustomize's "smarter" splitting: `[a.b]` is one key, `[name=a.b]` one choice of list items. */
export function fieldPathOf(text: string): readonly string[] {
  const split = splitPath(text, '.')
  const result: string[] = []
  for (let at = 0; at < split.length; at++) {
    let piece = split[at] ?? ''
    if (piece.startsWith('[') && !piece.endsWith(']')) {
      while (at + 1 < split.length && !piece.endsWith(']')) piece += `.${split[++at] ?? ''}`
      result.push(piece.includes('=') ? piece : piece.replace(/^\[+|\]+$/g, ''))
    } else result.push(piece)
  }
  return result
}

/** The node at a path without wildcards; undefined where there is none or where the path is not understood. */
export function lookUp(node: Traced | undefined, path: readonly string[]): Traced | undefined {
  let at = node
  for (const segment of path) {
    if (at?.kind === 'map') at = at.entries.get(segment)?.value
    else if (at?.kind === 'list') at = itemOf(at.items, segment)
    else return undefined
  }
  return at
}

/** kyaml's Lookup compares `[name=x]` as text. */
function itemOf(items: readonly Traced[], segment: string): Traced | undefined {
  if (/^\d+$/.test(segment)) return items[Number(segment)]
  if (segment === '-') return items.at(-1)
  const choice = choiceOf(segment)
  if (choice === null) return undefined
  return items.find((item) => {
    const field = choice.key === '' ? item : item.kind === 'map' ? item.entries.get(choice.key)?.value : undefined
    return field?.kind === 'scalar' && field.text === choice.value
  })
}

function choiceOf(segment: string): { readonly key: string; readonly value: string } | null {
  const match = /^\[([^=]*)=([^]*)\]$/.exec(segment)
  return match === null ? null : { key: match[1] ?? '', value: match[2] ?? '' }
}

export type PathWrite = {
  /** What a missing last field is made as, with the line that makes it; null: nothing is made. */
  readonly made: { readonly kind: Traced['kind']; readonly at: Mark } | null
  /** null: it cannot be said what becomes of the node. */
  readonly change: (node: Traced) => Traced | null
  /** Pays for the choice of list items. */
  readonly patterns: Patterns
}

/** The node with the change made wherever the path leads; null where the path, or what it leads to, is not understood. */
export function writePath(node: Traced, path: readonly string[], write: PathWrite): Traced | null {
  const [segment, ...rest] = path
  if (segment === undefined) return write.change(node)
  if (node.kind === 'list') return writeItems(node.items, segment, rest, write, (items) => ({ ...node, items }))
  if (node.kind !== 'map' || choiceOf(segment) !== null || segment === '*') return null
  const present = node.entries.get(segment)
  if (present === undefined && write.made === null) return node
  if (present !== undefined && isNull(present.value) && rest.length > 0) return null
  const start = present?.value ?? emptyFor(rest, write)
  const value = writePath(start, rest, write)
  if (value === null) return null
  return value === present?.value ? node : withEntry(node, segment, { key: present?.key ?? write.made?.at ?? node.mark, value })
}

function writeItems(
  items: readonly Traced[],
  segment: string,
  rest: readonly string[],
  write: PathWrite,
  build: (items: readonly Traced[]) => Traced
): Traced | null {
  const chosen = chosenItems(items, segment, write.patterns)
  if (chosen === null) return null
  let result = [...items]
  let targets = chosen
  if (targets.length === 0 && write.made !== null) {
    const choice = choiceOf(segment)
    if (choice === null && segment !== String(items.length)) return null
    const item = choice === null ? emptyFor(rest, write) : madeItem(choice, write.made.at)
    targets = [result.length]
    result = [...result, item]
  }
  for (const index of targets) {
    const item = result[index]
    const value = item === undefined ? null : writePath(item, rest, write)
    if (value === null) return null
    result[index] = value
  }
  return build(result)
}

/** `[name=x]` is a regular expression without anchors. */
function chosenItems(items: readonly Traced[], segment: string, patterns: Patterns): readonly number[] | null {
  if (segment === '*') return items.map((_, index) => index)
  if (/^\d+$/.test(segment)) return Number(segment) < items.length ? [Number(segment)] : []
  const choice = choiceOf(segment)
  const matches = choice === null ? null : patterns.test(choice.value, '%')
  if (choice === null || matches === null) return null
  return items.flatMap((item, index) => {
    const field = choice.key === '' ? item : item.kind === 'map' ? item.entries.get(choice.key)?.value : undefined
    return field?.kind === 'scalar' && matches(field.text) ? [index] : []
  })
}

function madeItem(choice: { readonly key: string; readonly value: string }, at: Mark): Traced {
  const value = tracedScalar(choice.value, at)
  return choice.key === '' ? value : tracedMap(new Map([[choice.key, { key: at, value }]]), at)
}

function emptyFor(rest: readonly string[], write: PathWrite): Traced {
  const at = write.made?.at ?? { file: '', line: null, column: null }
  const next = rest[0]
  const kind = next === undefined ? (write.made?.kind ?? 'map') : /^\d+$|^\[.*=/.test(next) ? 'list' : 'map'
  return kind === 'map' ? tracedMap(new Map(), at) : kind === 'list' ? tracedList([], at) : tracedScalar('', at, { plain: true })
}
