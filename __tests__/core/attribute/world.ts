// Small repositories for attribution's tests: a tree in memory and its closure.

import type { OverlaySource } from '../../../src/core/attribute/tracer.ts'
import type { RenderedPath } from '../../../src/core/model/difference.ts'
import { sha256Hex } from '../../../src/core/model/hash.ts'
import type { Tree } from '../../../src/core/model/tree.ts'
import { DEPLOYMENT } from '../../scenarios/origin/sources.ts'

/** Text by path; `-> target` is a symbolic link. */
export type Files = Readonly<Record<string, string>>

const LINK = '-> '

export const BASE: Files = { 'base/kustomization.yaml': 'resources:\n- deployment.yaml\n', 'base/deployment.yaml': DEPLOYMENT }

export function treeOf(files: Files): Tree {
  const content = (path: string): string => (files[path] ?? '').replace(/^-> /, '')
  const entries = Object.keys(files).map((path) => {
    const mode = files[path]?.startsWith(LINK) ? '120000' : '100644'
    return [path, { mode, blob: sha256Hex(content(path)) }] as const
  })
  return {
    revision: sha256Hex(JSON.stringify(files)),
    entries: new Map(entries),
    text: (path) => (path in files ? content(path) : undefined)
  }
}

/** Every file counts as part of the closure unless it lies in another folder of `overlays`. */
export function sourceOf(files: Files, root: string): OverlaySource {
  const tree = treeOf(files)
  const foreign = (path: string): boolean => path.startsWith('overlays/') && !path.startsWith(`${root}/`)
  const paths = Object.keys(files).filter((path) => !foreign(path)).sort()
  const kustomizations = paths.filter((path) => /(^|\/)kustomization\.yaml$/.test(path))
  const named = (field: string): readonly string[] =>
    kustomizations.flatMap((path) => {
      const found = (files[path] ?? '').matchAll(new RegExp(`^${field}: *(.*)$`, 'gm'))
      return [...found].map((match) => match[1] ?? '')
    })
  return {
    tree,
    closure: {
      root,
      files: paths.map((path) => ({ path, entry: tree.entries.get(path) ?? { mode: '100644', blob: '' } })),
      placeholders: [],
      kustomizations: [`${root}/kustomization.yaml`, ...kustomizations.filter((path) => path !== `${root}/kustomization.yaml`)],
      risks: [],
      missing: [],
      prefixes: named('namePrefix'),
      suffixes: named('nameSuffix'),
      nesting: { depth: 1, loads: 1 },
      key: tree.revision
    }
  }
}

/** `/spec/containers/0/image` as a path; digits are positions. */
export function renderedPath(pointer: string): RenderedPath {
  const segments = pointer.split('/').slice(1).map((segment) => segment.replaceAll('~1', '/').replaceAll('~0', '~'))
  return segments.map((segment) => (/^\d+$/.test(segment) ? Number(segment) : segment))
}
