// One kustomization by itself: the files it names, the kustomizations it uses, and what it would fetch or run.

import type { ClosureRisk } from '../model/closure.ts'
import { matchGlob } from '../model/glob.ts'
import { sha256Hex } from '../model/hash.ts'
import { kustomizationPaths } from '../model/kustomization.ts'
import { once } from '../model/memo.ts'
import type { Placeholder } from '../model/policy.ts'
import { joinPath } from '../model/repo-path.ts'
import { isMapping, type Mapping, type Value } from '../model/resource.ts'
import { byText } from '../model/text.ts'
import { LINK_MODE, type Tree, type TreeEntry } from '../model/tree.ts'
import { parseDocuments, parseKustomization, type KustomizationIndex } from './kustomizations.ts'
import { filesBelow, resolvePath, type Resolved } from './layout.ts'
import { chartDocument, declaredAffixes, externalPlugin, possiblePaths, unpacked } from './plugin-configuration.ts'
import { helmChart, referencesOf, type Chart, type LayerRole, type Reference } from './references.ts'
import { addressHost, remoteFile, remoteRepository } from './remote.ts'

export type LayerUse = { readonly folder: string; readonly role: LayerRole }

export type Layer = {
  /** The real folder, links followed. */
  readonly folder: string
  /** Its kustomization files in the repository; none where a placeholder supplies it, or where there is none. */
  readonly kustomizations: readonly string[]
  readonly files: ReadonlyMap<string, TreeEntry>
  readonly placeholders: ReadonlyMap<string, string>
  /** The files of the repository that `resources` names. */
  readonly resources: readonly string[]
  /** In the order in which kustomize meets them. */
  readonly uses: readonly LayerUse[]
  readonly risks: readonly ClosureRisk[]
  readonly missing: readonly { readonly entry: string; readonly file: string }[]
  readonly prefixes: readonly string[]
  readonly suffixes: readonly string[]
  /** Stands for the folder, its files and its placeholders. */
  readonly digest: () => string
  /** Real paths on which all of this depends; null where it depends on other layers, too. */
  readonly asked: ReadonlySet<string> | null
}

/** What a layer is read from. */
export type LayerSource = { readonly tree: Tree; readonly index: KustomizationIndex; readonly placeholders: readonly Placeholder[] }

/** Whether kustomize finds a kustomization in this real folder, placeholders in place. */
export function hasKustomization(source: LayerSource, folder: string): boolean {
  return source.index.byFolder.has(folder) || source.index.broken.has(folder) || placeholderKustomization(source, folder) !== null
}

