// Which namespace of one environment stands for which of the other: one to one, deduced from the resources that pair without it.

/** null stands for resources that name no namespace. */
export type Namespace = string | null

export type NamespaceMapping = {
  readonly toRight: ReadonlyMap<Namespace, Namespace>
  readonly toLeft: ReadonlyMap<Namespace, Namespace>
}

/** The namespaces that two resources of one pair are in. */
export type NamespacePair = { readonly left: Namespace; readonly right: Namespace }

/** All namespaces of one side, and what is left of each once the environment's own words are taken out. */
export type NamespaceStems = ReadonlyMap<string, string>

/**
 * The mapping that most pairs agree with; among equally many first two that differ by nothing but the environments' own words, then one
 * that is the same on both sides, then the earlier pair. Namespaces that no pair speaks for
 * map to themselves, else to the only one of the other side that differs by nothing but the environments' own words.
 */
export function deduceNamespaces(pairs: readonly NamespacePair[], left: NamespaceStems, right: NamespaceStems): NamespaceMapping {
  const toRight = new Map<Namespace, Namespace>()
  const toLeft = new Map<Namespace, Namespace>()
  const add = (from: Namespace, to: Namespace) => {
    if (toRight.has(from) || toLeft.has(to)) return
    toRight.set(from, to)
    toLeft.set(to, from)
  }
  for (const { left: from, right: to } of byVotes(pairs, left, right)) add(from, to)
  for (const name of left.keys()) if (right.has(name)) add(name, name)
  const free = (stems: NamespaceStems, taken: ReadonlyMap<Namespace, Namespace>) =>
    uniqueByStem([...stems].filter(([name]) => !taken.has(name)))
  const candidates = free(right, toLeft)
  for (const [stem, name] of free(left, toRight)) {
    const other = candidates.get(stem)
    if (name !== null && other !== undefined && other !== null) add(name, other)
  }
  return { toRight, toLeft }
}

/** Whether a namespace of the left environment stands for one of the right. */
export function sameNamespace(mapping: NamespaceMapping, left: Namespace, right: Namespace): boolean {
  return mapping.toRight.has(left) && mapping.toRight.get(left) === right
}

/** Distinct pairs, most frequent first. Two that name no namespace say nothing: most often they are cluster-scoped. */
function byVotes(pairs: readonly NamespacePair[], left: NamespaceStems, right: NamespaceStems): readonly NamespacePair[] {
  const votes = new Map<string, { readonly pair: NamespacePair; count: number }>()
  for (const pair of pairs) {
    if (pair.left === null && pair.right === null) continue
    const key = JSON.stringify([pair.left, pair.right])
    const vote = votes.get(key)
    if (vote === undefined) votes.set(key, { pair, count: 1 })
    else vote.count++
  }
  const rank = ({ left: from, right: to }: NamespacePair): number => {
    if (from === to) return 1
    return from !== null && to !== null && left.get(from) !== undefined && left.get(from) === right.get(to) ? 0 : 2
  }
  return [...votes.values()].sort((a, b) => b.count - a.count || rank(a.pair) - rank(b.pair)).map(({ pair }) => pair)
}

/** Names by stem; null where several have the stem. */
function uniqueByStem(stems: readonly (readonly [string, string])[]): ReadonlyMap<string, string | null> {
  const names = new Map<string, string | null>()
  for (const [name, stem] of stems) names.set(stem, names.has(stem) ? null : name)
  return names
}
