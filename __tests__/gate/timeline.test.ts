import { describe, expect, test } from '@jest/globals'
import { createHash } from 'node:crypto'
import { environmentNamed } from '../../src/core/model/environment.ts'
import type { History, HistoryCommit, PathChange } from '../../src/core/model/history.ts'
import type { Overlay } from '../../src/core/model/overlay.ts'
import type { Tree, TreeEntry } from '../../src/core/model/tree.ts'
import type { Step, Timelines } from '../../src/gate/timeline.ts'
import { readTimelines } from '../../src/gate/timeline.ts'
import type { Snapshot } from '../support/memory-history.ts'
import { memoryHistory } from '../support/memory-history.ts'

const LADDER = ['dev', 'staging', 'prod'].map((name) => environmentNamed(name))
const overlay = (path: string, environment: string): Overlay => ({ application: 'app', environment, variant: null, path })

/** Steps of one overlay, each as `commit: files`, from snapshots that each replace some files (null: taken away). */
async function steps(changes: readonly Readonly<Record<string, string | null>>[], path = 'app/prod', moved: Readonly<Record<number, Readonly<Record<string, string>>>> = {}): Promise<readonly string[]> {
  const snapshots: Snapshot[] = []
  for (const [index, change] of changes.entries()) {
    const files = { ...snapshots.at(-1)?.files, ...change }
    const kept = Object.fromEntries(Object.entries(files).filter((entry): entry is [string, string] => entry[1] !== null))
    snapshots.push({ files: kept, time: index, ...(moved[index] === undefined ? {} : { moved: moved[index] }) })
  }
  const { history, tip, edges } = memoryHistory(snapshots)
  const timelines = await readTimelines({ overlays: [overlay(path, 'prod')], environments: LADDER, tip, placeholders: [], history, edges })
  const found = [...timelines.steps.values()].flat()
  await edges.load(found.flatMap(({ build }) => build?.closure.files.map(({ entry }) => entry.blob) ?? []))
  return found.map(lineOf)
}

function lineOf({ commit, build }: Step): string {
  return `${commit}: ${build === null ? 'absent' : build.closure.files.map(({ path }) => build.tree.text(path)?.split('\n')[0] ?? path).join(' | ')}`
}

describe('readTimelines', () => {
  test('has a step where a closure changes, and none where it does not', async () => {
    const base = { 'app/base/kustomization.yaml': 'resources: [a.yaml]', 'app/base/a.yaml': 'a1' }
    expect(
      await steps([{ ...base, 'app/prod/kustomization.yaml': 'resources: [../base]' }, { 'README.md': 'x' }, { 'app/base/a.yaml': 'a2' }, { 'app/base/other.yaml': 'o' }])
    ).toEqual(['c0: a1 | resources: [a.yaml] | resources: [../base]', 'c2: a2 | resources: [a.yaml] | resources: [../base]'])
  })

  test('follows what older versions named, wherever that was', async () => {
    expect(
      await steps([
        { 'lib/one/kustomization.yaml': 'resources: [x.yaml]', 'lib/one/x.yaml': 'x1', 'app/prod/kustomization.yaml': 'resources: [../../lib/one]' },
        { 'lib/one/x.yaml': 'x2' },
        { 'app/prod/kustomization.yaml': 'resources: [y.yaml]', 'app/prod/y.yaml': 'y' },
        { 'lib/one/x.yaml': 'x3' }
      ])
    ).toEqual(['c0: resources: [../../lib/one] | resources: [x.yaml] | x1', 'c1: resources: [../../lib/one] | resources: [x.yaml] | x2', 'c2: resources: [y.yaml] | y'])
  })

  test('sees files that came to be where one was missing', async () => {
    expect(await steps([{ 'app/prod/kustomization.yaml': 'resources: [late.yaml]' }, { 'app/prod/late.yaml': 'l' }, { 'app/prod/late.yaml': null }])).toEqual([
      'c0: resources: [late.yaml]',
      'c1: resources: [late.yaml] | l',
      'c2: resources: [late.yaml]'
    ])
  })

  test('follows a move once and again, and stops where there was nothing', async () => {
    const at = (folder: string, text: string | null): Readonly<Record<string, string | null>> => ({ [`${folder}/kustomization.yaml`]: text })
    expect(
      await steps(
        [{ x: '1' }, at('a/prod', 'resources: [] #1'), { ...at('a/prod', null), ...at('b/prod', 'resources: [] #1') }, at('b/prod', 'resources: [] #2'), { ...at('b/prod', null), ...at('app/prod', 'resources: [] #3') }],
        'app/prod',
        { 2: { 'b/prod/kustomization.yaml': 'a/prod/kustomization.yaml' }, 4: { 'app/prod/kustomization.yaml': 'b/prod/kustomization.yaml' } }
      )
    ).toEqual(['c0: absent', 'c1: resources: [] #1', 'c2: resources: [] #1', 'c3: resources: [] #2', 'c4: resources: [] #3'])
  })

  test('does not follow into another environment, nor to a file that stayed', async () => {
    const text = 'resources: []'
    expect(
      await steps([{ 'app/staging/kustomization.yaml': text }, { 'app/staging/kustomization.yaml': null, 'app/prod/kustomization.yaml': text }], 'app/prod', {
        1: { 'app/prod/kustomization.yaml': 'app/staging/kustomization.yaml' }
      })
    ).toEqual(['c0: absent', 'c1: resources: []'])
    expect(
      await steps([{ 'other/kustomization.yaml': text }, { 'app/prod/kustomization.yaml': text }], 'app/prod', { 1: { 'app/prod/kustomization.yaml': 'other/kustomization.yaml' } })
    ).toEqual(['c0: absent', 'c1: resources: []'])
  })

  test('an overlay that is gone at the tip still has its past', async () => {
    expect(await steps([{ 'app/prod/kustomization.yaml': 'resources: []' }, { 'app/prod/kustomization.yaml': null, x: '1' }])).toEqual(['c0: resources: []', 'c1: absent'])
  })

  test('10,000 commits of 100 applications with 3 overlays each: little time, and contents in few batches', async () => {
    const { history, tip, edges, loads } = large(10_000, 100)
    const overlays = LADDER.map(({ name }) => overlay(`apps/app7/overlays/${name}`, name))
    const started = process.cpuUsage()
    const timelines = await readTimelines({ overlays, environments: LADDER, tip, placeholders: [], history, edges })
    const { user, system } = process.cpuUsage(started)
    expect(stepsIn(timelines)).toBeGreaterThan(100)
    expect(loads()).toBeLessThanOrEqual(4)
    // Measured: 0.3 s with eight others at work on two cores. The bound leaves room for a busier machine.
    expect((user + system) / 1e6).toBeLessThan(1.5)
    const all = tip.entries.size
    expect(all).toBeGreaterThan(1000)
  })
})

