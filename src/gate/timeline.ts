// The steps of overlays through history: at which commits their closures changed, found without reading more than names.

import { closureOf } from '../core/discover/closure.ts'
import { hasKustomization } from '../core/discover/layer-source.ts'
import { resolvePath } from '../core/discover/layout.ts'
import type { Closure } from '../core/model/closure.ts'
import type { Environment } from '../core/model/environment.ts'
import type { History, HistoryCommit } from '../core/model/history.ts'
import { isKustomizationFile } from '../core/model/kustomization.ts'
import type { Overlay } from '../core/model/overlay.ts'
import type { Placeholder } from '../core/model/policy.ts'
import { isOrdinary, type Tree } from '../core/model/tree.ts'
import type { Build } from '../core/plan/plan.ts'
import { earlierFolder } from './moved-folder.ts'
import { createPastTree, type Looks, type ParsedTexts, type PastTree } from './past-tree.ts'
import type { HistoryEdges } from './trees.ts'
import { createWatch, type Watch } from './watch.ts'

/** An overlay from one commit on, until its next step. */
export type Step = {
  /** The commit that made it so; of the first step, the oldest commit that was looked at. */
  readonly commit: string
  /** null: the overlay was not there. */
  readonly build: Build | null
}

export type Timelines = {
  readonly history: History
  /** Oldest first; never empty. */
  readonly steps: ReadonlyMap<Overlay, readonly Step[]>
}

export type TimelineRequest = {
  /** Of any number of applications; one walk serves them all. */
  readonly overlays: readonly Overlay[]
  readonly environments: readonly Environment[]
  /** The files of the history's tip. */
  readonly tip: Tree
  readonly placeholders: readonly Placeholder[]
  readonly history: History
  readonly edges: Pick<HistoryEdges, 'load' | 'blobText' | 'renames'>
}

/** Files are named in kustomizations that are named in kustomizations: deeper than this nobody nests them. */
const MOST_ROUNDS = 64

/**
 * Walks back from the tip. Texts that are missing are loaded all at once, and the walk is repeated for the overlays that asked
 * for them. UserError `history-unavailable` when something is not to be had.
 */
export async function readTimelines(request: TimelineRequest): Promise<Timelines> {
  const { edges, history } = request
  const steps = new Map<Overlay, readonly Step[]>()
  const renames = new Map<string, ReadonlyMap<string, string>>()
  const parsed: ParsedTexts = new Map()
  let open = request.overlays
  let tipOnly = true
  for (let round = 0; open.length > 0; round++) {
    if (round > MOST_ROUNDS) throw new Error(`closures of ${open.length} overlays could not be read through history`)
    const walk = walkBack(open, tipOnly ? history.commits.slice(0, 1) : history.commits, renames, request, parsed)
    if (!tipOnly) for (const { overlay, needs, steps: found } of walk) if (!isOpen(needs)) steps.set(overlay, found.toReversed())
    const unread = new Set(walk.flatMap(({ needs }) => [...needs.blobs]))
    const asked = new Set(walk.flatMap(({ needs }) => [...needs.renames]))
    // Before the walk through all of it: what the files looked at have been before will be asked for as well.
    const earlier = tipOnly && unread.size === 0 ? earlierTexts(walk, history.commits) : []
    if (unread.size + earlier.length > 0) await edges.load([...unread, ...earlier].sort())
    for (const blob of unread) if (edges.blobText(blob) === undefined) throw new Error(`blob ${blob} was loaded and cannot be read`)
    for (const commit of asked) renames.set(commit, await edges.renames(commit))
    if (tipOnly) tipOnly = unread.size > 0
    else open = walk.filter(({ needs }) => isOpen(needs)).map(({ overlay }) => overlay)
  }
  return { history, steps }
}

/** What a walk could not do without: texts, and what commits renamed. */
type Needs = { readonly blobs: Set<string>; readonly renames: Set<string> }

type Tracked = {
  readonly overlay: Overlay
  readonly needs: Needs
  /** What was looked at last. */
  readonly looked: ReadonlySet<string>
  /** Newest first. */
  readonly steps: Step[]
}

