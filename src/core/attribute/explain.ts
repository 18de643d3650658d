// Whether a source scalar explains a rendered value, after kustomize has read it (YAML 1.1 or 1.2) and printed it again.

import { utf8ToBytes } from '@noble/hashes/utils.js'
import type { Value } from '../model/resource.ts'
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
  if (scalar.encoding === 'base64') return base64(scalar.text) === value.replace(/\s/g, '')
  if (scalar.text === value || scalar.text.replaceAll('\r\n', '\n') === value) return true
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

/** RFC 4648, of the text's UTF-8 bytes. */
export function base64(text: string): string {
  const bytes = utf8ToBytes(text)
  let encoded = ''
  for (let at = 0; at < bytes.length; at += 3) {
    const [a = 0, b, c] = bytes.subarray(at, at + 3)
    const bits = (a << 16) | ((b ?? 0) << 8) | (c ?? 0)
    const letter = (shift: number): string => ALPHABET[(bits >> shift) & 63] ?? ''
    encoded += letter(18) + letter(12) + (b === undefined ? '=' : letter(6)) + (c === undefined ? '=' : letter(0))
  }
  return encoded
}
