// Shapes of JSON: each reads a value that nobody vouches for into a type, or throws a ShapeError that names the place.

/** What a value should have been, and where. */
export class ShapeError extends Error {
  constructor(at: string, expected: string) {
    super(`${at === '' ? 'the document' : `\`${at.slice(0, 200)}\``} is not ${expected}`)
    this.name = 'ShapeError'
  }
}

export type Shape<T> = (value: unknown, at: string) => T

/** More than any report holds; what is longer was not written by this program. */
const LONGEST_TEXT = 16_000_000
const LONGEST_LIST = 1_000_000

export const text: Shape<string> = (value, at) => {
  if (typeof value === 'string' && value.length <= LONGEST_TEXT) return value
  throw new ShapeError(at, 'a text')
}

export const boolean: Shape<boolean> = (value, at) => {
  if (typeof value === 'boolean') return value
  throw new ShapeError(at, '`true` or `false`')
}

export const number: Shape<number> = (value, at) => {
  if (typeof value === 'number' && Number.isFinite(value)) return value
  throw new ShapeError(at, 'a number')
}

export const count: Shape<number> = (value, at) => {
  if (typeof value === 'number' && Number.isSafeInteger(value) && value >= 0) return value
  throw new ShapeError(at, 'a whole number')
}

/** Lines and columns, which count from 1. */
export const ordinal: Shape<number> = (value, at) => {
  if (count(value, at) > 0) return count(value, at)
  throw new ShapeError(at, 'a number from 1')
}

export function nullable<T>(shape: Shape<T>): Shape<T | null> {
  return (value, at) => (value === null ? null : shape(value, at))
}

export function list<T>(shape: Shape<T>): Shape<readonly T[]> {
  return (value, at) => {
    if (!Array.isArray(value) || value.length > LONGEST_LIST) throw new ShapeError(at, 'a list')
    return value.map((item, index) => shape(item, `${at}[${String(index)}]`))
  }
}

/** One of the texts. */
export function oneOf<const T extends string>(known: readonly T[]): Shape<T> {
  return (value, at) => {
    const found = known.find((each) => each === value)
    if (found !== undefined) return found
    throw new ShapeError(at, 'a word that this version knows')
  }
}

/** One of the table's keys. */
export function keyOf<T extends string>(table: Readonly<Record<T, unknown>>): Shape<T> {
  const isKey = (value: unknown): value is T => typeof value === 'string' && Object.hasOwn(table, value)
  return (value, at) => {
    if (isKey(value)) return value
    throw new ShapeError(at, 'a word that this version knows')
  }
}

/** Any names. */
export function record<T>(shape: Shape<T>): Shape<Readonly<Record<string, T>>> {
  return (value, at) => Object.fromEntries(Object.entries(mapping(value, at)).map(([key, each]) => [key, shape(each, `${at}.${key}`)]))
}

/** Exactly these names, in the order of the value; those of `optional` may be absent. */
export function object<T extends object>(
  shapes: { readonly [K in keyof T]-?: Shape<Exclude<T[K], undefined>> },
  optional: readonly (keyof T & string)[] = []
): Shape<T> {
  const known: Readonly<Record<string, Shape<unknown>>> = shapes
  return (value, at) => {
    const fields = mapping(value, at)
    const missing = Object.keys(known).find((key) => !Object.hasOwn(fields, key) && !optional.some((name) => name === key))
    if (missing !== undefined) throw new ShapeError(at === '' ? missing : `${at}.${missing}`, 'there')
    const read = Object.entries(fields).map(([key, each]): readonly [string, unknown] => {
      const shape = Object.hasOwn(known, key) ? known[key] : undefined
      if (shape === undefined) throw new ShapeError(at === '' ? key : `${at}.${key}`, 'a name that this version knows')
      return [key, shape(each, at === '' ? key : `${at}.${key}`)]
    })
    // Each name was read by its own shape, and none is missing.
    return Object.fromEntries(read) as T
  }
}

function mapping(value: unknown, at: string): Readonly<Record<string, unknown>> {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return { ...value }
  throw new ShapeError(at, 'a mapping')
}
