import { expect, test } from '@jest/globals'
import { closureOf } from '../../../src/core/discover/closure.ts'
import { createKustomizationReader, readKustomizations, type KustomizationIndex } from '../../../src/core/discover/kustomizations.ts'
import { revisionOf, type Revision } from '../../../src/core/discover/revision.ts'
import type { Closure } from '../../../src/core/model/closure.ts'
import { DEFAULT_POLICY } from '../../../src/core/model/policy.ts'
import type { Tree } from '../../../src/core/model/tree.ts'
import { FEATURES, OVERLAYS, pathWorld, PLACEHOLDERS } from '../../support/path-world.ts'
import { treeOf } from '../../support/tree.ts'

const every = Object.keys(FEATURES).filter((name) => name !== 'schema')
const world = pathWorld({ 'apps/shop/base': every.filter((name) => name !== 'bases'), 'apps/shop/overlays/prod': ['linkedFolder', 'placeholder'], 'apps/desk/overlays/dev': ['missing', 'bases'] })
const links = Object.fromEntries(world.links)
const files = Object.fromEntries(world.files)

function* changes(): Generator<Tree> {
  for (const [path, text] of world.files) {
    const rest = Object.fromEntries([...world.files].filter(([other]) => other !== path))
    yield treeOf({ ...files, [path]: world.edited.get(path) ?? '' }, { links })
    yield treeOf(rest, { links })
    yield treeOf({ ...rest, [`${path}.old`]: text }, { links })
    yield treeOf({ ...rest, [`${path}/kustomization.yaml`]: '{}' }, { links })
    yield treeOf(rest, { links: { ...links, [path]: 'nowhere' } })
    yield treeOf(rest, { links, submodules: { [path]: 'f'.repeat(40) } })
    yield treeOf({ ...files, [path.replace(/[^/]+$/, 'Kustomization')]: '{}' }, { links })
  }
  for (const [path, target] of world.relinked) yield treeOf(files, { links: { ...links, [path]: target } })
  for (const [path, text] of world.absent) yield treeOf({ ...files, [path]: text }, { links })
}

/** All that a closure says. */
const told = ({ root, files, placeholders, kustomizations, risks, missing, prefixes, suffixes, nesting, key }: Closure): Closure => ({ root, files, placeholders, kustomizations, risks, missing, prefixes, suffixes, nesting, key })

test('what a tree shares with the one read before is as if it had been read alone', () => {
  const before = treeOf(files, { links })
  const closures = (tree: Tree, index = readKustomizations(tree)) => OVERLAYS.map((folder) => closureOf(tree, index, folder, { placeholders: PLACEHOLDERS }))
  let shared = 0
  for (const tree of changes()) {
    const reader = createKustomizationReader()
    const old = closures(before, reader.read(before))
    const found = closures(tree, reader.read(tree))
    expect(found.map(told)).toEqual(closures(tree).map(told))
    shared += found.filter((closure) => old.includes(closure)).length
  }
  expect(shared).toBeGreaterThan(0)
})

test('a revision that has the same candidates as another takes these', () => {
  const plain = Object.fromEntries(Object.entries(files).filter(([path]) => !world.links.has(path)))
  const revision = (tree: Tree, index: KustomizationIndex, alike: Revision | null = null): Revision => revisionOf(tree, index, DEFAULT_POLICY, alike)
  const before = treeOf(plain)
  let taken = 0
  for (const path of Object.keys(plain)) {
    for (const text of [world.edited.get(path) ?? '', 'kind: Component', 'kind: [', null]) {
      const tree = treeOf(Object.fromEntries(Object.entries({ ...plain, [path]: text }).flatMap(([at, content]) => (content === null ? [] : [[at, content]]))))
      const reader = createKustomizationReader()
      const first = revision(before, reader.read(before))
      const second = revision(tree, reader.read(tree), first)
      expect([...second.candidates]).toEqual([...revision(tree, readKustomizations(tree)).candidates])
      if (second.candidates === first.candidates) taken += 1
    }
  }
  expect(taken).toBeGreaterThan(20)
})
