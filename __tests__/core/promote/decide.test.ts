import { environmentNamed } from '../../../src/core/model/environment.ts'
import { describe, expect, test } from '@jest/globals'
import type { Admission, Environment } from '../../../src/core/model/environment.ts'
import type { Overlay } from '../../../src/core/model/overlay.ts'
import type { Policy } from '../../../src/core/model/policy.ts'
import { DEFAULT_POLICY } from '../../../src/core/model/policy.ts'
import { decidePromotions } from '../../../src/core/promote/decide.ts'
import type { PinnedOverlay } from '../../../src/core/promote/pinned-overlay.ts'
import type { Pin } from '../../../src/core/promote/pins.ts'

const digest = (letter: string): string => `sha256:${letter.repeat(64)}`
const web = (letter: string): string => `registry.example.com/shop/web:1@${digest(letter)}`
const envoy = (letter: string): string => `envoy:1@${digest(letter)}`

type Row = { readonly before?: readonly string[]; readonly live?: readonly string[]; readonly head: readonly string[]; readonly unknown?: boolean }
type World = {
  readonly dev?: Row
  readonly staging?: Row
  readonly prod?: Row
  readonly policy?: Partial<Policy>
  readonly introduction?: Admission
  readonly mode?: 'all' | 'any'
  readonly prodAfter?: readonly string[]
}

/** Decisions in prod and staging, as `environment container decision code`. Containers are named by their image. */
function decide(world: World): readonly string[] {
  const names = (['dev', 'staging', 'prod'] as const).filter((name) => world[name] !== undefined)
  const overlays = new Map<string, Overlay>(
    names.map((name) => [name, { application: 'shop', environment: name, variant: null, path: `overlays/${name}` }])
  )
  const pins = (overlay: Overlay, images: readonly string[]): readonly Pin[] =>
    images.map((image, index) => ({
      overlay,
      resource: { group: 'apps', version: 'v1', kind: 'Deployment', namespace: null, name: 'web' },
      container: image.split(/[:@]/)[0]?.split('/').at(-1) ?? '',
      image,
      path: ['spec', 'template', 'spec', 'containers', index, 'image'],
      field: ['spec', 'template', 'spec', 'containers', String(index), 'image']
    }))
  const pinned = names.flatMap((name, index): PinnedOverlay[] => {
    const row = world[name]
    const overlay = overlays.get(name)
    if (row === undefined || overlay === undefined) return []
    const before = row.before ?? row.head
    const environment: Environment = environmentNamed(name, [], { introduction: world.introduction ?? 'warn' })
    const after = name === 'prod' && world.prodAfter !== undefined ? world.prodAfter : index === 0 ? [] : [names[index - 1] ?? '']
    const steps = after.map((each) => ({ environment: each, overlays: [overlays.get(each)].flatMap((one) => one ?? []) }))
    const previous = { mode: world.mode ?? 'all', steps } as const
    const unknown = row.unknown ?? false
    return [{ overlay, environment, before: pins(overlay, before), live: pins(overlay, row.live ?? before), head: pins(overlay, row.head), unknown, previous }]
  })
  const { promotions } = decidePromotions(pinned, { ...DEFAULT_POLICY, ...world.policy }, { live: 'c0ffee', today: '2026-11-20', now: 0, ledger: null, reports: null })
  return promotions.map((p) => `${p.overlay.environment} ${p.container} ${p.decision}${p.code === null ? '' : ` ${p.code}`}`)
}

