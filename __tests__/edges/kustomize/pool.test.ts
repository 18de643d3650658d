import { describe, expect, it } from '@jest/globals'
import { setTimeout as sleep } from 'node:timers/promises'
import { defaultConcurrency, runPool } from '../../../src/edges/kustomize/pool.ts'

const ignore = (): void => undefined

describe('runPool', () => {
  it('hands over in the order of the items, whatever order they end in, and each as soon as it can', async () => {
    const log: string[] = []
    const run = async (milliseconds: number, index: number): Promise<string> => {
      await sleep(milliseconds)
      log.push(`ended ${index}`)
      return `took ${index}`
    }
    await runPool([60, 1, 20, 1], 2, run, (result) => log.push(result))
    expect(log.filter((line) => line.startsWith('took'))).toEqual(['took 0', 'took 1', 'took 2', 'took 3'])
    expect(log.indexOf('ended 1')).toBeLessThan(log.indexOf('took 0'))
    log.length = 0
    await runPool([1, 60], 2, run, (result) => log.push(result))
    expect(log).toEqual(['ended 0', 'took 0', 'ended 1', 'took 1'])
  })

  it('takes nothing more once what is taken has thrown', async () => {
    const taken: number[] = []
    const take = (item: number): void => {
      taken.push(item)
      if (item === 1) throw new Error('not this one')
    }
    await expect(runPool([0, 1, 2, 3, 4, 5], 2, (item) => sleep(2).then(() => item), take)).rejects.toThrow('not this one')
    expect(taken).toEqual([0, 1])
  })

  it.each([[1, 1], [3, 3], [100, 5], [0, 1]])('with %i asked for, runs at most %i at once', async (concurrency, most) => {
    let [running, peak] = [0, 0]
    await runPool([1, 2, 3, 4, 5], concurrency, async () => {
      peak = Math.max(peak, ++running)
      await sleep(5)
      running--
    }, ignore)
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
    await expect(runPool([0, 1, 2, 3], 2, run, ignore)).rejects.toThrow('first')
    expect(begun).toEqual([0, 1])
    expect(ended).toEqual([0])
  })

  it('has nothing to do for an empty list', async () => {
    const taken: number[] = []
    await runPool([], 4, () => Promise.resolve(1), (result) => taken.push(result))
    expect(taken).toEqual([])
    expect(defaultConcurrency()).toBeGreaterThan(0)
  })
})
