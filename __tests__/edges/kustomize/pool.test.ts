import { describe, expect, it } from '@jest/globals'
import { setTimeout as sleep } from 'node:timers/promises'
import { defaultConcurrency, mapPool } from '../../../src/edges/kustomize/pool.ts'

describe('mapPool', () => {
  it('keeps the order of the items, whatever order they end in', async () => {
    const results = await mapPool([30, 1, 15], 3, async (milliseconds, index) => {
      await sleep(milliseconds)
      return `${index}:${milliseconds}`
    })
    expect(results).toEqual(['0:30', '1:1', '2:15'])
  })

  it.each([[1, 1], [3, 3], [100, 5], [0, 1]])('with %i asked for, runs at most %i at once', async (concurrency, most) => {
    let [running, peak] = [0, 0]
    await mapPool([1, 2, 3, 4, 5], concurrency, async () => {
      peak = Math.max(peak, ++running)
      await sleep(5)
      running--
    })
    expect(peak).toBe(most)
  })

  it('takes nothing further after an exception, lets the running ones end, then throws it', async () => {
    const begun: number[] = []
    const ended: number[] = []
    const run = async (item: number): Promise<void> => {
      begun.push(item)
      if (item === 1) throw new Error('first')
      await sleep(20)
      ended.push(item)
    }
    await expect(mapPool([0, 1, 2, 3], 2, run)).rejects.toThrow('first')
    expect(begun).toEqual([0, 1])
    expect(ended).toEqual([0])
  })

  it('has nothing to do for an empty list', async () => {
    expect(await mapPool([], 4, () => Promise.resolve(1))).toEqual([])
    expect(defaultConcurrency()).toBeGreaterThan(0)
  })
})
