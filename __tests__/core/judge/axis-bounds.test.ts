import { describe, expect, test } from '@jest/globals'
import { judgeBounds } from '../../../src/core/judge/axis-bounds.ts'
import { environmentNamed } from '../../../src/core/model/environment.ts'
import { parsePointer } from '../../../src/core/model/field-path.ts'
import type { Axis, CustomAxis } from '../../../src/core/model/policy.ts'
import type { Overlay } from '../../../src/core/model/overlay.ts'
import type { Mapping, ResourceId } from '../../../src/core/model/resource.ts'

const OVERLAY: Overlay = { application: 'shop', environment: 'prod', variant: 'eu', path: 'overlays/prod' }
const INGRESS: ResourceId = { group: 'networking.k8s.io', version: 'v1', kind: 'Ingress', namespace: 'shop-prod', name: 'prod-web' }
const CANONICAL: ResourceId = { ...INGRESS, namespace: null, name: 'web' }

const axis = (paths: readonly string[], values: string | null, more: Partial<CustomAxis> = {}): CustomAxis => ({
  kind: 'custom',
  name: 'hosts',
  resources: [{ kind: 'Ingress', group: null, name: null }],
  paths: paths.map(parsePointer),
  values,
  between: null,
  ...more
})

const judge = (body: Mapping, ...axes: readonly Axis[]) =>
  judgeBounds({ overlay: OVERLAY, environment: environmentNamed('prod', ['live']), resources: [{ id: INGRESS, canonical: CANONICAL, body }] }, { axes })
const broken = (body: Mapping, ...axes: readonly Axis[]): readonly string[] => judge(body, ...axes).map(({ draft }) => `${draft.finding.path ?? ''} ${draft.finding.values['prod'] ?? ''}`)

const rules = (...hosts: readonly string[]): Mapping => ({ spec: { rules: hosts.map((host) => ({ host })) } })
const HOSTS = axis(['/spec/rules/*/host'], '^[a-z]+\\.{env}\\.example\\.com$')

describe('judgeBounds', () => {
  test('a value that breaks the bound is an error at its own place', () => {
    const found = judge(rules('web.prod.example.com', 'web.staging.example.com'), HOSTS)
    expect(found).toEqual([
      {
        draft: {
          finding: expect.objectContaining({
            code: 'axis-bound',
            level: 'error',
            application: 'shop',
            environment: 'prod',
            variant: 'eu',
            against: null,
            resource: 'networking.k8s.io/v1/Ingress/web',
            path: '/spec/rules/1/host',
            values: { prod: 'web.staging.example.com' },
            args: { axis: 'hosts', bound: '^[a-z]+\\.{env}\\.example\\.com$', value: 'web.staging.example.com' }
          }),
          subject: { kind: 'field', overlay: OVERLAY, resource: INGRESS, path: ['spec', 'rules', 1, 'host'], value: 'web.staging.example.com' }
        },
        identity: expect.any(String)
      }
    ])
  })

  test.each<[string, Mapping, readonly Axis[], readonly string[]]>([
    ["the environment's words, aliases too", rules('web.live.example.com', 'web.prod.example.com'), [HOSTS], []],
    ['a bound that is too large with the words', rules('prod/'.repeat(999)), [axis(['/spec/rules/*/host'], '^(?:{env}/){999}$')], [`/spec/rules/0/host ${'prod/'.repeat(999)}`]],
    ['an axis without a bound', rules('x'), [axis(['/spec/rules/*/host'], null)], []],
    ['a built-in axis', rules('x'), [{ kind: 'built-in', name: 'replicas' }], []],
    ['other resources', rules('x'), [{ ...HOSTS, resources: [{ kind: 'Service', group: null, name: null }] }], []],
    ['one of several kinds of resources', rules('x'), [{ ...HOSTS, resources: [{ kind: 'Service', group: null, name: null }, { kind: 'Ingress', group: null, name: 'web' }] }], ['/spec/rules/0/host x']],
    ['other fields', { spec: { rules: [{ host: 'web.prod.example.com', path: 'x' }], host: 'x' } }, [HOSTS], []],
    ['fields below the one that is named', { spec: { rules: [{ host: { a: 'x', b: 'y' } }] } }, [HOSTS], ['/spec/rules/0/host/a x', '/spec/rules/0/host/b y']],
    ['a field above the one that is named', { spec: { rules: 'x' } }, [HOSTS], []],
    ['`**` is whatever is below', { spec: { a: { b: 'x' }, c: 'y' } }, [axis(['/spec/**'], '^z$')], ['/spec/a/b x', '/spec/c y']],
    ['`**` is the value itself too', { spec: 'x' }, [axis(['/spec/**'], '^z$')], ['/spec x']],
    ['list items by name', { spec: { rules: [{ name: 'main', host: 'x' }, { name: 'side', host: 'y' }] } }, [axis(['/spec/rules/side/host'], '^z$')], ['/spec/rules/side/host y']],
    ['and by position', { spec: { rules: [{ name: 'main', host: 'x' }, { name: 'side', host: 'y' }] } }, [axis(['/spec/rules/1/host'], '^z$')], ['/spec/rules/side/host y']],
    ['several paths of an axis', { a: 'x', b: 'y' }, [axis(['/a', '/b'], '^y$')], ['/a x']],
    ['the resource itself has no value', { a: 'x' }, [axis([''], '^y$')], []],
    ['numbers by their text', { spec: { replicas: 12 } }, [axis(['/spec/replicas'], '^[1-9]$')], ['/spec/replicas 12']],
    ['between other environments', rules('x'), [{ ...HOSTS, between: ['dev', 'staging'] }], []],
    ['between this one and another', rules('x'), [{ ...HOSTS, between: ['staging', 'prod'] }], ['/spec/rules/0/host x']],
    ['between, by alias', rules('x'), [{ ...HOSTS, between: ['live', 'staging'] }], ['/spec/rules/0/host x']]
  ])('%s', (_name, body, axes, expected) => expect(broken(body, ...axes)).toEqual(expected))

  test("a Secret's value is not shown", () => {
    const secret: ResourceId = { group: '', version: 'v1', kind: 'Secret', namespace: null, name: 's' }
    const axes = [axis(['/data/*'], '^z$', { resources: [{ kind: 'Secret', group: null, name: null }] })]
    const resources = [{ id: secret, canonical: secret, body: { data: { a: 'c2VjcmV0' } } }]
    const [found] = judgeBounds({ overlay: OVERLAY, environment: environmentNamed('prod'), resources }, { axes })
    expect(found?.draft.finding).toMatchObject({ path: '/data/a', values: { prod: 'a value of a Secret' }, args: { value: 'a value of a Secret' } })
    expect(found?.draft.subject).toMatchObject({ value: 'c2VjcmV0' })
  })

  test('it was there before where axis, overlay, resource, path and value are the same', () => {
    const identities = [
      judge(rules('x'), HOSTS),
      judge(rules('y'), HOSTS),
      judge(rules('web.prod.example.com', 'x'), HOSTS),
      judge(rules('x'), { ...HOSTS, name: 'other' })
    ].map(([first]) => first?.identity)
    expect(new Set(identities).size).toBe(4)
    expect(judge(rules('x'), HOSTS)[0]?.identity).toBe(identities[0])
  })
})
