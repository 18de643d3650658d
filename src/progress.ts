// Progress of long work, counted: a line that moves on a terminal, elsewhere a plain line now and then; nothing for what ends soon.

/** Takes a line for people. */
export type Say = (line: string) => void

/** `show` takes a line that replaces the one it took before, '' erases it; without it there is no terminal to do that on. */
export type Voice = { readonly say: Say; readonly show?: Say | null }

export type Progress = {
  readonly step: () => void
  /** So much more is to be done than was known. */
  readonly more: (count: number) => void
  /** All that is known of is done, or nothing more will be. */
  readonly end: () => void
}

const PLAIN_MILLISECONDS = 5000
const LIVE_MILLISECONDS = 200
/** The estimate goes by the pace of so long: the beginning, where all is new, is slower. */
const PACE_MILLISECONDS = 30_000

/** Counts steps towards a total that may grow; the count never falls. `noun`: what is counted, `builds`. */
export function createProgress(total: number, noun: string, { say, show = null }: Voice, now: () => number = Date.now): Progress {
  const pause = show === null ? PLAIN_MILLISECONDS : LIVE_MILLISECONDS
  /** When so many steps were done; the oldest are dropped. */
  let marks = [{ time: now(), done: 0 }]
  let [told, done, wanted, silent] = [now(), 0, total, true]

  const left = (time: number): string => {
    const inTime = marks.findLastIndex((mark) => time - mark.time >= PACE_MILLISECONDS)
    if (inTime > 0) marks = marks.slice(inTime)
    const [first = { time, done: 0 }] = marks
    return done === first.done ? '' : `, about ${inWords(((time - first.time) / (done - first.done)) * (wanted - done))} left`
  }

  return {
    step: () => {
      done += 1
      const time = now()
      if (done >= wanted || time - told < pause) return
      told = time
      silent = false
      const line = `${done} of ${wanted} ${noun} done${left(time)}`
      marks.push({ time, done })
      if (show === null) say(line)
      else show(line)
    },
    more: (count) => {
      // What passed between two pieces of work is no part of the pace.
      if (done >= wanted) marks = [{ time: now(), done }]
      wanted += count
    },
    end: () => {
      if (show !== null) show('')
      else if (!silent) say(`${done} ${noun} done`)
      silent = true
    }
  }
}

/** Rounded up, as coarse as an estimate is: `8 s`, `35 s`, `2 min`, `3 h`. */
function inWords(milliseconds: number): string {
  const seconds = milliseconds / 1000
  if (seconds <= 10) return `${Math.max(1, Math.ceil(seconds))} s`
  if (seconds <= 90) return `${Math.ceil(seconds / 5) * 5} s`
  return seconds <= 90 * 60 ? `${Math.ceil(seconds / 60)} min` : `${Math.ceil(seconds / 3600)} h`
}
