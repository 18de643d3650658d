// Which resources a patch means: kustomize's target selectors and the identity of a strategic merge patch.

import type { Patterns } from './pattern.ts'
import type { Traced } from './traced.ts'
import { nodeAt, textOf } from './traced.ts'
import type { TracedResource } from './traced-resource.ts'
import { resourceOf, sameNamespace } from './traced-resource.ts'

/** To read one letter of a selector takes as long as so many steps of an expression. */
const READING = 10

/** `unknown`: this reading cannot tell. */
export type Match = 'yes' | 'no' | 'unknown'

/** A `target:`: anchored regular expressions, a missing one matching anything; name and namespace by the first or the current ones. */
export function matchTarget(target: Traced, resource: TracedResource, patterns: Patterns): Match {
  const first = resource.earlier[0] ?? resource.current
  const namings = [first, resource.current]
  const wanted: readonly (readonly [string | null, readonly string[]])[] = [
    [textOf(target, 'group'), [resource.group]],
    [textOf(target, 'version'), [resource.version]],
    [textOf(target, 'kind'), [resource.kind]]
  ]
  const parts = wanted.map(([pattern, texts]) => matchPattern(pattern, texts, patterns))
  const name = textOf(target, 'name')
  const namespace = textOf(target, 'namespace')
  const byName = namings.map((naming) =>
    all([matchPattern(name, [naming.name], patterns), matchPattern(namespace, [naming.namespace ?? 'default'], patterns)])
  )
  return all([
    ...parts,
    byName.includes('yes') ? 'yes' : byName.includes('unknown') ? 'unknown' : 'no',
    matchSelector(textOf(target, 'labelSelector'), nodeAt(resource.body, ['metadata', 'labels']), patterns),
    matchSelector(textOf(target, 'annotationSelector'), nodeAt(resource.body, ['metadata', 'annotations']), patterns)
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

/** The weakest of several requirements. */
export function all(parts: readonly Match[]): Match {
  if (parts.includes('no')) return 'no'
  return parts.includes('unknown') ? 'unknown' : 'yes'
}

function matchPattern(pattern: string | null, texts: readonly string[], patterns: Patterns): Match {
  if (pattern === null || texts.includes(pattern)) return 'yes'
  const matches = patterns.test(pattern)
  if (matches === null) return 'unknown'
  return texts.some(matches) ? 'yes' : 'no'
}

/** Kubernetes' selector syntax: equality, sets and existence; comparisons of numbers are left unknown. */
export function matchSelector(selector: string | null, labels: Traced | undefined, patterns: Patterns): Match {
  if (selector === null) return 'yes'
  if (!patterns.spend(READING * selector.length)) return 'unknown'
  return all(requirementsOf(selector).map((part) => matchRequirement(part.trim(), labels)))
}

/** Commas within parentheses separate values, not requirements. */
export function requirementsOf(selector: string): readonly string[] {
  const parts: string[] = []
  let end = selector.length
  let within = false
  for (let at = selector.length - 1; at >= 0; at--) {
    const letter = selector[at]
    if (letter === ')' || letter === '(') within = letter === ')'
    else if (letter === ',' && !within) {
      parts.push(selector.slice(at + 1, end))
      end = at
    }
  }
  return [...parts, selector.slice(0, end)].reverse()
}

function matchRequirement(requirement: string, labels: Traced | undefined): Match {
  const actualOf = (key: string): string | null => {
    const value = nodeAt(labels, [key])
    return value?.kind === 'scalar' ? value.text : null
  }
  const answer = (yes: boolean): Match => (yes ? 'yes' : 'no')
  const existence = /^(!?)\s*([^\s=!(),]+)$/.exec(requirement)
  if (existence !== null) return answer((actualOf(existence[2] ?? '') !== null) === (existence[1] === ''))
  const equality = /^([^\s=!(),]+)\s*(==|=|!=)\s*([^\s=!(),]*)$/.exec(requirement)
  if (equality !== null) return answer((actualOf(equality[1] ?? '') === equality[3]) === (equality[2] !== '!='))
  const set = /^([^\s=!(),]+)\s+(in|notin)\s*\(([^()]*)\)$/.exec(requirement)
  if (set === null) return 'unknown'
  const actual = actualOf(set[1] ?? '')
  const listed = actual !== null && (set[3] ?? '').split(',').map((value) => value.trim()).includes(actual)
  return answer(listed === (set[2] === 'in'))
}
