// One revision as discovery sees it: its kustomizations, what they use, and which folders may be overlays.

import { matchGlob } from '../model/glob.ts'
import type { Overlay } from '../model/overlay.ts'
import type { Policy } from '../model/policy.ts'
import { folderOf } from '../model/repo-path.ts'
import type { Tree } from '../model/tree.ts'
import { layersOf, type LayerReader } from './closure.ts'
import { kinOf } from './kin.ts'
import type { KustomizationIndex } from './kustomizations.ts'
import { normalise, type CompiledPattern } from './patterns.ts'

export type DiscoveryPolicy = Pick<Policy, 'environments' | 'overlays' | 'exclude' | 'placeholders'>

export type Revision = {
  readonly index: KustomizationIndex
  readonly read: LayerReader
  /** Folders that could be overlays, with the folders that they lead to. */
  readonly candidates: ReadonlyMap<string, string>
}

/** What a way of recognising overlays finds in two revisions. */
export type Recognised = {
  readonly overlays: ReadonlyMap<string, Overlay>
  readonly inHead: ReadonlySet<string>
  readonly inBefore: ReadonlySet<string>
  readonly detected: readonly string[]
  readonly unmatched: readonly CompiledPattern[]
  /** Whether trying the patterns took too much, so that the overlays are not all there are. */
  readonly exhausted?: boolean
}

/**
 * A candidate is every folder, or link to one, with a kustomization that is no component and is not excluded. `alike`: another revision
 * under the same policy, which may have the same ones.
 */
export function revisionOf(tree: Tree, index: KustomizationIndex, policy: DiscoveryPolicy, alike: Revision | null = null): Revision {
  const read = layersOf(tree, index, policy.placeholders)
  const candidates = alike !== null && sameKinds(index, alike.index) ? alike.candidates : findCandidates(index, policy)
  return { index, read, candidates }
}

/** Whether it is clear that both have kustomizations and components in the same folders. */
function sameKinds(index: KustomizationIndex, other: KustomizationIndex): boolean {
  const kin = kinOf(index)
  if (kin?.index !== other || !kin.difference.inContents || index.links.size > 0 || other.links.size > 0) return false
  const isComponent = ({ byFolder, broken }: KustomizationIndex, folder: string): boolean | undefined => (byFolder.get(folder) ?? broken.get(folder))?.component
  return [...kin.difference.paths].map(folderOf).every((folder) => isComponent(index, folder) === isComponent(other, folder))
}

function findCandidates(index: KustomizationIndex, policy: DiscoveryPolicy): Revision['candidates'] {
  const candidates = new Map<string, string>()
  const excluded = exclusion(policy.exclude)
  const add = (path: string, real: string): void => {
    const component = index.byFolder.get(real)?.component ?? index.broken.get(real)?.component ?? false
    if (!component && !excluded(path)) candidates.set(path, real)
  }
  for (const folder of index.byFolder.keys()) add(folder, folder)
  for (const folder of index.broken.keys()) add(folder, folder)
  for (const [link, real] of index.links) add(link, real)
  const sorted = [...candidates.keys()].sort().map((path) => [path, candidates.get(path) ?? path] as const)
  return new Map(sorted)
}

/** Whether a glob matches a folder or one above it: a glob that names a folder excludes what lies below it as well. */
export function exclusion(globs: readonly string[]): (path: string) => boolean {
  const patterns = globs.map(normalise)
  const known = new Map<string, boolean>()
  const excluded = (path: string): boolean => {
    const above = path.includes('/') ? folderOf(path) : null
    const found = known.get(path) ?? (patterns.some((pattern) => matchGlob(pattern, path)) || (above !== null && excluded(above)))
    known.set(path, found)
    return found
  }
  return patterns.length === 0 ? () => false : excluded
}

/** The candidates of both revisions, sorted. */
export function candidatesOf(head: Revision, before: Revision | null): readonly string[] {
  if (before === null || before.candidates === head.candidates) return [...head.candidates.keys()]
  return [...new Set([...head.candidates.keys(), ...before.candidates.keys()])].sort()
}
