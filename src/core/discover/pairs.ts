// Neighbours on the ladder: which overlay is compared with which, and where an overlay takes its images from.

import { environmentWords, type Environment, type Predecessors } from '../model/environment.ts'
import type { Application, Overlay } from '../model/overlay.ts'
import { byText } from '../model/text.ts'
import { withoutWords } from './words.ts'

/** `right` is in the later environment. */
export type OverlayPair = { readonly left: Overlay; readonly right: Overlay }

/** An overlay without a partner in a neighbouring environment. */
export type LoneOverlay = { readonly overlay: Overlay; readonly against: string }

/** What must have run an image before an overlay may: in all of the environments, or in any one. None: the first rung. */
export type Previous = {
  readonly mode: Predecessors['mode']
  readonly steps: readonly { readonly environment: string; readonly overlays: readonly Overlay[] }[]
}

/**
 * The pairs of an application, in the order of its overlays, each once. An overlay of either environment that finds no
 * partner by itself and is nobody's is `alone`. Give the application with the overlays of one revision only.
 */
export function neighbourPairs(
  application: Application,
  environments: readonly Environment[]
): { readonly pairs: readonly OverlayPair[]; readonly alone: readonly LoneOverlay[] } {
  const pairs = new Map<string, OverlayPair>()
  const alone: LoneOverlay[] = []
  const add = (left: Overlay, right: Overlay): void => {
    pairs.set(JSON.stringify([left.path, right.path]), { left, right })
  }
  for (const environment of having(application, environments)) {
    const later = overlaysOf(application, environment.name)
    for (const name of previousNames(environment, application, environments).names) {
      const earlier = overlaysOf(application, name)
      const partnered = new Set<Overlay>()
      for (const right of later) {
        const left = counterpart(right, earlier, environments)
        if (left === null) continue
        add(left, right)
        partnered.add(left).add(right)
      }
      for (const left of earlier.filter((overlay) => !partnered.has(overlay))) {
        const right = counterpart(left, later, environments)
        if (right === null) alone.push({ overlay: left, against: environment.name })
        else {
          add(left, right)
          partnered.add(right)
        }
      }
      for (const right of later) if (!partnered.has(right)) alone.push({ overlay: right, against: name })
    }
  }
  return { pairs: [...pairs.values()], alone }
}

/**
 * Where an overlay's images must have been: the counterparts in each environment before, else all variants of it. Give the
 * application with the overlays of before and head, so that a change cannot take away the rung that it is judged against;
 * where it moves an overlay to another path, both are counterparts.
 */
export function previousOverlays(overlay: Overlay, application: Application, environments: readonly Environment[]): Previous {
  const environment = environments.find((rung) => rung.name === overlay.environment)
  if (environment === undefined) return { mode: 'all', steps: [] }
  const { mode, names } = previousNames(environment, application, environments)
  return {
    mode,
    steps: names.map((name) => {
      const variants = overlaysOf(application, name)
      const partners = counterparts(overlay, variants, environments)
      return { environment: name, overlays: partners.length === 0 ? variants : partners }
    })
  }
}

/** The overlay of another environment that stands for the same variant; null where there is none. */
function counterpart(overlay: Overlay, others: readonly Overlay[], environments: readonly Environment[]): Overlay | null {
  return counterparts(overlay, others, environments)[0] ?? null
}

function counterparts(overlay: Overlay, others: readonly Overlay[], environments: readonly Environment[]): readonly Overlay[] {
  const wanted = neutral(overlay, environments)
  const same = others.filter((other) => other.variant === overlay.variant)
  const alike = others.filter((other) => neutral(other, environments) === wanted)
  return same.length > 0 ? same : alike.length > 0 ? alike : others.length === 1 ? others : []
}

/** The variant without its environment's own words. */
function neutral(overlay: Overlay, environments: readonly Environment[]): string | null {
  const environment = environments.find((rung) => rung.name === overlay.environment)
  if (overlay.variant === null || environment === undefined) return overlay.variant
  return withoutWords(overlay.variant, environmentWords(environment))
}

type Rungs = { readonly mode: Predecessors['mode']; readonly names: readonly string[] }

/**
 * The environments before one, of those that the application has, in the ladder's order. One that it has not is
 * replaced by what comes before that one, so that a missing rung cannot open the way.
 */
function previousNames(environment: Environment, application: Application, environments: readonly Environment[]): Rungs {
  const has = (name: string): boolean => application.overlays.some((overlay) => overlay.environment === name)
  const { mode, names } = before(environment, [environment.name])
  return { mode, names: environments.map((rung) => rung.name).filter((name) => names.includes(name)) }

  function before(rung: Environment, seen: readonly string[]): Rungs {
    const wanted = directlyBefore(rung, environments).filter((name) => !seen.includes(name))
    const present = wanted.filter(has)
    const mode = rung.after?.mode ?? 'all'
    // Of several that are each enough, one that is missing is no way round those that are there.
    if (mode === 'any' && present.length > 0) return { mode, names: present }
    const replaced = wanted.flatMap((name): readonly Rungs[] => {
      const missing = has(name) ? undefined : environments.find((each) => each.name === name)
      const found = missing === undefined ? null : before(missing, [...seen, ...wanted])
      return found === null || found.names.length === 0 ? [] : [found]
    })
    const [only, ...more] = replaced
    if (only !== undefined && more.length === 0 && present.length === 0) return only
    // `all` of one and `any` of another is neither: the stricter of the two holds.
    const plain = replaced.every((each) => each.names.length === 1 || each.mode === mode)
    return { mode: plain ? mode : 'all', names: [...present, ...replaced.flatMap(({ names }) => names)] }
  }
}

function directlyBefore(environment: Environment, environments: readonly Environment[]): string[] {
  if (environment.after !== null) return [...environment.after.environments]
  const before = environments[environments.indexOf(environment) - 1]
  return before === undefined ? [] : [before.name]
}

function having(application: Application, environments: readonly Environment[]): readonly Environment[] {
  return environments.filter((environment) => application.overlays.some((overlay) => overlay.environment === environment.name))
}

function overlaysOf(application: Application, environment: string): readonly Overlay[] {
  return application.overlays
    .filter((overlay) => overlay.environment === environment)
    .sort((a, b) => byText(a.variant ?? '', b.variant ?? '') || byText(a.path, b.path))
}
