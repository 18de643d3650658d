// A kustomization that makes configurations of plugins: what its own fields may make of the configurations in its files.

import { isList, isMapping, type Mapping, type Value } from '../model/resource.ts'
import { lowerCaseKeys, parseDocuments } from './kustomization-text.ts'

/** Fields that write nothing but names, labels and annotations, as they stand there. */
const HARMLESS: ReadonlySet<string> = new Set([
  'apiversion', 'kind', 'metadata', 'resources', 'bases', 'namespace', 'nameprefix', 'namesuffix', 'generatoroptions', 'sortoptions', 'buildmetadata'
])
/** Fields that write values as they stand there, wherever they want. */
const LITERAL: ReadonlySet<string> = new Set(['labels', 'commonlabels', 'commonannotations', 'patches', 'patchesstrategicmerge', 'patchesjson6902'])

export type Shaping = {
  /** Fields, operations and files of which nobody can tell without kustomize what they make of a configuration. */
  readonly unclear: readonly string[]
  /** Every text that may end up in any field of a configuration. */
  readonly texts: readonly string[]
}

/** Reads the fields (in lower case) of such a kustomization; `textOf` gives the files that patches name. */
export function shapingOf(fields: Mapping, textOf: (entry: string) => string | undefined): Shaping {
  const unclear = Object.keys(fields).filter((name) => !HARMLESS.has(name) && !LITERAL.has(name))
  const texts = new Set<string>()
  const seen = new Set<Value>()
  const take = (value: Value): void => {
    if (typeof value === 'string') texts.add(value)
    if (typeof value !== 'object' || value === null || seen.has(value)) return
    seen.add(value)
    if (isList(value)) return value.forEach(take)
    const operation = value['op']
    if (operation === 'copy' || operation === 'move') unclear.push(operation)
    // The paths of an operation lead into the configuration.
    if (typeof operation === 'string') take(value['value'] ?? null)
    else Object.values(value).forEach(take)
  }
  const takePatch = (patch: string): void => {
    const { documents, whole } = parseDocuments(patch)
    if (!whole) unclear.push('a patch that cannot be read')
    documents.forEach(take)
  }
  const takeFile = (entry: string): void => {
    const text = textOf(entry)
    if (text !== undefined) takePatch(text)
  }
  for (const name of LITERAL) {
    const items = isList(fields[name]) ? fields[name] : [fields[name] ?? null]
    for (const item of items) {
      if (!name.startsWith('patches')) take(item)
      else if (typeof item === 'string') [takePatch, takeFile].forEach((read) => read(item))
      else if (isMapping(item)) {
        const { patch, path } = lowerCaseKeys(item)
        if (typeof patch === 'string') takePatch(patch)
        if (typeof path === 'string') takeFile(path)
      }
    }
  }
  return { unclear, texts: [...texts] }
}
