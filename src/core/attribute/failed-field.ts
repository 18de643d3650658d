// Entries that kustomize names by their own words: generators and their items, replicas, vars, replacements, plugins.

import type { FailedPlaces, Scene } from './failed-scene.ts'
import { at, last, only } from './failed-scene.ts'
import type { Traced, TracedScalar } from './traced.ts'
import { fieldOf, itemsOf, scalarOf, textOf } from './traced.ts'

function namedIn({ root }: Scene, field: string, name: string): readonly TracedScalar[] {
  return itemsOf(fieldOf(root, field)).flatMap((entry) => {
    const own = scalarOf(entry, 'name')
    return own?.text === name ? [own] : []
  })
}

/** `configMapGenerator` and `secretGenerator`: a name that is taken or missing, an item that is no `key=value`, a key given twice. */
export function failedGenerator(scene: Scene): FailedPlaces | null {
  const { words, root } = scene
  const fields = ['configMapGenerator', 'secretGenerator']
  const id = /id resid\.ResId\{.*?Kind:"(\w+)".*?Name:"([^"]*)".*?\} (exists|does not exist)/.exec(words)
  if (id !== null) {
    const found = namedIn(scene, id[1] === 'Secret' ? 'secretGenerator' : 'configMapGenerator', id[2] ?? '')
    // The first of two may be what the second finds taken.
    return at(found.length > 1 && id[3] === 'exists' ? null : only(found.map(({ mark }) => mark)))
  }
  const literal = last(words, /invalid literal source ([^,\n]*), expected key=value/g)
  const items = (name: string | null): readonly TracedScalar[] =>
    fields.flatMap((field) =>
      itemsOf(fieldOf(root, field))
        .filter((entry) => name === null || textOf(entry, 'name') === name)
        .flatMap((entry) => itemsOf(fieldOf(entry, 'literals')))
        .flatMap((item) => (item.kind === 'scalar' ? [item] : []))
    )
  // Its text is hidden where it is a Secret's.
  const wrong = ({ text }: TracedScalar): boolean => text === literal || (literal === '…' && !text.includes('='))
  if (literal !== null) return at(only(items(null).filter(wrong).map(({ mark }) => mark)))
  const [, name, key] = /(?:configmap|secret) (\S+) illegally repeats the key `([^`\n]*)`/.exec(words) ?? []
  if (name === undefined || key === undefined || fields.flatMap((field) => namedIn(scene, field, name)).length > 1) return null
  const [first, second, ...more] = items(name).filter(({ text }) => text.startsWith(`${key}=`))
  return first === undefined || second === undefined || more.length > 0 ? null : at(second.mark)
}

/** `replacements`: a source or a target that is not there. */
export function failedReplacement(scene: Scene): FailedPlaces | null {
  const { words, root, folder, reader } = scene
  const entries = itemsOf(fieldOf(root, 'replacements')).flatMap((entry): readonly Traced[] => {
    const path = textOf(entry, 'path')
    const file = path === null ? null : reader.resolve(folder, path)
    if (path === null) return [entry]
    const first = file === null ? undefined : reader.documents(file)?.[0]
    return first === undefined ? [] : first.kind === 'list' ? first.items : [first]
  })
  const selected = /nothing selected by ([^.\s]+)\.[^/\s]*\/([^:\s]*)\.(?:\[noNs\]|[^.:\s]*):(\S*)/.exec(words)
  if (selected !== null) {
    const [, kind = '', name = '', path = ''] = selected
    const same = (value: string | null, wanted: string): boolean => value === wanted || (value === null && /^\[no\w+\]$|^$/.test(wanted))
    const sources = entries.flatMap((entry) => fieldOf(entry, 'source') ?? [])
    const meant = sources.filter((source) => same(textOf(source, 'kind'), kind) && same(textOf(source, 'name'), name) && (textOf(source, 'fieldPath') ?? 'metadata.name') === path)
    return at(only(meant.map((source) => scalarOf(source, 'name')?.mark ?? source.mark)))
  }
  const missing = last(words, /fieldPath `([^`\n]+)` is missing for replacement source/g)
  if (missing !== null) {
    return at(only(entries.flatMap((entry) => { const path = scalarOf(fieldOf(entry, 'source'), 'fieldPath'); return path?.text === missing ? [path.mark] : [] })))
  }
  const target = last(words, /unable to find field "([^"\n]+)" in replacement target/g)
  if (target === null) return null
  const paths = entries.flatMap((entry) => itemsOf(fieldOf(entry, 'targets'))).flatMap((each) => itemsOf(fieldOf(each, 'fieldPaths')))
  return at(only(paths.flatMap((path) => (path.kind === 'scalar' && path.text === target ? [path.mark] : []))))
}

/** `replicas` and `vars` by name, plugins by the kind of their configuration. */
export function namedEntry(scene: Scene): FailedPlaces | null {
  const { words, root, folder, reader } = scene
  const replicas = last(words, /resource with name (\S+) does not match a config with the following GVK/g)
  if (replicas !== null) return at(only(namedIn(scene, 'replicas', replicas).map(({ mark }) => mark)))
  const variable = last(words, /var '\{(\S+) [^\n]*cannot be mapped/g)
  if (variable !== null) return at(only(namedIn(scene, 'vars', variable).map(({ mark }) => mark)))
  const plugin = last(words, /unable to load external plugin '([^'\n]+)'/g)
  if (plugin === null) return null
  const entries = ['generators', 'transformers', 'validators'].flatMap((field) => itemsOf(fieldOf(root, field)))
  const meant = entries.filter((entry) => {
    if (entry.kind !== 'scalar') return false
    const file = entry.text.includes('\n') ? null : reader.resolve(folder, entry.text)
    return file === null ? entry.text.includes(`kind: ${plugin}\n`) : (reader.documents(file) ?? []).some((document) => textOf(document, 'kind') === plugin)
  })
  return at(only(meant.map(({ mark }) => mark)))
}
