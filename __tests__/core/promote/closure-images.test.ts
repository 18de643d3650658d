import { describe, expect, test } from '@jest/globals'
import { closureOf } from '../../../src/core/discover/closure.ts'
import { readKustomizations } from '../../../src/core/discover/kustomizations.ts'
import { environmentNamed } from '../../../src/core/model/environment.ts'
import type { PromotionKey } from '../../../src/core/model/policy.ts'
import type { ClosureImages } from '../../../src/core/promote/closure-images.ts'
import { createClosureImageReader } from '../../../src/core/promote/closure-images.ts'
import { needleOf } from '../../../src/core/promote/needle.ts'
import { soughtImage } from '../../../src/core/promote/stays.ts'
import { treeOf } from '../../support/tree.ts'

const hex = (letter: string): string => `sha256:${letter.repeat(64)}`
const IMAGE = `web:1@${hex('a')}`
const DIGEST: PromotionKey = { kind: 'digest' }
const TAG: PromotionKey = { kind: 'tag' }

const FILES = {
  'o/kustomization.yaml': `resources: [d.yaml]\npatches:\n- path: p.yaml\nimages:\n- name: web\n  newTag: "1"\n  digest: ${hex('a')}\n- name: side\n  newTag: v1\n`,
  'o/d.yaml':
    'apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: web\n  annotations:\n    note: x\nspec:\n  replicas: 1\n  template:\n    spec:\n      containers:\n      - name: web\n        image: web\n        args: [a]\n      - name: side\n        image: side\n',
  'o/p.yaml': 'apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: web\nspec:\n  template:\n    spec:\n      containers:\n      - name: web\n        env:\n        - name: A\n          value: "1"\n'
}

function images(files: Readonly<Record<string, string>>, imageFields = false): ClosureImages {
  const tree = treeOf(files)
  const texts = new Map([...tree.entries].map(([path, { blob }]) => [blob, tree.text(path) ?? '']))
  return createClosureImageReader({ textOf: (blob) => texts.get(blob), imageFields })(closureOf(tree, readKustomizations(tree), 'o', { placeholders: [] }))
}

const edited = (path: keyof typeof FILES, from: string, to: string): Readonly<Record<string, string>> => {
  expect(FILES[path]).toContain(from)
  return { ...FILES, [path]: FILES[path].replace(from, to) }
}

const needle = (image: string, key: PromotionKey) => needleOf(soughtImage(image, key, environmentNamed('prod')))

function alike(files: Readonly<Record<string, string>>, key: PromotionKey = DIGEST, image = IMAGE): boolean {
  return images(FILES).projection(needle(image, key)) === images(files).projection(needle(image, key))
}

describe('what cannot matter to an image leaves its projection as it is', () => {
  test.each<[string, Readonly<Record<string, string>>]>([
    ['another image', edited('o/kustomization.yaml', 'newTag: v1', 'newTag: v2')],
    ['replicas', edited('o/d.yaml', 'replicas: 1', 'replicas: 5')],
    ['arguments', edited('o/d.yaml', 'args: [a]', 'args: [b, c]')],
    ['an annotation', edited('o/d.yaml', 'note: x', 'note: y')],
    ['a patch of the environment variables', edited('o/p.yaml', 'value: "1"', 'value: "2"\n        - name: B\n          value: x')],
    ['a comment', edited('o/kustomization.yaml', 'resources', '# note\nresources')],
    ['a generated ConfigMap', edited('o/kustomization.yaml', 'resources', 'configMapGenerator:\n- name: x\n  literals: [A=1]\nresources')]
  ])('%s', (_, files) => expect(alike(files)).toBe(true))
})

