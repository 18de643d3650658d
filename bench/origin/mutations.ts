// Every mutation of a world: the kustomizations from the overlay down, and every file that they name.

import { isMap, isScalar, isSeq } from 'yaml'
import { KUSTOMIZATION_NAMES } from '../../src/core/model/kustomization.ts'
import { folderOf, joinPath } from '../../src/core/model/repo-path.ts'
import type { Construct } from './constructs.ts'
import type { Reading, SourceField } from './document-rules.ts'
import {
  dataFileMutations,
  envFileMutations,
  patchMutations,
  pluginMutations,
  resourceMutations,
  valuesMutations
} from './document-rules.ts'
import type { Range } from './edit.ts'
import { kustomizationRules, targetConstructs } from './kustomization-rules.ts'
import type { Mutation } from './mutation.ts'
import { randomOf } from './random.ts'
import { sitesIn } from './sites.ts'
import type { Parsed, Part } from './source.ts'
import { keyText, lastLine, nodeAt, parsePart, partInside, startOf, textAt } from './source.ts'
import type { Files, World } from './world.ts'
import { LINK } from './world.ts'

type Survey = {
  readonly files: Files
  readonly found: Mutation[]
  readonly seen: Set<string>
  readonly sources: SourceField[]
  readonly reading: (file: string) => Reading
}

/** All mutations of a world, in an order that depends on nothing but its files and name. */
export function mutationsOf(world: World): readonly Mutation[] {
  const random = randomOf(`mutations of ${world.name}`)
  const { files } = world
  const survey: Survey = {
    files,
    found: [],
    seen: new Set(),
    sources: sourceFields(files),
    reading: (file) => ({ fileText: files[file] ?? '', random })
  }
  visitLayer(world.root, [], 0, survey)
  return survey.found
}

function kustomizationIn(files: Files, folder: string): string | null {
  return KUSTOMIZATION_NAMES.map((name) => (folder === '' ? name : `${folder}/${name}`)).find((path) => path in files) ?? null
}

function wholeFile(file: string, text: string): Part {
  return { file, text, first: 1, indent: 0, json: /\.json$/.test(file) || text.trimStart().startsWith('{') }
}

function parsedFile(file: string, files: Files): Parsed | null {
  const text = files[file]
  return text === undefined || text.startsWith(LINK) ? null : parsePart(wholeFile(file, text))
}

/** What replacements and vars read, wherever they stand. */
function sourceFields(files: Files): SourceField[] {
  const found: SourceField[] = []
  for (const file of Object.keys(files)) {
    if (!/\.ya?ml$/.test(file)) continue
    const root = parsedFile(file, files)?.documents[0]?.contents
    const lists = [nodeAt(root, ['replacements']), isSeq(root) ? root : undefined]
    for (const entry of [...lists.flatMap((list) => (isSeq(list) ? list.items : [])), ...(isMap(root) ? [root] : [])]) {
      const source = nodeAt(entry, ['source'])
      const [kind, name] = [textAt(source, ['kind']), textAt(source, ['name'])]
      if (kind !== null && name !== null)
        found.push({ kind, name, path: textAt(source, ['fieldPath']) ?? 'metadata.name', construct: 'replacements: source' })
    }
    const vars = nodeAt(root, ['vars'])
    for (const entry of isSeq(vars) ? vars.items : []) {
      const [kind, name] = [textAt(entry, ['objref', 'kind']), textAt(entry, ['objref', 'name'])]
      if (kind !== null && name !== null)
        found.push({ kind, name, path: textAt(entry, ['fieldref', 'fieldpath']) ?? 'metadata.name', construct: 'vars' })
    }
  }
  return found
}

