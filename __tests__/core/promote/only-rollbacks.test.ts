import { describe, expect, test } from '@jest/globals'
import type { Overlay } from '../../../src/core/model/overlay.ts'
import type { Mapping, Resource } from '../../../src/core/model/resource.ts'
import type { ChangedRender } from '../../../src/core/promote/only-rollbacks.ts'
import { effectOf, onlyRollbacks } from '../../../src/core/promote/only-rollbacks.ts'
import type { Pin } from '../../../src/core/promote/pins.ts'
import { pinsOf } from '../../../src/core/promote/pins.ts'
import { web } from './ladder-world.ts'

const PROD: Overlay = { application: 'shop', environment: 'prod', variant: null, path: 'prod' }
const STAGING: Overlay = { application: 'shop', environment: 'staging', variant: null, path: 'staging' }

const deployment = (images: readonly string[], more: Mapping = {}, name: string = 'web'): Resource => ({
  id: { group: 'apps', version: 'v1', kind: 'Deployment', namespace: null, name },
  body: { kind: 'Deployment', spec: { ...more, template: { spec: { containers: images.map((image, index) => ({ name: `c${String(index)}`, image })) } } } }
})
const config = (value: string): Resource => ({ id: { group: '', version: 'v1', kind: 'ConfigMap', namespace: null, name: 'config' }, body: { data: { A: value } } })
const release = (image: Mapping): Resource => ({
  id: { group: 'helm.toolkit.fluxcd.io', version: 'v2', kind: 'HelmRelease', namespace: null, name: 'web' },
  body: { spec: { values: { image: { repository: 'shop/web', ...image }, replicas: 2 } } }
})

const [OLD, BAD] = [web('a'), web('b')]
const change = (before: readonly Resource[] | null, head: readonly Resource[] | null, overlay: Overlay = PROD): ChangedRender => ({ overlay, before, head })
/** The pins of head that hold one of the images. */
const back = (render: ChangedRender, ...images: readonly string[]): readonly Pin[] => pinsOf(render.overlay, render.head ?? [], []).filter(({ image }) => images.includes(image))

describe('onlyRollbacks', () => {
  const simple = change([deployment([BAD]), config('1')], [deployment([OLD]), config('1')])
  const both = change([deployment([BAD, web('c')])], [deployment([OLD, web('d')])])
  const tag = change([release({ tag: '2', digest: 'sha256:b' })], [release({ tag: '1', digest: 'sha256:a' })])

  test.each<[string, readonly ChangedRender[], readonly Pin[], boolean]>([
    ['one image goes back', [simple], back(simple, OLD), true],
    ['in another order of the resources', [change(simple.before, (simple.head ?? []).toReversed())], back(simple, OLD), true],
    ['nothing goes back', [simple], [], false],
    ['nothing changes', [], [], false],
    ['two containers, both go back', [both], back(both, OLD, web('d')), true],
    ['two containers, one goes back and the other forward', [both], back(both, OLD), false],
    ['tag and digest in the values of a Helm release', [tag], pinsOf(PROD, tag.head ?? [], []), true],
    ['a second overlay whose render is as it was', [simple, change([config('1')], [config('1')], STAGING)], back(simple, OLD), true],
    ['a second overlay that changes otherwise', [simple, change([config('1')], [config('2')], STAGING)], back(simple, OLD), false],
    ['a rollback elsewhere only', [change([config('1')], [config('1')], STAGING)], back(simple, OLD), false]
  ])('%s', (_name, changed, rollbacks, expected) => expect(onlyRollbacks(changed, rollbacks)).toBe(expected))

  test.each<[string, readonly Resource[] | null, readonly Resource[] | null]>([
    ['a value', [deployment([BAD]), config('1')], [deployment([OLD]), config('2')]],
    ['another field of the same resource', [deployment([BAD], { replicas: 1 })], [deployment([OLD], { replicas: 2 })]],
    ['a field that is gone', [deployment([BAD], { replicas: 1 })], [deployment([OLD])]],
    ['a container more', [deployment([BAD])], [deployment([OLD, web('c')])]],
    ['a resource more', [deployment([BAD])], [deployment([OLD]), config('1')]],
    ['a resource less', [deployment([BAD]), config('1')], [deployment([OLD])]],
    ['another name', [deployment([BAD])], [deployment([OLD], {}, 'web2')]],
    ['the same resource twice', [deployment([BAD]), deployment([BAD])], [deployment([OLD]), deployment([OLD])]],
    ['a render that was not there', null, [deployment([OLD])]],
    ['a render that is gone', [deployment([BAD])], null]
  ])('another effect: %s', (_name, before, head) => {
    const render = change(before, head)
    expect(onlyRollbacks([render], back(change(null, [deployment([OLD])]), OLD))).toBe(false)
  })
})

