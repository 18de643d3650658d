// How a value is written in place of another one: in the same quotes, and quoted where plain it would be read as something else.

import type { Scalar } from '../model/resource.ts'
import type { WrittenScalar } from './written.ts'

const PRINTABLE = /^[\x20-\x7e\u00a0-\u2027\u202a-\ud7ff\ue000-\ufefe\uff00-\ufffc]*$/
const PLAIN = /^[A-Za-z0-9_./](?:[A-Za-z0-9_./@%+=:;()-]| (?=[A-Za-z0-9_./]))*$/
/** What YAML 1.1 or 1.2 reads as something other than text (yaml.org/type). */
const RESERVED = /^(?:y|yes|n|no|true|false|on|off|null|nan|\.nan|\.inf|[-+]?[.\d][\d_.,:eExXoOa-fA-F+TZtz-]*)$/i
const NUMBER = /^-?\d+(?:\.\d+)?$/

/** The source of a value in the style of the scalar that it replaces; null where it cannot be written on one line. */
export function scalarSource(value: Scalar, style: WrittenScalar['style']): string | null {
  if (style === 'block' || value === null) return null
  if (typeof value === 'boolean') return String(value)
  if (typeof value !== 'string') return NUMBER.test(String(value)) ? String(value) : null
  if (!PRINTABLE.test(value)) return null
  if (style === 'double') return JSON.stringify(value)
  if (style === 'single') return `'${value.replaceAll("'", "''")}'`
  return isPlain(value) ? value : JSON.stringify(value)
}

/** Whether text may stand without quotes, in flow collections too. */
export function isPlain(value: string): boolean {
  return PLAIN.test(value) && !RESERVED.test(value) && !/:(?: |$)/.test(value)
}

/** Whether text fits on one line without anything that cannot be seen. */
export function isOneLine(value: string): boolean {
  return PRINTABLE.test(value)
}

/** The value after `=` in its quotes, if it has any: `KEY="old"` with `new` is `KEY="new"`; null where that would not read as new. */
export function assignment(written: string, value: string): string | null {
  const [, key = '', rest = ''] = /^([^=]*=)([^]*)$/.exec(written) ?? []
  if (key === '' || !isOneLine(value)) return null
  const quoted = rest.length > 1 && /^(["'])[^]*\1$/.test(rest) ? rest.charAt(0) : ''
  if (quoted === '' ? value.length > 1 && /^(["'])[^]*\1$/.test(value) : value.includes(quoted)) return null
  return `${key}${quoted}${value}${quoted}`
}
