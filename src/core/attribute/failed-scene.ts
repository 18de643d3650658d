// What the rules for failed builds share: kustomize's words, the kustomization that failed, and what its entries name.

import { joinPath } from '../model/repo-path.ts'
import type { RelatedLocation } from '../model/source.ts'
import type { SourceReader } from './source-reader.ts'
import type { Mark } from './source-text.ts'
import type { Traced, TracedMap } from './traced.ts'

export type Scene = {
  /** kustomize's message with paths relative to the repository and Go's escapes undone. */
  readonly words: string
  /** Folder of the kustomization that failed. */
  readonly folder: string
  readonly reader: SourceReader
  /** The kustomization file; null where the folder has none. */
  readonly file: string | null
  /** undefined where the file cannot be read. */
  readonly root: TracedMap | undefined
}

export type FailedPlaces = { readonly mark: Mark; readonly related?: readonly RelatedLocation[] }

/** null for a place that is not known. */
export function at(mark: Mark | null, related: readonly RelatedLocation[] = []): FailedPlaces | null {
  return mark === null || mark.line === null ? null : { mark, related }
}

/** The first group of the last match; the cause stands at the end of kustomize's messages. */
export function last(text: string, pattern: RegExp): string | null {
  return [...text.matchAll(pattern)].at(-1)?.slice(1).find((group) => group !== undefined) ?? null
}

/** The only one, counting each line once. */
export function only(marks: readonly Mark[]): Mark | null {
  const [first] = marks
  return first !== undefined && marks.every((mark) => mark.line === first.line && mark.file === first.file) ? first : null
}

/** Entries of the kustomization that lead to a path: as they stand, behind `key=` in a generator's `files`, under `path:`. */
export function entriesNaming({ folder, root }: Pick<Scene, 'folder' | 'root'>, path: string): readonly Mark[] {
  const walk = (node: Traced): readonly Mark[] => {
    if (node.kind === 'list') return node.items.flatMap(walk)
    if (node.kind === 'map') return [...node.entries.values()].flatMap(({ value }) => walk(value))
    if (node.text === '' || node.text.includes('\n')) return []
    const named = [node.text, node.text.replace(/^[^=/]+=/, '')]
    return named.some((entry) => joinPath(folder, entry) === path) ? [node.mark] : []
  }
  return root === undefined ? [] : walk(root)
}
