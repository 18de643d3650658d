// An experiment never leaves a kustomization without any field.

import { describe, expect, test } from '@jest/globals'
import { applyEdits } from '../../../src/core/confirm/edit.ts'
import { entriesOf } from '../../../src/core/confirm/entries.ts'
import { neverEmpty } from '../../../src/core/confirm/never-empty.ts'

/** The file without its field or, where it is a list, without the list's items; blank lines left out. */
function without(key: string, text: string, file = 'part/kustomization.yaml'): string {
  const field = entriesOf(file, text)[0]?.entries.find((each) => each.key === key)
  const left = field === undefined ? [] : field.kind === 'list' ? field.entries : [field]
  const edits = left.map(({ span }) => ({ file, ...span, text: '' }))
  return applyEdits(text, neverEmpty(edits, () => text)).replaceAll(/^\s*\n/gm, '')
}

const TYPE = 'apiVersion: kustomize.config.k8s.io/v1alpha1\nkind: Component\n'
const KEPT = 'metadata:\n  name: kept\n'

describe('neverEmpty', () => {
  test.each<readonly [string, string, string, string]>([
    ['the only field', `${TYPE}namePrefix: a-\n`, 'namePrefix', `${TYPE}${KEPT}`],
    ['the only item of the only list', `${TYPE}resources:\n  - a.yaml\n`, 'resources', `${TYPE}resources:\n${KEPT}`],
    ['a last line without an end', 'namePrefix: a-', 'namePrefix', KEPT],
    ['one field of two', `${TYPE}namePrefix: a-\nnameSuffix: -b\n`, 'nameSuffix', `${TYPE}namePrefix: a-\n`]
  ])('%s', (_, text, key, expected) => expect(without(key, text)).toBe(expected))

  test('other files may become empty', () => {
    expect(without('a', 'a: 1\n', 'part/values.yaml')).toBe('')
  })
})
