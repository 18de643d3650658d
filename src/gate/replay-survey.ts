// What there is at each commit of a history: files by what the commits changed, overlays only where something could have changed.

import { createKustomizationReader } from '../core/discover/kustomizations.ts'
import type { PathChange } from '../core/model/history.ts'
import { isKustomizationFile } from '../core/model/kustomization.ts'
import type { Policy } from '../core/model/policy.ts'
import { LINK_MODE, type Tree, type TreeEntry } from '../core/model/tree.ts'
import type { Survey } from './survey.ts'
import { survey as surveyTrees } from './survey.ts'
import type { GateEdges, Revisions } from './trees.ts'

export type Surveyor = {
  /** The survey of what is there where the replay starts, compared with nothing. */
  readonly start: () => Promise<Survey>
  /** Goes on to the next commit; null where it touches no overlay. */
  readonly step: (commit: string, changes: readonly PathChange[]) => Promise<{ readonly survey: Survey; readonly revisions: Revisions } | null>
  /** Goes on without looking, as what it would find is known. */
  readonly pass: (commit: string, changes: readonly PathChange[]) => void
}

type TreeFrom = (revision: string, entries: ReadonlyMap<string, TreeEntry>) => Tree

/** Walks from a tree, oldest commit first. */
export function createSurveyor(start: Tree, policy: Policy, edges: Pick<GateEdges, 'prefetch'>, treeFrom: TreeFrom): Surveyor {
  const reader = createKustomizationReader()
  const entries = new Map(start.entries)
  let tree = start
  /** The tree's entries are older than `entries`, though no overlay differs. */
  let stale = false
  let revision = start.revision
  /** Files that overlays are rendered from; null: not known, so that every change counts. */
  let watched: ReadonlySet<string> | null = null

  const snapshot = (): Tree => {
    if (!stale && tree.revision === revision) return tree
    tree = treeFrom(revision, new Map(entries))
    stale = false
    return tree
  }
  const apply = (commit: string, changes: readonly PathChange[]): void => {
    for (const { path, after } of changes) {
      if (after === null) entries.delete(path)
      else entries.set(path, after)
    }
    revision = commit
    stale = true
  }
  const look = async (revisions: Revisions): Promise<Survey> => {
    const found = await surveyTrees(revisions, policy, revisions.before === null, edges, { reader })
    const overlays = found.discovery.applications.flatMap((application) => application.overlays)
    watched = new Set(overlays.flatMap((overlay) => found.at(overlay, 'head')?.closure.files.map(({ path }) => path) ?? []))
    return found
  }

  return {
    start: () => look({ head: snapshot(), before: null, live: null }),
    step: async (commit, changes) => {
      const files = watched
      // A file that comes or goes can be what an entry leads to; one that only changes counts where overlays are made of it.
      const relevant = files === null || changes.some(({ path, before, after }) => before?.mode !== after?.mode || after?.mode === LINK_MODE || files.has(path) || isKustomizationFile(path))
      if (!relevant) {
        apply(commit, changes)
        return null
      }
      const before = snapshot()
      apply(commit, changes)
      const revisions = { head: snapshot(), before, live: before }
      const survey = await look(revisions)
      return survey.judged.size === 0 && survey.discovery.removed.length === 0 ? null : { survey, revisions }
    },
    pass: (commit, changes) => {
      apply(commit, changes)
      watched = null
    }
  }
}
