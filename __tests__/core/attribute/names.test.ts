// Names and maps that several lines make up together: which of them a finding is about.

import { describe, expect, test } from '@jest/globals'
import { attribute } from '../../../src/core/attribute/attribute.ts'
import { originOf } from '../../../src/core/attribute/origin.ts'
import { finding } from '../../../src/core/model/finding.ts'
import type { ResourceId } from '../../../src/core/model/resource.ts'
import { text } from '../../support/text.ts'
import type { Files } from './world.ts'
import { BASE, sourceOf } from './world.ts'

const ROOT = 'overlays/prod'
const DEPLOYMENT: ResourceId = { group: 'apps', version: 'v1', kind: 'Deployment', namespace: null, name: '' }
const CONFIG: ResourceId = { group: '', version: 'v1', kind: 'ConfigMap', namespace: null, name: '' }

/** Where a reference to another environment by this word is found to stand. */
function named(kustomization: string, resource: ResourceId, name: string, word: string, files: Files = BASE): string {
  const overlay = { application: 'shop', environment: 'prod', variant: null, path: ROOT }
  const about = finding('cross-environment-reference', 'error', { what: 'label', value: name, word, names: 'staging' }, { path: '/metadata/name' })
  const subject = { kind: 'field', overlay, resource: { ...resource, name }, path: ['metadata', 'name'], value: name } as const
  const all: Files = { ...files, [`${ROOT}/kustomization.yaml`]: kustomization }
  const [found] = attribute([{ finding: about, subject }], { source: () => sourceOf(all, ROOT), changed: new Set() })
  return `${found?.location?.line} ${found?.location?.confidence}`
}

describe('a name of several pieces is on the line of the one with the other environment’s word', () => {
  const affixes = 'resources: [../../base]\nnamePrefix: staging-\nnameSuffix: -eu\n'
  test.each<readonly [string, string, string]>([
    ['the prefix', 'staging', '2 exact'],
    ['the suffix', 'eu', '3 exact'],
    ['a word that two pieces make up together', 'app-eu', '1 file'],
    ['no word: any piece could be meant', '', '1 file'],
    ['a word that is in it twice', '-', '1 file']
  ])('%s', (_, word, expected) => expect(named(affixes, DEPLOYMENT, 'staging-app-eu', word)).toBe(expected))

  test.each<readonly [string, string]>([['settings', '3 exact'], ['staging', '1 exact']])('a generated name with its hash: %s', (word, expected) => {
    const generated = 'namePrefix: staging-\nconfigMapGenerator:\n- name: settings\n  literals: [A=1]\n'
    expect(named(generated, CONFIG, 'staging-settings-5m66md782c', word, {})).toBe(expected)
  })
})

describe('labels and annotations as a whole, of a generator that adds to what is there', () => {
  const source = sourceOf(
    {
      'base/kustomization.yaml': 'configMapGenerator:\n- name: c\n  literals: [A=1]\n  options:\n    labels:\n      own: base\n',
      [`${ROOT}/kustomization.yaml`]: text`
        resources: [../../base]
        configMapGenerator:
        - name: c
          behavior: replace
          literals: [A=2]
        generatorOptions:
          labels: {team: red}
          annotations:
            note: x
      `
    },
    ROOT
  )
  test.each<readonly [string, string]>([['annotations', `${ROOT}/kustomization.yaml:8`], ['labels', 'base/kustomization.yaml:5']])('%s', (field, expected) => {
    const { file, line } = originOf({ source, resource: { ...CONFIG, name: 'c-5m66md782c' }, path: ['metadata', field], within: null, value: {} })
    expect(`${file}:${line}`).toBe(expected)
  })
})
