// The hash that kustomize appends to generated names, recomputed from the content, so that it is known and never guessed.

import { sha256Hex } from '../model/hash.ts'
import { isList, isMapping, type Mapping, type Resource, type Value } from '../model/resource.ts'

// kustomize, api/hasher/hasher.go: the first ten hexadecimal digits of SHA-256, with digits and vowels that could
// spell a word replaced.
const LENGTH = 10
const REPLACED: Readonly<Record<string, string>> = { '0': 'g', '1': 'h', '3': 'k', a: 'm', e: 't' }
const LOOKS_HASHED = /-[2456789bcdfghkmt]{10}$/

/** The name without the hash of its content; the name as it is where kustomize appended none. */
export function withoutHash(resource: Resource): string {
  if (resource.unhashed !== undefined) return resource.unhashed
  const { group, kind, name } = resource.id
  if (group !== '' || (kind !== 'ConfigMap' && kind !== 'Secret') || !LOOKS_HASHED.test(name)) return name
  const suffix = name.slice(-LENGTH)
  // Go 1.22 began to write \b and \f where \u0008 and \u000c stood before; both kinds of binary are about.
  const generated = contentHash(kind, resource.body, false) === suffix || contentHash(kind, resource.body, true) === suffix
  return generated ? name.slice(0, -LENGTH - 1) : name
}

/** The hash of a ConfigMap or Secret as printed. `short`: whether the encoder writes `\b` and `\f`. */
function contentHash(kind: 'ConfigMap' | 'Secret', body: Mapping, short: boolean): string {
  const encode = (value: Value | undefined) => encodeJson(value ?? '', short)
  const field = (name: string) => (Object.hasOwn(body, name) ? body[name] : undefined)
  const parts: string[] = []
  // The name is always empty: kustomize asks for a field called `metadata/name`, which no object has.
  const binary = field('binaryData')
  if (kind === 'ConfigMap' && isMapping(binary)) parts.push(`"binaryData":${encode(binary)}`)
  parts.push(`"data":${encode(field('data'))}`, `"kind":"${kind}"`, '"name":""')
  if (kind === 'Secret') {
    const plain = field('stringData')
    if (isMapping(plain)) parts.push(`"stringData":${encode(plain)}`)
    parts.push(`"type":${encode(field('type'))}`)
  }
  const digest = sha256Hex(`{${parts.join(',')}}`)
  return [...digest.slice(0, LENGTH)].map((digit) => REPLACED[digit] ?? digit).join('')
}

/** JSON as Go's encoding/json writes it: keys sorted by bytes, no blanks, HTML characters escaped. */
function encodeJson(value: Value, short: boolean): string {
  if (typeof value === 'string') return encodeText(value, short)
  if (isList(value)) return `[${value.map((item) => encodeJson(item, short)).join(',')}]`
  if (isMapping(value)) {
    const members = Object.entries(value).sort(([a], [b]) => byCodePoint(a, b))
    return `{${members.map(([key, item]) => `${encodeText(key, short)}:${encodeJson(item, short)}`).join(',')}}`
  }
  return String(value)
}

function encodeText(text: string, short: boolean): string {
  const json = JSON.stringify(text).replaceAll(/[<>&\u2028\u2029]/g, escape)
  return short ? json : json.replaceAll(/\\(.)/g, (pair, next: string) => (next === 'b' ? '\\u0008' : next === 'f' ? '\\u000c' : pair))
}

function escape(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`
}

/** The order of UTF-8 bytes, which is that of code points and not of UTF-16 units. */
function byCodePoint(a: string, b: string): number {
  const left = [...a]
  const right = [...b]
  for (let i = 0; i < left.length && i < right.length; i++) {
    const order = (left[i]?.codePointAt(0) ?? 0) - (right[i]?.codePointAt(0) ?? 0)
    if (order !== 0) return order
  }
  return left.length - right.length
}
