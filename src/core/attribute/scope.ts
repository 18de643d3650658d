// Which kinds must be traced for a question about one of them, and what holds for the whole build.

import { createPatterns } from './pattern.ts'
import { readReplacements } from './replacements.ts'
import type { SourceReader } from './source-reader.ts'
import { fieldOf, itemsOf, textOf } from './traced.ts'
import type { Scope } from './traced-resource.ts'
import { kindOfVar } from './vars.ts'

/**
 * Replacements and vars copy from resources of other kinds; transformers of their own and patches that change a kind may touch any.
 * files: the kustomizations of the closure. kinds: those that are copied from.
 */
export function scopeOf(reader: SourceReader, files: readonly string[]): Scope {
  const kinds = new Set<string>()
  let all = false
  let [customSchema, rewrites, images] = [false, false, false]
  for (const file of files) {
    const root = reader.documents(file)?.[0]
    const folder = file.slice(0, Math.max(0, file.lastIndexOf('/')))
    const sources = readReplacements(fieldOf(root, 'replacements'), { reader, folder }).map((each) => {
      if (each === null) return null
      return fieldOf(each, 'source') === undefined && textOf(each, 'sourceValue') !== null ? '' : textOf(fieldOf(each, 'source'), 'kind')
    })
    for (const kind of [...sources, ...itemsOf(fieldOf(root, 'vars')).map(kindOfVar)]) {
      if (kind === null) all = true
      else if (kind !== '') kinds.add(kind)
    }
    all ||= itemsOf(fieldOf(root, 'transformers')).length > 0 || /allowKindChange/i.test(reader.text(file) ?? '')
    customSchema ||= fieldOf(root, 'openapi') !== undefined
    const has = (field: string): boolean => fieldOf(root, field) !== undefined
    rewrites ||= ['vars', 'replacements', 'transformers', 'configurations', 'crds'].some(has)
    images ||= has('images') || has('imageTags')
  }
  return { kinds: all ? null : kinds, customSchema, rewrites, images, patterns: createPatterns() }
}

/** The scope of a question about one kind. */
export function scopeFor(scope: Scope, kind: string): Scope {
  return scope.kinds === null ? scope : { ...scope, kinds: new Set([...scope.kinds, kind]) }
}
