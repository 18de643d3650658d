// Runs a list of tasks a few at a time and keeps the results in the order of the list.

import { availableParallelism } from 'node:os'

/** Concurrent builds where nobody said: one a core. */
export function defaultConcurrency(): number {
  return availableParallelism()
}

/**
 * Results in the order of the items, whatever order they end in. After the first exception no further item is taken; once
 * the running ones have ended, that exception is thrown. A concurrency below 1 counts as 1.
 */
export async function mapPool<T, R>(
  items: readonly T[],
  concurrency: number,
  run: (item: T, index: number) => Promise<R>
): Promise<R[]> {
  const results: R[] = []
  const failures: unknown[] = []
  const queue = items.entries()
  const worker = async (): Promise<void> => {
    for (const [index, item] of queue) {
      if (failures.length > 0) return
      try {
        results[index] = await run(item, index)
      } catch (error) {
        failures.push(error)
      }
    }
  }
  const workers = Math.max(1, Math.min(Math.floor(concurrency), items.length))
  await Promise.all(Array.from({ length: workers }, worker))
  if (failures.length > 0) throw failures[0]
  return results
}
