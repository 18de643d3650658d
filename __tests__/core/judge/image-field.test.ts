import { describe, expect, test } from '@jest/globals'
import type { ImageDistance, ImagePart } from '../../../src/core/judge/image-field.ts'
import { imageDistance, imagePartOf } from '../../../src/core/judge/image-field.ts'
import { parsePointer } from '../../../src/core/model/field-path.ts'
import type { ImageField } from '../../../src/core/model/policy.ts'
import type { ResourceId, Value } from '../../../src/core/model/resource.ts'

const id = (group: string, kind: string): ResourceId => ({ group, version: 'v1', kind, namespace: null, name: 'x' })
const WEB = id('apps', 'Deployment')
const RELEASE = id('helm.toolkit.fluxcd.io', 'HelmRelease')
const PARENT = { repository: 'shop/web', tag: '1' }
const CATALOG: ImageField = { resources: [{ kind: 'CatalogSource', group: 'operators.coreos.com', name: null }], paths: [['spec', 'image'], ['spec', '*', 'reference']] }

describe('imagePartOf', () => {
  test.each<[ResourceId, string, Value | undefined, ImagePart | null]>([
    [WEB, '/spec/template/spec/containers/web/image', undefined, 'reference'],
    [WEB, '/spec/template/spec/initContainers/web/image', undefined, 'reference'],
    [id('example.com', 'Job'), '/spec/ephemeralContainers/web/image', undefined, 'reference'],
    [WEB, '/spec/template/spec/containers/web/name', undefined, null],
    [WEB, '/spec/template/spec/containers/image', undefined, null],
    [WEB, '/spec/template/spec/volumes/model/image/reference', undefined, 'reference'],
    [WEB, '/spec/template/spec/volumes/model/image/pullPolicy', undefined, null],
    [WEB, '/spec/template/spec/volumes/model/other/reference', undefined, null],
    [WEB, '/spec/template/spec/other/model/image/reference', undefined, null],
    [WEB, '', undefined, null],
    [RELEASE, '/spec/values/image/repository', PARENT, 'repository'],
    [RELEASE, '/spec/values/image/registry', PARENT, 'registry'],
    [RELEASE, '/spec/values/image/tag', PARENT, 'version'],
    [RELEASE, '/spec/values/image/digest', PARENT, 'version'],
    [RELEASE, '/spec/values/image/pullPolicy', PARENT, null],
    [RELEASE, '/spec/values/image/tag', { tag: '1' }, null],
    [RELEASE, '/spec/other/image/tag', PARENT, null],
    [RELEASE, '/status/values/image/tag', PARENT, null],
    [WEB, '/spec/values/image/tag', PARENT, null],
    [id('operators.coreos.com', 'CatalogSource'), '/spec/image', undefined, 'reference'],
    [id('operators.coreos.com', 'CatalogSource'), '/spec/a/reference', undefined, 'reference'],
    [id('operators.coreos.com', 'CatalogSource'), '/spec/name', undefined, null],
    [id('example.com', 'CatalogSource'), '/spec/image', undefined, null]
  ])('%j %s in %j is %j', (resource, pointer, parent, expected) => {
    expect(imagePartOf(resource, parsePointer(pointer), parent, [CATALOG])).toBe(expected)
  })

  test('any of the fields that the policy names, on any of their resources', () => {
    const fields: readonly ImageField[] = [{ resources: [{ kind: 'A', group: null, name: null }, { kind: 'B', group: null, name: null }], paths: [['x'], ['y']] }, CATALOG]
    expect(imagePartOf(id('', 'B'), ['y'], undefined, fields)).toBe('reference')
    expect(imagePartOf(id('', 'C'), ['y'], undefined, fields)).toBeNull()
    expect(imagePartOf(id('', 'B'), ['y'], undefined, [])).toBeNull()
  })
})

describe('imageDistance', () => {
  test.each<[ImagePart, Value | undefined, Value | undefined, ImageDistance | null]>([
    ['version', '1', '2', 'version'],
    ['version', '1', undefined, 'version'],
    ['registry', 'a.example.com', 'b.example.com', 'registry'],
    ['registry', 'a.example.com', undefined, 'registry'],
    ['reference', 'a.example.com/web:1', 'a.example.com/web:2', 'version'],
    ['reference', 'a.example.com/x/web:1', 'b.example.com/y/web:1', 'registry'],
    ['reference', 'web:1', 'api:1', 'repository'],
    ['repository', 'shop/web', 'shop/api', 'repository'],
    ['reference', undefined, 'web:1', 'version'],
    ['reference', 'web:1', undefined, 'version'],
    ['reference', 'web:1', 7, null],
    ['reference', 7, 'web:1', null],
    ['reference', 'web:1', 'web:${TAG}', null],
    ['reference', 'web:${TAG}', 'web:1', null]
  ])('%s: %j and %j are %j', (part, left, right, expected) => expect(imageDistance(part, left, right)).toBe(expected))
})
