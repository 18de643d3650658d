// What a reference of a kustomization leads to: files, other kustomizations, and what would be fetched or run.

import type { ClosureRisk } from '../model/closure.ts'
import { addressHost } from '../model/host.ts'
import { joinPath } from '../model/repo-path.ts'
import type { Mapping, Value } from '../model/resource.ts'
import { LINK_MODE, type TreeEntry } from '../model/tree.ts'
import { parseDocuments } from './kustomization-text.ts'
import type { Layer, LayerUse } from './layer.ts'
import { hasKustomization, placeholderAt, type LayerSource } from './layer-source.ts'
import { filesBelow, resolvePath, type Resolved } from './layout.ts'
import { chartDocument, declaredAffixes, externalPlugin, HELM_GENERATOR, possiblePaths, unpacked } from './plugin-configuration.ts'
import { areNamed, helmChart, type Chart, type LayerRole, type Reference } from './references.ts'
import { remoteFile, remoteLayer } from './remote.ts'

/** What has been found out about a layer so far. */
export type Found = {
  readonly source: LayerSource
  readonly folder: string
  /** The kustomization file, or what stands for it in a message. */
  readonly file: string
  readonly layersOf: (folder: string) => readonly Layer[]
  readonly kustomizations: readonly string[]
  readonly files: Map<string, TreeEntry>
  readonly placeholders: Map<string, string>
  readonly resources: string[]
  readonly uses: LayerUse[]
  readonly risks: ClosureRisk[]
  readonly missing: { readonly entry: string; readonly file: string }[]
  readonly prefixes: string[]
  readonly suffixes: string[]
  readonly asked: string[]
  /** Whether it depends on no other layer. */
  alone: boolean
}

export function take(reference: Reference, found: Found): void {
  switch (reference.kind) {
    case 'file': {
      const remote = remoteFile(reference.entry)
      if (remote !== null) risk('remote', reference.entry, remote.host, found)
      else if (!takeFile(reference.entry, resolve(reference.entry, found), found)) found.missing.push({ entry: reference.entry, file: found.file })
      return
    }
    case 'layer':
      return takeLayer(reference.entry, reference.role, found)
    case 'inline-configuration':
      if (!areNamed(reference.documents) && resolve(reference.entry, found).kind === 'outside') risk('outside', reference.entry, null, found)
      for (const document of reference.documents.flatMap(unpacked)) takeConfiguration(document, found)
      return
    case 'program':
      return risk('plugin', reference.entry, null, found)
    case 'chart':
      return takeChart(reference.chart, found)
    case 'unknown':
      return takePossible(reference.value, found, true)
  }
}

function takeLayer(entry: string, role: LayerRole, found: Found): void {
  // Before any file of that name: one that kustomize cannot use makes it clone.
  const remote = remoteLayer(entry)
  if (remote !== null) return risk('remote', entry, remote.host, found)
  const target = resolve(entry, found)
  if (target.kind === 'file') {
    takeFile(entry, target, found)
    if (role === 'configuration') takeConfigurationFile(target.path, found)
    else found.resources.push(target.path)
    return
  }
  if (target.kind !== 'outside' && hasKustomization(found.source, target.path)) {
    keepResolved(target, found)
    found.uses.push({ folder: target.path, role })
    if (role !== 'configuration') return
    found.alone = false
    takeConfigurationFolder(entry, target.path, found)
    return
  }
  if (!takeFile(entry, target, found)) found.missing.push({ entry, file: found.file })
  else if (role === 'configuration') takeConfigurations(target.path, found.placeholders.get(target.path) ?? '', found)
}

/** A file, a placeholder for one, or the reason why there is none. */
function takeFile(entry: string, target: Resolved, found: Found): boolean {
  keepResolved(target, found)
  if (target.kind === 'file') return true
  if (target.kind === 'outside') {
    risk('outside', entry, null, found)
    return true
  }
  const placeholder = placeholderAt(found.source, target.path)
  if (placeholder !== null) found.placeholders.set(target.path, placeholder)
  return placeholder !== null
}

