// What must never happen: a pass for renders that differ outside of the axes, a failure for what differs inside them alone.
//
// Worlds are made up, staging and prod alike; then edits are made to prod: some inside the axes or never a difference, some anywhere.
// Whether that must fail is told by an oracle that knows nothing of the code: it flattens both sides to lines of text and compares.

import { environmentNamed } from '../../src/core/model/environment.ts'
import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { compare } from '../../src/core/compare/compare.ts'
import { judgeReferences } from '../../src/core/judge/cross-environment.ts'
import { judgePair } from '../../src/core/judge/judge-pair.ts'
import type { Environment } from '../../src/core/model/environment.ts'
import { DEFAULT_POLICY } from '../../src/core/model/policy.ts'
import { formatResourceId } from '../../src/core/model/resource.ts'
import { verdictOf } from '../../src/core/model/verdict.ts'
import { normalise } from '../../src/core/render/normalise.ts'
import { readRender } from '../../src/core/render/read-render.ts'
import { newestKustomize } from '../support/kustomize.ts'
import { overlays } from '../support/ladder.ts'
import { judge } from '../support/scenario.ts'

type Json = null | boolean | number | string | Json[] | { [key: string]: Json }
type Body = { [key: string]: Json }
type World = readonly Body[]
type Side = 'staging' | 'prod'

const KUSTOMIZE = newestKustomize().command
const ENVIRONMENTS: readonly Environment[] = ['staging', 'prod'].map((name) => (environmentNamed(name)))

// ---- worlds

const name = fc.constantFrom('a', 'b', 'c', 'd', 'web', 'db')
const text = fc.stringMatching(/^[ -~]{0,10}$/)
const scalar = fc.oneof(text, fc.integer({ min: 0, max: 99 }), fc.boolean())
const free = fc.letrec<{ json: Json }>((tie) => ({
  json: fc.oneof({ maxDepth: 3, withCrossShrink: true }, scalar, fc.array(tie('json'), { maxLength: 3 }), fc.dictionary(name, tie('json'), { maxKeys: 3 }))
})).json
const named = <T extends Json>(value: fc.Arbitrary<T>, most = 3): fc.Arbitrary<[string, T][]> =>
  fc.uniqueArray(fc.tuple(name, value), { minLength: 1, maxLength: most, selector: ([key]) => key })

type Shape = {
  readonly containers: readonly (readonly [string, { env: [string, string][]; memory: number; args: string[] }])[]
  readonly init: readonly string[]
  readonly settings: readonly (readonly [string, string])[]
  readonly keys: readonly string[]
  readonly free: Json
  readonly secret: string
  readonly ports: readonly number[]
}
const shape: fc.Arbitrary<Shape> = fc.record({
  containers: named(fc.record({ env: named(text), memory: fc.integer({ min: 1, max: 4 }), args: fc.array(text, { maxLength: 2 }) })),
  init: fc.uniqueArray(name, { maxLength: 2 }),
  settings: named(text),
  keys: fc.uniqueArray(name, { minLength: 1, maxLength: 3 }),
  free,
  secret: fc.stringMatching(/^[a-z]{1,8}$/),
  ports: fc.uniqueArray(fc.integer({ min: 80, max: 83 }), { minLength: 1, maxLength: 3 })
})

const hex = (letter: string): string => letter.repeat(64)
const image = (container: string, tag: number, letter: string): string => `registry.example.com:5000/shop/${container}:${tag}@sha256:${hex(letter)}`

