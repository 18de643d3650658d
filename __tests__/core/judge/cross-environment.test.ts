import { environmentNamed } from '../../../src/core/model/environment.ts'
import { describe, expect, test } from '@jest/globals'
import { otherEnvironment } from '../../../src/core/judge/cross-environment.ts'
import type { Environment } from '../../../src/core/model/environment.ts'

const env = (name: string, aliases: readonly string[] = []): Environment => (environmentNamed(name, aliases))
const LADDER = [env('dev'), env('staging', ['stg']), env('preprod', ['pre-prod']), env('prod', ['live'])]

describe('otherEnvironment', () => {
  test.each<[string, string, boolean, string | null]>([
    // A whole segment names an environment, whatever else the path says.
    ['kv/staging/db', 'prod', false, 'staging'],
    ['kv/prod/staging/db', 'prod', false, 'staging'],
    ['kv/staging/db', 'prod', true, 'staging'],
    ['kv/stg/db', 'prod', false, 'staging'],
    ['kv/prod/db', 'prod', false, null],
    // A word inside a segment does, unless the path names its own environment too or is the same everywhere.
    ['shop-staging/db', 'prod', false, 'staging'],
    ['prod/shop-staging/db', 'prod', false, null],
    ['shop-staging/db', 'prod', true, null],
    ['arn:aws:secret:shop_staging.db', 'prod', false, 'staging'],
    // Longest word first: `pre-prod` is not `prod`.
    ['shop-pre-prod/db', 'preprod', false, null],
    ['shop-pre-prod/db', 'prod', false, 'preprod'],
    // Whole words only.
    ['devices/db', 'prod', false, null],
    ['products/delivery', 'dev', false, null],
    ['shop', 'dev', false, null]
  ])('%s in %s (same everywhere: %j) names %j', (value, own, everywhere, expected) => {
    expect(otherEnvironment(value, own, LADDER, everywhere)?.environment ?? null).toBe(expected)
  })
})
