// Durations as people say them: the two largest units.

const UNITS = [
  { name: 'd', seconds: 86_400 },
  { name: 'h', seconds: 3_600 },
  { name: 'min', seconds: 60 },
  { name: 's', seconds: 1 }
] as const

/** Seconds as `18 h 59 min`, `3 d`, `12 s`; below ten seconds with tenths, `1.9 s`; negative ones are `0 s`. */
export function showDuration(seconds: number): string {
  const given = Number.isFinite(seconds) ? Math.max(0, seconds) : 0
  if (given < 10) return `${String(Math.floor(given * 10) / 10)} s`
  const index = UNITS.findIndex((unit) => given >= unit.seconds)
  const largest = UNITS[index] ?? UNITS[3]
  const next = UNITS[index + 1]
  const big = `${String(Math.floor(given / largest.seconds))} ${largest.name}`
  const small = next === undefined ? 0 : Math.floor((given % largest.seconds) / next.seconds)
  return next === undefined || small === 0 ? big : `${big} ${String(small)} ${next.name}`
}

/** `2026-11-18 10:22 UTC` of an ISO 8601 time in UTC; the text itself where it is none. */
export function showTime(iso: string): string {
  const match = /^(\d{4}-\d{2}-\d{2})T(\d{2}:\d{2})(?::\d{2}(?:\.\d+)?)?(?:Z|\+00:00)$/.exec(iso)
  return match === null ? iso : `${match[1] ?? ''} ${match[2] ?? ''} UTC`
}