/** The same for both sides but for the environment's own namespace, label and secret paths. */
function worldOf(shape: Shape, side: Side): World {
  const metadata = (own: string): Body => ({ name: own, namespace: `shop-${side}`, labels: { app: 'shop', environment: side } })
  const labels = { app: 'shop', environment: side }
  return structuredClone<Body[]>([
    {
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      metadata: metadata('shop'),
      spec: {
        replicas: 2,
        selector: { matchLabels: labels },
        template: {
          metadata: { labels },
          spec: {
            initContainers: shape.init.map((each) => ({ name: `init-${each}`, image: image(each, 1, 'a') })),
            containers: shape.containers.map(([each, { env, memory, args }]) => ({
              name: each,
              image: image(each, 1, 'a'),
              args,
              env: env.map(([key, value]) => ({ name: key, value: value.replaceAll('$(', '') })),
              ports: shape.ports.map((port) => ({ containerPort: port })),
              resources: { limits: { memory: `${memory}Gi` }, requests: { cpu: '500m' } }
            }))
          }
        }
      }
    },
    { apiVersion: 'v1', kind: 'Service', metadata: metadata('shop'), spec: { selector: labels, ports: shape.ports.map((port) => ({ name: `p${port}`, port })) } },
    { apiVersion: 'v1', kind: 'ConfigMap', metadata: metadata('settings'), data: Object.fromEntries(shape.settings.map(([key, value]) => [key, value])) },
    { apiVersion: 'v1', kind: 'Secret', metadata: metadata('key'), data: { key: Buffer.from(shape.secret).toString('base64') } },
    {
      apiVersion: 'external-secrets.io/v1',
      kind: 'ExternalSecret',
      metadata: metadata('vault'),
      spec: { secretStoreRef: { name: 'vault', kind: 'ClusterSecretStore' }, data: shape.keys.map((key) => ({ secretKey: key, remoteRef: { key: `kv/${side}/${key}`, property: key } })) }
    },
    { apiVersion: 'example.com/v1', kind: 'Fleet', metadata: metadata('fleet'), spec: { kept: 'yes', free: shape.free } }
  ])
}

// ---- edits

type Edit = { readonly at: number; readonly way: number }
const edit: fc.Arbitrary<Edit> = fc.record({ at: fc.nat(), way: fc.nat() })

const isMap = (value: Json | undefined): value is Body => typeof value === 'object' && value !== null && !Array.isArray(value)
const byKind = (world: World, kind: string): Body => world.find((body) => body['kind'] === kind) ?? {}
const at = (value: Json | undefined, ...path: readonly (string | number)[]): Json | undefined =>
  path.reduce<Json | undefined>((here, key) => (Array.isArray(here) ? here[Number(key)] : isMap(here) ? here[key] : undefined), value)
const lists = (world: World): Json[][] =>
  ['containers', 'initContainers'].map((key) => at(byKind(world, 'Deployment'), 'spec', 'template', 'spec', key)).filter((value) => Array.isArray(value))
const word = (value: Json | undefined): string => (typeof value === 'string' ? value : JSON.stringify(value))
const pick = <T>(items: readonly T[], number: number): T | undefined => items[number % Math.max(items.length, 1)]

/** Within the axes image, replicas and secret-path, and what is never a difference. Edits the world in place. */
function editInside(world: World, { at: where, way }: Edit): void {
  const containers = lists(world).flat().filter(isMap)
  const one = pick(containers, where)
  const spec = at(byKind(world, 'Deployment'), 'spec')
  const keys = at(byKind(world, 'ExternalSecret'), 'spec', 'data')
  const reference = Array.isArray(keys) ? at(pick(keys, where), 'remoteRef') : undefined
  const [main] = lists(world)
  switch (way % 10) {
    case 0:
      if (isMap(spec)) spec['replicas'] = where % 9
      return
    case 1:
      if (isMap(spec)) delete spec['replicas']
      return
    case 2:
      if (one !== undefined) one['image'] = word(one['image']).replace(/:\d+@/, `:${2 + (where % 5)}@`)
      return
    case 3:
      if (one !== undefined) one['image'] = word(one['image']).replace(/sha256:.*/, `sha256:${hex('b')}`)
      return
    case 4:
      if (one !== undefined) one['image'] = word(one['image']).replace(/@.*/, '')
      return
    case 5:
      if (isMap(reference)) reference['key'] = `other/prod/${where % 5}`
      return
    case 6:
      main?.reverse()
      return
    case 7: {
      const env = one?.['env']
      if (Array.isArray(env)) env.reverse()
      return
    }
    case 8: {
      const limits = at(one, 'resources', 'limits')
      if (isMap(limits)) limits['memory'] = word(limits['memory']).replace(/^(\d)Gi$/, (_all, count: string) => `${Number(count) * 1024}Mi`)
      return
    }
    default:
      reverseKeys(world)
  }
}

