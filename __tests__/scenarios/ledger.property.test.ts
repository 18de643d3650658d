import { afterAll, describe, expect, test } from '@jest/globals'
import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import fc from 'fast-check'
import { closureOf } from '../../src/core/discover/closure.ts'
import { readKustomizations } from '../../src/core/discover/kustomizations.ts'
import { environmentNamed } from '../../src/core/model/environment.ts'
import type { ImageStays, Moment, Stay } from '../../src/core/model/ledger.ts'
import type { Overlay } from '../../src/core/model/overlay.ts'
import type { Policy } from '../../src/core/model/policy.ts'
import { DEFAULT_POLICY } from '../../src/core/model/policy.ts'
import type { Resource } from '../../src/core/model/resource.ts'
import type { Tree } from '../../src/core/model/tree.ts'
import type { Build } from '../../src/core/plan/plan.ts'
import { pinsOf } from '../../src/core/promote/pins.ts'
import { suspicionOf } from '../../src/core/promote/earlier-stays.ts'
import type { Observation, Observed } from '../../src/core/promote/stays.ts'
import { allStays, soughtImage, staysOf } from '../../src/core/promote/stays.ts'
import { heldTimes } from '../../src/core/promote/time-live.ts'
import { readRender } from '../../src/core/render/read-render.ts'
import { createLedger, fullLedger } from '../../src/gate/ledger.ts'
import type { RenderOutcome } from '../../src/core/model/render.ts'
import type { Rendering } from '../../src/gate/rendering.ts'
import { readTimelines } from '../../src/gate/timeline.ts'
import type { MemoryHistory } from '../support/memory-history.ts'
import { newestKustomize } from '../support/kustomize.ts'
import { memoryHistory } from '../support/memory-history.ts'
import { smallKustomize } from '../support/small-kustomize.ts'
import type { State } from './ledger-worlds.ts'
import { ENVIRONMENTS, foldersOf, histories, overlaysOf, snapshotsOf } from './ledger-worlds.ts'

const START = 1_700_000_000
const NOW = START + 1_000_000
const LADDER = ENVIRONMENTS.map((name) => environmentNamed(name, name === 'staging' ? ['stg'] : []))
const POLICIES: Readonly<Record<string, Policy>> = {
  digest: DEFAULT_POLICY,
  tag: { ...DEFAULT_POLICY, promotionKey: { kind: 'tag' } },
  regex: { ...DEFAULT_POLICY, promotionKey: { kind: 'regex', source: '(v[0-9])' } }
}

/** The resources of a folder; null where it does not render. */
type Render = (tree: Tree, folder: string) => readonly Resource[] | null

type Renders = Pick<Rendering, 'ensure' | 'of'> & { readonly builds: () => number }

function renders(render: Render): Renders {
  const known = new Map<string, RenderOutcome>()
  return {
    ensure: (requests: readonly Build[]) => {
      for (const { tree, closure } of requests) {
        if (known.has(closure.key)) continue
        const resources = render(tree, closure.root)
        const failed = { kind: 'failed', code: 'render-failed', reason: 'x', file: null, line: null, limit: null } as const
        known.set(closure.key, resources === null ? failed : { kind: 'built', resources, warnings: [] })
      }
      return Promise.resolve()
    },
    of: (closure) => known.get(closure.key),
    builds: () => known.size
  }
}

/** Renders every overlay at every commit, from the whole tree. */
function observe(overlay: Overlay, states: readonly State[], { trees, history }: MemoryHistory, moments: ReadonlyMap<string, Moment>, policy: Policy, render: Render): Observed {
  const environment = LADDER.find(({ name }) => name === overlay.environment) ?? environmentNamed(overlay.environment)
  const observations = states.flatMap((_, index): readonly Observation[] => {
    const tree = trees[index]
    const moment = moments.get(`c${index}`)
    if (tree === undefined || moment === undefined) return []
    const folder = folderAt(overlay, states, index)
    const resources = folder === null ? [] : render(tree, folder)
    return [{ moment, pins: resources === null ? null : pinsOf(overlay, resources, policy.imageFields) }]
  })
  return { observations, earlier: history.end === 'look-back', key: policy.promotionKey, environment }
}

/** Where the overlay is at a commit as git can tell: a folder that was moved while it was away is another one. */
function folderAt(overlay: Overlay, states: readonly State[], at: number): string | null {
  const name = ENVIRONMENTS.find((each) => each === overlay.environment) ?? 'dev'
  let path = overlay.path
  for (let index = states.length - 1; index > at; index--) {
    const [now, before] = [states[index], states[index - 1]].map((state) => (state === undefined ? null : foldersOf(state)[name]))
    if (now === path && before !== null && before !== undefined && before !== path) path = before
  }
  const state = states[at]
  return state !== undefined && foldersOf(state)[name] === path ? path : null
}

const plain = (stays: readonly Stay[]): readonly string[] =>
  stays.map(({ image, since, until, earlier, rolledBack }) => `${image} ${earlier ? '…' : ''}${since.commit}–${until?.commit ?? ''}${rolledBack ? ' rolled back' : ''}`)

