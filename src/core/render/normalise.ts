// Undoes what makes one resource's name differ between environments: hash, declared prefix and suffix, own words.

import type { Naming, NormalRender, NormalResource } from '../model/normal-render.ts'
import { wordRemover } from '../model/normal-render.ts'
import type { Render } from '../model/render.ts'
import type { Resource } from '../model/resource.ts'
import { withoutHash } from './generated-name.ts'

/** Names that kustomize's prefix and suffix transformers leave alone (api/internal/builtins, PrefixTransformer.go). */
const NEVER_RENAMED: ReadonlySet<string> = new Set(['CustomResourceDefinition', 'APIService'])

/** A resource's names from most to least undone; the last is as rendered. */
type Candidates = { readonly own: string; readonly declared: string; readonly unhashed: string; readonly names: readonly string[] }

/** Gives every resource its canonical identity. Where undoing would make two resources one, both keep more of their names. */
export function normalise(render: Render, naming: Naming): NormalRender {
  const remove = wordRemover(naming.words)
  const candidates = render.resources.map((resource) => undo(resource, naming, remove))
  const names = withoutCollisions(render.resources, candidates)
  return {
    resources: render.resources.map(({ id, body }, index): NormalResource => {
      const { declared, unhashed } = candidates[index] ?? { declared: id.name, unhashed: id.name }
      return { id, canonical: { ...id, name: names[index] ?? id.name }, unhashed, declared, body }
    })
  }
}

function undo(resource: Resource, naming: Naming, remove: (name: string) => string): Candidates {
  const { kind, name } = resource.id
  if (NEVER_RENAMED.has(kind)) return { own: name, declared: name, unhashed: name, names: [name] }
  const unhashed = withoutHash(resource)
  const declared = kind === 'Namespace' ? unhashed : withoutAffixes(unhashed, naming)
  const own = remove(declared)
  return { own, declared, unhashed, names: [own, declared, unhashed, name] }
}

/** Declared prefixes and suffixes come off from the outside in; one that the name does not carry was another base's. */
function withoutAffixes(name: string, naming: Naming): string {
  let rest = name
  for (const prefix of naming.prefixes) {
    if (prefix !== '' && rest.startsWith(prefix) && rest.length > prefix.length) rest = rest.slice(prefix.length)
  }
  for (const suffix of naming.suffixes) {
    if (suffix !== '' && rest.endsWith(suffix) && rest.length > suffix.length) rest = rest.slice(0, -suffix.length)
  }
  return rest
}

/** Each resource's most undone name that no other resource of its kind and namespace has. */
function withoutCollisions(resources: readonly Resource[], candidates: readonly Candidates[]): readonly string[] {
  const levels = candidates.map(() => 0)
  const nameAt = (index: number) => candidates[index]?.names[levels[index] ?? 0] ?? ''
  for (;;) {
    const holders = new Map<string, number[]>()
    for (const [index, { id }] of resources.entries()) {
      const key = [id.group, id.kind, id.namespace ?? '', nameAt(index)].join('\n')
      const others = holders.get(key)
      if (others === undefined) holders.set(key, [index])
      else others.push(index)
    }
    let changed = false
    for (const indexes of holders.values()) {
      if (indexes.length < 2) continue
      for (const index of indexes) {
        const level = levels[index] ?? 0
        if (level + 1 >= (candidates[index]?.names.length ?? 0)) continue
        levels[index] = level + 1
        changed = true
      }
    }
    if (!changed) return resources.map((_, index) => nameAt(index))
  }
}
