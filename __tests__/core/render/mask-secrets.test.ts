import { createHash } from 'node:crypto'
import { describe, expect, it, test } from '@jest/globals'
import fc from 'fast-check'
import { compare } from '../../../src/core/compare/compare.ts'
import { judgeBounds } from '../../../src/core/judge/axis-bounds.ts'
import { judgeReferences } from '../../../src/core/judge/cross-environment.ts'
import { unresolvedVariables } from '../../../src/core/judge/flux-variables.ts'
import { judgePair } from '../../../src/core/judge/judge-pair.ts'
import { isSecretValue } from '../../../src/core/judge/secret-source.ts'
import { environmentNamed, environmentWords } from '../../../src/core/model/environment.ts'
import { DEFAULT_POLICY } from '../../../src/core/model/policy.ts'
import type { Render } from '../../../src/core/model/render.ts'
import type { Mapping, Value } from '../../../src/core/model/resource.ts'
import { formatResourceId } from '../../../src/core/model/resource.ts'
import { pinsOf } from '../../../src/core/promote/pins.ts'
import { withoutHash } from '../../../src/core/render/generated-name.ts'
import { decodeRender, encodeRender } from '../../../src/core/render/kept-render.ts'
import { maskSecrets } from '../../../src/core/render/mask-secrets.ts'
import { normalise } from '../../../src/core/render/normalise.ts'
import { renderOf } from '../../../src/core/render/read-render.ts'

const SALT = 'ab'.repeat(32)
const MASK = /^(?:masked by parity-gate: [0-9a-f]{64}|ENC\[AES256_GCM,[0-9a-f]{64}\]|RU5DW0FFUzI1Nl9HQ00sZGF0[0-9a-f]{64})$/

function rendered(...documents: readonly Mapping[]): Render {
  const outcome = renderOf(documents, [])
  if (outcome.kind !== 'built') throw new Error(outcome.reason)
  return outcome
}

const secret = (more: Mapping, name = 'login'): Mapping => ({ apiVersion: 'v1', kind: 'Secret', metadata: { name }, ...more })
const dataOf = ({ resources }: Render, field = 'data'): Value | undefined => resources[0]?.body[field]

/** What kustomize appends to the name of a Secret of text values. */
function generated(name: string, data: Readonly<Record<string, string>>): string {
  const sorted = Object.fromEntries(Object.entries(data).sort(([a], [b]) => (a < b ? -1 : 1)))
  const json = `{"data":${JSON.stringify(sorted)},"kind":"Secret","name":"","type":"Opaque"}`
  const digits: Readonly<Record<string, string>> = { '0': 'g', '1': 'h', '3': 'k', a: 'm', e: 't' }
  const hash = createHash('sha256').update(json).digest('hex').slice(0, 10)
  return `${name}-${[...hash].map((digit) => digits[digit] ?? digit).join('')}`
}

