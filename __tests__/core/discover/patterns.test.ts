import { environmentNamed } from '../../../src/core/model/environment.ts'
import { expect, it, test } from '@jest/globals'
import { compilePattern } from '../../../src/core/discover/patterns.ts'
import { wordsOf } from '../../../src/core/discover/words.ts'

const rung = (name: string, ...aliases: string[]) => (environmentNamed(name, aliases))
const words = wordsOf([rung('dev'), rung('staging', 'stg', 'stage'), rung('pre-prod'), rung('prod')])

test.each<[string, string, [string, string, string | null] | null]>([
  ['apps/{app}/overlays/{env}', 'apps/catalog/overlays/dev', ['apps/catalog', 'dev', null]],
  ['apps/{app}/overlays/{env}', 'apps/catalog/overlays/dev/eu', null],
  ['apps/{app}/overlays/{env}', 'apps/catalog/overlays/qa', null],
  ['apps/{app}/overlays/{env}', 'apps/a/b/overlays/dev', null],
  ['apps/{app}/overlays/{env}/{region}', 'apps/catalog/overlays/prod/eu', ['apps/catalog', 'prod', 'eu']],
  ['./overlays/{env}/', 'overlays/stg', ['.', 'staging', null]],
  ['overlays/{env}/kustomization.yaml', 'overlays/Stage', ['.', 'staging', null]],
  ['envs/{env}-{region}', 'envs/prod-asia', ['.', 'prod', 'asia']],
  ['envs/{env}-{region}', 'envs/pre-prod-asia', ['.', 'pre-prod', 'asia']],
  ['envs/{env}-{region}', 'envs/prod', null],
  ['envs/{region}-{env}', 'envs/eu-west-1-pre-prod', ['.', 'pre-prod', 'eu-west-1']],
  ['clusters/{cloud}-{env}-{region}', 'clusters/aws-prod-eu-1', ['.', 'prod', 'aws/eu-1']],
  ['{app}-{env}', 'catalog-stage', ['catalog', 'staging', null]],
  ['payments-{env}', 'payments-prod', ['payments', 'prod', null]],
  ['{env}/{app}', 'prod/catalog', ['catalog', 'prod', null]],
  ['manifests/environments/{env}', 'manifests/environments/dev', ['manifests', 'dev', null]],
  ['src/{group}/{app}/k8s/overlays/{env}', 'src/ledger/ledger-db/k8s/overlays/dev', ['src/ledger-db', 'dev', 'ledger']],
  ['src/**/k8s/overlays/{env}', 'src/ledger/ledger-db/k8s/overlays/dev', ['src/ledger/ledger-db/k8s', 'dev', null]],
  ['src/**/k8s/overlays/{env}', 'src/k8s/overlays/dev', ['src/k8s', 'dev', null]],
  ['apps/*/{env}', 'apps/catalog/prod', ['apps/catalog', 'prod', null]],
  ['a.b/{env}', 'aXb/dev', null],
  ['{env}/apps/{app}/{env}', 'stg/apps/x/staging', ['apps/x', 'staging', null]],
  ['{env}/apps/{app}/{env}', 'dev/apps/x/staging', null],
  ['Apps/{app}/{env}', 'apps/x/dev', null],
  ['{app}-{region}-{env}', 'a-b-c-dev', ['a', 'dev', 'b-c']],
  ['**/{app}/**/{env}', 'a/b/c/prod', ['a', 'prod', null]],
  ['été_{app}*/{env}', 'été_café/dev', ['c', 'dev', null]]
])('%s reads %s', (pattern, path, expected) => {
  const found = compilePattern(pattern, words).match(path)
  expect(found === null ? null : [found.application, found.environment, found.variant]).toEqual(expected)
})

it('says whether the environment has a place', () => {
  expect(compilePattern('apps/{app}', words).complete).toBe(false)
  expect(compilePattern('apps/{env}', words).complete).toBe(true)
  expect(compilePattern('apps/{env}', []).match('apps/dev')).toBeNull()
})

it.each([
  `apps/${'{v}a'.repeat(40)}x/{env}`,
  `apps/${'{a}'.repeat(60)}x/{env}`,
  `${'**/'.repeat(60)}x/{env}`,
  `apps/${'*a'.repeat(60)}x/{env}`,
  `apps/${'{a}-{b}/'.repeat(8)}{env}`
])('ends at %s, which may be tried in more ways than there is time for', (pattern) => {
  const compiled = compilePattern(pattern, words)
  for (const path of [`apps/${'a'.repeat(250)}/dev`, 'a/'.repeat(500) + 'dev', `apps/${'a-'.repeat(100)}/`.repeat(8)]) expect(compiled.match(path)).toBeNull()
})
