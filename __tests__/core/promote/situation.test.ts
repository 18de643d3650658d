import { expect, test } from '@jest/globals'
import { argsOf, findingPlace, sameRepositoryLive } from '../../../src/core/promote/situation.ts'
import type { Situation } from '../../../src/core/promote/situation.ts'
import type { PinnedOverlay } from '../../../src/core/promote/pinned-overlay.ts'
import type { Pin } from '../../../src/core/promote/pins.ts'
import { nameOf, NOW, pinnedOf, policyOf, web } from './ladder-world.ts'
import type { World } from './ladder-world.ts'

const WORLD: World = { places: { qa: { before: 'c', live: 'ba', head: 'd' }, 'perf/eu': { head: 'a' }, 'prod/eu': { before: 'c', head: 'd' } }, after: { perf: [], prod: ['qa', 'perf'] } }

function situationOf(name: string, known: (each: PinnedOverlay) => boolean = () => true): { readonly pin: Pin; readonly situation: Situation } {
  const overlays = pinnedOf(WORLD)
  const target = overlays.find(({ overlay }) => nameOf(overlay) === name)
  const [pin] = target?.head ?? []
  if (target === undefined || pin === undefined) throw new Error('named above')
  const pinned = new Map(overlays.filter(known).map((each) => [each.overlay, each]))
  return { pin, situation: { target, pinned, overlays, policy: policyOf(WORLD), moment: { live: 'tip', today: '2026-11-20', now: NOW, ledger: null, reports: null } } }
}

test('a finding is placed at the field, against the last of the environments before, with what is live in them', () => {
  const { pin, situation } = situationOf('prod/eu')
  expect(findingPlace(pin, situation)).toEqual({
    application: 'shop',
    environment: 'prod',
    variant: 'eu',
    against: 'perf',
    resource: 'apps/v1/Deployment/web',
    path: '/spec/template/spec/containers/c0/image',
    values: { perf: `${web('a')}, ${web('b')}`, prod: web('d') }
  })
  expect(argsOf(pin, situation.target)).toEqual({ container: 'c0', image: web('d'), previous: ['qa', 'perf'] })
})

test('in the first environment there is nothing to compare with', () => {
  const { pin, situation } = situationOf('qa')
  expect(findingPlace(pin, situation)).toMatchObject({ against: null, values: { qa: web('d') } })
  expect(Object.keys(findingPlace(pin, situation).values)).toEqual(['qa'])
})

test('only what is live of the same repository counts, whatever the registry, each once', () => {
  const { pin, situation } = situationOf('prod/eu')
  expect(sameRepositoryLive(pin, situation)).toEqual([web('a'), web('b')])
  const api = { ...pin, image: 'registry.example.com/shop/api:1' }
  expect(sameRepositoryLive(api, situation)).toEqual([])
  expect(findingPlace(api, situation).values).toEqual({ perf: null, prod: api.image })
  expect(sameRepositoryLive({ ...pin, image: 'mirror.example.com/web:2' }, situation)).toEqual([web('a'), web('b')])
})

test('an overlay before that is not known runs nothing', () => {
  const { pin, situation } = situationOf('prod/eu', ({ overlay }) => overlay.environment !== 'qa')
  expect(sameRepositoryLive(pin, situation)).toEqual([web('a')])
})
