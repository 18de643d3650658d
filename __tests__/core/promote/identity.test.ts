import { environmentNamed } from '../../../src/core/model/environment.ts'
import { describe, expect, test } from '@jest/globals'
import type { Environment } from '../../../src/core/model/environment.ts'
import type { PromotionKey } from '../../../src/core/model/policy.ts'
import { identityOf, sameImage } from '../../../src/core/promote/identity.ts'

const A = `sha256:${'a'.repeat(64)}`
const B = `sha256:${'b'.repeat(64)}`
const env = (name: string, aliases: readonly string[] = []): Environment => (environmentNamed(name, aliases))
const DIGEST: PromotionKey = { kind: 'digest' }
const TAG: PromotionKey = { kind: 'tag' }
const COMMIT: PromotionKey = { kind: 'regex', source: '-([0-9a-f]{8})$' }

function same(left: string, right: string, key: PromotionKey): boolean | string {
  const a = identityOf(left, key, env('staging', ['stg']))
  const b = identityOf(right, key, env('prod'))
  if (a.kind === 'unpinned') return a.why
  if (b.kind === 'unpinned') return b.why
  return sameImage(a, b)
}

describe('sameImage', () => {
  test.each<[PromotionKey, string, string, boolean]>([
    [DIGEST, `web:1@${A}`, `web:1@${A}`, true],
    [DIGEST, `web:1@${A}`, `mirror.example.com/other/web:2@${A}`, true],
    [DIGEST, `web:1@${A}`, `web:1@${B}`, false],
    [TAG, 'web:1', 'mirror.example.com/web:1', true],
    [TAG, 'web:1', 'api:1', false],
    [TAG, 'web:1', 'web:2', false],
    [TAG, 'web:staging-abc', 'web:prod-abc', true],
    [TAG, 'web:abc-stg', 'web:abc.prod', true],
    [TAG, 'web:1.0-stagingx', 'web:1.0', false],
    [TAG, `web:1@${A}`, 'web:1', true],
    [TAG, `web:1@${A}`, `web:1@${B}`, false],
    [TAG, `web:latest@${A}`, `web:latest@${A}`, true],
    [TAG, `web:1@${A}`, `web:2@${A}`, false],
    [TAG, `web:latest@${A}`, `web:1@${A}`, true],
    [TAG, `web:1@${A}`, `web:latest@${A}`, true],
    [TAG, `web:latest@${A}`, `web:latest@${B}`, false],
    [TAG, `web:latest@${A}`, 'web:1', false],
    [TAG, 'web:1', `web:latest@${A}`, false],
    [TAG, 'web:abc', 'web:abc-prod', true],
    [TAG, 'web:stg-abc', 'web:abc', true],
    [COMMIT, 'web:20251118-91-f96aa5e8', 'web:20251118-00369-f96aa5e8', true],
    [COMMIT, 'web:20251118-91-f96aa5e8', 'web:20251118-91-00000000', false]
  ])('%j: %s and %s', (key, left, right, expected) => expect(same(left, right, key)).toBe(expected))

  test.each<[PromotionKey, string, string]>([
    [DIGEST, 'web:1', 'it has no digest'],
    [DIGEST, 'web:${TAG}', 'it holds a variable that is not resolved'],
    [DIGEST, 'not an image', 'it is not an image reference'],
    [TAG, 'web', 'it has no tag'],
    [TAG, 'web:latest', '`latest` is a floating tag'],
    ...['main', 'master', 'develop', 'edge', 'nightly', 'stable'].map((tag): [PromotionKey, string, string] => [TAG, `web:${tag}`, `\`${tag}\` is a floating tag`]),
    [{ kind: 'regex', source: '^(la)' }, 'web:latest', '`latest` is a floating tag'],
    [{ kind: 'regex', source: '^v(.*)$' }, 'web:vedge', '`edge` is a floating tag'],
    [{ kind: 'regex', source: '^v(.*)$' }, 'web:v', 'its tag `v` says nothing but the environment'],
    [TAG, 'web:staging', 'its tag `staging` says nothing but the environment'],
    [TAG, 'web:staging-main', '`main` is a floating tag'],
    [COMMIT, 'web:v1', 'its tag `v1` does not match `/-([0-9a-f]{8})$/`']
  ])('%j: %s is unpinned', (key, image, why) => expect(same(image, image, key)).toBe(why))
})

test('what an identity is', () => {
  expect(identityOf(`r.example.com/shop/web:1@${A}`, DIGEST, env('prod'))).toEqual({ kind: 'identity', name: null, key: null, digest: A })
  expect(identityOf(`r.example.com/shop/web:1@${A}`, TAG, env('prod'))).toEqual({ kind: 'identity', name: 'web', key: '1', digest: A })
  expect(identityOf('web:1', TAG, env('prod'))).toEqual({ kind: 'identity', name: 'web', key: '1', digest: null })
  // Floating, or no tag at all, but with a digest: that alone tells.
  for (const tag of ['', ':latest', ':prod-main']) expect(identityOf(`web${tag}@${A}`, TAG, env('prod'))).toEqual({ kind: 'identity', name: 'web', key: null, digest: A })
})

test("the longest of an environment's words is taken out first", () => {
  expect(identityOf('web:prod-eu-7', TAG, env('prod', ['prod-eu']))).toMatchObject({ key: '7' })
  expect(identityOf('web:prod-eu-7', TAG, env('prod-eu', ['prod']))).toMatchObject({ key: '7' })
})
