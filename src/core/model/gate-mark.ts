// The mark by which a check run of the gate is known again: an invisible first line of its summary.

import { isoTime } from './time.ts'

export type GateMark = {
  /** Seconds since the epoch at which a gate that fails for nothing but soak turns green; null: it is no such one. */
  readonly soakingUntil: number | null
  /** Present where the job put together what others had judged: to be judged again, all of the run must be run again. */
  readonly ofShards?: true
}

/** The mark as a comment of Markdown, without a line end. The moment is written in whole seconds of ISO 8601, UTC. */
export function gateMark({ soakingUntil, ofShards }: GateMark): string {
  if (soakingUntil === null) return '<!-- parity-gate -->'
  return `<!-- parity-gate soaking-until=${isoTime(Math.ceil(soakingUntil))}${ofShards === true ? ' of-shards' : ''} -->`
}

/** The mark of a check run's summary; null where the first line is none, so that no quoted text can pass for one. */
export function readGateMark(summary: string): GateMark | null {
  const match = /^<!-- parity-gate(?: soaking-until=(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ)( of-shards)?)? -->(?:\r?\n|$)/.exec(summary)
  if (match === null) return null
  const time = match[1] === undefined ? Number.NaN : Date.parse(match[1])
  return { soakingUntil: Number.isNaN(time) ? null : time / 1000, ...(match[2] === undefined ? {} : { ofShards: true }) }
}