/** Files that a path leads to: the file itself, or a folder's layer with all below and beside it that it names. */
function filesAt(path: string, files: Files, seen = new Set<string>()): readonly string[] {
  if (seen.has(path)) return []
  seen.add(path)
  if (path in files) return [path]
  const kustomization = kustomizationIn(files, path)
  if (kustomization === null) return []
  const own = Object.keys(files).filter((file) => folderOf(file) === path || file.startsWith(`${path}/`))
  const named = [...(files[kustomization] ?? '').matchAll(/^\s*- (?:path: )?["']?(\.\.?\/[^\s"']+)/gm)].flatMap((match) => {
    const target = joinPath(path, match[1] ?? '')
    return target === null ? [] : filesAt(target, files, seen)
  })
  return [...own, ...named]
}

function visitLayer(folder: string, layer: readonly Construct[], depth: number, survey: Survey): void {
  const { files, found, reading } = survey
  const file = kustomizationIn(files, folder)
  const parsed = file === null ? null : parsedFile(file, files)
  const root = parsed?.documents[0]?.contents
  if (file === null || parsed === null || !isMap(root) || survey.seen.has(file)) return
  survey.seen.add(file)
  const rules = kustomizationRules({ parsed, root, folder, layer, filesAt: (path) => filesAt(path, files) })
  found.push(...sitesIn(root, [], parsed, rules, files[file] ?? '', reading(file).random))
  for (const pair of root.items) {
    const field = keyText(pair)
    const items = isSeq(pair.value) ? pair.value.items : []
    items.forEach((item) => visitEntry(field, item, { folder, layer, depth, parsed, survey }))
  }
}

type EntryContext = {
  readonly folder: string
  readonly layer: readonly Construct[]
  readonly depth: number
  readonly parsed: Parsed
  readonly survey: Survey
}

function visitEntry(field: string, item: unknown, context: EntryContext): void {
  const { layer, depth, survey } = context
  switch (field) {
    case 'resources':
    case 'bases':
      return visitPath(
        item,
        context,
        (file) => resourceFile(file, [...layer, 'resources', ...(depth > 1 ? (['resources: deeper than one base'] as const) : [])], survey),
        layer
      )
    case 'components':
      return visitPath(item, context, () => undefined, [...layer, 'components'])
    case 'patches':
    case 'patchesJson6902': {
      const rows: readonly Construct[] = field === 'patches' ? targetConstructs(item) : ['patchesJson6902']
      const named = nodeAt(item, ['path'])
      if (isScalar(named))
        return visitPath(
          named,
          context,
          (file) => patchFile(file, [...layer, ...rows, ...(field === 'patches' ? (['patches: by path'] as const) : [])], item, context),
          layer
        )
      return inlinePatch(
        nodeAt(item, ['patch']),
        [...layer, ...rows, ...(field === 'patches' ? (['patches: inline'] as const) : [])],
        item,
        context
      )
    }
    case 'patchesStrategicMerge': {
      if (isScalar(item) && String(item.value).includes('\n')) return inlinePatch(item, [...layer, 'patchesStrategicMerge'], item, context)
      return visitPath(item, context, (file) => patchFile(file, [...layer, 'patchesStrategicMerge'], item, context), layer)
    }
    case 'configMapGenerator':
    case 'secretGenerator':
      return generatorFiles(field, item, context)
    case 'transformers':
    case 'generators': {
      const inside = partInside(item, context.parsed)
      if (inside !== null) return plugin(inside, [...layer, `${field}: inline`], context)
      return visitPath(
        item,
        context,
        (file) => plugin(wholeFile(file, survey.files[file] ?? ''), [...layer, `${field}: files`], context),
        layer
      )
    }
    case 'helmCharts': {
      const values = nodeAt(item, ['valuesFile'])
      return visitPath(
        values,
        context,
        (file) => take(file, survey, (part) => valuesMutations(part, [...layer, 'helmCharts: values file'], survey.reading(file))),
        layer
      )
    }
    case 'replacements':
      return
  }
}

/** What a path entry leads to: `onFile` for a file, the layer for a folder. */
function visitPath(
  item: unknown,
  { folder, depth, survey }: EntryContext,
  onFile: (file: string) => void,
  layer: readonly Construct[]
): void {
  if (!isScalar(item)) return
  const path = joinPath(folder, String(item.value))
  if (path === null) return
  if (path in survey.files) {
    if (survey.seen.has(path)) return
    survey.seen.add(path)
    if (!survey.files[path]?.startsWith(LINK)) onFile(path)
  } else visitLayer(path, layer, depth + 1, survey)
}

function take(file: string, survey: Survey, mutate: (part: Part) => readonly Mutation[]): void {
  survey.found.push(...mutate(wholeFile(file, survey.files[file] ?? '')))
}

function resourceFile(file: string, constructs: readonly Construct[], survey: Survey): void {
  take(file, survey, (part) => resourceMutations(part, constructs, survey.sources, survey.reading(file)))
}

function rangeOf(item: unknown, parsed: Parsed): readonly Range[] {
  if (!isMap(item) && !isScalar(item)) return []
  return [{ file: parsed.part.file, from: startOf(item, parsed).line, to: lastLine(item, parsed) }]
}

function patchFile(file: string, constructs: readonly Construct[], item: unknown, { parsed, survey }: EntryContext): void {
  take(file, survey, (part) => patchMutations(part, constructs, rangeOf(item, parsed), survey.reading(file)))
}

function inlinePatch(node: unknown, constructs: readonly Construct[], item: unknown, { parsed, survey }: EntryContext): void {
  const inside = partInside(node, parsed)
  if (inside === null) return
  survey.found.push(...patchMutations(inside, constructs, rangeOf(item, parsed), survey.reading(parsed.part.file)))
}

function generatorFiles(field: 'configMapGenerator' | 'secretGenerator', item: unknown, context: EntryContext): void {
  const { folder, layer, survey } = context
  const behavior = textAt(item, ['behavior'])
  const rows: readonly Construct[] = [
    ...layer,
    ...(behavior === 'merge' || behavior === 'replace' ? ([`generators: behavior ${behavior}`] as const) : [])
  ]
  const each = (
    kind: 'files' | 'envs',
    mutate: (part: Part, constructs: readonly Construct[], reading: Reading) => readonly Mutation[]
  ): void => {
    const list = nodeAt(item, [kind])
    for (const entry of isSeq(list) ? list.items : []) {
      const text = isScalar(entry) ? String(entry.value) : ''
      const path = joinPath(folder, text.slice(text.indexOf('=') + 1))
      if (path === null || !(path in survey.files) || survey.seen.has(path)) continue
      survey.seen.add(path)
      take(path, survey, (part) => mutate(part, [...rows, `${field}: ${kind}`], survey.reading(path)))
    }
  }
  each('files', dataFileMutations)
  each('envs', envFileMutations)
}

function plugin(part: Part, constructs: readonly Construct[], context: EntryContext): void {
  const { folder, survey, parsed } = context
  const reading = survey.reading(part.file)
  const brings = (): readonly Range[] => []
  survey.found.push(...pluginMutations(part, constructs, brings, reading))
  const inner = parsePart(part)
  for (const document of inner?.documents ?? []) {
    const patch = nodeAt(document.contents, ['patch'])
    const inside = inner === null ? null : partInside(patch, inner)
    if (inside !== null) survey.found.push(...patchMutations(inside, constructs, rangeOf(document.contents, inner ?? parsed), reading))
    const path = textAt(document.contents, ['path'])
    const target = path === null ? null : joinPath(folder, path)
    if (target !== null && target in survey.files)
      take(target, survey, (file) => patchMutations(file, constructs, [], survey.reading(target)))
    const envs = nodeAt(document.contents, ['envs'])
    for (const entry of isSeq(envs) ? envs.items : []) {
      const file = isScalar(entry) ? joinPath(folder, String(entry.value)) : null
      if (file !== null && file in survey.files) take(file, survey, (each) => envFileMutations(each, constructs, survey.reading(file)))
    }
  }
}
