import { expect, test } from '@jest/globals'
import { KNOWN_LADDER, spokenIn, withoutWords, wordsOf } from '../../../src/core/discover/words.ts'

const words = wordsOf(KNOWN_LADDER)

test.each<[string, boolean, string | null]>([
  ['prod', false, 'prod||'],
  ['Production', false, 'prod||'],
  ['stg', false, 'staging||'],
  ['pre-prod', false, 'preprod||'],
  ['live', false, 'prod||'],
  ['dev-team', false, null],
  ['letsencrypt-prod', false, null],
  ['test-pods', false, null],
  ['pre-deploy', true, null],
  ['prod-asia', true, 'prod||asia'],
  ['nerc-ocp-prod', true, 'prod|nerc-ocp|'],
  ['stone-stage-p01', true, 'staging|stone|p01'],
  ['eu-pre-prod-1', true, 'preprod|eu|1'],
  ['my-pre-prod', true, 'preprod|my|'],
  ['non-prod', true, null],
  ['shared-non-prod', true, null],
  ['reproduction', true, null],
  ['devops', true, null]
])('%s (joined: %s) says %s', (segment, joined, expected) => {
  const found = spokenIn(segment, words, joined)
  expect(found === null ? null : `${found.environment}|${found.before}|${found.after}`).toBe(expected)
})

test.each<[string, string[], string]>([
  ['stone-prod-p01', ['prod'], 'stone-{env}-p01'],
  ['config/pre-prod/x', ['preprod', 'pre-prod', 'prod'], 'config/{env}/x'],
  ['products', ['prod'], 'products'],
  ['PROD_eu', ['prod'], '{env}_eu'],
  ['a.b', ['a.b'], '{env}'],
  ['x', [], 'x']
])('%s without %j is %s', (name, own, expected) => {
  expect(withoutWords(name, own)).toBe(expected)
})
