// kustomize refuses a kustomization without any field: an experiment that leaves out the last one puts a harmless one in its place.

import { isKustomizationFile } from '../model/kustomization.ts'
import type { Edit } from './edit.ts'
import { applyEdits } from './edit.ts'
import { entriesOf } from './entries.ts'

/** Fields that do not count (Kustomization.CheckEmpty in api/types/kustomization.go compares with one that has nothing else). */
const TYPE: readonly string[] = ['apiversion', 'kind']
const HARMLESS = 'metadata:\n  name: kept\n'

/** The edits, and for each kustomization that they would empty a field that does nothing. Only block YAML can be added to. */
export function neverEmpty(edits: readonly Edit[], textOf: (file: string) => string): readonly Edit[] {
  const files = new Set(edits.map(({ file }) => file).filter(isKustomizationFile))
  const added = [...files].flatMap((file): readonly Edit[] => {
    const text = textOf(file)
    const left = applyEdits(text, edits.filter((edit) => edit.file === file))
    const [document] = entriesOf(file, left)
    const fields = (document?.entries ?? []).filter(({ key }) => key !== null && !TYPE.includes(key.toLowerCase()))
    if (fields.some(({ kind, text: value }) => kind !== 'scalar' || !/^(|~|null)$/i.test(value ?? '')) || /^\s*\{/.test(left)) return []
    // What is taken out may end where the file does: there the harmless field begins a line of its own all the same.
    return [{ file, start: text.length, end: text.length, text: `${left === '' || left.endsWith('\n') ? '' : '\n'}${HARMLESS}` }]
  })
  return [...edits, ...added]
}
