// A file that is too large for anybody to have read stops its own overlays, and no others.

import { expect, test } from '@jest/globals'
import { wordsOf } from '../../src/core/report/words.ts'
import { newestKustomize } from '../support/kustomize.ts'
import type { Files } from '../support/scenario.ts'
import { judge } from '../support/scenario.ts'

const HUGE = Buffer.alloc(66 * 1024 * 1024, '# nothing\n')

function application(name: string, prod: Files = {}): Files {
  const config = (rate: string): string => `apiVersion: v1\nkind: ConfigMap\nmetadata: {name: config}\ndata: {RATE: "${rate}"}\n`
  return {
    [`apps/${name}/overlays/staging/kustomization.yaml`]: 'resources: [config.yaml]\n',
    [`apps/${name}/overlays/staging/config.yaml`]: config('1'),
    [`apps/${name}/overlays/prod/kustomization.yaml`]: 'resources: [config.yaml]\n',
    [`apps/${name}/overlays/prod/config.yaml`]: config('2'),
    ...prod
  }
}

test.each<[what: string, prod: Files]>([
  ['a resource', { 'apps/huge/overlays/prod/config.yaml': HUGE }],
  ['a file of a generator', { 'apps/huge/overlays/prod/kustomization.yaml': 'configMapGenerator:\n- {name: c, files: [data.bin]}\n', 'apps/huge/overlays/prod/data.bin': HUGE }]
])('%s: the limit is named, and the others are judged', async (_what, prod) => {
  const { verdict, findings } = await judge({ before: { 'README.md': '' }, change: { ...application('huge', prod), ...application('shop') } }, newestKustomize().command)
  expect(verdict).toBe('fail')
  expect(findings.map(({ code, application: name, environment }) => [code, name, environment])).toEqual([
    ['limit-exceeded', 'apps/huge', 'prod'],
    ['drift-value', 'apps/shop', 'prod']
  ])
  expect(findings[0]?.args).toMatchObject({ limit: 'file-megabytes' })
  expect(findings[0]?.location?.file).toBe(Object.keys(prod).at(-1))
  expect(findings[0] === undefined ? '' : wordsOf(findings[0]).message).toContain('(`file-megabytes`)')
}, 120_000)

test('a kustomization', async () => {
  const prod = { 'apps/huge/overlays/prod/kustomization.yaml': HUGE }
  const { verdict, findings } = await judge({ before: { 'README.md': '' }, change: { ...application('huge', prod), ...application('shop') } }, newestKustomize().command)
  expect(verdict).toBe('fail')
  expect(findings.filter(({ level }) => level === 'error').map(({ code, application: name }) => [code, name])).toEqual([
    [expect.stringMatching(/^(?:render-failed|limit-exceeded)$/), 'apps/huge'],
    ['drift-value', 'apps/shop']
  ])
}, 120_000)
