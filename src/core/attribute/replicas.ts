// `replicas:` entries: the count fields of the scalable kinds, by any name that the resource has had.

import type { FieldSpec } from './field-specs.ts'
import { writeFields } from './field-walk.ts'
import type { Traced } from './traced.ts'
import { fieldOf, itemsOf, scalarOf, textOf, tracedScalar } from './traced.ts'
import type { Step, TracedResource } from './traced-resource.ts'

export const replicas: Step = (resources, layer) =>
  itemsOf(fieldOf(layer.root, 'replicas')).reduce((current, entry) => withReplicas(current, entry, layer.specs.replicas), resources)

export function withReplicas(resources: readonly TracedResource[], entry: Traced, specs: readonly FieldSpec[]): readonly TracedResource[] {
  const name = textOf(entry, 'name')
  // Without a count, kustomize writes 0.
  const count = scalarOf(entry, 'count') ?? tracedScalar('0', entry.mark, { plain: true })
  return resources.map((resource) => {
    if (![...resource.earlier, resource.current].some((naming) => naming.name === name)) return resource
    return writeFields(resource, specs, { made: { kind: 'scalar', at: count.mark }, change: () => count })
  })
}
