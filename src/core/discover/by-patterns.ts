// Overlays where the user has said where they are.

import type { Effort } from '../model/effort.ts'
import { createEffort } from '../model/effort.ts'
import type { Environment } from '../model/environment.ts'
import type { Overlay } from '../model/overlay.ts'
import { compilePattern, type CompiledPattern } from './patterns.ts'
import { candidatesOf, type DiscoveryPolicy, type Recognised, type Revision } from './revision.ts'
import { unknownLines } from './suggestion.ts'
import { wordsOf } from './words.ts'

/** Words and segments that are tried, at worst ten seconds: twenty patterns and words, for a hundred thousand folders, take half of it. */
const MOST_TRIED = 500_000_000

/** To compile a word takes as long as to try so many. */
const COMPILING = 200

/** Overlays by the user's patterns: every candidate that one of them matches, by the first that does. What takes too much is told. */
export function byPatterns(
  head: Revision,
  before: Revision | null,
  ladder: readonly Environment[],
  patterns: readonly string[],
  policy: DiscoveryPolicy,
  most: number = MOST_TRIED
): Recognised {
  const effort = createEffort(most)
  const words = wordsOf(ladder)
  const compiled = patterns.flatMap((pattern) => (effort.spend(COMPILING * (1 + words.length)) ? compilePattern(pattern, words) : []))
  const overlays = new Map<string, Overlay>()
  const matching = new Set<CompiledPattern>()
  for (const path of candidatesOf(head, before)) {
    for (const pattern of compiled) {
      if (!effort.spend(pattern.cost(path))) break
      const match = pattern.match(path)
      if (match === null) continue
      matching.add(pattern)
      if (!overlays.has(path)) overlays.set(path, { ...match, path })
    }
  }
  const having = (revision: Revision | null): ReadonlySet<string> =>
    new Set([...(revision?.candidates.keys() ?? [])].filter((path) => overlays.has(path)))
  const unknown = policy.environments !== null ? [] : besidePatterns(head, patterns, overlays, effort)
  return {
    overlays,
    inHead: having(head),
    inBefore: having(before),
    detected: unknownLines(unknown),
    unmatched: effort.spent() ? [] : compiled.filter((pattern) => !matching.has(pattern)),
    exhausted: effort.spent()
  }
}

/** Folders that a pattern would match if only its `{env}` were a known word. */
function besidePatterns(head: Revision, patterns: readonly string[], overlays: ReadonlyMap<string, Overlay>, effort: Effort): readonly string[] {
  const open = patterns.flatMap((pattern) => (effort.spend(COMPILING) ? compilePattern(pattern.replaceAll('{env}', '*'), []) : []))
  return [...head.candidates.keys()].filter((path) => !overlays.has(path) && open.some((pattern) => effort.spend(pattern.cost(path)) && pattern.covers(path)))
}