describe('maskSecrets', () => {
  it('puts a hash in place of every value, and of equal ones the same', () => {
    const render = rendered(secret({ data: { a: 'b25l', b: 'dHdv', c: 'b25l', none: null }, stringData: { d: 'b2 5l', n: 5, big: 2n ** 70n, yes: true, empty: '' }, type: 'Opaque' }))
    const { render: masked, complete } = maskSecrets(render, SALT)
    expect(complete).toBe(true)
    const values = { ...(dataOf(masked) as Mapping), ...(dataOf(masked, 'stringData') as Mapping) }
    expect(Object.keys(values)).toEqual(['a', 'b', 'c', 'none', 'd', 'n', 'big', 'yes', 'empty'])
    expect(values['none']).toBeNull()
    for (const [key, value] of Object.entries(values)) if (key !== 'none') expect(value).toMatch(MASK)
    expect(values['c']).toBe(values['a'])
    expect(new Set(Object.values(values)).size).toBe(8)
    expect(masked.resources[0]?.body['type']).toBe('Opaque')
    expect(JSON.stringify(masked)).not.toContain('b25l')
  })

  it('hashes under the salt, and what looks like a hash like any other text', () => {
    const first = dataOf(maskSecrets(rendered(secret({ data: { a: 'b25l' } })), SALT).render) as Mapping
    expect(dataOf(maskSecrets(rendered(secret({ data: { a: 'b25l' } })), 'cd'.repeat(32)).render)).not.toEqual(first)
    const again = maskSecrets(rendered(secret({ data: first })), SALT)
    expect(again.complete).toBe(true)
    expect(dataOf(again.render)).not.toEqual(first)
  })

  it('leaves a Secret alone that is masked already', () => {
    const once = maskSecrets(rendered(secret({ data: { a: 'b25l' } })), SALT)
    expect(maskSecrets(once.render, SALT)).toEqual(once)
    const partly = maskSecrets(rendered(secret({ stringData: { a: 'number one', b: '${TWO}' } })), SALT)
    expect(maskSecrets(partly.render, SALT)).toEqual(partly)
    expect(partly.complete).toBe(false)
  })

  it('touches nothing but Secrets', () => {
    const render = rendered(
      { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'a' }, data: { a: 'b' } },
      { apiVersion: 'x.io/v1', kind: 'Secret', metadata: { name: 'a' }, data: { a: 'b' } },
      { apiVersion: 'bitnami.com/v1alpha1', kind: 'SealedSecret', metadata: { name: 'a' }, spec: { encryptedData: { a: 'b' } } }
    )
    expect(maskSecrets(render, SALT)).toEqual({ render, complete: true })
  })

  it('keeps what the hash of a generated name tells', () => {
    const data = { password: 'c2VjcmV0', user: 'YQ==' }
    const name = generated('login', data)
    const render = rendered(secret({ data, type: 'Opaque' }, name), secret({ data: {} }, 'plain-2456789bcd'))
    expect(render.resources.map(withoutHash)).toEqual(['login', 'plain-2456789bcd'])
    const { render: masked, complete } = maskSecrets(render, SALT)
    expect(complete).toBe(true)
    expect(masked.resources.map(withoutHash)).toEqual(['login', 'plain-2456789bcd'])
    expect(decodeRender(encodeRender(masked))).toEqual(masked)
  })

  it('keeps what SOPS has encrypted ciphertext, of which all is equal', () => {
    const first = maskSecrets(rendered(secret({ stringData: { a: 'ENC[AES256_GCM,data:AAAA,type:str]' }, data: { b: 'RU5DW0FFUzI1Nl9HQ00sZGF0YTpYWFhY' } })), SALT)
    expect(first.complete).toBe(true)
    expect(dataOf(first.render, 'stringData')).toEqual({ a: expect.stringMatching(/^ENC\[AES256_GCM,[0-9a-f]{64}\]$/) })
    expect(dataOf(first.render)).toEqual({ b: expect.stringMatching(/^RU5DW0FFUzI1Nl9HQ00sZGF0[0-9a-f]{64}$/) })
  })

  test.each<[string, Mapping]>([
    ['a variable of Flux', { stringData: { a: 'x ${HOST} y' } }],
    ['a placeholder of a vault', { stringData: { a: 'vault:secret/data/prod#PASSWORD' } }],
    ['a placeholder of a path', { stringData: { a: '<path:kv/data/prod#password>' } }],
    ['a host of a service', { stringData: { a: 'postgres://db.shop-prod.svc.cluster.local' } }],
    ['what may be a resource\'s name', { stringData: { a: 'prod-db' } }],
    ['a name where there should be base64', { data: { a: 'prod-db' } }],
    ['a generated name within a text', { stringData: { a: 'mounts prod-config-2456789bcd' } }],
    ['a mapping', { data: { metadata: { labels: { env: 'prod' } } } }],
    ['a list', { data: { containers: [{ image: 'a' }] } }],
    ['no mapping at all', { data: 'text' }],
    ['the resource once more in an annotation', { metadata: { name: 'a', annotations: { 'kubectl.kubernetes.io/last-applied-configuration': '{}' } } }]
  ])('%s stays, and the result is not complete', (_, more) => {
    const render = rendered(secret(more))
    const masked = maskSecrets(render, SALT)
    expect(masked.complete).toBe(false)
    expect(masked.render.resources.map(({ body }) => body)).toEqual(render.resources.map(({ body }) => body))
  })
})

const DEV = environmentNamed('dev')
const PROD = environmentNamed('prod', ['production'])
const OVERLAYS = [DEV, PROD].map(({ name }) => ({ application: 'shop', environment: name, variant: null, path: `apps/shop/${name}` }))

const pieces = ['dev', 'prod', 'production', 'db', 'a', '/', '-', '.', ':', ' ', '${VAR}', '${', 'vault:kv/prod', 'vault:', '#key', '<path:', '<path:kv/dev', '>', '.svc', 'shop-dev', 'shop-prod']
const text = fc.oneof(
  fc.constantFrom(...pieces, 'dev-db', 'prod-db', 'db-2456789bcd', 'ENC[AES256_GCM,data:1]', 'ENC[AES256_GCM,data:2]', 'ENC[AES256_GCM,data:2]x', 'RU5DW0FFUzI1Nl9HQ00sZGF0YTpYWFhY', 'RU5DW0FFUzI1Nl9HQ00sZGF0YTpZWVlZ', 'cHJvZA==', 'http://db.shop-dev.svc', 'http://db.shop-prod.svc'),
  fc.array(fc.constantFrom(...pieces), { maxLength: 3 }).map((parts) => parts.join('')),
  fc.string({ maxLength: 5 })
)
const value: fc.Arbitrary<Value> = fc.oneof(
  { weight: 4, arbitrary: text },
  { weight: 12, arbitrary: fc.constantFrom('b25l', 'dHdv', 'dGhyZWU=', 'cHJvZA==', 'some words', 'other words', '') },
  { weight: 3, arbitrary: fc.constantFrom<Value>(null, 0, -0, 1, true, '1', 'true', 'null', 2n ** 60n, '1152921504606846976') },
  { weight: 1, arbitrary: fc.constantFrom<Value>({ labels: { env: 'prod' } }, ['a'], {}, []) }
)
const values = fc.dictionary(fc.constantFrom('a', 'b', 'image', 'env', 'containers', '__proto__'), value, { maxKeys: 3 })

