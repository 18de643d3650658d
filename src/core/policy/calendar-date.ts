// Calendar dates, `2026-12-31`: the last day on which something holds.

import type { Field } from './field.ts'
import { mismatch } from './field.ts'
import type { Complain } from './problem.ts'

/** Whether the text is a day that exists, written `YYYY-MM-DD`. */
export function isCalendarDate(text: string): boolean {
  const match = /^(\d{4})-(\d{2})-(\d{2})$/.exec(text)
  if (match === null) return false
  const [year, month, day] = [Number(match[1]), Number(match[2]), Number(match[3])]
  const leap = (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0
  const days = [31, leap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31][month - 1]
  return year >= 2000 && days !== undefined && day >= 1 && day <= days
}

export function readDate(field: Field, complain: Complain): string | null {
  const text = field.node.kind === 'text' ? field.node.value.trim() : ''
  return isCalendarDate(text) ? text : mismatch(field, 'a date', 'write a day that exists, as in `2026-12-31`', complain)
}
