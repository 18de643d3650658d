// Discovery: which kustomizations of two revisions are overlays, of which application, environment and variant.

import type { Environment } from '../model/environment.ts'
import type { Finding } from '../model/finding.ts'
import type { Application, Overlay } from '../model/overlay.ts'
import { byKeys, byText } from '../model/text.ts'
import type { Tree } from '../model/tree.ts'
import { byPatterns } from './by-patterns.ts'
import { byWords } from './by-words.ts'
import { groupBy } from '../model/group.ts'
import type { KustomizationIndex } from './kustomizations.ts'
import { problemsOf } from './problems.ts'
import { candidatesOf, revisionOf, type DiscoveryPolicy, type Recognised, type Revision } from './revision.ts'
import { environmentLines } from './suggestion.ts'
import { KNOWN_LADDER } from './words.ts'

export type DiscoveryInput = {
  readonly head: Tree
  readonly before: Tree | null
  readonly headIndex: KustomizationIndex
  readonly beforeIndex: KustomizationIndex | null
  readonly policy: DiscoveryPolicy
}

export type RemovedOverlay = {
  readonly overlay: Overlay
  /** `unrecognised`: the folder has a kustomization still, but by head alone it would be no overlay any more. */
  readonly why: 'gone' | 'unrecognised'
}

export type Discovery = {
  /** In promotion order: as declared, else those that were found. */
  readonly environments: readonly Environment[]
  /** Overlays of before and head together, sorted by name. */
  readonly applications: readonly Application[]
  /** Paths of the overlays that can be built at head; one that is no longer recognised but still there is among them. */
  readonly inHead: ReadonlySet<string>
  readonly inBefore: ReadonlySet<string>
  readonly removed: readonly RemovedOverlay[]
  /** Lines of policy that say what was detected; empty where everything was said. */
  readonly detected: readonly string[]
  readonly findings: readonly Finding[]
}

/** Finds the overlays of head and before. Never throws: what is wrong with the policy or the repository is a finding. */
export function discover(input: DiscoveryInput): Discovery {
  const { policy } = input
  const head = revisionOf(input.head, input.headIndex, policy)
  const before = input.before === null || input.beforeIndex === null ? null : revisionOf(input.before, input.beforeIndex, policy, head)
  const ladder = policy.environments ?? KNOWN_LADDER
  const found = policy.overlays === null ? byWords(head, before, ladder) : byPatterns(head, before, ladder, policy.overlays, policy)

  const used = new Set([...found.overlays.values()].map((overlay) => overlay.environment))
  const environments = policy.environments ?? ladder.filter((environment) => used.has(environment.name))
  // The judge stays: what was an overlay and can still be built is built, recognised or not; a component builds, too.
  const inHead = new Set([...found.inHead, ...[...found.inBefore].filter((path) => isThere(path, head))].sort())
  return {
    environments,
    applications: applicationsOf([...found.overlays.values()], environments),
    inHead,
    inBefore: found.inBefore,
    removed: removedOverlays(found, head),
    detected: [...(policy.environments === null && used.size > 0 ? environmentLines(environments) : []), ...found.detected],
    findings: problemsOf(found, policy, used, candidatesOf(head, before))
  }
}

function applicationsOf(overlays: readonly Overlay[], environments: readonly Environment[]): readonly Application[] {
  const rung = new Map(environments.map((environment, at) => [environment.name, String(at).padStart(4, '0')]))
  const order = byKeys<Overlay>((o) => rung.get(o.environment) ?? '', (o) => o.variant ?? '', (o) => o.path)
  return [...groupBy(overlays, (overlay) => overlay.application)]
    .map(([name, own]) => ({ name, overlays: [...own].sort(order) }))
    .sort((a, b) => byText(a.name, b.name))
}

function removedOverlays(found: Recognised, head: Revision): readonly RemovedOverlay[] {
  return [...found.inBefore]
    .filter((path) => !found.inHead.has(path))
    .sort()
    .flatMap((path) => {
      const overlay = found.overlays.get(path)
      if (overlay === undefined) return []
      return [{ overlay, why: isThere(path, head) ? ('unrecognised' as const) : ('gone' as const) }]
    })
}

/** Whether the folder has a kustomization, of whatever kind. */
function isThere(path: string, { index }: Revision): boolean {
  const real = index.links.get(path) ?? path
  return index.byFolder.has(real) || index.broken.has(real)
}
