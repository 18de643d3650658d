// A world is one overlay with every file that it is built from. Two states of it stand side by side as two environments of one repository.

import { createHash } from 'node:crypto'
import { closureOf } from '../../src/core/discover/closure.ts'
import { readKustomizations } from '../../src/core/discover/kustomizations.ts'
import type { OverlaySource } from '../../src/core/attribute/tracer.ts'
import type { Overlay } from '../../src/core/model/overlay.ts'
import type { Tree } from '../../src/core/model/tree.ts'

/** Text by path; a text that starts with LINK is a symbolic link to what follows. */
export type Files = Readonly<Record<string, string>>
export const LINK = '\0link:'

export type World = {
  /** Names it for good: the same name gives the same world again. */
  readonly name: string
  readonly files: Files
  /** Folder of the overlay. */
  readonly root: string
  readonly helm: boolean
  readonly loadRestrictor: 'root-only' | 'none'
}

export type Side = 'left' | 'right'

/** Environment names and folders that no manifest uses, so that nothing in a world is taken for an environment's own word. */
export const FOLDERS: Readonly<Record<Side, string>> = { left: 'zz-unmutated', right: 'zz-mutated' }

export function overlayOf(side: Side, root: string): Overlay {
  return { application: 'bench', environment: FOLDERS[side], variant: null, path: `${FOLDERS[side]}/${root}` }
}

/** The repository that holds both states, and what each overlay is made of in it. */
export function sourcesOf(
  root: string,
  left: Files,
  right: Files
): { readonly tree: Tree; readonly source: Readonly<Record<Side, OverlaySource>> } {
  const texts = new Map<string, string>()
  for (const [side, files] of [
    ['left', left],
    ['right', right]
  ] as const) {
    for (const [path, text] of Object.entries(files)) texts.set(`${FOLDERS[side]}/${path}`, text)
  }
  const tree = treeOf(texts)
  const index = readKustomizations(tree)
  const source = (side: Side): OverlaySource => ({
    tree,
    closure: closureOf(tree, index, `${FOLDERS[side]}/${root}`.replace(/\/$/, ''), { placeholders: [] })
  })
  return { tree, source: { left: source('left'), right: source('right') } }
}

export function treeOf(texts: ReadonlyMap<string, string>): Tree {
  const content = (text: string): string => (text.startsWith(LINK) ? text.slice(LINK.length) : text)
  const hash = createHash('sha256')
  const entries = new Map<string, { mode: string; blob: string }>()
  for (const [path, text] of texts) {
    const blob = createHash('sha1').update(content(text)).digest('hex')
    entries.set(path, { mode: text.startsWith(LINK) ? '120000' : '100644', blob })
    hash.update(`${path}\0${blob}\n`)
  }
  return {
    revision: hash.digest('hex'),
    entries,
    text: (path) => {
      const text = texts.get(path)
      return text === undefined ? undefined : content(text)
    }
  }
}