function isOpen({ blobs, renames }: Needs): boolean {
  return blobs.size > 0 || renames.size > 0
}

/** Blobs that the kustomizations which were looked at had at other commits; links and submodules are none. */
function earlierTexts(walk: readonly Tracked[], commits: readonly HistoryCommit[]): readonly string[] {
  const paths = new Set(walk.flatMap(({ looked }) => [...looked].filter(isKustomizationFile)))
  const blobs = new Set<string>()
  for (const { changes } of commits) {
    for (const { path, before } of changes) if (before !== null && isOrdinary(before) && paths.has(path)) blobs.add(before.blob)
  }
  return [...blobs]
}

function walkBack(
  overlays: readonly Overlay[],
  commits: readonly HistoryCommit[],
  renames: ReadonlyMap<string, ReadonlyMap<string, string>>,
  request: TimelineRequest,
  parsed: ParsedTexts
): readonly Tracked[] {
  const past = createPastTree(request.tip, request.edges.blobText, parsed)
  const watch = createWatch<Walker>()
  const walkers = overlays.map((overlay) => startWalker(overlay, past, watch, request))
  for (const [index, commit] of commits.entries()) {
    // The oldest commit's own files are where the history starts.
    if (index === commits.length - 1) break
    const touched = watch.touched(commit.changes)
    past.undo(commit.changes)
    for (const walker of touched) walker.back(commit, renames.get(commit.id))
  }
  const oldest = commits.at(-1)?.id ?? request.tip.revision
  return walkers.map((walker) => walker.end(oldest))
}

type Walker = {
  /** The commit's changes are taken back; `moved` is what it renamed, undefined where that was not asked yet. */
  readonly back: (commit: HistoryCommit, moved: ReadonlyMap<string, string> | undefined) => void
  readonly end: (oldest: string) => Tracked
}

function startWalker(
  overlay: Overlay,
  past: PastTree,
  watch: Watch<Walker>,
  { placeholders, environments, edges }: TimelineRequest
): Walker {
  const needs: Needs = { blobs: new Set(), renames: new Set() }
  const steps: Step[] = []
  const walker: Walker = {
    back: (commit, moved) => {
      let earlier = read()
      if (current !== null && earlier === null) {
        if (moved === undefined) needs.renames.add(commit.id)
        const origin = moved === undefined ? null : earlierFolder({ folder, overlay, environments, changes: commit.changes, moved })
        if (origin !== null) {
          folder = origin
          earlier = read()
        }
      }
      if (earlier?.key === current?.key) return
      steps.push(stepOf(commit.id, current, edges))
      current = earlier
    },
    end: (oldest) => ({ overlay, needs, looked: seen.paths, steps: [...steps, stepOf(oldest, current, edges)] })
  }
  let folder = overlay.path
  const seen: Looks = { paths: new Set(), folders: new Set(), unread: needs.blobs }
  const read = (): Closure | null => {
    const { tree, index, looks } = past.view()
    const root = resolvePath(tree, index.layout, '', folder)
    const there = root.kind !== 'outside' && hasKustomization({ tree, index, placeholders }, root.path)
    const closure = there ? closureOf(tree, index, folder, { placeholders }) : null
    // What is not understood yet may name what the newer versions named.
    if (looks.unread.size > 0) for (const kind of ['paths', 'folders'] as const) for (const path of seen[kind]) looks[kind].add(path)
    for (const blob of looks.unread) needs.blobs.add(blob)
    watch.set(walker, looks)
    seen.paths.clear()
    seen.folders.clear()
    for (const kind of ['paths', 'folders'] as const) for (const path of looks[kind]) seen[kind].add(path)
    return closure
  }
  let current = read()
  return walker
}

/** A tree that holds the closure's files and nothing else can be built. */
function stepOf(commit: string, closure: Closure | null, { blobText }: TimelineRequest['edges']): Step {
  if (closure === null) return { commit, build: null }
  const entries = new Map(closure.files.map(({ path, entry }) => [path, entry]))
  const text = (path: string): string | undefined => {
    const blob = entries.get(path)?.blob
    return blob === undefined ? undefined : blobText(blob)
  }
  return { commit, build: { closure, tree: { revision: commit, entries, text } } }
}
