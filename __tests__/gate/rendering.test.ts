// What is begun early comes to the same as what is built when it is asked for.

import { expect, test } from '@jest/globals'
import { readKustomizations } from '../../src/core/discover/kustomizations.ts'
import { closureOf } from '../../src/core/discover/closure.ts'
import { DEFAULT_POLICY } from '../../src/core/model/policy.ts'
import type { Build } from '../../src/core/plan/plan.ts'
import { createRendering } from '../../src/gate/rendering.ts'
import type { GateEdges } from '../../src/gate/trees.ts'
import { treeOf } from '../support/tree.ts'

const FOLDERS = ['dev', 'staging', 'prod']
const tree = treeOf(Object.fromEntries(FOLDERS.map((folder) => [`${folder}/kustomization.yaml`, 'resources: []\n'])))
const index = readKustomizations(tree)
const [dev, staging, prod] = FOLDERS.map((folder): Build => ({ tree, closure: closureOf(tree, index, folder, { placeholders: [] }) })) as [Build, Build, Build]

type Waiting = { readonly roots: readonly string[]; readonly end: () => void; readonly fail: (error: Error) => void }

/** Builds that end when the test says so; `refused` are not admitted. */
function world() {
  const waiting: Waiting[] = []
  const build: GateEdges['build'] = (builds, _flags, admit, take, handed) =>
    new Promise((resolve, reject) => {
      builds.forEach(admit)
      handed?.()
      const end = (): void => {
        builds.forEach((_, at) => take({ kind: 'ok', stdout: `apiVersion: v1\nkind: ConfigMap\nmetadata: {name: c${at}}\n`, stderr: '', milliseconds: 5 }, at))
        resolve()
      }
      waiting.push({ roots: builds.map(({ closure }) => closure.root), end, fail: reject })
    })
  const outputs = new Map<string, string>()
  const rendering = createRendering(DEFAULT_POLICY, { build, outputs: { read: (key) => outputs.get(key) ?? null, write: (key, text) => void outputs.set(key, text) } })
  return { rendering, waiting }
}

const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))

test('builds that are begun go on while nobody waits, and are not built again', async () => {
  const { rendering, waiting } = world()
  await rendering.begin([prod, prod, dev])
  expect(waiting.map(({ roots }) => roots)).toEqual([['prod', 'dev']])
  expect(rendering.of(prod.closure)).toBeUndefined()

  let done = false
  const asked = rendering.ensure([dev, staging, prod, prod]).then(() => (done = true))
  await settled()
  expect(waiting).toHaveLength(1)
  waiting[0]?.end()
  await settled()
  expect(waiting[1]?.roots).toEqual(['staging'])
  expect(done).toBe(false)
  waiting[1]?.end()
  await asked
  expect([rendering.builds(), rendering.reused()]).toEqual([3, 1])
  for (const { closure } of [dev, staging, prod]) expect(rendering.of(closure)?.kind).toBe('built')
  await rendering.ensure([prod])
  expect([rendering.builds(), rendering.reused()]).toEqual([3, 2])
})

test('what stands in the way of builds that were begun is met again by whoever asks for some, and by nobody else', async () => {
  const { rendering, waiting } = world()
  await rendering.begin([prod])
  waiting[0]?.fail(new Error('no kustomize'))
  await rendering.ensure([])
  const asked = rendering.ensure([prod])
  await settled()
  waiting[1]?.fail(new Error('no kustomize'))
  await expect(asked).rejects.toThrow('no kustomize')
})

test('to begin with nothing is done at once', async () => {
  const { rendering, waiting } = world()
  await rendering.begin([])
  await rendering.ensure([])
  expect([waiting.length, rendering.builds()]).toEqual([0, 0])
})
