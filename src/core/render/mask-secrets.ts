// Salted hashes in place of the values of Secrets, so that a render can be kept and compared without saying them.

import { hmac } from '@noble/hashes/hmac.js'
import { sha256 } from '@noble/hashes/sha2.js'
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js'
import type { Render } from '../model/render.ts'
import { isMapping, isScalar, type Mapping, type Resource, type Scalar, type Value } from '../model/resource.ts'
import { isSecret, LAST_APPLIED } from '../model/secret.ts'
import { CIPHERTEXT_BASE64, CIPHERTEXT_START, isCiphertext } from '../model/sops.ts'
import { withoutHash } from './generated-name.ts'

/** `complete`: no value of a Secret is in the render, and every judge says of it what it says of the true one. */
export type MaskedRender = { readonly render: Render; readonly complete: boolean }

/** With blanks, so that no name of a resource is one. */
const MASK = 'masked by parity-gate: '
const FIELDS = ['data', 'stringData'] as const
type ValueField = (typeof FIELDS)[number]

/** Variables that Flux replaces, placeholders for a secret's path, hosts of services, generated names: read within any text. */
const SPEAKING = /\$\{|<path:|vault:|\.svc|-[2456789bcdfghkmt]{10}(?![A-Za-z0-9])/
/** What may be a resource's name, which equals its counterpart's where prefixes are declared. */
const NAME = /^[A-Za-z0-9][-A-Za-z0-9._:]{0,252}$/
const BASE64 = /^(?:[A-Za-z0-9+/]{4})+$/

/**
 * Puts a hash in place of each value under `data` and `stringData` of Secrets. Two values have one hash exactly where they are the
 * same text; null stays, as it is no value. SOPS' ciphertext becomes a hash in the form of ciphertext, because all of it counts as
 * equal. A value that a judge may read for what it says stays as it is, and then the result is not complete; whether it does is told
 * by the value alone, so that two renders can be compared of which one is. A Secret that is masked already is left alone. Masks of
 * one `salt` compare with each other, and with no others.
 */
export function maskSecrets(render: Render, salt: string): MaskedRender {
  const secrets = render.resources.filter(({ id }) => isSecret(id))
  if (secrets.length === 0) return { render, complete: true }
  const key = utf8ToBytes(salt)
  const hash = (value: Scalar): string => bytesToHex(hmac(sha256, key, utf8ToBytes(typed(value))))
  const mask = (value: Value, field: ValueField): Value => {
    if (!isScalar(value) || value === null || speaks(value, field)) return value
    if (typeof value !== 'string' || !isCiphertext(value)) return `${MASK}${hash(value)}`
    return value.startsWith(CIPHERTEXT_BASE64) ? `${CIPHERTEXT_BASE64}${hash(value)}` : `${CIPHERTEXT_START}${hash(value)}]`
  }
  const resources = render.resources.map((resource) => (isSecret(resource.id) ? masked(resource, mask) : resource))
  return { render: { ...render, resources }, complete: secrets.every(({ body }) => isMaskable(body)) }
}

function masked(resource: Resource, mask: (value: Value, field: ValueField) => Value): Resource {
  if (resource.unhashed !== undefined) return resource
  const values = FIELDS.flatMap((field): [string, Value][] => {
    const held = fieldOf(resource.body, field)
    if (!isMapping(held)) return []
    return [[field, Object.fromEntries(Object.entries(held).map(([key, value]) => [key, mask(value, field)]))]]
  })
  return { ...resource, body: { ...resource.body, ...Object.fromEntries(values) }, unhashed: withoutHash(resource) }
}

/** Whether nothing is left of a Secret's values once they are masked. */
function isMaskable(body: Mapping): boolean {
  const metadata = fieldOf(body, 'metadata')
  const annotations = isMapping(metadata) ? fieldOf(metadata, 'annotations') : null
  if (isMapping(annotations) && Object.hasOwn(annotations, LAST_APPLIED)) return false
  return FIELDS.every((field) => {
    const held = fieldOf(body, field)
    return isMapping(held) ? !Object.values(held).some((value) => speaks(value, field)) : held === null
  })
}

/** Whether a judge may read a value for what it says. Below a mapping or list, which no Secret has, the fields may be anything. */
function speaks(value: Value, field: ValueField): boolean {
  if (!isScalar(value)) return true
  if (typeof value !== 'string') return false
  return SPEAKING.test(value) || (NAME.test(value) && !(field === 'data' && BASE64.test(value)))
}

function fieldOf(body: Mapping, field: string): Value {
  return (Object.hasOwn(body, field) ? body[field] : null) ?? null
}

/** A scalar as a text that no other one has, lone surrogates included; zero is zero whatever its sign. */
function typed(value: Scalar): string {
  return typeof value === 'string' ? JSON.stringify(value) : `${typeof value} ${String(value)}`
}
