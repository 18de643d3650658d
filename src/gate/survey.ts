// What there is and what the change touches: applications, their overlays' closures, and which of them must be judged.

import { closureOf, layersOf, sharedLayers } from '../core/discover/closure.ts'
import { configurationFiles } from '../core/discover/configuration-files.ts'
import { indexedBeside, indexedFiles } from '../core/discover/indexed-files.ts'
import type { Discovery } from '../core/discover/discover.ts'
import { discover } from '../core/discover/discover.ts'
import { likelyOverlays } from '../core/discover/likely.ts'
import { neighbourPairs } from '../core/discover/pairs.ts'
import type { KustomizationIndex, KustomizationReader } from '../core/discover/kustomizations.ts'
import { createKustomizationReader } from '../core/discover/kustomizations.ts'
import type { Closure } from '../core/model/closure.ts'
import type { Application, Overlay } from '../core/model/overlay.ts'
import type { Policy } from '../core/model/policy.ts'
import type { Tree } from '../core/model/tree.ts'
import type { Build } from '../core/plan/plan.ts'
import type { GateEdges, Revisions } from './trees.ts'
import { distinctTrees } from './trees.ts'

/** An overlay as one revision has it. */
export type Sited = { readonly overlay: Overlay; readonly tree: Tree; readonly closure: Closure }

export type Survey = {
  readonly discovery: Discovery
  /** The overlay at a revision; null where it is not there. */
  readonly at: (overlay: Overlay, revision: keyof Revisions) => Sited | null
  /** Overlays that the change touches. */
  readonly changed: ReadonlySet<Overlay>
  /** Overlays to judge for parity: the changed ones with their counterparts up and down the ladder. */
  readonly judged: ReadonlySet<Overlay>
}

export type SurveyMeans = {
  /** Knows some of the contents already. */
  readonly reader?: KustomizationReader
  /** Takes what will most likely have to be built, before the whole repository is looked at; that waits for it. */
  readonly begin?: ((builds: readonly Build[]) => Promise<void>) | undefined
}

/** Looks at all trees. `everything`: judge every application, touched or not. */
export async function survey(
  revisions: Revisions,
  policy: Policy,
  everything: boolean,
  edges: Pick<GateEdges, 'prefetch'>,
  { reader = createKustomizationReader(), begin }: SurveyMeans = {}
): Promise<Survey> {
  const { head, before } = revisions
  const indexOf = await readIndexes(revisions, edges, reader)
  const beforeIndex = before === null ? null : indexOf(before)
  const closureAt = rememberClosures((tree, folder) => closureOf(tree, indexOf(tree), folder, { placeholders: policy.placeholders }))
  if (before !== null && !everything) await begin?.(likelyBuilds(likelyOverlays({ head, before, headIndex: indexOf(head), policy }), { head, before }, closureAt))
  const discovery = discover({ head, before, headIndex: indexOf(head), beforeIndex, policy })
  const at = (overlay: Overlay, revision: keyof Revisions): Sited | null => {
    const tree = revisions[revision]
    if (tree === null) return null
    const known = tree === head ? discovery.inHead : tree === before ? discovery.inBefore : indexOf(tree)
    return known.has(overlay.path) ? { overlay, tree, closure: closureAt(tree, overlay.path) } : null
  }
  const overlays = discovery.applications.flatMap((application) => application.overlays)
  const isShared = before === null ? () => false : sharedFolders(head, before, indexOf, policy)
  const isSame = ({ path }: Overlay): boolean => discovery.inHead.has(path) && discovery.inBefore.has(path) && isShared(path)
  const changed = new Set(overlays.filter((overlay) => !isSame(overlay) && !sameClosure(at(overlay, 'head'), at(overlay, 'before'))))
  const judged = everything ? new Set(overlays) : withCounterparts(changed, discovery)
  return { discovery, at, changed, judged }
}

/** Folders of which it is clear that they have the same closure in both; where there are links, that is for closures to tell. */
function sharedFolders(head: Tree, before: Tree, indexOf: (tree: Tree) => KustomizationIndex, { placeholders }: Policy): (folder: string) => boolean {
  const [index, earlier] = [indexOf(head), indexOf(before)]
  if (index.layout.links.length > 0 || earlier.layout.links.length > 0) return () => false
  return sharedLayers(layersOf(head, index, placeholders), layersOf(before, earlier, placeholders))
}

/** Revisions share the closures in which they do not differ; to compare keys, they must be worked out. */
function sameClosure(a: Sited | null, b: Sited | null): boolean {
  return a?.closure === b?.closure || a?.closure.key === b?.closure.key
}

/** Reads every kustomization file of the revisions, each distinct content once. */
async function readIndexes(revisions: Revisions, edges: Pick<GateEdges, 'prefetch'>, reader: KustomizationReader): Promise<(tree: Tree) => KustomizationIndex> {
  const indexes = new Map<Tree, KustomizationIndex>()
  for (const tree of distinctTrees(revisions)) {
    await edges.prefetch(tree, tree === revisions.head ? indexedFiles(tree) : indexedBeside(tree, revisions.head))
    const index = reader.read(tree)
    await edges.prefetch(tree, configurationFiles(tree, index))
    indexes.set(tree, index)
  }
  return (tree) => indexes.get(tree) ?? reader.read(tree)
}

/** Both revisions of overlays with their counterparts, where the overlay differs; nothing that fetches or is incomplete. */
function likelyBuilds(groups: readonly (readonly string[])[], { head, before }: { readonly head: Tree; readonly before: Tree }, closureAt: ClosureAt): readonly Build[] {
  const buildsOf = (folder: string): readonly Build[] => [head, before].map((tree) => ({ tree, closure: closureAt(tree, folder) }))
  const builds = groups.map((folders) => folders.flatMap(buildsOf)).filter(([a, b]) => a?.closure.key !== b?.closure.key)
  return builds.flat().filter(({ closure }) => closure.risks.length === 0 && closure.missing.length === 0)
}

type ClosureAt = (tree: Tree, folder: string) => Closure

function rememberClosures(closureOfFolder: ClosureAt): ClosureAt {
  const closures = new Map<Tree, Map<string, Closure>>()
  return (tree, folder) => {
    const known = closures.get(tree) ?? new Map<string, Closure>()
    closures.set(tree, known)
    const closure = known.get(folder) ?? closureOfFolder(tree, folder)
    known.set(folder, closure)
    return closure
  }
}

/** An affected overlay brings in its counterparts up and down the ladder, not its sibling variants. */
function withCounterparts(changed: ReadonlySet<Overlay>, { applications, environments }: Discovery): ReadonlySet<Overlay> {
  const judged = new Set(changed)
  for (const application of applications) {
    if (!application.overlays.some((overlay) => changed.has(overlay))) continue
    const { pairs } = neighbourPairs(application, environments)
    const follow = (overlay: Overlay, next: (overlay: Overlay) => readonly Overlay[]): void => {
      for (const other of next(overlay)) {
        judged.add(other)
        follow(other, next)
      }
    }
    for (const overlay of application.overlays.filter((each) => changed.has(each))) {
      follow(overlay, (each) => pairs.filter(({ right }) => right === each).map(({ left }) => left))
      follow(overlay, (each) => pairs.filter(({ left }) => left === each).map(({ right }) => right))
    }
  }
  return judged
}

/** The application with only the overlays that a revision has. */
export function applicationAt(application: Application, revision: keyof Revisions, { at }: Survey): Application {
  return { ...application, overlays: application.overlays.filter((overlay) => at(overlay, revision) !== null) }
}
