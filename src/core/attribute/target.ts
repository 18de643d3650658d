// Which resources a patch means: kustomize's target selectors and the identity of a strategic merge patch.

import type { Traced } from './traced.ts'
import { nodeAt, textOf } from './traced.ts'
import type { TracedResource } from './traced-resource.ts'
import { resourceOf, sameNamespace } from './traced-resource.ts'

/** `unknown`: this reading cannot tell. */
export type Match = 'yes' | 'no' | 'unknown'

/** A `target:`: anchored regular expressions, a missing one matching anything; name and namespace by the first or the current ones. */
export function matchTarget(target: Traced, resource: TracedResource): Match {
  const first = resource.earlier[0] ?? resource.current
  const namings = [first, resource.current]
  const patterns: readonly (readonly [string | null, readonly string[]])[] = [
    [textOf(target, 'group'), [resource.group]],
    [textOf(target, 'version'), [resource.version]],
    [textOf(target, 'kind'), [resource.kind]]
  ]
  const parts = patterns.map(([pattern, texts]) => matchPattern(pattern, texts))
  const name = textOf(target, 'name')
  const namespace = textOf(target, 'namespace')
  const byName = namings.map((naming) =>
    all([matchPattern(name, [naming.name]), matchPattern(namespace, [naming.namespace ?? 'default'])])
  )
  return all([
    ...parts,
    byName.includes('yes') ? 'yes' : byName.includes('unknown') ? 'unknown' : 'no',
    matchSelector(textOf(target, 'labelSelector'), nodeAt(resource.body, ['metadata', 'labels'])),
    matchSelector(textOf(target, 'annotationSelector'), nodeAt(resource.body, ['metadata', 'annotations']))
  ])
}

/** A strategic merge patch without target: group, version, kind, and any name that the resource has had. */
export function matchIdentity(patch: Traced, resource: TracedResource): boolean {
  const id = resourceOf(patch)
  if (id === null || id.group !== resource.group || id.version !== resource.version || id.kind !== resource.kind) return false
  return [...resource.earlier, resource.current].some(
    (naming) => naming.name === id.current.name && sameNamespace(naming.namespace, id.current.namespace)
  )
}

function all(parts: readonly Match[]): Match {
  if (parts.includes('no')) return 'no'
  return parts.includes('unknown') ? 'unknown' : 'yes'
}

function matchPattern(pattern: string | null, texts: readonly string[]): Match {
  if (pattern === null || texts.includes(pattern)) return 'yes'
  const expression = anchored(pattern)
  if (expression === null) return 'unknown'
  return texts.some((text) => expression.test(text)) ? 'yes' : 'no'
}

/** RE2 as far as both languages mean the same; null where JavaScript cannot read it. */
function anchored(pattern: string): RegExp | null {
  try {
    return new RegExp(`^(?:${pattern})$`)
  } catch {
    return null
  }
}

/** Kubernetes' selector syntax as far as equality and existence go. */
function matchSelector(selector: string | null, labels: Traced | undefined): Match {
  if (selector === null) return 'yes'
  if (/[()]/.test(selector)) return 'unknown'
  const valueOf = (key: string): string | null => {
    const value = nodeAt(labels, [key])
    return value?.kind === 'scalar' ? value.text : null
  }
  return all(
    selector.split(',').map((part): Match => {
      const requirement = /^\s*(!?)\s*([^\s=!]+)\s*(?:(==|=|!=)\s*([^\s=!]*)\s*)?$/.exec(part)
      if (requirement === null) return 'unknown'
      const [, not = '', key = '', operator, wanted = ''] = requirement
      const actual = valueOf(key)
      if (operator === undefined) return (actual !== null) === (not === '') ? 'yes' : 'no'
      if (not !== '') return 'unknown'
      return (actual === wanted) === (operator !== '!=') ? 'yes' : 'no'
    })
  )
}
