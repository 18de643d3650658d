import { expect, test } from '@jest/globals'
import fc from 'fast-check'
import { layersOf, reach, sharedLayers } from '../../../src/core/discover/closure.ts'
import { createKustomizationReader, readKustomizations } from '../../../src/core/discover/kustomizations.ts'
import { leavesOf, type PlacedFolder } from '../../../src/core/discover/parts.ts'
import { placeFolders } from '../../../src/core/discover/places.ts'
import { KNOWN_LADDER, wordsOf } from '../../../src/core/discover/words.ts'
import type { Tree } from '../../../src/core/model/tree.ts'
import { treeOf } from '../../support/tree.ts'

const FOLDERS = ['base', 'envs/dev', 'envs/prod', 'envs/prod/eu', 'envs/prod/us', 'envs/staging', 'shop/dev', 'shop/prod', 'shop/prod/parts']

/** Readers share what they know under one list. */
const NO_PLACEHOLDERS: readonly never[] = []

/** Which folders each folder uses; two folders may use each other. */
const uses = fc.array(fc.array(fc.constantFrom(...FOLDERS), { maxLength: 2 }), { minLength: FOLDERS.length, maxLength: FOLDERS.length })

function treeWith(used: readonly (readonly string[])[]): Tree {
  return treeOf(
    Object.fromEntries(
      FOLDERS.map((folder, at) => {
        const up = folder.replace(/[^/]+/g, '..')
        return [`${folder}/kustomization.yaml`, `resources: [${[...new Set(used[at])].map((other) => `${up}/${other}`).join(', ')}]\n`]
      })
    )
  )
}

/** Straight from the rule, each folder with each other one. */
function leavesOneByOne(folders: readonly PlacedFolder[], reaches: (from: string, to: string) => boolean): readonly PlacedFolder[] {
  const isPartOf = ({ place: used, real }: PlacedFolder, { place: user, real: by }: PlacedFolder): boolean => {
    if (real === by || !reaches(by, real) || reaches(real, by)) return false
    const sideBySide = used.index === used.segments.length - 1 && used.parent === user.parent && used.folder !== user.folder
    return used.environment === user.environment || !sideBySide
  }
  return folders.filter((folder) => !folders.some((user) => isPartOf(folder, user)))
}

test('leaves are what no other kustomization of the same environment uses', () => {
  const places = placeFolders(FOLDERS, wordsOf(KNOWN_LADDER))
  let parts = 0
  fc.assert(
    fc.property(uses, (used) => {
      const tree = treeWith(used)
      const read = layersOf(tree, readKustomizations(tree), [])
      const placed = [...places].map(([path, place]) => ({ path, real: path, place }))
      const reaches = (from: string, to: string): boolean => reach(from, read).some(({ folder }) => folder === to)
      const leaves = leavesOf(placed, read)
      expect(leaves).toEqual(leavesOneByOne(placed, reaches))
      parts += placed.length - leaves.length
    }),
    { numRuns: 300 }
  )
  expect(parts).toBeGreaterThan(100)
})

test('a folder is shared by two trees only where all that it reaches is', () => {
  let shared = 0
  fc.assert(
    fc.property(uses, fc.nat({ max: FOLDERS.length - 1 }), fc.array(fc.constantFrom(...FOLDERS), { maxLength: 2 }), (used, at, other) => {
      const trees = [treeWith(used), treeWith(used.with(at, other))] as const
      const reader = createKustomizationReader()
      const [read, readOther] = trees.map((tree) => layersOf(tree, reader.read(tree), NO_PLACEHOLDERS))
      if (read === undefined || readOther === undefined) throw new Error('two trees, two readers')
      const isShared = sharedLayers(readOther, read)
      const changed = trees[0].text(`${FOLDERS[at]}/kustomization.yaml`) !== trees[1].text(`${FOLDERS[at]}/kustomization.yaml`)
      for (const folder of FOLDERS) {
        const touched = changed && reach(folder, readOther).some((layer) => layer.folder === FOLDERS[at])
        // A change of something else in a folder that is used may count as well: the mistake to make is one closure too many.
        if (isShared(folder)) shared += 1
        expect([touched, isShared(folder)]).not.toEqual([true, true])
        if (!changed) expect(isShared(folder)).toBe(true)
      }
    }),
    { numRuns: 300 }
  )
  expect(shared).toBeGreaterThan(300)
})
