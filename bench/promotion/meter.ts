// A clock for the parts of a run: what is measured inside another part counts for the inner one alone.

/** Parts of a run, as the tables name them. */
export const PARTS = ['history log', 'contents', 'renames', 'timelines', 'ledger', 'builds', 'other evidence', 'transfer'] as const

export type Part = (typeof PARTS)[number]

/** `on`: whether the run gathers evidence. Times are milliseconds of the wall clock; `builds` are those that evidence asked for. */
export const meter = { on: true, milliseconds: new Map<Part, number>(), builds: 0 }

const running: { readonly part: Part; inner: number }[] = []

/** Runs a job and counts its time for a part. Jobs may nest and must not overlap otherwise. */
export async function timed<T>(part: Part, job: () => Promise<T>): Promise<T> {
  const started = begin(part)
  try {
    return await job()
  } finally {
    end(part, started)
  }
}

/** As timed, for what is done at once. */
export function timedSync<T>(part: Part, job: () => T): T {
  const started = begin(part)
  try {
    return job()
  } finally {
    end(part, started)
  }
}

function begin(part: Part): number {
  running.push({ part, inner: 0 })
  return performance.now()
}

function end(part: Part, started: number): void {
  const whole = performance.now() - started
  const own = whole - (running.pop()?.inner ?? 0)
  const outer = running.at(-1)
  if (outer !== undefined) outer.inner += whole
  meter.milliseconds.set(part, (meter.milliseconds.get(part) ?? 0) + own)
}
