// How far a replay is: a line that moves on a terminal, a line now and then elsewhere.

export type ReplayProgress = { readonly step: () => void; readonly end: () => void }

type Audience = {
  readonly say: (line: string) => void
  readonly show: ((line: string) => void) | null
}

const LIVE_MILLISECONDS = 200
const PLAIN_MILLISECONDS = 10_000

/** Counts commits towards `total`. The estimate goes by the last minute's pace: the beginning, where all is built, is slower. */
export function createReplayProgress(total: number, { say, show }: Audience, now: () => number = Date.now): ReplayProgress {
  const tell = show ?? say
  const pause = show === null ? PLAIN_MILLISECONDS : LIVE_MILLISECONDS
  const started = now()
  /** When so many commits were done; the oldest are dropped. */
  const marks: { time: number; done: number }[] = [{ time: started, done: 0 }]
  let done = -1
  let told = started
  return {
    // The first step is the commit that the replay starts from.
    step: () => {
      done += 1
      const time = now()
      if (time - told < pause || done >= total) return
      told = time
      marks.push({ time, done })
      while (marks.length > 2 && time - (marks[0]?.time ?? time) > 60_000) marks.shift()
      const from = marks[0] ?? { time, done }
      const pace = (time - from.time) / Math.max(1, done - from.done)
      tell(`${done} of ${total} commits, about ${remaining((pace * (total - done)) / 1000)} left`)
    },
    end: () => {
      if (show !== null) show('')
      else if (told > started) say(`${total} of ${total} commits`)
    }
  }
}

function remaining(seconds: number): string {
  return seconds < 90 ? `${Math.ceil(seconds)} s` : `${Math.ceil(seconds / 60)} min`
}