/** A pair of renders that mostly agree: the second differs from the first in some values. */
const sides = fc
  .record({ data: values, stringData: values, changed: fc.dictionary(fc.constantFrom('a', 'b'), value, { maxKeys: 2 }), generator: fc.boolean(), words: fc.dictionary(fc.constantFrom('a', 'b'), text, { maxKeys: 2 }) })
  .map(({ data, stringData, changed, generator, words }) =>
    ([DEV, PROD] as const).map(({ name }) => {
      const own = name === 'prod' ? { ...data, ...changed } : data
      const more: Readonly<Record<string, string>> = name === 'prod' ? { ...words, ...Object.fromEntries(Object.entries(changed).flatMap(([key, each]) => (typeof each === 'string' ? [[key, each]] : []))) } : words
      return rendered(
        { apiVersion: 'v1', kind: 'Namespace', metadata: { name: `shop-${name}` } },
        { apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name: `${name}-db`, namespace: `shop-${name}` }, spec: { template: { spec: { containers: [{ name: 'db', image: 'db:1' }] } } } },
        { apiVersion: 'v1', kind: 'Secret', metadata: { name: `${name}-login`, namespace: `shop-${name}` }, data: own, stringData },
        ...(generator ? [{ apiVersion: 'v1', kind: 'Secret', metadata: { name: generated(`${name}-made`, more), namespace: `shop-${name}` }, type: 'Opaque', data: more }] : [])
      )
    })
  )

/** All that judges say of two renders; values of Secrets left out, which findings never show. */
function judged(renders: readonly Render[]): unknown {
  const both = [DEV, PROD].map((environment, index) => {
    const render = renders[index] ?? rendered()
    const naming = { prefixes: [`${environment.name}-`], suffixes: [], words: environmentWords(environment) }
    const overlay = OVERLAYS[index] ?? { application: '', environment: '', variant: null, path: '' }
    const bodies = new Map(render.resources.map(({ id, body }) => [formatResourceId(id), body]))
    return { overlay, environment, bodies, plain: render.resources, render: normalise(render, naming) }
  })
  const [left, right] = both
  if (left === undefined || right === undefined) throw new Error('two sides')
  const differences = compare(left, right)
  return {
    names: both.map(({ render }) => render.resources.map(({ canonical, unhashed, declared }) => [canonical, unhashed, declared])),
    references: judgeReferences(both.map(({ overlay, render }) => ({ overlay, resources: render.resources })), [DEV, PROD]),
    variables: both.map(({ overlay, plain }) => unresolvedVariables(overlay, plain)),
    bounds: both.map(({ overlay, environment, render }) => judgeBounds({ overlay, environment, resources: render.resources }, DEFAULT_POLICY)),
    pins: both.map(({ overlay, plain }) => pinsOf(overlay, plain, DEFAULT_POLICY.imageFields)),
    differences: differences.map((each) => {
      if (each.kind === 'missing-resource') return { ...each, leftValue: null, rightValue: null }
      return isSecretValue(each.resource, each.path) ? { ...each, leftValue: each.leftValue === undefined, rightValue: each.rightValue === undefined } : each
    }),
    drift: judgePair(left, right, differences, DEFAULT_POLICY).map(({ draft }) => draft.finding)
  }
}

describe('what is said of a masked render', () => {
  it('is what is said of the true one, where it is complete', () => {
    let complete = 0
    let different = 0
    fc.assert(
      fc.property(sides, (renders) => {
        const masked = renders.map((render) => maskSecrets(render, SALT))
        for (const { render, complete: whole } of masked) {
          if (!whole) continue
          const secrets = render.resources.filter(({ id }) => id.kind === 'Secret')
          for (const { body } of secrets) {
            for (const field of ['data', 'stringData']) {
              for (const each of Object.values((body[field] ?? {}) as Mapping)) if (each !== null) expect(each).toMatch(MASK)
            }
          }
        }
        const expected = judged(renders)
        // Values that stay as they are do no harm either: a run masks all that it compares.
        expect(judged(masked.map(({ render }) => render))).toEqual(expected)
        if (masked.every(({ complete: whole }) => whole)) {
          complete += 1
          if (JSON.stringify(expected).includes('drift-value')) different += 1
        }
      }),
      { numRuns: 300 }
    )
    expect(complete).toBeGreaterThan(30)
    expect(different).toBeGreaterThan(5)
  })

  it('has one mask for two values exactly where they are the same text', () => {
    fc.assert(
      fc.property(text, text, (a, b) => {
        const { render } = maskSecrets(rendered(secret({ data: { a, b } })), SALT)
        const masked = dataOf(render) as Mapping
        expect(masked['a'] === masked['b']).toBe(a === b)
      })
    )
  })
})
