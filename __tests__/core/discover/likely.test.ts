import { describe, expect, test } from '@jest/globals'
import { readKustomizations } from '../../../src/core/discover/kustomizations.ts'
import { likelyOverlays } from '../../../src/core/discover/likely.ts'
import { DEFAULT_POLICY } from '../../../src/core/model/policy.ts'
import { treeOf } from '../../support/tree.ts'

const SHOP = {
  'apps/shop/base/kustomization.yaml': 'resources: [all.yaml]\n',
  'apps/shop/overlays/dev/kustomization.yaml': 'resources: [../../base]\n',
  'apps/shop/overlays/staging/kustomization.yaml': 'resources: [../../base]\n',
  'apps/shop/overlays/prod/kustomization.yaml': 'resources: [../../base]\n',
  'apps/shop/overlays/prod/patches/memory.yaml': '{}\n',
  'apps/desk/overlays/prod/kustomization.yaml': 'resources: [../../base]\n',
  'components/prod/kustomization.yaml': 'kind: Component\n'
}

/** Likely overlays where some files of a repository change. */
function likely(files: Readonly<Record<string, string>>, changed: readonly string[], policy: Partial<typeof DEFAULT_POLICY> = {}): readonly (readonly string[])[] {
  const head = treeOf({ ...files, ...Object.fromEntries(changed.map((path) => [path, `${files[path] ?? ''}# changed\n`])) })
  const found = likelyOverlays({ head, before: treeOf(files), headIndex: readKustomizations(head), policy: { ...DEFAULT_POLICY, ...policy } })
  return found.map(([first, ...others]) => [first ?? '', ...others.toSorted()])
}

const folders = (...paths: readonly string[]): Readonly<Record<string, string>> => Object.fromEntries(paths.map((path) => [`${path}/kustomization.yaml`, '{}\n']))

describe('overlays that a change most likely makes necessary', () => {
  const OVERLAYS = ['apps/shop/overlays/prod', 'apps/shop/overlays/dev', 'apps/shop/overlays/staging']

  test.each([['apps/shop/overlays/prod/kustomization.yaml'], ['apps/shop/overlays/prod/patches/memory.yaml']])('%s: its overlay, and what is called like it in the other environments', (path) => {
    expect(likely(SHOP, [path])).toEqual([OVERLAYS])
  })

  test.each([
    ['a base', 'apps/shop/base/kustomization.yaml'],
    ['a component', 'components/prod/kustomization.yaml'],
    ['an overlay without counterparts', 'apps/desk/overlays/prod/kustomization.yaml'],
    ['a file at the root', 'README.md']
  ])('%s tells nothing', (_, path) => {
    expect(likely(SHOP, [path])).toEqual([])
  })

  test('nothing where patterns say what overlays are, where all is excluded, or where much changes', () => {
    const prod = 'apps/shop/overlays/prod/kustomization.yaml'
    expect(likely(SHOP, [prod], { overlays: ['apps/{app}/overlays/{env}'] })).toEqual([])
    expect(likely(SHOP, [prod], { exclude: ['apps/shop'] })).toEqual([])
    expect(likely(SHOP, [prod, 'apps/shop/overlays/dev/kustomization.yaml', 'apps/desk/overlays/prod/kustomization.yaml'])).toEqual([])
  })

  test('a variant has its counterparts in the same variant', () => {
    const files = folders('apps/shop/envs/staging-eu', 'apps/shop/envs/staging-us', 'apps/shop/envs/prod-eu', 'apps/shop/envs/prod-us')
    expect(likely(files, ['apps/shop/envs/prod-eu/kustomization.yaml'])).toEqual([['apps/shop/envs/prod-eu', 'apps/shop/envs/staging-eu']])
  })

  test('below folders of environments the same path counts, and what a kustomization above it uses does not', () => {
    const files = folders('clusters/dev/shop', 'clusters/dev/desk', 'clusters/prod/shop', 'clusters/prod/shop/extra')
    expect(likely(files, ['clusters/prod/shop/kustomization.yaml'])).toEqual([['clusters/prod/shop', 'clusters/dev/shop']])
    const nested = { ...files, ...folders('clusters/prod', 'clusters/dev') }
    expect(likely(nested, ['clusters/prod/shop/kustomization.yaml'])).toEqual([])
    expect(likely(nested, ['clusters/prod/kustomization.yaml'])).toEqual([['clusters/prod', 'clusters/dev']])
  })
})