function reverseKeys(value: Json | World): void {
  if (Array.isArray(value)) return value.forEach(reverseKeys)
  if (!isMap(value as Json)) return
  const map = value as Body
  for (const [key, inner] of Object.entries(map).reverse()) {
    delete map[key]
    map[key] = inner
    reverseKeys(inner)
  }
}

type Slot = { readonly holder: Body | Json[]; readonly key: string | number }

/** Every place of every body, but those that would make another kind of world: identities and namespaces. */
function slots(value: Json, path: readonly string[] = []): Slot[] {
  if (Array.isArray(value)) return value.flatMap((inner, index) => [{ holder: value, key: index }, ...slots(inner, [...path, '*'])])
  if (!isMap(value)) return []
  return Object.entries(value).flatMap(([key, inner]) => {
    const here = [...path, key].join('/')
    return ['kind', 'apiVersion', 'metadata', 'metadata/name', 'metadata/namespace'].includes(here)
      ? here === 'metadata' ? slots(inner, [key]) : []
      : [{ holder: value, key }, ...slots(inner, [...path, key])]
  })
}

/** Any place is removed, set to something else or doubled; whether that is outside of the axes, the oracle says. */
function editAnywhere(world: Body[], { at: where, way }: Edit): void {
  if (way % 11 === 10) {
    world.splice(where % world.length, 1)
    return
  }
  const all = world.flatMap((body) => slots(body))
  const slot = pick(all, where)
  if (slot === undefined) return
  const { holder, key } = slot
  const value = Array.isArray(holder) ? holder[Number(key)] : holder[key]
  const put = (next: Json): void => {
    if (Array.isArray(holder)) holder[Number(key)] = next
    else holder[key] = next
  }
  switch (way % 11) {
    case 0:
    case 1:
      if (Array.isArray(holder)) holder.splice(Number(key), 1)
      else delete holder[key]
      return
    case 2:
    case 3:
    case 4:
      return put(typeof value === 'number' ? value + 1 : typeof value === 'boolean' ? !value : typeof value === 'string' ? `${value}x` : 'x')
    case 5:
      if (!Array.isArray(holder)) holder['added'] = 'x'
      else holder.push('x')
      return
    case 6:
      return put({})
    case 7:
      return put([])
    case 8:
      return put(null)
    default:
      return put(typeof value === 'string' ? value.toUpperCase() : 'y')
  }
}

// ---- the oracle

const KEYED: Readonly<Record<string, string>> = { containers: 'name', initContainers: 'name', env: 'name', ports: 'port', data: 'secretKey' }
const IMAGE = /^([a-z0-9.:/-]+?)(?::[A-Za-z0-9_.-]+)?(?:@sha256:[0-9a-f]{64})?$/

