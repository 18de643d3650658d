// One kustomization by itself: the files it names, the kustomizations it uses, and what it would fetch or run.

import type { ClosureRisk } from '../model/closure.ts'
import { sha256Hex } from '../model/hash.ts'
import { addressHost } from '../model/host.ts'
import { kustomizationPaths } from '../model/kustomization.ts'
import { once } from '../model/memo.ts'
import { joinPath } from '../model/repo-path.ts'
import type { Mapping, Value } from '../model/resource.ts'
import { byText } from '../model/text.ts'
import { LINK_MODE, type TreeEntry } from '../model/tree.ts'
import { shapingOf, type Shaping } from './configuration-folder.ts'
import { parseDocuments } from './kustomizations.ts'
import { fieldsOf, hasKustomization, placeholderAt, placeholderKustomization, problemOf, type LayerSource } from './layer-source.ts'
import { filesBelow, resolvePath, type Resolved } from './layout.ts'
import { chartDocument, declaredAffixes, externalPlugin, HELM_GENERATOR, possiblePaths, unpacked } from './plugin-configuration.ts'
import { areNamed, helmChart, referencesOf, type Chart, type LayerRole, type Reference } from './references.ts'
import { remoteFile, remoteLayer } from './remote.ts'

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
  /** What it makes of configurations of plugins, if its resources are such. */
  readonly shaping: () => Shaping
  /** Stands for the folder, its files and its placeholders. */
  readonly digest: () => string
  /** Real paths on which all of this depends; null where it depends on other layers, too. */
  readonly asked: ReadonlySet<string> | null
}

/** Reads one layer; `layersOf` gives a used folder's own and all that it uses, where those are configurations of plugins. */
export function readLayer(source: LayerSource, folder: string, layersOf: (folder: string) => readonly Layer[]): Layer {
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
  /** Helm follows the links of a chart, which are not there where they lead out of the repository. */
  const takeChart = ({ name, home, repo, version }: Chart): void => {
    risk('helm', name === '' ? home : name, null)
    const target = resolve(home)
    keepResolved(target)
    if (target.kind === 'outside') return risk('outside', home, null)
    if (target.kind === 'folder') keepFolder(target.path)
    // Where kustomize 5.0.2 and later look; what is not there is pulled.
    const folders = repo !== null && version !== null ? [`${home}/${name}-${version}/${name}`] : [`${home}/${name}`]
    for (const entry of folders) {
      const chart = resolve(entry)
      if (name !== '' && chart.kind === 'folder') continue
      if (chart.kind === 'outside') risk('outside', entry, null)
      else if (repo === null) missing.push({ entry, file })
      else risk('remote', repo, addressHost(repo))
    }
  }
  const takePossible = (value: Value, all = false): void => {
    for (const { text: entry, loaded, file: isFile } of possiblePaths(value, all)) {
      const remote = remoteFile(entry) ?? (all ? remoteLayer(entry) : null)
      if (remote !== null) {
        if (loaded) risk('remote', entry, remote.host)
        continue
      }
      const target = resolve(entry)
      if (target.kind === 'outside' && isFile) risk('outside', entry, null)
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
  const takeConfigurations = (name: string, text: string): void => {
    const { documents, whole } = parseDocuments(text)
    if (!whole) risk('plugin', name, null)
    documents.flatMap(unpacked).forEach(takeConfiguration)
  }
  const takeConfigurationFile = (path: string): void => takeConfigurations(path, tree.text(path) ?? '')
  const takeConfigurationFolder = (entry: string, used: string): void => {
    for (const layer of layersOf(used)) {
      layer.resources.forEach(takeConfigurationFile)
      const { unclear, texts } = layer.shaping()
      for (const what of unclear) risk('plugin', `${entry}: ${what}`, null)
      for (const text of texts) {
        const remote = remoteFile(text)
        if (remote !== null) risk('remote', text, remote.host)
        else if (text === HELM_GENERATOR) risk('plugin', text, null)
        else if (text.includes('/') && resolve(text).kind === 'outside') risk('outside', text, null)
      }
    }
  }
  const takeLayer = (entry: string, role: LayerRole): void => {
    // Before any file of that name: one that kustomize cannot use makes it clone.
    const remote = remoteLayer(entry)
    if (remote !== null) return risk('remote', entry, remote.host)
    const target = resolve(entry)
    if (target.kind === 'file') {
      takeFile(entry, target)
      if (role === 'configuration') takeConfigurationFile(target.path)
      else resources.push(target.path)
      return
    }
    if (target.kind !== 'outside' && hasKustomization(source, target.path)) {
      keepResolved(target)
      uses.push({ folder: target.path, role })
      if (role !== 'configuration') return
      alone = false
      takeConfigurationFolder(entry, target.path)
      return
    }
    if (!takeFile(entry, target)) missing.push({ entry, file })
    else if (role === 'configuration') {
      takeConfigurations(target.path, placeholders.get(target.path) ?? '')
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
        if (!areNamed(reference.documents) && resolve(reference.entry).kind === 'outside') risk('outside', reference.entry, null)
        return reference.documents.flatMap(unpacked).forEach(takeConfiguration)
      case 'program':
        return risk('plugin', reference.entry, null)
      case 'chart':
        return takeChart(reference.chart)
      case 'unknown':
        return takePossible(reference.value, true)
    }
  }

  for (const path of kustomizations) {
    keep(path)
    keepResolved(resolveFrom('', path))
  }
  if (supplied !== null) placeholders.set(supplied.path, supplied.content)
  // What cannot be read may name anything beside it, and elsewhere.
  const broken = index.broken.get(folder)
  if (broken !== undefined) {
    keepFolder(folder)
    risks.push({ kind: 'unreadable', entry: problemOf(broken), host: null, file, ...(broken.line === undefined ? {} : { line: broken.line }) })
  }
  const fields = fieldsOf(source, folder, supplied)
  const prefix = fields['nameprefix']
  const suffix = fields['namesuffix']
  if (typeof prefix === 'string' && prefix !== '') prefixes.push(prefix)
  if (typeof suffix === 'string' && suffix !== '') suffixes.push(suffix)
  referencesOf(fields).forEach(take)
  if (kustomizations.length === 0 && supplied === null) missing.push({ entry: '.', file })

  const contents = { folder, kustomizations, files, placeholders, resources, uses, risks, missing, prefixes, suffixes }
  return { ...contents, shaping: laterShaping(source, folder, fields), digest: laterDigest(contents), asked: alone ? asked : null }
}

// What is worked out later is made in functions of its own: else each layer would keep alive all that it was read with.

function laterShaping({ tree, index }: LayerSource, folder: string, fields: Mapping): Layer['shaping'] {
  return () => shapingOf(fields, (entry) => tree.text(resolvePath(tree, index.layout, folder, entry).path))
}

function laterDigest({ folder, files, placeholders }: Pick<Layer, 'folder' | 'files' | 'placeholders'>): Layer['digest'] {
  return once(() => {
    const contents = sorted(files).map(([path, entry]) => [path, entry.mode, entry.blob])
    return sha256Hex(JSON.stringify([folder, contents, sorted(placeholders)]))
  })
}

function sorted<T>(map: ReadonlyMap<string, T>): readonly (readonly [string, T])[] {
  return [...map].sort(([a], [b]) => byText(a, b))
}
