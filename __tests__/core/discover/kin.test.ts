import { expect, test } from '@jest/globals'
import { closureOf } from '../../../src/core/discover/closure.ts'
import { createKustomizationReader, readKustomizations } from '../../../src/core/discover/kustomizations.ts'
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

test('what a tree shares with the one read before is as if it had been read alone', () => {
  const before = treeOf(files, { links })
  const closures = (tree: Tree, index = readKustomizations(tree)) => OVERLAYS.map((folder) => closureOf(tree, index, folder, { placeholders: PLACEHOLDERS }))
  let shared = 0
  for (const tree of changes()) {
    const reader = createKustomizationReader()
    const old = closures(before, reader.read(before))
    const found = closures(tree, reader.read(tree))
    expect(found).toEqual(closures(tree))
    shared += found.filter((closure) => old.includes(closure)).length
  }
  expect(shared).toBeGreaterThan(0)
})
