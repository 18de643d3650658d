// Runs a list of tasks a few at a time and hands over the results in the order of the list, each as soon as it can be.

import { availableParallelism } from 'node:os'

/** Concurrent builds where nobody said: one a core. */
export function defaultConcurrency(): number {
  return availableParallelism()
}

/**
 * `take` gets each result once all before it have been taken. After the first exception, of `run` or `take`, no further item is
 * started; once the running ones have ended, that exception is thrown. A concurrency below 1 counts as 1.
 */
export async function runPool<T, R>(
  items: readonly T[],
  concurrency: number,
  run: (item: T, index: number) => Promise<R>,
  take: (result: R, index: number) => void
): Promise<void> {
  const ended = new Map<number, { readonly result: R }>()
  const failures: unknown[] = []
  const queue = items.entries()
  let next = 0
  const handOver = (): void => {
    for (let first = ended.get(next); first !== undefined; first = ended.get(next)) {
      ended.delete(next)
      next += 1
      take(first.result, next - 1)
    }
  }
  const worker = async (): Promise<void> => {
    for (const [index, item] of queue) {
      if (failures.length > 0) return
      try {
        ended.set(index, { result: await run(item, index) })
        if (failures.length === 0) handOver()
      } catch (error) {
        failures.push(error)
      }
    }
  }
  const workers = Math.max(1, Math.min(Math.floor(concurrency), items.length))
  await Promise.all(Array.from({ length: workers }, worker))
  if (failures.length > 0) throw failures[0]
}
