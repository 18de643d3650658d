import { environmentNamed } from '../../../src/core/model/environment.ts'
import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import { compare, type CompareSide } from '../../../src/core/compare/compare.ts'
import type { Difference } from '../../../src/core/model/difference.ts'
import { formatPointer } from '../../../src/core/model/field-path.ts'
import type { Mapping, Resource, Value } from '../../../src/core/model/resource.ts'
import { isList, isMapping } from '../../../src/core/model/resource.ts'
import { normalise } from '../../../src/core/render/normalise.ts'
import { meaning, word as text, type World } from './oracle.ts'

const STAGING: World = { namespace: 'shop-a', word: 'staging' }
const PROD: World = { namespace: 'shop-b', word: 'prod' }
const SPELLINGS = ['1', '1000m', '0.5', '500m', '2e3', '2k']

const word = fc.constantFrom('a', 'b', 'c', 'd', 'e')
const scalar: fc.Arbitrary<Value> = fc.oneof(
  word,
  fc.integer({ min: -3, max: 3 }),
  fc.boolean(),
  fc.bigInt({ min: 2n ** 60n, max: 2n ** 60n + 3n }),
  fc.constant('')
)
const anything = fc.letrec<{ value: Value }>((tie) => ({
  value: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    scalar,
    fc.array(tie('value'), { maxLength: 3 }),
    fc.dictionary(word, fc.oneof(tie('value'), fc.constant(null)), { maxKeys: 4 }),
    fc.uniqueArray(fc.record({ name: word, v: tie('value') }), { maxLength: 3, selector: (item) => item.name })
  )
})).value
const named = (more: Record<string, fc.Arbitrary<Value>>, key = 'name') =>
  fc.uniqueArray(fc.record({ [key]: word, ...more }), { maxLength: 3, selector: (item) => item[key] })
const container = {
  image: word,
  args: fc.array(word, { maxLength: 3 }),
  env: named({ value: fc.constantFrom('x', 'y', '$(a)') }),
  volumeMounts: named({ name: word }, 'mountPath'),
  ports: fc.uniqueArray(
    fc.record(
      { containerPort: fc.integer({ min: 1, max: 3 }), protocol: fc.constantFrom('TCP', 'UDP') },
      { requiredKeys: ['containerPort'] }
    ),
    {
      maxLength: 3,
      selector: (port) => `${port.containerPort}${port.protocol ?? 'TCP'}`
    }
  ),
  resources: fc.record({ limits: fc.dictionary(fc.constantFrom('cpu', 'memory'), fc.constantFrom(...SPELLINGS)) })
}

const resource = (apiVersion: string, kind: string, name: string, rest: fc.Arbitrary<Mapping>) =>
  rest.map((body): Mapping => ({ apiVersion, kind, metadata: { name, namespace: '', labels: { app: name, env: '' } }, ...body }))
const bodies: fc.Arbitrary<readonly Mapping[]> = fc.tuple(
  resource(
    'apps/v1',
    'Deployment',
    'web',
    fc.record({
      spec: fc.record({
        template: fc.record({ spec: fc.record({ containers: named(container), initContainers: named({ image: word }) }) })
      })
    })
  ),
  resource(
    'v1',
    'Service',
    'web',
    fc.record({
      spec: fc.record({
        ports: fc.uniqueArray(fc.record({ port: fc.integer({ min: 1, max: 4 }), targetPort: word }), { selector: (p) => p.port })
      })
    })
  ),
  resource(
    'v1',
    'ConfigMap',
    'settings',
    fc.record({
      data: fc.dictionary(fc.constantFrom('a', 'b.yaml', 'limits'), fc.constantFrom('x', 'a: 1', 'a: 1 # c', 'a: 2', '1', '1000m'))
    })
  ),
  resource('example.com/v1', 'Thing', 'first', fc.record({ spec: anything })),
  resource('example.com/v1', 'Thing', 'second', fc.record({ spec: anything }))
)

/** Places the made-up resources in an environment. */
function inWorld(all: readonly Mapping[], world: World): readonly Mapping[] {
  return all.map((body) => ({
    ...body,
    metadata: { ...(body['metadata'] as Mapping), namespace: world.namespace, labels: { app: 'x', env: world.word } }
  }))
}

function side(all: readonly Mapping[], world: World): CompareSide {
  const resources = all.map((body): Resource => {
    const [version = '', group = ''] = text(body, 'apiVersion').split('/').reverse()
    const metadata = isMapping(body['metadata']) ? body['metadata'] : {}
    return {
      id: {
        group,
        version,
        kind: text(body, 'kind'),
        namespace: (metadata['namespace'] as string | undefined) ?? null,
        name: text(metadata, 'name')
      },
      body
    }
  })
  return {
    environment: environmentNamed(world.word),
    render: normalise({ kind: 'built', resources, warnings: [] }, { prefixes: [], suffixes: [], words: [world.word] })
  }
}

type Mutation = { readonly at: number; readonly how: 'replace' | 'remove' | 'swap' | 'add' | 'respell'; readonly value: Value }
const mutation: fc.Arbitrary<Mutation> = fc.record({
  at: fc.nat(1000),
  how: fc.constantFrom('replace', 'remove', 'swap', 'add', 'respell'),
  value: fc.oneof(fc.constantFrom<Value>('fresh', 7, null, false, {}, []), fc.constantFrom(...SPELLINGS))
})

/** Every place below the identity fields, as paths. */
function places(value: Value, path: readonly (string | number)[] = []): readonly (readonly (string | number)[])[] {
  const inner = isMapping(value)
    ? Object.keys(value).flatMap((key) =>
        path.length === 0 && ['apiVersion', 'kind', 'metadata'].includes(key) ? [] : places(value[key] ?? null, [...path, key])
      )
    : isList(value)
      ? value.flatMap((item, index) => places(item, [...path, index]))
      : []
  return path.length === 0 ? inner : [path, ...inner]
}

