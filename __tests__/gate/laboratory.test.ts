// The allowance of experiments: what counts against it, and what is counted.

import { describe, expect, test } from '@jest/globals'
import { DEFAULT_POLICY } from '../../src/core/model/policy.ts'
import type { Laboratory } from '../../src/gate/laboratory.ts'
import { createLaboratory } from '../../src/gate/laboratory.ts'
import type { Sited } from '../../src/gate/survey.ts'
import type { BuildOutput, GateEdges } from '../../src/gate/trees.ts'
import { treeOf } from '../support/tree.ts'

const tree = treeOf({ 'prod/kustomization.yaml': 'abcdef' })
const overlay = { application: 'shop', environment: 'prod', variant: null, path: 'prod' }
const SITED: Sited = { overlay, tree, closure: { root: 'prod', files: [], placeholders: [], kustomizations: [], risks: [], missing: [], prefixes: [], suffixes: [], nesting: { depth: 1, loads: 1 }, key: 'k' } }
const edit = (start: number): Parameters<Laboratory['render']>[1] => [{ file: 'prod/kustomization.yaml', start, end: start + 1, text: '' }]
const OK: BuildOutput = { kind: 'ok', stdout: '', stderr: '', milliseconds: 1 }

function laboratory(build: GateEdges['buildEdited'], now: () => number): Laboratory {
  return createLaboratory({ ...DEFAULT_POLICY, limits: { ...DEFAULT_POLICY.limits, confirmSeconds: 3 } }, { buildEdited: build }, now)
}

describe('the allowance', () => {
  test('time in which several are under way counts once, time between them not at all', async () => {
    let clock = 0
    const ends: (() => void)[] = []
    const lab = laboratory(() => new Promise((resolve) => void ends.push(() => resolve(OK))), () => clock)
    const both = [lab.render(SITED, edit(0)), lab.render(SITED, edit(1))]
    clock = 2000
    for (const end of ends) end()
    await Promise.all(both)
    clock = 100_000
    expect(lab.spent()).toBe(false)
    const third = lab.render(SITED, edit(2))
    clock = 101_000
    ends[2]?.()
    await third
    expect([lab.spent(), lab.builds()]).toEqual([true, 3])
    expect(await lab.render(SITED, edit(3))).toBeNull()
  })

  test('the same experiment is made once, also while it is under way', async () => {
    const lab = laboratory(() => Promise.resolve(OK), () => 0)
    const [one, same] = await Promise.all([lab.render(SITED, edit(0)), lab.render(SITED, edit(0))])
    expect(same).toBe(one)
    expect(lab.builds()).toBe(1)
  })

  test('nothing is left of it when the time for all builds is up', async () => {
    const lab = laboratory(() => Promise.resolve({ kind: 'limit', limit: 'total-seconds', milliseconds: 0 }), () => 0)
    expect(await lab.render(SITED, edit(0))).toBeNull()
    expect(lab.spent()).toBe(true)
  })
})
