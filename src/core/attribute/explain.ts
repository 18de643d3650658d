// Whether a source scalar explains a rendered value, after kustomize has read it (YAML 1.1 or 1.2) and printed it again.

import { base64 } from '../model/base64.ts'
import type { Value } from '../model/resource.ts'
import { partsExplain } from './rope.ts'
import type { Traced, TracedScalar } from './traced.ts'
import { isNull } from './traced.ts'

/** Composite values are explained by any node of their shape: what is inside is asked for by its own path. */
export function explains(node: Traced, value: Value): boolean {
  if (node.kind === 'scalar') return scalarExplains(node, value)
  if (typeof value !== 'object' || value === null) return false
  return Array.isArray(value) === (node.kind === 'list')
}

function scalarExplains(scalar: TracedScalar, value: Value): boolean {
  if (value === null) return isNull(scalar)
  if (typeof value === 'string') return textExplains(scalar, value)
  if (typeof value === 'boolean') return booleanOf(scalar.text) === value
  if (typeof value === 'number' || typeof value === 'bigint') return numberExplains(scalar.text, value)
  return false
}

function textExplains(scalar: TracedScalar, value: string): boolean {
  if (scalar.parts !== null && partsExplain(scalar.parts, value)) return true
  if (scalar.encoding === 'bytes') return value !== '' && fromBase64(value) === null
  if (scalar.encoding === 'base64') return base64(scalar.text) === value.replace(/\s/g, '')
  if (scalar.text === value || scalar.text.replaceAll('\r\n', '\n') === value) return true
  // A block at the end of a text without a last line end has none in go-yaml.
  if (scalar.inner?.step === 1 && scalar.text === `${value}\n`) return true
  if (!scalar.plain) return false
  // go-yaml turns unquoted dates into timestamps; annotations print numbers anew.
  if (/^\d{4}-\d{2}-\d{2}$/.test(scalar.text)) return value === `${scalar.text}T00:00:00Z`
  return /^[\d.eE+-]+$/.test(scalar.text) && /^[\d.eE+-]+$/.test(value) && Number(scalar.text) === Number(value)
}

function booleanOf(text: string): boolean | null {
  if (/^(true|yes|on|y)$/i.test(text)) return true
  return /^(false|no|off|n)$/i.test(text) ? false : null
}

function numberExplains(text: string, value: number | bigint): boolean {
  const digits = text.replaceAll('_', '').replace(/^\+/, '')
  if (digits === String(value)) return true
  const octal = /^0[oO]?([0-7]+)$/.exec(digits)
  if (octal !== null) return Number.parseInt(octal[1] ?? '', 8) === Number(value)
  return digits !== '' && Number(digits) === Number(value)
}

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/'

/** The text of base64, blanks ignored; null where it is none, or no UTF-8. */
export function fromBase64(encoded: string): string | null {
  const digits = encoded.replace(/\s/g, '').replace(/=+$/, '')
  if (/[^A-Za-z0-9+/]/.test(digits) || digits.length % 4 === 1) return null
  let [bits, held, escaped] = [0, 0, '']
  for (const digit of digits) {
    bits = ((bits << 6) | ALPHABET.indexOf(digit)) & 0xffff
    held += 6
    if (held < 8) continue
    held -= 8
    escaped += `%${((bits >> held) & 255).toString(16).padStart(2, '0')}`
  }
  try {
    return decodeURIComponent(escaped)
  } catch {
    return null
  }
}