function mutated(all: readonly Mapping[], mutations: readonly Mutation[]): readonly Mapping[] {
  const copy = structuredClone(all) as Value[]
  for (const { at, how, value: shared } of mutations) {
    // One list of the arbitrary's, put in twice, would hold itself in the end.
    const value = structuredClone(shared)
    const everywhere = copy.flatMap((body, index) => places(body).map((path) => [index, ...path]))
    const path = everywhere[at % Math.max(1, everywhere.length)]
    if (path === undefined) continue
    const key = path.at(-1) ?? 0
    const parent = path.slice(0, -1).reduce<unknown>((v, k) => (v as Record<string | number, unknown>)[k], copy) as Record<
      string | number,
      Value
    > &
      Value[]
    const old = parent[key] as Value
    if (how === 'remove' && Array.isArray(parent)) parent.splice(Number(key), 1)
    else if (how === 'remove') Reflect.deleteProperty(parent, key)
    else if (how === 'swap' && Array.isArray(old)) old.reverse()
    else if (how === 'add' && isMapping(old)) (old as Record<string, Value>)['added'] = value
    else if (how === 'add' && Array.isArray(old)) old.push(value)
    else if (how === 'respell' && path.at(-2) === 'limits') parent[key] = value
    else if (how === 'replace') parent[key] = value
  }
  return copy as Mapping[]
}

/** Keys in another order, and lists that Kubernetes merges by key. */
function shuffled(value: Value, path: readonly string[] = []): Value {
  if (isMapping(value))
    return Object.fromEntries(
      Object.keys(value)
        .reverse()
        .map((key) => [key, shuffled(value[key] ?? null, [...path, key])])
    )
  if (!isList(value)) return value
  const items = value.map((item) => shuffled(item, path))
  const merged = ['containers', 'volumeMounts', 'ports'].includes(path.at(-1) ?? '') && !path.includes('Thing')
  return merged ? items.reverse() : items
}

const mirror = (d: Difference) => ({
  ...d,
  resource: null,
  left: d.right,
  right: d.left,
  leftPath: d.rightPath,
  rightPath: d.leftPath,
  leftValue: d.rightValue,
  rightValue: d.leftValue
})
const order = (d: Difference) =>
  [d.left?.kind ?? d.right?.kind, d.left?.name ?? d.right?.name, formatPointer(d.path), d.within, d.kind].join(' ')
const inOrder = (all: readonly Difference[]) => [...all].sort((a, b) => (order(a) < order(b) ? -1 : 1))

describe('compare', () => {
  it('finds no difference between a render and itself, whatever environment it is in', () => {
    fc.assert(
      fc.property(bodies, (all) => {
        const staging = inWorld(all, STAGING)
        expect(compare(side(staging, STAGING), side(structuredClone(staging) as Mapping[], STAGING))).toEqual([])
        expect(compare(side(staging, STAGING), side(inWorld(all, PROD), PROD))).toEqual([])
      })
    )
  })

  it('finds a difference exactly where the slow judge does', () => {
    let equal = 0
    let unequal = 0
    fc.assert(
      fc.property(bodies, fc.array(mutation, { minLength: 1, maxLength: 3 }), (all, mutations) => {
        const left = inWorld(all, STAGING)
        const right = mutated(inWorld(all, PROD), mutations)
        const same = meaning(left, STAGING) === meaning(right, PROD)
        if (same) equal++
        else unequal++
        expect(compare(side(left, STAGING), side(right, PROD)).length === 0).toBe(same)
      }),
      { numRuns: 800 }
    )
    expect(Math.min(equal, unequal)).toBeGreaterThan(25)
  })

  it('tells the same from the other side', () => {
    fc.assert(
      fc.property(bodies, fc.array(mutation, { minLength: 1, maxLength: 4 }), (all, mutations) => {
        const left = side(inWorld(all, STAGING), STAGING)
        const right = side(mutated(inWorld(all, PROD), mutations), PROD)
        const forth = inOrder(compare(left, right)).map((d) => ({ ...d, resource: null }))
        expect(
          inOrder(compare(right, left).map((d) => ({ ...d, ...mirror(d), resource: d.resource }))).map((d) => ({ ...d, resource: null }))
        ).toEqual(forth)
      }),
      { numRuns: 300 }
    )
  })

  it('does not see the order of keys and of lists that are merged by key', () => {
    fc.assert(
      fc.property(bodies, (all) => {
        const right = inWorld(all, PROD)
          .map((body) => (body['kind'] === 'Thing' ? body : (shuffled(body) as Mapping)))
          .reverse()
        expect(compare(side(inWorld(all, STAGING), STAGING), side(right, PROD))).toEqual([])
      })
    )
  })

  it('finds one resource in another namespace, and one that is missing', () => {
    fc.assert(
      fc.property(bodies, fc.nat(4), (all, index) => {
        const left = inWorld(all, STAGING)
        const right = inWorld(all, PROD)
        const moved = right.map((body, i) =>
          i === index ? { ...body, metadata: { ...(body['metadata'] as Mapping), namespace: 'elsewhere' } } : body
        )
        expect(compare(side(left, STAGING), side(moved, PROD))).toMatchObject([
          { kind: 'value', path: ['metadata', 'namespace'], rightValue: 'elsewhere' }
        ])
        expect(
          compare(
            side(left, STAGING),
            side(
              right.filter((_, i) => i !== index),
              PROD
            )
          )
        ).toMatchObject([{ kind: 'missing-resource', right: null }])
      })
    )
  })
})
