import { expect, test } from '@jest/globals'
import { parseFormattedId } from '../../../src/core/judge/formatted-id.ts'
import type { ResourceId } from '../../../src/core/model/resource.ts'
import { formatResourceId } from '../../../src/core/model/resource.ts'

const id = (group: string, version: string, kind: string, namespace: string | null, name: string): ResourceId => ({ group, version, kind, namespace, name })

test.each<[string, ResourceId]>([
  ['v1/ConfigMap/config', id('', 'v1', 'ConfigMap', null, 'config')],
  ['v1/ConfigMap/shop/config', id('', 'v1', 'ConfigMap', 'shop', 'config')],
  ['apps/v1/Deployment/web', id('apps', 'v1', 'Deployment', null, 'web')],
  ['apps/v1/Deployment/shop/web', id('apps', 'v1', 'Deployment', 'shop', 'web')],
  ['example.com/v1Beta/Web/shop/My-web', id('example.com', 'v1Beta', 'Web', 'shop', 'My-web')]
])('%s', (text, expected) => {
  expect(parseFormattedId(text)).toEqual(expected)
  expect(formatResourceId(expected)).toBe(text)
})

test('what is no formatted id is read as far as it goes', () => {
  expect(parseFormattedId('')).toEqual(id('', '', '', null, ''))
  expect(parseFormattedId('Namespace')).toEqual(id('', '', 'Namespace', null, ''))
})