/** Every scalar, empty list and empty mapping of a world as a line of text, as far as it counts. */
function linesOf(world: World, side: Side): Set<string> {
  const found = new Set<string>()
  const walk = (value: Json, path: readonly string[], kind: string): void => {
    if (value === null) return
    const here = path.join('/')
    if (here === 'spec/replicas') return
    if (here === 'metadata/namespace' && value === `shop-${side}`) return
    if (path.at(-2) === 'labels' || path.at(-2) === 'matchLabels' || path.at(-2) === 'selector') {
      if (value === side) return
    }
    if (kind === 'ExternalSecret' && /^spec\/(?:data\/[^/]*\/remoteRef\/key|secretStoreRef\/name)$/.test(here)) return
    if (/(?:containers|initContainers)\/[^/]+\/image$/.test(here) && typeof value === 'string') {
      const repository = IMAGE.exec(value)?.[1]
      found.add(`IMAGE ${kind} ${here} ${repository ?? value}`)
      return
    }
    if (/\/(?:limits|requests)\/(?:memory|cpu)$/.test(here) && kind === 'Deployment') {
      const mebi = /^(\d+)(Gi|Mi)$/.exec(word(value))
      found.add(`${kind} ${here} ${mebi === null ? JSON.stringify(value) : Number(mebi[1]) * (mebi[2] === 'Gi' ? 1024 : 1)}`)
      return
    }
    if (Array.isArray(value)) {
      const key = kind === 'Fleet' ? undefined : KEYED[path.at(-1) ?? '']
      const keys = value.map((item) => (key === undefined || !isMap(item) ? undefined : (item[key] ?? item['containerPort'])))
      const usable = keys.every((each) => each !== undefined && each !== null && typeof each !== 'object') && new Set(keys).size === keys.length
      // What Kubernetes does not merge by key keeps its order; so do lists with an item that has no key of its own.
      const ordered = !usable || path.at(-1) === 'initContainers' || path.at(-1) === 'data'
      if (value.length === 0) found.add(`${kind} ${here} []`)
      value.forEach((item, index) => walk(item ?? 'null', [...path, usable ? String(keys[index]) : `#${index}`], kind))
      if (ordered && usable) found.add(`${kind} ${here} order ${keys.join()}`)
      return
    }
    if (isMap(value)) {
      const entries = Object.entries(value).filter(([, inner]) => inner !== null)
      if (entries.length === 0) found.add(`${kind} ${here} {}`)
      entries.forEach(([each, inner]) => walk(inner, [...path, each], kind))
      return
    }
    found.add(`${kind} ${here} ${JSON.stringify(value)}`)
  }
  for (const body of world) {
    found.add(`${word(body['kind'])} exists`)
    walk(body, [], word(body['kind']))
  }
  return found
}

/** Lines that only one side has. An axis lets its field be absent on one side: of an image, only what both have counts. */
function difference(staging: World, prod: World): readonly string[] {
  const [left, right] = [linesOf(staging, 'staging'), linesOf(prod, 'prod')]
  const places = (lines: ReadonlySet<string>): ReadonlySet<string> => new Set([...lines].map((line) => line.replace(/^(?:IMAGE )?(\S+ \S+) .*/, '$1')))
  for (const [own, other] of [[left, places(right)], [right, places(left)]] as const) {
    for (const line of own) if (line.startsWith('IMAGE ') && !other.has(line.split(' ').slice(1, 3).join(' '))) own.delete(line)
  }
  return [...[...left].filter((line) => !right.has(line)).map((line) => `- ${line}`), ...[...right].filter((line) => !left.has(line)).map((line) => `+ ${line}`)]
}

function expectVerdict(found: 'pass' | 'fail', staging: World, prod: World): void {
  const lines = difference(staging, prod)
  if (found !== (lines.length === 0 ? 'pass' : 'fail')) throw new Error(`the verdict is ${found}, and what differs is:\n${lines.join('\n')}`)
}

// ---- the code

const manifest = (world: World): string => world.map((body) => JSON.stringify(body)).join('\n---\n')

function sideOf(text: string, environment: Environment) {
  const outcome = readRender(text)
  if (outcome.kind !== 'built') return null
  const overlay = { application: 'shop', environment: environment.name, variant: null, path: environment.name }
  const render = normalise(outcome, { prefixes: [], suffixes: [], words: [environment.name] })
  return { overlay, environment, render, bodies: new Map(render.resources.map(({ id, body }) => [formatResourceId(id), body])) }
}

