// Kubernetes quantities as exact decimals: `0.5`, `500m` and `5e-1` are one amount (apimachinery, pkg/api/resource/quantity.go).

import type { Scalar } from '../model/resource.ts'

const QUANTITY = /^([-+]?)([0-9]*)(?:\.([0-9]*))?(n|u|m|k|M|G|T|P|E|Ki|Mi|Gi|Ti|Pi|Ei|[eE][-+]?[0-9]+)?$/
const DECIMAL: Readonly<Record<string, number>> = { n: -9, u: -6, m: -3, k: 3, M: 6, G: 9, T: 12, P: 15, E: 18 }
const BINARY: Readonly<Record<string, bigint>> = { Ki: 1n, Mi: 2n, Gi: 3n, Ti: 4n, Pi: 5n, Ei: 6n }
/** Beyond this nobody writes an amount; longer text is not worth the arithmetic. */
const LONGEST = 64

/** Whether two scalars are the same amount. False where either is no quantity. */
export function sameQuantity(left: Scalar, right: Scalar): boolean {
  const a = amount(left)
  return a !== null && a === amount(right)
}

/** One spelling for each amount: digits without trailing zeros, and a power of ten; null for what is no quantity. */
function amount(value: Scalar): string | null {
  if (value === null || typeof value === 'boolean') return null
  const text = String(value)
  const match = text.length > LONGEST ? null : QUANTITY.exec(text)
  if (match === null) return null
  const [, sign, whole = '', fraction = '', suffix = ''] = match
  if (whole === '' && fraction === '') return null
  const binary = BINARY[suffix]
  const digits = BigInt(whole + fraction) * (binary === undefined ? 1n : 1024n ** binary)
  if (digits === 0n) return '0'
  const power = DECIMAL[suffix] ?? (binary === undefined && suffix !== '' ? Number(suffix.slice(1)) : 0)
  const shown = digits.toString()
  const short = shown.replace(/0+$/, '')
  return `${sign === '-' ? '-' : ''}${short}e${power - fraction.length + shown.length - short.length}`
}
