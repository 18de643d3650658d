// Values as findings carry them: text for people, never the value of a Secret.

import type { Value } from '../model/resource.ts'
import { isScalar } from '../model/resource.ts'

/** Shown for both sides of a difference between Secrets. */
export const HIDDEN = 'differs'

/** Scalars as their text, mappings and lists as JSON; null for what is absent. */
export function displayValue(value: Value | undefined): string | null {
  if (value === undefined) return null
  return isScalar(value) ? String(value) : toJson(value)
}

/** JSON with big integers in all their digits. */
export function toJson(value: Value): string {
  return JSON.stringify(value, (_key, item: unknown) => (typeof item === 'bigint' ? item.toString() : item))
}
