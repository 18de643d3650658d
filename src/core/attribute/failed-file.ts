// The line on which a file stops being YAML; kustomize counts from the document's start, and sometimes not even that.

import { parseAllDocuments } from 'yaml'
import { placesIn } from '../model/line-of.ts'
import { isReadable } from '../model/yaml-shape.ts'
import type { FailedPlaces, Scene } from './failed-scene.ts'
import { at, last, only } from './failed-scene.ts'
import type { Mark } from './source-text.ts'
import type { OverlaySource } from './tracer.ts'

/** null where our own parser reads the file without complaint. */
export function brokenLine(file: string, text: string): Mark | null {
  return errorsIn(file, text, false)[0]?.mark ?? null
}

/** Characters; the library compares every key of a mapping with every other. */
const LONGEST_COMPARED = 100_000

type Complaint = { readonly code: string; readonly mark: Mark }

function errorsIn(file: string, text: string, uniqueKeys: boolean): readonly Complaint[] {
  if (!isReadable(text) || (uniqueKeys && text.length > LONGEST_COMPARED)) return []
  const placeOf = placesIn(text)
  const documents = parseAllDocuments(text, { uniqueKeys, schema: 'failsafe', logLevel: 'silent' })
  if (!Array.isArray(documents)) return []
  return documents.flatMap(({ errors }) =>
    errors.map(({ code, pos }) => ({ code, mark: { file, ...placeOf(pos[0]) } }))
  )
}

/** A key that a mapping has twice: kustomize names the key, and no file. */
export function duplicateKey({ words }: Scene, { tree, closure }: OverlaySource): FailedPlaces | null {
  const key = last(words, /mapping key "([^"\n]+)" already defined/g)
  if (key === null) return null
  const found = closure.files.flatMap(({ path }) => {
    const text = /\.(ya?ml|json)$/i.test(path) && tree.entries.has(path) ? (tree.text(path) ?? '') : ''
    if (!text.includes(key)) return []
    const lines = text.split('\n')
    return errorsIn(path, text, true).flatMap(({ code, mark }) => (code === 'DUPLICATE_KEY' && lines[(mark.line ?? 0) - 1]?.includes(key) === true ? [mark] : []))
  })
  return at(only(found))
}
