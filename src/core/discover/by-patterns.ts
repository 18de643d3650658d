// Overlays where the user has said where they are.

import type { Environment } from '../model/environment.ts'
import type { Overlay } from '../model/overlay.ts'
import { compilePattern, type CompiledPattern } from './patterns.ts'
import { candidatesOf, type DiscoveryPolicy, type Recognised, type Revision } from './revision.ts'
import { unknownLines } from './suggestion.ts'
import { wordsOf } from './words.ts'

/** Overlays by the user's patterns: every candidate that one of them matches, by the first that does. */
export function byPatterns(
  head: Revision,
  before: Revision | null,
  ladder: readonly Environment[],
  patterns: readonly string[],
  policy: DiscoveryPolicy
): Recognised {
  const compiled = patterns.map((pattern) => compilePattern(pattern, wordsOf(ladder)))
  const overlays = new Map<string, Overlay>()
  const matching = new Set<CompiledPattern>()
  for (const path of candidatesOf(head, before)) {
    for (const pattern of compiled) {
      const match = pattern.match(path)
      if (match === null) continue
      matching.add(pattern)
      if (!overlays.has(path)) overlays.set(path, { ...match, path })
    }
  }
  const having = (revision: Revision | null): ReadonlySet<string> =>
    new Set([...(revision?.candidates.keys() ?? [])].filter((path) => overlays.has(path)))
  const unknown = policy.environments !== null ? [] : besidePatterns(head, patterns, overlays)
  return {
    overlays,
    inHead: having(head),
    inBefore: having(before),
    detected: unknownLines(unknown),
    unmatched: compiled.filter((pattern) => !matching.has(pattern))
  }
}

/** Folders that a pattern would match if only its `{env}` were a known word. */
function besidePatterns(head: Revision, patterns: readonly string[], overlays: ReadonlyMap<string, Overlay>): readonly string[] {
  const open = patterns.map((pattern) => compilePattern(pattern.replaceAll('{env}', '*'), []))
  return [...head.candidates.keys()].filter((path) => !overlays.has(path) && open.some((pattern) => pattern.covers(path)))
}
