// Which resource of one environment is which of the other: by group, kind, namespace and name, never by likeness.

import { environmentWords, type Environment } from '../model/environment.ts'
import { wordRemover, type NormalRender, type NormalResource } from '../model/normal-render.ts'
import type { ResourceId } from '../model/resource.ts'
import { byText } from '../model/text.ts'
import { isClusterScoped } from './cluster-scoped.ts'
import { BUILT_IN_GROUPS } from './merge-keys.ts'
import { deduceNamespaces, sameNamespace, type Namespace, type NamespaceMapping } from './namespaces.ts'

export type ResourcePair = {
  readonly left: NormalResource
  readonly right: NormalResource
  /** Whether the two are in namespaces (or, for Namespace objects, have names) that stand for each other. */
  readonly agrees: boolean
}

export type PairedResources = {
  readonly pairs: readonly ResourcePair[]
  readonly onlyLeft: readonly NormalResource[]
  readonly onlyRight: readonly NormalResource[]
  readonly namespaces: NamespaceMapping
}

type Side = { readonly environment: Environment; readonly render: NormalRender }
type Group = { readonly left: NormalResource[]; readonly right: NormalResource[] }
type Match = { readonly left: NormalResource; readonly right: NormalResource }

/** The names by which resources may pair, most undone first. What pairs by one is out of the next. */
const ROUNDS: readonly ((resource: NormalResource) => string)[] = [
  (resource) => resource.canonical.name,
  (resource) => resource.declared,
  (resource) => resource.unhashed
]

/** Pairs the resources of two renders. Each is in exactly one of the three lists. */
export function pairResources(left: Side, right: Side): PairedResources {
  const matches: Match[] = []
  const ambiguous: Group[] = []
  const single = { left: left.render.resources.filter(isOrdinary), right: right.render.resources.filter(isOrdinary) }
  for (const name of ROUNDS) {
    const groups = groupBy(single.left, single.right, (r) => [r.id.group, r.id.kind, name(r)].join('\n'))
    single.left = []
    single.right = []
    for (const group of groups) {
      const [first] = group.left
      const [second] = group.right
      if (first === undefined || second === undefined) {
        single.left.push(...group.left)
        single.right.push(...group.right)
      } else if (group.left.length === 1 && group.right.length === 1) matches.push({ left: first, right: second })
      else ambiguous.push(group)
    }
  }
  const votes = matches.map((match) => ({ left: match.left.id.namespace, right: match.right.id.namespace }))
  const namespaces = deduceNamespaces(votes, stems(left), stems(right))
  const objects = pairByNamespace(
    { left: left.render.resources.filter(isNamespace), right: right.render.resources.filter(isNamespace) },
    namespaces,
    (resource) => resource.id.name
  )
  const resolved = ambiguous.map((group) => resolve(group, namespaces))
  const all = [objects, ...resolved]
  const namespaced = namespacedKinds([left, right])
  return {
    pairs: [
      ...[...matches, ...resolved.flatMap((part) => part.matches)].map((match) => ({
        ...match,
        agrees: agree(match.left.id, match.right.id, namespaces, namespaced)
      })),
      ...objects.matches.map((match) => ({ ...match, agrees: sameNamespace(namespaces, match.left.id.name, match.right.id.name) }))
    ],
    onlyLeft: [...single.left, ...all.flatMap((part) => part.left)],
    onlyRight: [...single.right, ...all.flatMap((part) => part.right)],
    namespaces
  }
}

export function isNamespace({ id }: NormalResource): boolean {
  return id.group === '' && id.kind === 'Namespace'
}

function isOrdinary(resource: NormalResource): boolean {
  return !isNamespace(resource)
}

/** Groups in the order of their keys, which both sides share, so that swapping the sides changes nothing. */
function groupBy(
  left: readonly NormalResource[],
  right: readonly NormalResource[],
  key: (resource: NormalResource) => string
): readonly Group[] {
  const groups = new Map<string, Group>()
  const groupOf = (resource: NormalResource): Group => {
    const name = key(resource)
    const known = groups.get(name)
    if (known !== undefined) return known
    const fresh: Group = { left: [], right: [] }
    groups.set(name, fresh)
    return fresh
  }
  for (const resource of left) groupOf(resource).left.push(resource)
  for (const resource of right) groupOf(resource).right.push(resource)
  return [...groups].sort(([a], [b]) => byText(a, b)).map(([, group]) => group)
}

/** The namespaces of a side, with the environment's own words taken out. Sorted. */
function stems({ environment, render }: Side): ReadonlyMap<string, string> {
  const names = new Set<string>()
  for (const resource of render.resources) {
    if (isNamespace(resource)) names.add(resource.id.name)
    else if (resource.id.namespace !== null) names.add(resource.id.namespace)
  }
  const remove = wordRemover(environmentWords(environment))
  return new Map([...names].sort(byText).map((name) => [name, remove(name)]))
}

type Resolved = { readonly matches: readonly Match[]; readonly left: readonly NormalResource[]; readonly right: readonly NormalResource[] }

/** Pairs by mapped namespace; the last one left on each side pair all the same, and their namespaces are the difference. */
function resolve(group: Group, namespaces: NamespaceMapping): Resolved {
  const paired = pairByNamespace(group, namespaces, (resource) => resource.id.namespace)
  const [first, ...moreLeft] = paired.left
  const [second, ...moreRight] = paired.right
  if (first === undefined || second === undefined || moreLeft.length > 0 || moreRight.length > 0) return paired
  return { matches: [...paired.matches, { left: first, right: second }], left: [], right: [] }
}

/** Pairs what stands for each other, then what has one name on both sides. */
function pairByNamespace(group: Group, namespaces: NamespaceMapping, key: (resource: NormalResource) => Namespace): Resolved {
  const free = new Map(group.right.map((resource) => [key(resource), resource]))
  const matches: Match[] = []
  const take = (resources: readonly NormalResource[], target: (namespace: Namespace) => Namespace | undefined) =>
    resources.filter((resource) => {
      const other = target(key(resource))
      const found = other === undefined ? undefined : free.get(other)
      if (found === undefined || other === undefined) return true
      free.delete(other)
      matches.push({ left: resource, right: found })
      return false
    })
  const mapped = (namespace: Namespace) => {
    const other = namespaces.toRight.get(namespace)
    // Cluster-scoped resources have no namespace, whatever the resources without one on the other side map to.
    return other === undefined && namespace === null ? null : other
  }
  const rest = take(take(group.left, mapped), (namespace) => namespace)
  return { matches, left: rest, right: [...free.values()] }
}

/** Custom kinds that are seen in a namespace anywhere. */
function namespacedKinds(sides: readonly Side[]): ReadonlySet<string> {
  const kinds = new Set<string>()
  for (const { render } of sides) {
    for (const { id } of render.resources) if (id.namespace !== null) kinds.add(`${id.group}/${id.kind}`)
  }
  return kinds
}

function agree(left: ResourceId, right: ResourceId, namespaces: NamespaceMapping, namespaced: ReadonlySet<string>): boolean {
  if (left.namespace !== null || right.namespace !== null) return sameNamespace(namespaces, left.namespace, right.namespace)
  // Neither names one: that is wrong only where "none" stands for a namespace of the other environment and the kind has one.
  if (!namespaces.toRight.has(null) && !namespaces.toLeft.has(null)) return true
  const kind = `${left.group}/${left.kind}`
  return BUILT_IN_GROUPS.has(left.group) ? isClusterScoped(left.group, left.kind) : !namespaced.has(kind)
}
