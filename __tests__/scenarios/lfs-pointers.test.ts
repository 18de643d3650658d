// Files that are in Git LFS: never rendered as if they were what they stand for, without a word about it.

import { describe, expect, test } from '@jest/globals'
import type { Report } from '../../src/core/model/report.ts'
import { wordsOf } from '../../src/core/report/words.ts'
import { kustomizeBinaries } from '../support/kustomize.ts'
import type { Files } from '../support/scenario.ts'
import { judge } from '../support/scenario.ts'

const pointer = (digit: string): string => `version https://git-lfs.github.com/spec/v1\noid sha256:${digit.repeat(64)}\nsize 12345\n`
const CONFIG = 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: config}\ndata: {RATE: "1"}\n'
const [STAGING, PROD] = ['apps/shop/overlays/staging', 'apps/shop/overlays/prod']

describe.each(kustomizeBinaries())('kustomize $version', ({ command }) => {
  const run = (files: Files): Promise<Report> =>
    judge({
      before: { 'README.md': '' },
      change: { [`${STAGING}/kustomization.yaml`]: 'resources: [config.yaml]\n', [`${STAGING}/config.yaml`]: CONFIG, [`${PROD}/config.yaml`]: CONFIG, ...files }
    }, command)

  test.each<[what: string, kustomization: string, line: number]>([
    ['a resource', 'resources:\n- config.yaml\n- large.yaml\n', 1],
    ['a patch', 'resources:\n- config.yaml\npatches:\n- path: large.yaml\n', 4],
    ['a schema', 'resources:\n- config.yaml\nopenapi:\n  path: large.yaml\n', 1]
  ])('%s that is a pointer is named', async (what, kustomization, line) => {
    const { verdict, findings } = await run({ [`${PROD}/kustomization.yaml`]: kustomization, [`${PROD}/large.yaml`]: pointer('a') })
    const [first] = findings.filter(({ level }) => level === 'error')
    expect([verdict, first?.code, first?.environment]).toEqual(['fail', 'render-failed', 'prod'])
    expect(first === undefined ? '' : wordsOf(first).message).toContain(`${PROD}/large.yaml is a Git LFS pointer`)
    const file = what === 'a patch' ? 'kustomization.yaml' : 'large.yaml'
    expect(first?.location).toMatchObject({ file: `${PROD}/${file}`, line })
  })

  test.each([['a', 'pass'], ['b', 'fail']])('a generator holds the pointer; oid %s: %s', async (digit, expected) => {
    const kustomization = 'configMapGenerator:\n- name: g\n  files: [data.bin]\n'
    const { verdict, findings } = await run({
      [`${STAGING}/kustomization.yaml`]: kustomization, [`${STAGING}/data.bin`]: pointer('a'),
      [`${PROD}/kustomization.yaml`]: kustomization, [`${PROD}/data.bin`]: pointer(digit)
    })
    expect([verdict, findings.map(({ code }) => code)]).toEqual([expected, expected === 'pass' ? [] : ['drift-value']])
  })
})
