import { expect, test } from '@jest/globals'
import type { Axis, ImageField, Policy, ResourcePattern } from '../../../src/core/model/policy.ts'
import { DEFAULT_POLICY } from '../../../src/core/model/policy.ts'
import { readsSecrets } from '../../../src/core/render/reads-secrets.ts'

const kind = (name: string, rest: Partial<ResourcePattern> = {}): ResourcePattern => ({ kind: name, group: null, name: null, ...rest })

const axis = (resource: ResourcePattern, path: readonly string[], values: string | null = '^a$'): Partial<Policy> => {
  const custom: Axis = { kind: 'custom', name: 'a', resources: [kind('Ingress'), resource], paths: [['spec'], path], values, between: null }
  return { axes: [...DEFAULT_POLICY.axes, custom] }
}

const imageField = (resource: ResourcePattern, path: readonly string[]): Partial<Policy> => {
  const field: ImageField = { resources: [resource], paths: [path] }
  return { imageFields: [field] }
}

test.each<[string, Partial<Policy>, boolean]>([
  ['the default', {}, false],
  ['built-in axes, also the one that looks into texts that differ', { axes: [{ kind: 'built-in', name: 'environment-name' }, { kind: 'built-in', name: 'secret-path' }, { kind: 'built-in', name: 'image-repository' }] }, false],
  ['a bound on a Secret', axis(kind('Secret'), ['data', 'url']), true],
  ['a bound on one Secret', axis(kind('Secret', { name: 'login' }), ['stringData', '*']), true],
  ['a bound on anything', axis(kind('*'), ['**']), true],
  ['a bound on kinds like it', axis(kind('S*'), ['d*', 'x']), true],
  ['a bound on the metadata of a Secret', axis(kind('Secret'), ['metadata', 'labels', '*']), false],
  ['a bound on whether a Secret is there', axis(kind('Secret'), []), false],
  ['a bound on another kind', axis(kind('ConfigMap'), ['data', 'url']), false],
  ['a bound on another group', axis(kind('Secret', { group: 'x.io' }), ['data', 'url']), false],
  ['an axis on a Secret without a bound', axis(kind('Secret'), ['data', 'url'], null), false],
  ['an image in a Secret', imageField(kind('Secret'), ['data', 'image']), true],
  ['an image in anything', imageField(kind('*'), ['*', 'image']), true],
  ['an image elsewhere', imageField(kind('CatalogSource'), ['spec', 'image']), false]
])('%s', (_, policy, reads) => {
  expect(readsSecrets({ ...DEFAULT_POLICY, ...policy })).toBe(reads)
})
