import { describe, expect, it, test } from '@jest/globals'
import fc from 'fast-check'
import { parseKustomization } from '../../../src/core/discover/kustomization-text.ts'
import { withoutPlainValues } from '../../../src/core/discover/plain-values.ts'
import { referencesOf } from '../../../src/core/discover/references.ts'
import { isList, isMapping, type Mapping, type Value } from '../../../src/core/model/resource.ts'

describe('withoutPlainValues', () => {
  test.each([
    ['scalars', 'namespace: shop-prod\nresources: [../base]\n', 'namespace:\nresources: [../base]\n'],
    ['lists', 'images:\n  - name: reg:5000/shop\n    newTag: "1.2"\n  - name: x\nresources: []\n', 'images:\nresources: []\n'],
    ['lists without indentation, at the end', 'replicas:\n- name: web\n  count: 3', 'replicas:'],
    ['names of generators', 'secretGenerator:\n- name: session\n  envs:\n  - a.env\n', 'secretGenerator:\n- name:\n  envs:\n  - a.env\n']
  ])('takes out %s', (_, text, rest) => {
    expect(withoutPlainValues(text)).toBe(rest)
  })

  test.each([
    ['what is odd anywhere', "images:\n  - name: x\nresources: ['a\n  b']\n"],
    ['anchors', 'images:\n  - name: x\nmetadata: &a\n  name: *a\n'],
    ['several documents', 'namespace: x\n---\nnamespace: y\n'],
    ['values that go on', 'namespace: x\n  y\n'],
    ['entries of another form', 'images:\n  - name: x\n    newTag: 1.2 # why\n'],
    ['uneven entries', 'images:\n  - name: x\n   newTag: y\n'],
    ['what a comment or a blank line follows', 'images:\n  - name: x\n\n  - name: y\n'],
    ['names that go on', 'configMapGenerator:\n  - name: a\n      files: [b]\n'],
    ['names after which anything may come', 'configMapGenerator:\n  - name: a\n\n      files: [b]\n'],
    ['what is part of a longer text', 'secretGenerator:\n- |\n  - name: a\n'],
    ['what lies deeper', 'metadata:\n  namespace: x\n']
  ])('leaves %s', (_, text) => {
    expect(withoutPlainValues(text)).toBe(text)
  })

  it('answers at once, however long the text', () => {
    const long = `images:\n${'  - name: x\n'.repeat(8_000)}`
    expect(withoutPlainValues(`${long}resources: []\n`)).toBe('images:\nresources: []\n')
    expect(withoutPlainValues(`${long}  odd`)).toBe(`${long}  odd`)
    expect(withoutPlainValues(long.repeat(2))).toBe(long.repeat(2))
  })
})

const LINES = [
  'images:', 'replicas:', 'namespace: a', 'namespace:', 'resources:', 'configMapGenerator:', 'secretGenerator:', 'patches:', 'Images:', 'namePrefix: p-', 'kind: Component', 'foo:', 'x',
  '- name: a', '  - name: a', '    - name: b', '  name: c', '    name: c', '  newTag: 1.0', '    newTag: "1"', "    newTag: '1'", '  - ../base', '- ../base', '  files: [a.yaml]', '    envs: [a, b]', '  files:', '  - a=b.yaml',
  '  - path: a.yaml', '  - patch: |-', '    patch: |', '      - op: add', '  - |', '    name: x', '- |', '|', '>-', '  - >', '# note', "# it's", '', '  ', '\t', '---', '...', '?', 'foo: {', 'foo: {}', 'foo: [', '}', ']', 'foo: "a', 'b"', 'bar: \'', '  "', "  'x'", '  - "a: b"', '"a": b',
  'a: &a', 'b: *a', '<<: x', 'c: !t x', 'images: x', 'images: []', '  - {name: x}', '  - name: a # b', 'x: y: z', '-', '- - name: a', '\u2028'
]

/** What discovery reads of a kustomization. */
function told(fields: Mapping): unknown {
  const nameless = (value: Value | undefined): unknown =>
    isList(value) ? value.map((item) => (isMapping(item) ? { ...item, name: null } : item)) : value
  const { images, replicas, namespace, configmapgenerator, secretgenerator, ...rest } = fields
  const generators = [configmapgenerator, secretgenerator].map(nameless)
  return { names: Object.keys(fields).sort(), rest, generators, references: referencesOf(fields), blank: [images, replicas, namespace].map((value) => value === undefined) }
}

test('what can be read without plain values can be read with them, and says the same', () => {
  const line = fc.constantFrom(...LINES)
  const usual = fc.constantFrom('images:\n  - name: a\n    newTag: 1.0', 'replicas:\n- name: a\n  count: 3', 'namespace: a', 'resources:\n  - ../base', 'configMapGenerator:\n  - name: a\n    files: [a.yaml]', 'foo: bar')
  let cut = 0
  fc.assert(
    fc.property(fc.array(fc.oneof(line, { arbitrary: usual, weight: 2 }), { maxLength: 9 }), (lines) => {
      const text = lines.join('\n')
      const rest = withoutPlainValues(text)
      const found = parseKustomization(rest)
      if (rest === text || found.kind === 'broken') return
      cut += 1
      const whole = parseKustomization(text)
      expect(whole.kind).toBe('parsed')
      if (whole.kind === 'parsed') expect(told(found.fields)).toEqual(told(whole.fields))
      expect(found.component).toBe(whole.component)
    }),
    { numRuns: 4_000 }
  )
  expect(cut).toBeGreaterThan(200)
})