describe('decidePromotions', () => {
  test.each<[string, World, readonly string[]]>([
    ['nothing enters', { dev: { head: [web('b')] }, staging: { head: [web('a')] }, prod: { head: [web('a')] } }, []],
    ['live in staging', { staging: { head: [web('b')] }, prod: { before: [web('a')], head: [web('b')] } }, ['prod web live']],
    [
      'the same digest under another registry',
      { staging: { head: [web('b')] }, prod: { before: [web('a')], head: [`mirror.example.com/web:9@${digest('b')}`] } },
      ['prod web live']
    ],
    ['skips staging', { staging: { head: [web('a')] }, prod: { before: [web('a')], head: [web('c')] } }, ['prod web not-live image-not-live']],
    [
      'arrives in both at once',
      { staging: { before: [web('a')], head: [web('b')] }, prod: { before: [web('a')], head: [web('b')] } },
      ['prod web same-change image-same-change', 'staging web first-environment']
    ],
    [
      'not live now, though before: rolled back meanwhile, or brought by an entry ahead in the queue',
      { staging: { before: [web('b')], live: [web('a')], head: [web('b')] }, prod: { before: [web('a')], head: [web('b')] } },
      ['prod web not-live image-not-live']
    ],
    ['no digest', { staging: { head: [web('a')] }, prod: { before: [web('a')], head: ['registry.example.com/shop/web:2'] } }, ['prod web unpinned image-unpinned']],
    ['no digest, but as before', { staging: { head: ['web:2'] }, prod: { head: ['web:2'] } }, []],
    ['no image at all', { staging: { head: [web('a')] }, prod: { before: [web('a')], head: ['web:${TAG}'] } }, ['prod web unpinned image-unpinned']],
    [
      'a new sidecar everywhere at once',
      {
        dev: { before: [web('a')], head: [web('a'), envoy('e')] },
        staging: { before: [web('a')], head: [web('a'), envoy('e')] },
        prod: { before: [web('a')], head: [web('a'), envoy('e')] }
      },
      ['dev envoy first-environment', 'prod envoy introduced image-introduced', 'staging envoy introduced image-introduced']
    ],
    [
      'a new sidecar, but another digest in prod',
      {
        staging: { before: [web('a')], head: [web('a'), envoy('e')] },
        prod: { before: [web('a')], head: [web('a'), envoy('f')] }
      },
      ['prod envoy not-live image-not-live', 'staging envoy first-environment']
    ],
    [
      'a new sidecar in prod alone',
      { staging: { head: [web('a')] }, prod: { before: [web('a')], head: [web('a'), envoy('e')] } },
      ['prod envoy not-live image-not-live']
    ],
    [
      'a known image under another registry is no introduction',
      {
        staging: { before: [web('a')], head: [web('a'), `evil.example.com/web:1@${digest('e')}`] },
        prod: { before: [web('a')], head: [web('a'), `evil.example.com/web:1@${digest('e')}`] }
      },
      ['prod web same-change image-same-change', 'staging web first-environment']
    ],
    [
      'what could not be rendered before may have had the image: no introduction',
      { dev: { before: [], head: [envoy('e')], unknown: true }, prod: { before: [], head: [envoy('e')] } },
      ['dev envoy first-environment', 'prod envoy same-change image-same-change']
    ],
    [
      'introductions allowed without a word',
      {
        staging: { before: [], head: [envoy('e')] },
        prod: { before: [], head: [envoy('e')] },
        introduction: 'allow'
      },
      ['prod envoy introduced', 'staging envoy first-environment']
    ],
    [
      'exempt images',
      { staging: { head: [web('a')] }, prod: { before: [], head: [`docker.io/istio/proxy:1@${digest('d')}`] }, policy: { exemptImages: ['docker.io/istio/*'] } },
      ['prod proxy exempt']
    ],
    [
      'denied wins over live',
      {
        staging: { head: [web('b')] },
        prod: { before: [web('a')], head: [web('b')] },
        policy: { deniedImages: [{ digest: digest('b'), reason: 'CVE', expires: '2026-11-20' }] }
      },
      ['prod web denied image-denied']
    ],
    [
      'a denial that has expired',
      {
        staging: { head: [web('b')] },
        prod: { before: [web('a')], head: [web('b')] },
        policy: { deniedImages: [{ digest: digest('b'), reason: 'CVE', expires: '2026-11-19' }] }
      },
      ['prod web live']
    ],
    ['the first environment admits what is pinned', { dev: { before: [web('a')], head: [web('b')] }, prod: { head: [web('a')] } }, ['dev web first-environment']],
    ['one environment alone', { prod: { before: [web('a')], head: [web('b')] } }, ['prod web first-environment']],
    [
      'all predecessors are wanted',
      { dev: { head: [web('b')] }, staging: { head: [web('a')] }, prod: { before: [web('a')], head: [web('b')] }, prodAfter: ['dev', 'staging'] },
      ['prod web not-live image-not-live']
    ],
    [
      'any predecessor is enough',
      { dev: { head: [web('b')] }, staging: { head: [web('a')] }, prod: { before: [web('a')], head: [web('b')] }, prodAfter: ['dev', 'staging'], mode: 'any' },
      ['prod web live']
    ],
    [
      'by tag, with the environment in it',
      { staging: { head: ['web:staging-abc'] }, prod: { before: ['web:prod-000'], head: ['web:prod-abc'] }, policy: { promotionKey: { kind: 'tag' } } },
      ['prod web live']
    ]
  ])('%s', (_name, world, expected) => expect(decide(world)).toEqual(expected))
})
