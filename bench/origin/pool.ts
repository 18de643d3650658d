// Runs many tasks, a few at a time; results keep the order of the tasks.

export async function inParallel<T, R>(
  items: readonly T[],
  jobs: number,
  work: (item: T) => Promise<R>,
  onDone: () => void = () => undefined
): Promise<readonly R[]> {
  const results = new Map<number, R>()
  const queue = items.map((item, index) => ({ item, index }))
  const worker = async (): Promise<void> => {
    for (let next = queue.shift(); next !== undefined; next = queue.shift()) {
      results.set(next.index, await work(next.item))
      onDone()
    }
  }
  await Promise.all(Array.from({ length: Math.min(jobs, items.length) }, worker))
  return items.map((_, index) => {
    const result = results.get(index)
    if (!results.has(index)) throw new Error('a task was lost')
    return result as R
  })
}
