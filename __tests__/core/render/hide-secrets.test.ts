import { describe, expect, test } from '@jest/globals'
import { hideSecrets } from '../../../src/core/render/hide-secrets.ts'

const texts = new Set(['password=S3cretValue', 'S3cretValue', "it's \"quoted\" here", 'ab'])
const hide = (words: string): string => hideSecrets(words, texts, ['apps/shop/kustomization.yaml'])

describe('hideSecrets', () => {
  test.each([
    ['whole', 'conflict at S3cretValue in x', 'conflict at … in x'],
    ['cut short', 'cannot unmarshal !!str `S3cretV...` into int', 'cannot unmarshal !!str `…...` into int'],
    ['escaped', 'patch: "a: it\'s \\"quoted\\" here"', 'patch: "a: …"'],
    ['base64', 'value UzNjcmV0VmFsdWU= is', 'value …= is'],
    ['as bytes', 'line [255 254 67 65] has invalid utf8 bytes : S3', 'line […] has invalid utf8 bytes : S3'],
    ['short, where a source is quoted', 'literal sources [ab]: invalid literal source ab, expected key=value', 'literal sources […]: invalid literal source …, expected key=value'],
    ['short, elsewhere', 'the table of ab', 'the table of ab'],
    ['a path', "accumulating resources from 'apps/shop/kustomization.yaml'", "accumulating resources from 'apps/shop/kustomization.yaml'"]
  ])('%s', (_name, words, shown) => {
    expect(hide(words)).toBe(shown)
  })

  test('leaves words alone where there is no Secret', () => {
    expect(hideSecrets('node contents:\nx', new Set())).toBe('node contents:\nx')
  })
})
