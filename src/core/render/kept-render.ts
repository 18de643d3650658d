// A render as text, to be kept between runs: quicker to read than what kustomize printed, and the same to the last digit.

import type { Render } from '../model/render.ts'
import { isList, isMapping, type Resource, type Value } from '../model/resource.ts'
import { DEEPEST, renderOf } from './read-render.ts'

/** Another number for another way of writing, so that no version reads what it would take for something else. */
const FORMAT = 'render 1'

/** What JSON has no word for, by its place: resource, then keys and positions. JSON says null there. */
type Special = readonly [path: readonly (string | number)[], text: string]

/** Names without their hash, by the resource's position. */
type Unhashed = readonly [index: number, name: string]

/** The render as one line of JSON: format, bodies, warnings, names of masked resources, numbers beyond JSON. */
export function encodeRender({ resources, warnings }: Render): string {
  const specials: Special[] = []
  const bodies = resources.map(({ body }, index) => plain(body, [index], specials))
  const unhashed = resources.flatMap((resource, index): Unhashed[] => (resource.unhashed === undefined ? [] : [[index, resource.unhashed]]))
  return JSON.stringify([FORMAT, bodies, warnings, unhashed, specials])
}

/** The render that encodeRender was given; null for any other text, however it came about. */
export function decodeRender(text: string): Render | null {
  const [format, bodies, warnings, unhashed, specials, ...more] = parseList(text)
  if (format !== FORMAT || more.length > 0) return null
  if (!isList(bodies) || !isList(warnings) || !isList(unhashed) || !isList(specials)) return null
  if (!bodies.every((body) => isMapping(body) && !isDeeper(body, DEEPEST)) || !warnings.every(isText)) return null
  if (!specials.every((special) => putBack(bodies, special))) return null
  const outcome = renderOf(bodies, warnings)
  if (outcome.kind === 'failed') return null
  const resources = withNames(outcome.resources, unhashed)
  return resources === null ? null : { ...outcome, resources }
}

/** The value with null for each number that JSON cannot say; itself where it holds none, as almost all do. */
function plain(value: Value, path: Special[0], specials: Special[]): Value {
  if (isSpecial(value)) {
    specials.push([path, typeof value === 'bigint' ? `${value}n` : Object.is(value, -0) ? '-0' : String(value)])
    return null
  }
  if (!holdsSpecial(value)) return value
  if (isList(value)) return value.map((item, index) => plain(item, [...path, index], specials))
  if (!isMapping(value)) return value
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, plain(item, [...path, key], specials)]))
}

function isSpecial(value: Value): value is number | bigint {
  return typeof value === 'bigint' || (typeof value === 'number' && (!Number.isFinite(value) || Object.is(value, -0)))
}

function holdsSpecial(value: Value): boolean {
  if (value === null || typeof value !== 'object') return isSpecial(value)
  if (isList(value)) return value.some(holdsSpecial)
  for (const key in value) if (holdsSpecial(value[key] ?? null)) return true
  return false
}

function parseList(text: string): readonly (Value | undefined)[] {
  try {
    // JSON makes nothing but the members of Value, and `__proto__` an ordinary key.
    const value = JSON.parse(text) as Value
    return isList(value) ? value : []
  } catch (error) {
    if (error instanceof SyntaxError) return []
    throw error
  }
}

function isDeeper(value: Value, most: number): boolean {
  if (value === null || typeof value !== 'object') return false
  if (most === 0) return true
  if (isList(value)) return value.some((item) => isDeeper(item, most - 1))
  for (const key in value) if (isDeeper(value[key] ?? null, most - 1)) return true
  return false
}

const SPECIAL = /^(?:-?[0-9]+n|-0|-?Infinity|NaN)$/

/** Writes a number where JSON said null; false where that is not so. */
function putBack(bodies: readonly Value[], special: Value): boolean {
  if (!isList(special) || special.length !== 2) return false
  const [path, text] = special
  if (!isList(path) || path.length < 2 || !isText(text) || !SPECIAL.test(text)) return false
  let holder: Value | undefined = bodies
  for (const segment of path.slice(0, -1)) holder = memberOf(holder, segment)
  const last = path.at(-1)
  if (holder === undefined || (typeof last !== 'number' && !isText(last)) || memberOf(holder, last) !== null) return false
  const value = text.endsWith('n') ? BigInt(text.slice(0, -1)) : Number(text)
  // An assignment to `__proto__` would do something else.
  Object.defineProperty(holder, last, { value, writable: true, enumerable: true, configurable: true })
  return true
}

function memberOf(value: Value | undefined, key: Value | undefined): Value | undefined {
  if (isList(value)) return typeof key === 'number' ? value[key] : undefined
  return isMapping(value) && isText(key) && Object.hasOwn(value, key) ? value[key] : undefined
}

/** The resources with the names that masking has kept; null where one is no name of its resource. */
function withNames(resources: readonly Resource[], names: readonly Value[]): readonly Resource[] | null {
  const named: Resource[] = [...resources]
  for (const entry of names) {
    const [index, unhashed] = isList(entry) ? entry : []
    const resource = typeof index === 'number' ? named[index] : undefined
    if (resource === undefined || typeof index !== 'number' || !isText(unhashed) || resource.unhashed !== undefined) return null
    if (resource.id.name !== unhashed && !resource.id.name.startsWith(`${unhashed}-`)) return null
    named[index] = { ...resource, unhashed }
  }
  return named
}

function isText(value: Value | undefined): value is string {
  return typeof value === 'string'
}
