// Rendered names that mean the same resource in both environments, so that a reference by one equals a reference by the other.

import { OWN_WORD } from '../model/normal-render.ts'
import { isNamespace, type ResourcePair } from './pair-resources.ts'

/**
 * What had to be undone for two names to be one, from the surest: a generated `hash`, which makes a name like no other text;
 * a `declared` prefix or suffix; the environment's `word` within the name; a name that is `only-word`, such as `prod`, which
 * as a value is far more often something else.
 */
export type Strength = 'hash' | 'declared' | 'word' | 'only-word'

type Partner = { readonly strength: Strength; readonly canonical: string }

export type References = {
  /** Left name → right name → how they are one. Names that are equal as rendered are not in it. */
  readonly partners: ReadonlyMap<string, ReadonlyMap<string, Partner>>
  /** Whether any name carries a generated hash. */
  readonly hashes: boolean
}

/** Collects the names that paired resources have where they differ. A Namespace's name is no reference: namespaces have their own rule. */
export function collectReferences(pairs: readonly ResourcePair[]): References {
  const partners = new Map<string, Map<string, Partner>>()
  let hashes = false
  for (const pair of pairs) {
    const { left, right } = pair
    if (isNamespace(left) || left.id.name === right.id.name) continue
    const strength = strengthOf(pair)
    if (strength === 'hash') hashes = true
    const row = partners.get(left.id.name) ?? new Map<string, Partner>()
    partners.set(left.id.name, row)
    if (!row.has(right.id.name)) row.set(right.id.name, { strength, canonical: right.canonical.name })
  }
  return { partners, hashes }
}

/** How two rendered names are one; null where they are not. */
export function sameName(references: References, left: string, right: string): Strength | null {
  return references.partners.get(left)?.get(right)?.strength ?? null
}

/** The names of the other side that mean the same resource as a name of the left, with the name both share. */
export function partnersOf(references: References, left: string): readonly (readonly [string, string])[] {
  return [...(references.partners.get(left) ?? [])].map(([right, { canonical }]) => [right, canonical])
}

function strengthOf({ left, right }: ResourcePair): Strength {
  if (left.unhashed !== left.id.name && right.unhashed !== right.id.name) return 'hash'
  if (left.declared === right.declared) return 'declared'
  return right.canonical.name === OWN_WORD ? 'only-word' : 'word'
}