/** Reads one layer; `resourcesOf` gives the resource files of a used folder, where those are configurations of plugins. */
export function readLayer(source: LayerSource, folder: string, resourcesOf: (folder: string) => readonly string[]): Layer {
  const { tree, index } = source
  const files = new Map<string, TreeEntry>()
  const placeholders = new Map<string, string>()
  const resources: string[] = []
  const uses: LayerUse[] = []
  const risks: ClosureRisk[] = []
  const missing: { entry: string; file: string }[] = []
  const prefixes: string[] = []
  const suffixes: string[] = []
  const asked = new Set(kustomizationPaths(folder))
  let alone = true

  const kustomizations = kustomizationPaths(folder).filter((path) => tree.entries.has(path))
  const supplied = kustomizations.length === 0 ? placeholderKustomization(source, folder) : null
  const file = kustomizations[0] ?? supplied?.path ?? folder
  const resolveFrom = (from: string, entry: string): Resolved => {
    const target = resolvePath(tree, index.layout, from, entry)
    asked.add(target.path)
    return target
  }
  const resolve = (entry: string): Resolved => resolveFrom(folder, entry)

  const keep = (path: string): void => {
    const entry = tree.entries.get(path)
    if (entry !== undefined) files.set(path, entry)
  }
  const keepResolved = (target: Resolved): void => {
    target.links.forEach(keep)
    if (target.kind === 'file') keep(target.path)
    if (target.kind === 'absent' && target.submodule !== null) keep(target.submodule)
  }
  const keepFolder = (path: string): void => {
    asked.add(path)
    for (const below of filesBelow(index.layout, path)) {
      if (files.has(below)) continue
      keep(below)
      if (tree.entries.get(below)?.mode !== LINK_MODE) continue
      const target = resolveFrom('', below)
      keepResolved(target)
      if (target.kind === 'folder' && !`${below}/`.startsWith(`${target.path}/`)) keepFolder(target.path)
    }
  }
  const risk = (kind: ClosureRisk['kind'], entry: string, host: string | null): void => {
    risks.push({ kind, entry, host, file })
  }
  /** A file, a placeholder for one, or the reason why there is none. */
  const takeFile = (entry: string, target: Resolved): boolean => {
    keepResolved(target)
    if (target.kind === 'file') return true
    if (target.kind === 'outside') {
      risk('outside', entry, null)
      return true
    }
    const placeholder = placeholderAt(source, target.path)
    if (placeholder !== null) placeholders.set(target.path, placeholder)
    return placeholder !== null
  }
  const takeChart = (chart: Chart): void => {
    risk('helm', chart.name === '' ? chart.home : chart.name, null)
    const home = resolve(chart.home)
    keepResolved(home)
    if (home.kind === 'outside') return risk('outside', chart.home, null)
    if (home.kind === 'folder') keepFolder(home.path)
    const below = home.kind === 'folder' ? filesBelow(index.layout, home.path) : []
    if (below.some((path) => path.slice(home.path.length).includes(`/${chart.name}/`))) return
    if (chart.repo === null) missing.push({ entry: `${chart.home}/${chart.name}`, file })
    else risk('remote', chart.repo, addressHost(chart.repo))
  }
  const takePossible = (value: Value): void => {
    for (const { text: entry, loaded } of possiblePaths(value)) {
      const remote = remoteFile(entry)
      if (remote !== null) {
        if (loaded) risk('remote', entry, remote.host)
        continue
      }
      const target = resolve(entry)
      const inner = joinPath('', entry)
      if (target.kind === 'folder' && inner !== null && inner !== '') keepFolder(target.path)
      else if (target.kind === 'file' || target.kind === 'absent') takeFile(entry, target)
    }
  }
  const takeConfiguration = (document: Mapping): void => {
    const plugin = externalPlugin(document)
    if (plugin !== null) risk('plugin', plugin, null)
    const affixes = declaredAffixes(document)
    if (affixes.prefix !== null) prefixes.push(affixes.prefix)
    if (affixes.suffix !== null) suffixes.push(affixes.suffix)
    const chart = chartDocument(document)
    if (chart !== null) helmChart(chart, {}).forEach(take)
    takePossible(document)
  }
  const takeConfigurationFile = (path: string): void => {
    parseDocuments(tree.text(path) ?? '').flatMap(unpacked).forEach(takeConfiguration)
  }
  const takeLayer = (entry: string, role: LayerRole): void => {
    const download = remoteFile(entry)
    if (download !== null) return risk('remote', entry, download.host)
    const target = resolve(entry)
    if (target.kind === 'file') {
      takeFile(entry, target)
      if (role === 'configuration') takeConfigurationFile(target.path)
      else resources.push(target.path)
      return
    }
    const repository = remoteRepository(entry)
    if (repository !== null) return risk('remote', entry, repository.host)
    if (target.kind !== 'outside' && hasKustomization(source, target.path)) {
      keepResolved(target)
      uses.push({ folder: target.path, role })
      if (role !== 'configuration') return
      alone = false
      resourcesOf(target.path).forEach(takeConfigurationFile)
      return
    }
    if (!takeFile(entry, target)) missing.push({ entry, file })
    else if (role === 'configuration') {
      parseDocuments(placeholders.get(target.path) ?? '').flatMap(unpacked).forEach(takeConfiguration)
    }
  }
  const take = (reference: Reference): void => {
    switch (reference.kind) {
      case 'file': {
        const remote = remoteFile(reference.entry)
        if (remote !== null) risk('remote', reference.entry, remote.host)
        else if (!takeFile(reference.entry, resolve(reference.entry))) missing.push({ entry: reference.entry, file })
        return
      }
      case 'layer':
        return takeLayer(reference.entry, reference.role)
      case 'inline-configuration':
        return reference.documents.flatMap(unpacked).forEach(takeConfiguration)
      case 'chart':
        return takeChart(reference.chart)
      case 'unknown':
        return takePossible(reference.value)
    }
  }

  for (const path of kustomizations) {
    keep(path)
    keepResolved(resolveFrom('', path))
  }
  if (supplied !== null) placeholders.set(supplied.path, supplied.content)
  // What cannot be read may name anything beside it.
  if (index.broken.has(folder)) keepFolder(folder)
  const fields = fieldsOf(source, folder, supplied)
  const prefix = fields['nameprefix']
  const suffix = fields['namesuffix']
  if (typeof prefix === 'string' && prefix !== '') prefixes.push(prefix)
  if (typeof suffix === 'string' && suffix !== '') suffixes.push(suffix)
  referencesOf(fields).forEach(take)
  if (kustomizations.length === 0 && supplied === null) missing.push({ entry: '.', file })

  const digest = once(() => {
    const contents = sorted(files).map(([path, entry]) => [path, entry.mode, entry.blob])
    return sha256Hex(JSON.stringify([folder, contents, sorted(placeholders)]))
  })
  return { folder, kustomizations, files, placeholders, resources, uses, risks, missing, prefixes, suffixes, digest, asked: alone ? asked : null }
}

function fieldsOf(source: LayerSource, folder: string, supplied: Placeholder | null): Mapping {
  const held = source.index.byFolder.get(folder)
  if (held !== undefined) return held.fields
  if (supplied === null) return {}
  const parsed = parseKustomization(supplied.content)
  return parsed.kind === 'parsed' && isMapping(parsed.fields) ? parsed.fields : {}
}

function placeholderKustomization(source: LayerSource, folder: string): Placeholder | null {
  for (const path of kustomizationPaths(folder)) {
    const content = placeholderAt(source, path)
    if (content !== null) return { path, content }
  }
  return null
}

function placeholderAt(source: LayerSource, path: string): string | null {
  return source.placeholders.find((placeholder) => placeholder.path === path || matchGlob(placeholder.path, path))?.content ?? null
}

function sorted<T>(map: ReadonlyMap<string, T>): readonly (readonly [string, T])[] {
  return [...map].sort(([a], [b]) => byText(a, b))
}
