import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { git } from '../../../bench/repository.ts'
import { drawShape, grownShape } from '../../../bench/scale/shape.ts'
import { createWorld } from '../../../bench/scale/world.ts'
import type { Written } from '../../../bench/scale/written.ts'
import { writeWorld } from '../../../bench/scale/written.ts'
import { randomOf } from '../../../bench/origin/random.ts'
import { command } from '../../support/command.ts'
import { newestKustomize } from '../../support/kustomize.ts'

describe('the repository that the benchmark makes', () => {
  test('is the same for the same seed, and another for another', () => {
    expect(createWorld(12, '1')).toEqual(createWorld(12, '1'))
    expect(createWorld(12, '2').files).not.toEqual(createWorld(12, '1').files)
  })

  test('a larger one begins with the same application, so that its promotion is the same', () => {
    const [small, large] = [createWorld(1, '1'), createWorld(30, '1')]
    expect(large.promotion).toEqual(small.promotion)
    expect(Object.keys(small.promotion)).toEqual([`apps/${small.applications[0]?.name}/overlays/prod/kustomization.yaml`])
  })

  test('no two overlays have the same files', () => {
    const { files } = createWorld(60, '1')
    const overlays = Object.entries(files).filter(([path]) => /\/overlays\/[^/]+\/kustomization\.yaml$/.test(path))
    expect(overlays).toHaveLength(180)
    expect(new Set(overlays.map(([, text]) => text)).size).toBe(180)
  })

  test('shapes are spread as the public ones are', () => {
    const random = randomOf('shapes')
    const shapes = Array.from({ length: 2000 }, () => drawShape(random))
    const share = (of: (shape: (typeof shapes)[number]) => boolean): number => shapes.filter(of).length / shapes.length
    expect(share(({ size }) => size === 'small')).toBeCloseTo(0.65, 1)
    expect(share(({ patches }) => patches > 0)).toBeCloseTo(0.55, 1)
    expect(share(({ component }) => component)).toBeCloseTo(0.4, 1)
    expect(share(({ configMapGenerator }) => configMapGenerator)).toBeCloseTo(0.3, 1)
  })
})

describe('in git', () => {
  const folder = mkdtempSync(join(tmpdir(), 'parity-gate-scale-test-'))
  const kustomize = newestKustomize().command
  let written: Written
  beforeAll(() => {
    written = writeWorld(createWorld(3, '3'), join(folder, 'drawn'))
  })
  afterAll(() => rmSync(folder, { recursive: true, force: true }))

  const check = async (directory: string, args: readonly string[]): Promise<{ status: number; report: Report }> => {
    const { status, stdout } = await command(directory, ['check', ...args, '--format', 'json', '--quiet'])
    return { status, report: JSON.parse(stdout) as Report }
  }
  type Report = {
    readonly verdict: string
    readonly findings: readonly unknown[]
    readonly promotions: readonly { readonly decision: string }[]
    readonly stats: { readonly overlays: number; readonly builds: number }
  }

  test('every overlay renders to something else', () => {
    const renders = written.overlays.map((overlay) => execFileSync(kustomize, ['build', join(written.directory, overlay)], { encoding: 'utf8' }))
    expect(renders).toHaveLength(9)
    expect(new Set(renders).size).toBe(9)
  })

  test('a full audit passes without a finding, and builds each overlay', async () => {
    const { status, report } = await check(written.directory, ['--all'])
    expect(report).toMatchObject({ verdict: 'pass', findings: [], stats: { overlays: 9, builds: 9 } })
    expect(status).toBe(0)
  })

  test('the promotion is of an image that is live in staging', async () => {
    const { report } = await check(written.directory, ['--base', written.tip, '--head', written.promotion])
    expect(report.verdict).toBe('pass')
    expect(report.promotions.map(({ decision }) => decision)).toEqual(['live'])
    expect(git(written.directory, ['diff', '--name-only', written.tip, written.notes])).toBe('README.md')
  })

  test('grown applications have as many resources and patches as asked, and are in parity', async () => {
    const grown = writeWorld(createWorld(1, '3', grownShape(12, 5)), join(folder, 'grown'))
    const [overlay = ''] = grown.overlays
    const render = execFileSync(kustomize, ['build', join(grown.directory, overlay)], { encoding: 'utf8' })
    expect(render.match(/^kind: /gm)).toHaveLength(12)
    const files = git(grown.directory, ['ls-files', overlay]).split('\n')
    expect(files).toHaveLength(6)
    const { report } = await check(grown.directory, ['--all'])
    expect(report).toMatchObject({ verdict: 'pass', findings: [] })
  })
})
