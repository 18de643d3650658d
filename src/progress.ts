// Progress of long work: nothing for what ends within five seconds, then what is done, what is left and an estimate.

const EVERY_MILLISECONDS = 5000

export type Progress = { readonly step: () => void; readonly end: () => void }

/** Counts steps towards `total` and says where it stands, every five seconds at most. `noun`: what is counted, `builds`. */
export function createProgress(total: number, noun: string, say: (line: string) => void, now: () => number = Date.now): Progress {
  const started = now()
  let done = 0
  let said = started
  return {
    step: () => {
      done += 1
      const time = now()
      if (done === total || time - said < EVERY_MILLISECONDS) return
      said = time
      const left = Math.ceil((((time - started) / done) * (total - done)) / 1000)
      say(`${done} of ${total} ${noun} done, about ${left} s left`)
    },
    end: () => {
      if (said > started) say(`${total} of ${total} ${noun} done`)
    }
  }
}
