// Moments as text: seconds since the epoch become ISO 8601, or what people read. Always UTC.

/** The farthest time that a Date can hold, in seconds (ECMA-262, Time Values and Time Range). */
const FARTHEST = 8_640_000_000_000

/** ISO 8601, whole seconds: `2026-11-18T10:22:04Z`. */
export function isoTime(seconds: number): string {
  const held = Math.max(-FARTHEST, Math.min(FARTHEST, Math.floor(seconds)))
  return new Date(held * 1000).toISOString().replace('.000Z', 'Z')
}

/** The date alone: `2026-11-18`. */
export function isoDate(seconds: number): string {
  return isoTime(seconds).replace(/T.*$/, '')
}

/** To the minute: `2026-11-18 10:22 UTC`. */
export function showMoment(seconds: number): string {
  return `${isoTime(seconds).replace('T', ' ').replace(/:\d\dZ$/, '')} UTC`
}