/** Helm follows the links of a chart, which are not there where they lead out of the repository. */
function takeChart({ name, home, repo, version }: Chart, found: Found): void {
  risk('helm', name === '' ? home : name, null, found)
  const target = resolve(home, found)
  keepResolved(target, found)
  if (target.kind === 'outside') return risk('outside', home, null, found)
  if (target.kind === 'folder') keepFolder(target.path, found)
  // Where kustomize 5.0.2 and later look; what is not there is pulled.
  const folders = repo !== null && version !== null ? [`${home}/${name}-${version}/${name}`] : [`${home}/${name}`]
  for (const entry of folders) {
    const chart = resolve(entry, found)
    if (name !== '' && chart.kind === 'folder') continue
    if (chart.kind === 'outside') risk('outside', entry, null, found)
    else if (repo === null) found.missing.push({ entry, file: found.file })
    else risk('remote', repo, addressHost(repo), found)
  }
}

function takePossible(value: Value, found: Found, all = false): void {
  for (const { text: entry, loaded, file: isFile } of possiblePaths(value, all)) {
    const remote = remoteFile(entry) ?? (all ? remoteLayer(entry) : null)
    if (remote !== null) {
      if (loaded) risk('remote', entry, remote.host, found)
      continue
    }
    const target = resolve(entry, found)
    if (target.kind === 'outside' && isFile) risk('outside', entry, null, found)
    const inner = joinPath('', entry)
    if (target.kind === 'folder' && inner !== null && inner !== '') keepFolder(target.path, found)
    else if (target.kind === 'file' || target.kind === 'absent') takeFile(entry, target, found)
  }
}

function takeConfiguration(document: Mapping, found: Found): void {
  const plugin = externalPlugin(document)
  if (plugin !== null) risk('plugin', plugin, null, found)
  const affixes = declaredAffixes(document)
  if (affixes.prefix !== null) found.prefixes.push(affixes.prefix)
  if (affixes.suffix !== null) found.suffixes.push(affixes.suffix)
  const chart = chartDocument(document)
  for (const reference of chart === null ? [] : helmChart(chart, {})) take(reference, found)
  takePossible(document, found)
}

function takeConfigurations(name: string, text: string, found: Found): void {
  const { documents, whole } = parseDocuments(text)
  if (!whole) risk('plugin', name, null, found)
  for (const document of documents.flatMap(unpacked)) takeConfiguration(document, found)
}

function takeConfigurationFile(path: string, found: Found): void {
  takeConfigurations(path, found.source.tree.text(path) ?? '', found)
}

function takeConfigurationFolder(entry: string, used: string, found: Found): void {
  for (const layer of found.layersOf(used)) {
    for (const path of layer.resources) takeConfigurationFile(path, found)
    const { unclear, texts } = layer.shaping()
    for (const what of unclear) risk('plugin', `${entry}: ${what}`, null, found)
    for (const text of texts) {
      const remote = remoteFile(text)
      if (remote !== null) risk('remote', text, remote.host, found)
      else if (text === HELM_GENERATOR) risk('plugin', text, null, found)
      else if (text.includes('/') && resolve(text, found).kind === 'outside') risk('outside', text, null, found)
    }
  }
}

function resolve(entry: string, found: Found): Resolved {
  return resolveFrom(found.folder, entry, found)
}

export function resolveFrom(folder: string, entry: string, found: Found): Resolved {
  const { tree, index } = found.source
  const target = resolvePath(tree, index.layout, folder, entry)
  ask(target.path, found)
  return target
}

/** What is below the layer's own folder is asked for with it. */
function ask(path: string, { folder, asked }: Found): void {
  const below = folder === '' || (path.startsWith(folder) && path[folder.length] === '/')
  if (!below) asked.push(path)
}

export function keep(path: string, { source: { tree }, files }: Found): void {
  const entry = tree.entries.get(path)
  if (entry !== undefined) files.set(path, entry)
}

export function keepResolved(target: Resolved, found: Found): void {
  for (const link of target.links) keep(link, found)
  if (target.kind === 'file') keep(target.path, found)
  if (target.kind === 'absent' && target.submodule !== null) keep(target.submodule, found)
}

export function keepFolder(path: string, found: Found): void {
  const { tree, index } = found.source
  ask(path, found)
  for (const below of filesBelow(index.layout, path)) {
    if (found.files.has(below)) continue
    keep(below, found)
    if (tree.entries.get(below)?.mode !== LINK_MODE) continue
    const target = resolveFrom('', below, found)
    keepResolved(target, found)
    if (target.kind === 'folder' && !`${below}/`.startsWith(`${target.path}/`)) keepFolder(target.path, found)
  }
}

function risk(kind: ClosureRisk['kind'], entry: string, host: string | null, { risks, file }: Found): void {
  risks.push({ kind, entry, host, file })
}
