// A small application for tests of promotion: images are letters (a to f), places are `env`, `env/variant` or `env@folder`, times are hours.

import type { Environment } from '../../../src/core/model/environment.ts'
import { environmentNamed } from '../../../src/core/model/environment.ts'
import type { Clock, Ledger, Moment, Stay } from '../../../src/core/model/ledger.ts'
import type { Overlay } from '../../../src/core/model/overlay.ts'
import type { Policy } from '../../../src/core/model/policy.ts'
import { DEFAULT_POLICY } from '../../../src/core/model/policy.ts'
import type { Decided } from '../../../src/core/promote/decide.ts'
import { decidePromotions } from '../../../src/core/promote/decide.ts'
import type { PinnedOverlay } from '../../../src/core/promote/pinned-overlay.ts'
import type { Pin } from '../../../src/core/promote/pins.ts'
import type { Reports } from '../../../src/core/promote/rung.ts'

export const HOUR = 3_600
/** Hours after the epoch at which the world is judged. */
export const NOW = 1_000

export const digest = (letter: string): string => `sha256:${letter.repeat(64)}`
export const web = (letter: string): string => `registry.example.com/shop/web:1@${digest(letter)}`

/** `[letter, from, to]` in hours; `to` null while it is live. */
export type Span = readonly [image: string, from: number, to: number | null, more?: { readonly rolledBack?: boolean; readonly earlier?: boolean; readonly clock?: Clock }]

/** Letters of the images, one a container. `live` is as before where it is not given, `before` as head. */
export type Place = { readonly before?: string; readonly live?: string; readonly head: string; readonly stays?: readonly Span[] }

export type World = {
  /** In the order of the ladder; the first environment takes images from nowhere. */
  readonly places: Readonly<Record<string, Place>>
  readonly environment?: Partial<Environment>
  readonly policy?: Partial<Policy>
  readonly mode?: 'all' | 'any'
  /** What comes before, by environment; the environment before it where it is not given. */
  readonly after?: Readonly<Record<string, readonly string[]>>
  /** null: the history is not asked. */
  readonly history?: null
  readonly limit?: number
  readonly reports?: Reports
  readonly now?: number
}

export function moment(hours: number, clock: Clock = 'merged'): Moment {
  return { commit: `c${String(hours)}`, time: hours * HOUR, clock }
}

export function stayOf([image, from, to, more = {}]: Span): Stay {
  const until = to === null ? null : moment(to, more.clock)
  return { image: web(image), since: moment(from, more.clock), earlier: more.earlier ?? false, until, rolledBack: more.rolledBack ?? false }
}

export function pinnedOf(world: World): readonly PinnedOverlay[] {
  const names = Object.keys(world.places)
  const overlays = new Map(names.map((name) => [name, overlayOf(name)]))
  const environments = [...new Set([...overlays.values()].map(({ environment }) => environment))]
  return [...overlays].map(([name, overlay]): PinnedOverlay => {
    const place = world.places[name] ?? { head: '' }
    const before = place.before ?? place.head
    const index = environments.indexOf(overlay.environment)
    const after = world.after?.[overlay.environment] ?? environments.slice(Math.max(0, index - 1), index)
    const steps = after.map((environment) => {
      const all = [...overlays.values()].filter((each) => each.environment === environment)
      const partner = all.filter(({ variant }) => variant === overlay.variant)
      return { environment, overlays: partner.length > 0 ? partner : all }
    })
    const pins = (letters: string): readonly Pin[] => [...letters].map((letter, container) => pinOf(overlay, letter, container))
    return {
      overlay,
      environment: environmentNamed(overlay.environment, [], world.environment ?? {}),
      before: pins(before),
      live: pins(place.live ?? before),
      head: pins(place.head),
      unknown: false,
      previous: { mode: world.mode ?? 'all', steps }
    }
  })
}

export function ledgerOf({ places, limit }: World, pinned: readonly PinnedOverlay[]): Ledger {
  const staysIn = ({ overlay }: PinnedOverlay, image: string): readonly Stay[] => (places[nameOf(overlay)]?.stays ?? []).map(stayOf).filter((stay) => stay.image === image)
  return {
    stays: (image) => new Map(pinned.map((each) => [each.overlay, staysIn(each, image)] as const).filter(([, stays]) => stays.length > 0)),
    limit: limit === undefined ? null : limit * HOUR
  }
}

export const policyOf = (world: World): Policy => ({ ...DEFAULT_POLICY, ...world.policy })

export function decideIn(world: World): Decided {
  const pinned = pinnedOf(world)
  const ledger = world.history === null ? null : ledgerOf(world, pinned)
  const now = (world.now ?? NOW) * HOUR
  return decidePromotions(pinned, policyOf(world), { live: 'tip', today: '2026-11-20', now, ledger, reports: world.reports ?? null })
}

/** `place letter decision code`, sorted. */
export function linesOf({ promotions }: Decided): readonly string[] {
  return promotions
    .map(({ overlay, to, decision, code }) => `${nameOf(overlay)} ${to.at(-1) ?? ''} ${decision}${code === null ? '' : ` ${code}`}`)
    .toSorted()
}

export function nameOf({ path }: Overlay): string {
  return path.slice('overlays/'.length)
}

function overlayOf(name: string): Overlay {
  const [environment = '', variant = null] = (name.split('@')[0] ?? '').split('/')
  return { application: 'shop', environment, variant, path: `overlays/${name}` }
}

function pinOf(overlay: Overlay, letter: string, container: number): Pin {
  return {
    overlay,
    resource: { group: 'apps', version: 'v1', kind: 'Deployment', namespace: null, name: 'web' },
    container: `c${String(container)}`,
    image: web(letter),
    path: ['spec', 'template', 'spec', 'containers', container, 'image'],
    field: ['spec', 'template', 'spec', 'containers', `c${String(container)}`, 'image']
  }
}
