// Which namespaces stand for each other: what most pairs agree on, and what decides between equally many.

import { expect, test } from '@jest/globals'
import type { NamespacePair } from '../../../src/core/compare/namespaces.ts'
import { deduceNamespaces, sameNamespace } from '../../../src/core/compare/namespaces.ts'

const pair = (left: string | null, right: string | null): NamespacePair => ({ left, right })
const stems = (...names: readonly string[]): ReadonlyMap<string, string> => new Map(names.map((name) => [name, name.replace(/staging|prod/, '')]))

test.each<readonly [string, readonly NamespacePair[], readonly [string, string]]>([
  ['most pairs', [pair('a', 'a'), pair('a', 'b'), pair('a', 'b')], ['a', 'b']],
  ['of equally many the environments’ own words', [pair('shop-staging', 'shop-staging'), pair('shop-staging', 'shop-prod')], ['shop-staging', 'shop-prod']],
  ['of equally many then the same name', [pair('shop', 'store'), pair('shop', 'shop')], ['shop', 'shop']],
  ['else the earlier pair', [pair('shop', 'store'), pair('shop', 'market')], ['shop', 'store']]
])('%s', (_, pairs, [left, right]) => {
  const named = (side: 'left' | 'right'): readonly string[] => [...new Set(pairs.flatMap((each) => each[side] ?? []))]
  expect(sameNamespace(deduceNamespaces(pairs, stems(...named('left')), stems(...named('right'))), left, right)).toBe(true)
})