describe('what goes back is known by its own place alone', () => {
  const same = (render: ChangedRender, pins: readonly Pin[]): boolean => onlyRollbacks([render], pins)
  const values = (image: Mapping, more: Mapping = {}, kind: string = 'HelmRelease'): Resource => ({
    id: { group: 'helm.toolkit.fluxcd.io', version: 'v2', kind, namespace: null, name: 'web' },
    body: { spec: { values: { image, ...more } } }
  })
  const pinAt = (path: Pin['path'], { id }: Resource): Pin => ({ overlay: PROD, resource: id, container: 'image', image: OLD, path, field: [] })
  const TAG = ['spec', 'values', 'image', 'tag']

  test('every part of an image in the values of a Helm release, and nothing beside it', () => {
    const before = values({ registry: 'a', repository: 'shop/web', tag: '2', digest: 'x' })
    const head = values({ registry: 'b', repository: 'shop/web2', tag: '1', digest: 'y' })
    expect(same(change([before], [head]), [pinAt(TAG, head)])).toBe(true)
    const more = values({ registry: 'b', repository: 'shop/web2', tag: '1', digest: 'y', pullPolicy: 'Always' })
    expect(same(change([before], [more]), [pinAt(TAG, more)])).toBe(false)
    const scaled = values({ repository: 'shop/web', tag: '1' }, { replicas: 3 })
    expect(same(change([values({ repository: 'shop/web', tag: '2' })], [scaled]), [pinAt(TAG, scaled)])).toBe(false)
  })

  test('of other resources, and of what is no image mapping, the field alone', () => {
    const other = values({ repository: 'b', tag: '1' }, {}, 'Release')
    expect(same(change([values({ repository: 'a', tag: '2' }, {}, 'Release')], [other]), [pinAt(TAG, other)])).toBe(false)
    const plain = values({ tag: '1', digest: 'y' })
    expect(same(change([values({ tag: '2', digest: 'x' })], [plain]), [pinAt(TAG, plain)])).toBe(false)
    expect(same(change([values({ tag: '2', digest: 'y' })], [plain]), [pinAt(TAG, plain)])).toBe(true)
  })

  test('the same place in another overlay or resource is not it', () => {
    const [prod, staging] = [change([deployment([BAD])], [deployment([OLD])]), change([deployment([BAD])], [deployment([OLD])], STAGING)]
    expect(onlyRollbacks([prod, staging], back(prod, OLD))).toBe(false)
    expect(onlyRollbacks([prod, staging], [...back(prod, OLD), ...back(staging, OLD)])).toBe(true)
    const two = change([deployment([BAD]), deployment([BAD], {}, 'api')], [deployment([OLD]), deployment([OLD], {}, 'api')])
    expect(same(two, back(two, OLD).filter(({ resource }) => resource.name === 'web'))).toBe(false)
  })

  test.each<[string, Mapping, Mapping]>([
    ['a mapping that is gone', { labels: { a: '1' } }, {}],
    ['a mapping that comes', {}, { labels: { a: '1' } }],
    ['a mapping instead of text', { labels: 'a' }, { labels: { a: '1' } }],
    ['a list that is gone', { args: ['a'] }, {}],
    ['a list that comes', {}, { args: ['a'] }],
    ['a list instead of a mapping', { args: {} }, { args: [] }],
    ['an inherited name', {}, { toString: 'x' }]
  ])('%s is another effect', (_name, was, is) => {
    const render = change([deployment([BAD], was)], [deployment([OLD], is)])
    expect(same(render, back(render, OLD))).toBe(false)
  })
})

test('effectOf a part of a change', () => {
  const render = change([deployment([BAD])], [deployment([OLD])])
  expect(effectOf([render], back(render, OLD))).toBe('rollbacks')
  expect(effectOf([render], [])).toBe('other')
  expect(effectOf([change([config('1')], [config('1')])], [])).toBe('none')
  expect(effectOf([change([config('1')], [config('1')], STAGING)], back(render, OLD))).toBe('none')
})
