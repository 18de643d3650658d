// Which lines of a file show values of Secrets: no repair may show them, not even as context.

import { folderOf, joinPath } from '../model/repo-path.ts'
import type { Written } from './written.ts'
import { entryOf, itemsOf, textOf } from './written.ts'

export type KustomizationFile = { readonly path: string; readonly root: Written | undefined }

/** Lines from 1. kustomizations: those that may read the file. */
export function secretLines(
  file: string,
  text: string,
  documents: readonly Written[],
  kustomizations: readonly KustomizationFile[]
): ReadonlySet<number> {
  if (kustomizations.some((each) => readsAsSecret(each, file))) return lines(text, 0, text.length)
  const found = new Set<number>()
  for (const document of documents) {
    for (const node of secretNodes(document)) for (const line of lines(text, node.start, node.end)) found.add(line)
  }
  return found
}

function readsAsSecret({ path, root }: KustomizationFile, file: string): boolean {
  const names = (node: Written | undefined): boolean => {
    const entry = node?.kind === 'scalar' ? node.text : ''
    return joinPath(folderOf(path), entry.slice(entry.indexOf('=') + 1)) === file || joinPath(folderOf(path), entry) === file
  }
  const generated = itemsOf(fieldOf(root, 'secretGenerator')).some((each) =>
    [...itemsOf(entryOf(each, 'files')), ...itemsOf(entryOf(each, 'envs')), entryOf(each, 'env')].some(names)
  )
  return generated || patchesOf(root).some((patch) => mayTargetSecret(patch) && names(entryOf(patch, 'path')))
}

function patchesOf(root: Written | undefined): readonly Written[] {
  return [...itemsOf(fieldOf(root, 'patches')), ...itemsOf(fieldOf(root, 'patchesJson6902'))]
}

/** A target without a kind selects Secrets too; a patch without a target says its kind itself. */
function mayTargetSecret(patch: Written): boolean {
  const target = entryOf(patch, 'target')
  if (target === undefined) return false
  const kind = textOf(target, 'kind')
  return kind === null || kind === 'Secret' || !/^[A-Za-z0-9]+$/.test(kind)
}

/** kustomize reads the names of its own fields without regard to case. */
function fieldOf(root: Written | undefined, name: string): Written | undefined {
  return root?.kind === 'map' ? root.entries.find(({ key }) => key.toLowerCase() === name.toLowerCase())?.value : undefined
}

function secretNodes(node: Written): readonly Written[] {
  if (node.kind === 'list') return node.items.flatMap(secretNodes)
  if (node.kind === 'scalar') return node.style === 'block' && node.inner().some((inner) => secretNodes(inner).length > 0) ? [node] : []
  if (/^Secret(Generator)?$/.test(textOf(node, 'kind') ?? '') && textOf(node, 'apiVersion') !== null) return [node]
  const patches = new Set(patchesOf(node))
  return node.entries.flatMap(({ key, value }) => {
    if (key.toLowerCase() === 'secretgenerator') return [value]
    return value.kind === 'list' && value.items.some((item) => patches.has(item))
      ? value.items.flatMap((item) => (mayTargetSecret(item) && entryOf(item, 'patch') !== undefined ? [item] : secretNodes(item)))
      : secretNodes(value)
  })
}

function lines(text: string, start: number, end: number): ReadonlySet<number> {
  const first = text.slice(0, start).split('\n').length
  const count = text.slice(start, end).split('\n').length
  return new Set(Array.from({ length: count }, (_each, index) => first + index))
}
