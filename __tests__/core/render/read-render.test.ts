import { describe, expect, it, test } from '@jest/globals'
import { readRender } from '../../../src/core/render/read-render.ts'

const resource = (name: string, more = '') => `apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: ${name}\n${more}`

function bodyOf(text: string) {
  const outcome = readRender(resource('x', text))
  if (outcome.kind !== 'built') throw new Error(outcome.reason)
  return outcome.resources[0]?.body
}

describe('readRender', () => {
  it('reads resources in the order of the output, with their identity', () => {
    const text = [
      resource('a'),
      'apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: web\n  namespace: shop\n',
      'kind: Thing\nmetadata:\n  name: bare\n'
    ].join('---\n')
    const outcome = readRender(text, ['# a warning'])
    expect(outcome).toMatchObject({
      kind: 'built',
      warnings: ['# a warning'],
      resources: [
        { id: { group: '', version: 'v1', kind: 'ConfigMap', namespace: null, name: 'a' } },
        { id: { group: 'apps', version: 'v1', kind: 'Deployment', namespace: 'shop', name: 'web' } },
        { id: { group: '', version: '', kind: 'Thing', namespace: null, name: 'bare' } }
      ]
    })
  })

  test.each<[string, unknown]>([
    ['8080', 8080],
    ['-3', -3],
    ['9007199254740993', 9007199254740993n],
    ['12345678901234567890', 12345678901234567890n],
    ['1.5', 1.5],
    ['1e+21', 1e21],
    ['true', true],
    ['false', false],
    ['null', null],
    ['yes', 'yes'],
    ['True', 'True'],
    ['0644', '0644'],
    ['0x1F', '0x1F'],
    ['.nan', '.nan'],
    ['.inf', '.inf'],
    ['2020-01-01', '2020-01-01'],
    ['"8080"', '8080'],
    ['"n"', 'n'],
    ['1_000', '1_000'],
    ['{}', {}],
    ['[]', []]
  ])('reads the scalar %s', (text, value) => {
    expect(bodyOf(`spec:\n  field: ${text}\n`)?.['spec']).toEqual({ field: value })
  })

  it('keeps keys that objects have by themselves', () => {
    const body = bodyOf('data:\n  __proto__: "1"\n  constructor: "2"\n')
    expect(Object.entries(body?.['data'] ?? {})).toEqual([
      ['__proto__', '1'],
      ['constructor', '2']
    ])
  })

  it('reads deeply nested schemas', () => {
    const depth = 200
    const text = Array.from({ length: depth }, (_, i) => `${'  '.repeat(i)}k:\n`).join('')
    expect(readRender(resource('x', `${text}${'  '.repeat(depth)}v: 1\n`)).kind).toBe('built')
  })

  test.each([
    ['nothing', '', /^rendered nothing$/],
    ['only empty documents', '---\n---\n', /^rendered nothing$/],
    ['no YAML', 'a: [1\nb: }', /^the output is not YAML: /],
    ['a key twice', resource('x', 'data: {}\ndata: {}\n'), /not YAML: duplicated mapping key/],
    ['an unknown tag', resource('x', 'data: !!binary aGk=\n'), /not YAML: unknown/],
    ['a list', '- a\n- b\n', /^document 1 of the output is not a mapping$/],
    ['a scalar', 'Hello\n', /^document 1 of the output is not a mapping$/],
    ['no kind', 'metadata:\n  name: x\n', /^document 1 of the output has no kind$/],
    ['no name', `${resource('a')}---\nkind: Service\nmetadata: {}\n`, /^document 2 of the output \(kind Service\) has no metadata.name$/],
    ['a numeric name', 'kind: Service\nmetadata:\n  name: 5\n', /has no metadata.name$/],
    [
      'one identity twice',
      'apiVersion: policy/v1\nkind: Q\nmetadata: {name: a, namespace: n}\n---\napiVersion: policy/v1beta1\nkind: Q\nmetadata: {name: a, namespace: n}\n',
      /^two resources have one identity: policy\/v1\/Q\/n\/a and policy\/v1beta1\/Q\/n\/a$/
    ]
  ])('refuses %s', (_, text, reason) => {
    const outcome = readRender(text)
    expect(outcome).toMatchObject({ kind: 'failed', code: 'render-invalid', file: null, line: null, limit: null })
    expect(outcome.kind === 'failed' ? outcome.reason : '').toMatch(reason)
  })
})