function verdict(staging: World, prod: World): 'pass' | 'fail' {
  const [first, second] = ENVIRONMENTS
  if (first === undefined || second === undefined) throw new Error('two environments')
  const [left, right] = [sideOf(manifest(staging), first), sideOf(manifest(prod), second)]
  if (left === null || right === null) return 'fail'
  const drift = judgePair(left, right, compare(left, right), DEFAULT_POLICY)
  const references = judgeReferences([left, right].map(({ overlay, render }) => ({ overlay, resources: render.resources })), ENVIRONMENTS)
  return verdictOf([...drift, ...references].map(({ draft }) => draft.finding))
}

describe('the verdict of made-up renders', () => {
  test('differences inside the axes alone never fail', () => {
    fc.assert(
      fc.property(shape, fc.array(edit, { maxLength: 8 }), (shape, edits) => {
        const [staging, prod] = [worldOf(shape, 'staging'), worldOf(shape, 'prod')]
        edits.forEach((each) => editInside(prod, each))
        expect(verdict(staging, prod)).toBe('pass')
      }),
      { numRuns: 400 }
    )
  })

  test('a difference anywhere outside the axes is never a pass, and nothing else fails', () => {
    fc.assert(
      fc.property(shape, fc.array(edit, { maxLength: 3 }), fc.array(edit, { minLength: 1, maxLength: 2 }), (shape, inside, anywhere) => {
        const [staging, prod] = [worldOf(shape, 'staging'), [...worldOf(shape, 'prod')]]
        inside.forEach((each) => editInside(prod, each))
        anywhere.forEach((each) => editAnywhere(prod, each))
        expectVerdict(verdict(staging, prod), staging, prod)
      }),
      { numRuns: 2000 }
    )
  })

  test('it does not matter which of the two is edited', () => {
    fc.assert(
      fc.property(shape, edit, (shape, anywhere) => {
        const [staging, prod] = [[...worldOf(shape, 'staging')], worldOf(shape, 'prod')]
        editAnywhere(staging, anywhere)
        expectVerdict(verdict(staging, prod), staging, prod)
      }),
      { numRuns: 600 }
    )
  })

  test("prod altogether in staging's namespace is never a pass, though there are only the two", () => {
    fc.assert(
      fc.property(shape, (shape) => {
        const [staging, prod] = [worldOf(shape, 'staging'), worldOf(shape, 'prod')]
        for (const { metadata } of prod) if (isMap(metadata)) metadata['namespace'] = 'shop-staging'
        expect(verdict(staging, prod)).toBe('fail')
      }),
      { numRuns: 20 }
    )
  })

  test('one resource of several in another namespace is never a pass', () => {
    fc.assert(
      fc.property(shape, fc.nat(), fc.constantFrom('shop-staging', 'default', 'kube-system'), (shape, where, namespace) => {
        const [staging, prod] = [worldOf(shape, 'staging'), worldOf(shape, 'prod')]
        const metadata = pick(prod, where)?.['metadata']
        if (isMap(metadata)) metadata['namespace'] = namespace
        expect(verdict(staging, prod)).toBe('fail')
      }),
      { numRuns: 100 }
    )
  })
})

describe('the verdict of real builds', () => {
  const worlds = fc.sample(fc.tuple(shape, fc.array(edit, { maxLength: 4 }), fc.array(edit, { maxLength: 1 })), { numRuns: 14, seed: 20_261_120 })

  test.each(worlds.map((world, index) => [index, ...world] as const))('world %i', async (_index, shape, inside, anywhere) => {
    const [staging, prod] = [worldOf(shape, 'staging'), [...worldOf(shape, 'prod')]]
    inside.forEach((each) => editInside(prod, each))
    anywhere.forEach((each) => editAnywhere(prod, each))
    const report = await judge({ before: overlays({ staging: manifest(staging), prod: manifest(prod) }) }, KUSTOMIZE)
    expectVerdict(report.verdict, staging, prod)
    expect(report.stats.builds).toBe(2)
  })
})
