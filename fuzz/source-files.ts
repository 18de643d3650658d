// Several files in one input: each begins with a line `>>> path`; what stands before the first is the overlay's kustomization.

import type { Tree } from '../src/core/model/tree.ts'
import { sha256Hex } from '../src/core/model/hash.ts'

export type SourceFiles = ReadonlyMap<string, string>

const LINK = '-> '

/** A text that begins with `-> ` is a symbolic link. Paths are as a git tree has them: relative, without `.` and `..`. */
export function filesIn(text: string, first: string): SourceFiles {
  const files = new Map<string, string>()
  let path = first
  let lines: string[] = []
  const end = (): void => void (path !== '' && files.set(path, lines.join('\n')))
  for (const line of text.split('\n')) {
    if (line.startsWith('>>> ')) {
      end()
      path = line.slice(4).split('/').filter((part) => part !== '' && part !== '.' && part !== '..').join('/')
      lines = []
    } else lines.push(line)
  }
  end()
  return withoutFilesInFiles(files)
}

/** In a git tree a name is a file or a folder, never both. */
function withoutFilesInFiles(files: SourceFiles): SourceFiles {
  const folders = new Set([...files.keys()].flatMap((path) => path.split('/').map((_part, at, parts) => parts.slice(0, at).join('/'))))
  return new Map([...files].filter(([path]) => !folders.has(path)))
}

export function treeOf(files: SourceFiles): Tree {
  const content = (text: string): string => (text.startsWith(LINK) ? text.slice(LINK.length).trimEnd() : text)
  const entries = [...files].map(([path, text]) => [path, { mode: text.startsWith(LINK) ? '120000' : '100644', blob: sha256Hex(content(text)) }] as const)
  return {
    revision: sha256Hex(JSON.stringify([...files])),
    entries: new Map(entries.toSorted(([a], [b]) => (a < b ? -1 : 1))),
    text: (path) => (files.has(path) ? content(files.get(path) ?? '') : undefined)
  }
}
