// Who asked for which paths, so that a commit's changes find those whom they concern.

import type { PathChange } from '../core/model/history.ts'
import type { Looks } from './past-tree.ts'

export type Watch<T> = {
  /** Replaces what this one is to be told of. */
  readonly set: (who: T, looks: Pick<Looks, 'paths' | 'folders'>) => void
  /** Those who looked at a path that changed, or at a folder above it; in the order in which they were first set. */
  readonly touched: (changes: readonly PathChange[]) => readonly T[]
}

export function createWatch<T>(): Watch<T> {
  const byPath = new Map<string, Set<T>>()
  const byFolder = new Map<string, Set<T>>()
  const known = new Map<T, Pick<Looks, 'paths' | 'folders'>>()
  const replace = (map: Map<string, Set<T>>, who: T, before: ReadonlySet<string>, after: ReadonlySet<string>): void => {
    for (const path of before) if (!after.has(path)) map.get(path)?.delete(who)
    for (const path of after) {
      const all = map.get(path) ?? new Set<T>()
      map.set(path, all)
      all.add(who)
    }
  }
  const none: ReadonlySet<string> = new Set()
  return {
    set: (who, looks) => {
      const before = known.get(who)
      const copy = { paths: new Set(looks.paths), folders: new Set(looks.folders) }
      replace(byPath, who, before?.paths ?? none, copy.paths)
      replace(byFolder, who, before?.folders ?? none, copy.folders)
      known.set(who, copy)
    },
    touched: (changes) => {
      const found = new Set<T>()
      for (const { path } of changes) {
        for (const who of byPath.get(path) ?? []) found.add(who)
        for (let at = path.lastIndexOf('/'); ; at = path.lastIndexOf('/', at - 1)) {
          for (const who of byFolder.get(at < 0 ? '' : path.slice(0, at)) ?? []) found.add(who)
          if (at <= 0) break
        }
      }
      return found.size < 2 ? [...found] : [...known.keys()].filter((who) => found.has(who))
    }
  }
}