describe('what can matter to an image changes its projection', () => {
  test.each<[string, Readonly<Record<string, string>>]>([
    ['its digest', edited('o/kustomization.yaml', hex('a'), hex('b'))],
    ['the name of its entry', edited('o/kustomization.yaml', 'name: web\n', 'name: other\n')],
    ['a container', edited('o/d.yaml', '      - name: side\n        image: side\n', '')],
    ["a container's name", edited('o/d.yaml', 'name: web\n        image', 'name: main\n        image')],
    ["the resource's name", edited('o/d.yaml', '  name: web\n  annotations', '  name: other\n  annotations')],
    ['a patch that takes a container away', edited('o/p.yaml', '      - name: web\n', '      - name: web\n        $patch: delete\n')],
    ["a common annotation of kustomize's own", edited('o/kustomization.yaml', 'resources', 'commonAnnotations: {config.kubernetes.io/local-config: "true"}\nresources')],
    ['a prefix', edited('o/kustomization.yaml', 'resources', 'namePrefix: x-\nresources')],
    ['the tag of an entry that is no plain text', edited('o/kustomization.yaml', 'newTag: v1', 'newTag: 1.10')],
    ["an annotation of kustomize's own", edited('o/d.yaml', 'note: x', 'config.kubernetes.io/local-config: "true"')],
    ['a label where patches choose by labels', edited('o/kustomization.yaml', 'path: p.yaml', 'path: p.yaml\n  target: {labelSelector: a=b}')]
  ])('%s', (_, files) => expect(alike(files)).toBe(false))

  test('a tag under tag keys', () => {
    expect(alike(edited('o/kustomization.yaml', 'newTag: "1"', 'newTag: "2"'))).toBe(true)
    expect(alike(edited('o/kustomization.yaml', 'newTag: "1"', 'newTag: "2"'), TAG)).toBe(false)
  })

  test('everything, where something copies text or moves values', () => {
    for (const more of ['replacements: [{source: {kind: ConfigMap, name: x}, targets: []}]', 'images: [{name: my.app, newTag: x}]']) {
      const first = { ...FILES, 'o/kustomization.yaml': `resources: [d.yaml]\n${more}\n` }
      const second = { ...first, 'o/d.yaml': FILES['o/d.yaml'].replace('replicas: 1', 'replicas: 2') }
      expect(images(first).projection(needle(IMAGE, DIGEST))).not.toBe(images(second).projection(needle(IMAGE, DIGEST)))
    }
  })

  test('everything, where the policy names fields of its own', () => {
    const other = edited('o/d.yaml', 'replicas: 1', 'replicas: 5')
    expect(images(FILES, true).projection(needle(IMAGE, DIGEST))).not.toBe(images(other, true).projection(needle(IMAGE, DIGEST)))
  })
})

describe('mayHold', () => {
  const holds = (kustomization: string, image = IMAGE, key: PromotionKey = DIGEST): boolean =>
    images({ 'o/kustomization.yaml': `resources: [d.yaml]\n${kustomization}\n`, 'o/d.yaml': FILES['o/d.yaml'] }).mayHold(needle(image, key))

  test.each<[string, string, boolean]>([
    ['the digest is there', `images: [{name: web, digest: "${hex('a')}"}]`, true],
    ['in capitals', `images: [{name: web, digest: "${hex('a').toUpperCase()}"}]`, true],
    ['it is not', `images: [{name: web, digest: "${hex('b')}"}]`, false],
    ['with an escape', `images: [{name: web, digest: "sha256:\\x61${'a'.repeat(63)}"}]`, true],
    ['over two lines', `images:\n- name: web\n  digest: "sha256:${'a'.repeat(20)}\\\n    ${'a'.repeat(44)}"`, true],
    ['with an escape in a patch of its own', `patches:\n- patch: '[{"op":"replace","path":"/x","value":"\\u0061"}]'\n  target: {kind: X}`, true],
    ['another escape', `images: [{name: web, digest: "sha256:\\x62${'b'.repeat(63)}"}]`, false],
    ['a transformer could make it up', 'transformers: [t.yaml]', true],
    ['configurations could', 'configurations: [c.yaml]', true],
    ['a remote base could hold it', 'bases: [github.com/a/b]', true],
    ['a suffix could complete it', 'images: [{name: web, tagSuffix: x}]', true],
    ['replacements copy whole words', 'replacements: [{source: {kind: A}, targets: [{options: {delimiter: ":"}}]}]', false],
    ['replacements that join words', 'replacements: [{source: {kind: A}, targets: [{options: {delimiter: "a"}}]}]', true],
    ['variables reach no image', 'vars: [{name: A, objref: {kind: X, name: y, apiVersion: v1}}]', false],
    ['only a generated ConfigMap has it', `configMapGenerator: [{name: x, files: [f.txt]}]`, false]
  ])('%s', (_, kustomization, expected) => expect(holds(kustomization)).toBe(expected))

  test('a tag whose environment word is in the middle', () => {
    expect(holds('images: [{name: web, newTag: rel-staging-20240101}]', 'web:rel-20240101', TAG)).toBe(true)
    expect(holds('images: [{name: web, newTag: rel-staging-20240102}]', 'web:rel-20240101', TAG)).toBe(false)
  })
})