async function compare(states: readonly State[], policy: Policy, end: 'root' | 'look-back', render: Render = smallKustomize): Promise<{ readonly builds: number; readonly all: number }> {
  const memory = memoryHistory(snapshotsOf(states, START), end)
  const { history, tip, edges } = memory
  const overlays = overlaysOf(states.at(-1) ?? states[0] ?? fail())
  const moments = heldTimes(history.commits, NOW)
  const observed = new Map(overlays.map((overlay) => [overlay, observe(overlay, states, memory, moments, policy, render)]))
  const images = [...new Set([...observed.values()].flatMap(({ observations }) => observations.flatMap(({ pins }) => (pins ?? []).map(({ image }) => image))))].toSorted()
  const timelines = await readTimelines({ overlays, environments: LADDER, tip, placeholders: [], history, edges })
  let builds = 0
  for (const image of [...images, `other:v9@sha256:${'9'.repeat(64)}`]) {
    const rendering = renders(render)
    const entering = LADDER.at(-1) ?? environmentNamed('prod')
    // The tip's renders are known wherever a change is judged.
    const atTipNow = overlays.flatMap((overlay) => timelines.steps.get(overlay)?.at(-1)?.build ?? [])
    await edges.load(atTipNow.flatMap(({ closure }) => closure.files.map(({ entry }) => entry.blob)))
    await rendering.ensure(atTipNow)
    const atTip = rendering.builds()
    const ledger = await createLedger({ wanted: [{ image, environment: entering }], overlays, environments: LADDER, timelines, rendering, policy, edges, moments })
    const stays: ImageStays = ledger.stays(image)
    for (const [overlay, each] of observed) {
      const expected = plain(staysOf(soughtImage(image, policy.promotionKey, entering), each))
      expect({ image, environment: overlay.environment, stays: plain(stays.get(overlay) ?? []) }).toEqual({ image, environment: overlay.environment, stays: expected })
    }
    builds += rendering.builds() - atTip
    // Where only a suspicion counts, less is rendered, and the suspicion is the same.
    const fewer = renders(render)
    await fewer.ensure(atTipNow)
    const returns = await createLedger({ wanted: [{ image, environment: entering }], overlays, environments: LADDER, timelines, rendering: fewer, policy, edges, moments, exact: new Set() })
    const suspicion = suspicionOf(returns.stays(image))
    expect({ image, suspicion: suspicion === null ? null : [suspicion.overlay.path, ...plain([suspicion.stay])] }).toEqual({ image, suspicion: ((found) => (found === null ? null : [found.overlay.path, ...plain([found.stay])]))(suspicionOf(stays)) })
  }
  const everything = renders(render)
  const full = await fullLedger({ overlays, environments: LADDER, timelines, rendering: everything, policy, edges, moments })
  for (const [overlay, each] of observed) expect(plain(full.get(overlay) ?? [])).toEqual(plain(allStays(each)))
  return { builds, all: everything.builds() * (images.length + 1) }
}

function fail(): never {
  throw new Error('no states')
}

const folders: string[] = []
afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true })
})

/** The real one, each distinct closure once. */
function realKustomize(): Render {
  const known = new Map<string, readonly Resource[] | null>()
  return (tree, folder) => {
    const closure = closureOf(tree, readKustomizations(tree), folder, { placeholders: [] })
    const found = known.get(closure.key) ?? build(tree, closure.files.map(({ path }) => path), folder)
    known.set(closure.key, found)
    // What the many runs go by is the same in little.
    expect(imagesOf(smallKustomize(tree, folder))).toEqual(imagesOf(found))
    return found
  }
}

function imagesOf(resources: readonly Resource[] | null): readonly string[] | null {
  const overlay: Overlay = { application: '', environment: '', variant: null, path: '' }
  return resources === null ? null : pinsOf(overlay, resources, []).map(({ resource, container, image }) => `${resource.kind}/${resource.name} ${container} ${image}`).toSorted()
}

function build(tree: Tree, paths: readonly string[], folder: string): readonly Resource[] | null {
  const directory = mkdtempSync(join(tmpdir(), 'parity-gate-ledger-'))
  folders.push(directory)
  for (const path of paths) {
    mkdirSync(join(directory, dirname(path)), { recursive: true })
    writeFileSync(join(directory, path), tree.text(path) ?? '')
  }
  try {
    const outcome = readRender(execFileSync(newestKustomize().command, ['build', join(directory, folder)], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }), [])
    return outcome.kind === 'built' ? outcome.resources : null
  } catch {
    return null
  }
}

describe('the ledger is what rendering every commit shows', () => {
  test.each(Object.entries(POLICIES))('under %s', async (_, policy) => {
    let builds = 0
    let all = 0
    await fc.assert(
      fc.asyncProperty(histories, fc.constantFrom('root' as const, 'look-back' as const), async (states, end) => {
        const counted = await compare(states, policy, end)
        builds += counted.builds
        all += counted.all
      }),
      { seed: 4, numRuns: 40 }
    )
    // Most commits change something else, or an image that is not the one asked for.
    expect(builds / all).toBeLessThan(0.5)
  })

  test('with the real kustomize', async () => {
    const render = realKustomize()
    await fc.assert(
      fc.asyncProperty(histories, (states) => compare(states.slice(0, 12), DEFAULT_POLICY, 'root', render).then(() => undefined)),
      { seed: 7, numRuns: 2 }
    )
  })
})