function stepsIn({ steps: found }: Timelines): number {
  return [...found.values()].flat().length
}

/** A history in which each commit changes three files: pins, patches and bases of applications in turn. */
function large(count: number, applications: number) {
  const texts = new Map<string, string>()
  const put = (text: string): TreeEntry => {
    const blob = createHash('sha1').update(text).digest('hex')
    texts.set(blob, text)
    return { mode: '100644', blob }
  }
  const entries = new Map<string, TreeEntry>()
  for (let index = 0; index < applications; index++) {
    const folder = `apps/app${index}`
    entries.set(`${folder}/base/kustomization.yaml`, put('resources: [deployment.yaml]\n'))
    entries.set(`${folder}/base/deployment.yaml`, put(`kind: Deployment # ${index}\n`))
    for (const { name } of LADDER) {
      entries.set(`${folder}/overlays/${name}/kustomization.yaml`, put(pins(0)))
      entries.set(`${folder}/overlays/${name}/patch.yaml`, put(`kind: Deployment # ${name}\n`))
      for (let more = 0; more < 3; more++) entries.set(`${folder}/overlays/${name}/extra${more}.yaml`, put(`kind: ConfigMap # ${more}\n`))
    }
  }
  const commits: HistoryCommit[] = []
  for (let index = 0; index < count; index++) {
    const changes: PathChange[] = []
    for (let part = 0; part < 3 && index > 0; part++) {
      const name = LADDER[(index + part) % 3]?.name ?? ''
      const folder = `apps/app${(index * 7 + part * 13) % applications}`
      const path = part === 0 ? `${folder}/overlays/${name}/kustomization.yaml` : part === 1 ? `${folder}/overlays/${name}/patch.yaml` : index % 10 === 0 ? `${folder}/base/deployment.yaml` : `docs/page${index}.md`
      const before = entries.get(path) ?? null
      const after = put(part === 0 ? pins(index) : `kind: Deployment # ${index} ${part}\n`)
      entries.set(path, after)
      changes.push({ path, before, after })
    }
    commits.push({ id: `c${index}`, parent: index === 0 ? null : `c${index - 1}`, committed: index, author: 'A', subject: 's', changes: changes.sort((a, b) => (a.path < b.path ? -1 : 1)) })
  }
  const loaded = new Set<string>()
  let loads = 0
  const history: History = { commits: commits.toReversed(), end: 'root' }
  const tip: Tree = { revision: `c${count - 1}`, entries, text: (path) => texts.get(entries.get(path)?.blob ?? '') }
  const edges = {
    load: (blobs: readonly string[]) => {
      loads += 1
      for (const blob of blobs) loaded.add(blob)
      return Promise.resolve()
    },
    blobText: (blob: string) => (loaded.has(blob) ? texts.get(blob) : undefined),
    renames: () => Promise.resolve(new Map<string, string>())
  }
  return { history, tip, edges, loads: () => loads }
}

function pins(version: number): string {
  return `resources: [../../base, extra0.yaml, extra1.yaml, extra2.yaml]\npatches:\n- path: patch.yaml\nimages:\n- name: web\n  newTag: v${version}\n`
}
