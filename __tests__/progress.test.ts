import { describe, expect, it } from '@jest/globals'
import { createProgress } from '../src/progress.ts'
import type { Progress } from '../src/progress.ts'

type Watched = { readonly progress: Progress; readonly lines: readonly string[]; readonly steps: (count: number, milliseconds: number) => void; readonly wait: (milliseconds: number) => void }

function watch(total: number, live: boolean): Watched {
  const lines: string[] = []
  let time = 0
  const take = (line: string): void => void lines.push(line)
  const progress = createProgress(total, 'builds', live ? { say: () => expect('said').toBe('shown'), show: take } : { say: take }, () => time)
  const steps = (count: number, milliseconds: number): void => {
    for (let step = 0; step < count; step++) {
      time += milliseconds
      progress.step()
    }
  }
  return { progress, lines, steps, wait: (milliseconds) => void (time += milliseconds) }
}

describe('in a log', () => {
  it('says nothing about what ends within five seconds', () => {
    const { progress, lines, steps } = watch(49, false)
    steps(49, 100)
    progress.end()
    expect(lines).toEqual([])
  })

  it('says every five seconds at most what is done and left, and once that it is done', () => {
    const { progress, lines, steps } = watch(20, false)
    steps(20, 1000)
    progress.end()
    progress.end()
    expect(lines).toEqual(['5 of 20 builds done, about 15 s left', '10 of 20 builds done, about 10 s left', '15 of 20 builds done, about 5 s left', '20 builds done'])
  })

  it('never claims the end before it, nor counts back, when the work grows', () => {
    const { progress, lines, steps, wait } = watch(0, false)
    progress.more(6)
    steps(6, 1000)
    progress.end()
    wait(60_000)
    progress.more(4)
    steps(4, 3000)
    progress.end()
    // The minute in between is no part of the pace: 3 s each.
    expect(lines).toEqual(['5 of 6 builds done, about 1 s left', '6 builds done', '7 of 10 builds done, about 9 s left', '9 of 10 builds done, about 3 s left', '10 builds done'])
  })

  it('grows while it runs', () => {
    const { progress, lines, steps } = watch(10, false)
    steps(5, 1000)
    progress.more(90)
    steps(5, 1000)
    expect(lines).toEqual(['5 of 10 builds done, about 5 s left', '10 of 100 builds done, about 90 s left'])
  })

  it('estimates by the pace of the last half minute', () => {
    const { lines, steps } = watch(10_000, false)
    steps(10, 6000)
    expect(lines.at(-1)).toBe('10 of 10000 builds done, about 17 h left')
    steps(400, 100)
    expect(lines.at(-1)).toMatch(/^\d+ of 10000 builds done, about 16 min left$/)
  })

  it.each([[100, '2 min'], [12, '15 s'], [91, '2 min'], [5400, '90 min'], [5401, '2 h']])('%i s are left: %s', (seconds, words) => {
    const { lines, steps } = watch(seconds / 5 + 1, false)
    steps(1, 5000)
    expect(lines).toEqual([`1 of ${seconds / 5 + 1} builds done, about ${words} left`])
  })
})

describe('on a terminal', () => {
  it('shows a line five times a second at most, and erases it at the end', () => {
    const { progress, lines, steps } = watch(10, true)
    steps(10, 100)
    progress.end()
    expect(lines).toEqual(['2 of 10 builds done, about 1 s left', '4 of 10 builds done, about 1 s left', '6 of 10 builds done, about 1 s left', '8 of 10 builds done, about 1 s left', ''])
  })
})
