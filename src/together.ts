// Jobs that run side by side, none of which outlives a failure of another.

/** As Promise.all, but nothing is still under way when it fails. */
export async function together<T extends readonly unknown[]>(jobs: T): Promise<{ -readonly [K in keyof T]: Awaited<T[K]> }> {
  await Promise.allSettled(jobs)
  return Promise.all(jobs)
}
