import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import type { Closure } from '../../../src/core/model/closure.ts'
import { DEFAULT_POLICY } from '../../../src/core/model/policy.ts'
import type { Tree } from '../../../src/core/model/tree.ts'
import type { Build } from '../../../src/core/plan/plan.ts'
import type { Work } from '../../../src/core/plan/shards.ts'
import { costOf, planDigest, sharesOf, shardsWorthStarting } from '../../../src/core/plan/shards.ts'

const work = fc.uniqueArray(fc.record({ name: fc.string({ maxLength: 6 }), cost: fc.integer({ min: 1, max: 5000 }) }), { selector: ({ name }) => name, maxLength: 40 })
const of = fc.integer({ min: 1, max: 12 })

function loads(shares: readonly (readonly string[])[], all: readonly Work[]): readonly number[] {
  const costs = new Map(all.map(({ name, cost }) => [name, cost]))
  return shares.map((names) => names.reduce((sum, name) => sum + (costs.get(name) ?? Number.NaN), 0))
}

/** The least that the fullest of some jobs can have, by trying every split. */
function best(costs: readonly number[], parts: number, had: readonly number[] = new Array<number>(parts).fill(0)): number {
  const [next, ...rest] = costs
  if (next === undefined) return Math.max(...had)
  return Math.min(...had.map((_load, at) => best(rest, parts, had.map((load, index) => (index === at ? load + next : load)))))
}

describe('sharesOf', () => {
  test('takes the longest first, each to who has least to do', () => {
    const all = [{ name: 'a', cost: 3 }, { name: 'b', cost: 5 }, { name: 'c', cost: 4 }, { name: 'd', cost: 3 }, { name: 'e', cost: 3 }]
    expect(sharesOf(all, 2)).toEqual([['b', 'd'], ['a', 'c', 'e']])
    expect(sharesOf(all, 1)).toEqual([['a', 'b', 'c', 'd', 'e']])
    expect(sharesOf([], 3)).toEqual([[], [], []])
  })

  test('everything is taken exactly once', () => {
    fc.assert(fc.property(work, of, (all, parts) => {
      const shares = sharesOf(all, parts)
      expect(shares).toHaveLength(parts)
      expect(shares.flat().toSorted()).toEqual(all.map(({ name }) => name).toSorted())
    }))
  })

  test('nobody has more than the average and the longest piece', () => {
    fc.assert(fc.property(work, of, (all, parts) => {
      const total = all.reduce((sum, { cost }) => sum + cost, 0)
      const longest = Math.max(0, ...all.map(({ cost }) => cost))
      expect(Math.max(...loads(sharesOf(all, parts), all))).toBeLessThanOrEqual(total / parts + longest * (1 - 1 / parts) + 1e-6)
    }))
  })

  test('at most 4/3 of the best split', () => {
    const few = fc.array(fc.integer({ min: 1, max: 30 }), { minLength: 1, maxLength: 7 })
    fc.assert(fc.property(few, fc.integer({ min: 1, max: 3 }), (costs, parts) => {
      const all = costs.map((cost, index) => ({ name: String(index), cost }))
      const bound = 4 / 3 - 1 / (3 * parts)
      expect(Math.max(...loads(sharesOf(all, parts), all))).toBeLessThanOrEqual(bound * best(costs, parts) + 1e-9)
    }))
  })

  test('the order in which work is given makes no difference', () => {
    fc.assert(fc.property(work, of, fc.integer(), (all, parts, seed) => {
      const shuffled = all.map((each, index) => ({ each, key: Math.sin(seed + index) })).toSorted((a, b) => a.key - b.key).map(({ each }) => each)
      expect(sharesOf(shuffled, parts)).toEqual(sharesOf(all, parts))
    }))
  })
})

describe('shardsWorthStarting', () => {
  const minutes = (...all: readonly number[]): readonly Work[] => all.map((each, index) => ({ name: String(index), cost: each * 60_000 }))

  test.each<[string, readonly Work[], number, number]>([
    ['nothing to judge', [], 8, 1],
    ['a little work', minutes(0.1, 0.1), 8, 1],
    ['a minute each', minutes(1, 1, 1), 8, 3],
    ['more work than jobs are wanted', minutes(...Array.from({ length: 40 }, () => 1)), 8, 8],
    ['one application with all of the work', minutes(10), 8, 1],
    ['more than a matrix holds', minutes(...Array.from({ length: 500 }, () => 5)), 400, 256]
  ])('%s', (_name, all, most, expected) => {
    expect(shardsWorthStarting(all, most)).toBe(expected)
  })
})

function build(key: string, text: string, files = 3): Build {
  const closure: Closure = {
    root: key,
    files: Array.from({ length: files }, (_, at) => ({ path: `${key}/${String(at)}.yaml`, entry: { mode: '100644', blob: String(at) } })),
    placeholders: [],
    kustomizations: [`${key}/kustomization.yaml`],
    risks: [],
    missing: [],
    prefixes: [],
    suffixes: [],
        nesting: { depth: 1, loads: 1 },
    key
  }
  const tree: Tree = { revision: 'r', entries: new Map(), text: (path) => (path === `${key}/kustomization.yaml` ? text : undefined) }
  return { tree, closure }
}

describe('costOf', () => {
  test('patches cost more, files a little, equal closures nothing', () => {
    const plain = costOf([build('a', 'resources: [x.yaml]\n')])
    expect(plain).toBe(53)
    expect(costOf([build('a', 'resources: [x.yaml]\n'), build('a', 'resources: [x.yaml]\n')])).toBe(plain)
    expect(costOf([build('b', 'patches:\n- path: p.yaml\n')])).toBe(plain + 90)
    expect(costOf([build('c', '"patchesStrategicMerge": [p.yaml]\n')])).toBe(plain + 90)
    expect(costOf([build('d', 'patchesJson6902: []\n')])).toBe(plain)
    expect(costOf([build('e', '', 100)])).toBe(150)
  })
})

test('planDigest: the same split under the same policy', () => {
  const shares = [['a'], ['b']]
  expect(planDigest(shares, [DEFAULT_POLICY])).toBe(planDigest([['a'], ['b']], [{ ...DEFAULT_POLICY }]))
  expect(planDigest(shares, [DEFAULT_POLICY])).not.toBe(planDigest([['b'], ['a']], [DEFAULT_POLICY]))
  expect(planDigest(shares, [DEFAULT_POLICY])).not.toBe(planDigest(shares, [{ ...DEFAULT_POLICY, existingDrift: 'warn' }]))
})
