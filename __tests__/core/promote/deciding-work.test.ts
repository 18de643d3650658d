// Steps that deciding takes, counted before it is begun.

import { expect, test } from '@jest/globals'
import { environmentNamed } from '../../../src/core/model/environment.ts'
import type { PromotionKey } from '../../../src/core/model/policy.ts'
import { DEFAULT_POLICY } from '../../../src/core/model/policy.ts'
import { decidePromotions } from '../../../src/core/promote/decide.ts'
import { decidingWork } from '../../../src/core/promote/deciding-work.ts'
import type { PinnedOverlay } from '../../../src/core/promote/pinned-overlay.ts'
import type { Pin } from '../../../src/core/promote/pins.ts'

const OVERLAY = { application: 'a', environment: 'prod', variant: null, path: 'a/prod' }
const TAG: PromotionKey = { kind: 'tag' }

function pinsOf(images: readonly string[]): readonly Pin[] {
  const resource = { group: 'apps', version: 'v1', kind: 'Deployment', namespace: null, name: 'web' }
  return images.map((image, at) => ({ overlay: OVERLAY, resource, container: `c${at}`, image, path: ['spec', at, 'image'], field: ['spec', `c${at}`, 'image'] }))
}

function placeWith(head: readonly string[], before: readonly string[] = []): PinnedOverlay {
  const environment = environmentNamed('prod')
  return { overlay: OVERLAY, environment, before: pinsOf(before), live: [], head: pinsOf(head), unknown: false, previous: { mode: 'all', steps: [] } }
}

const numbered = (count: number, image: (at: number) => string): readonly string[] => Array.from({ length: count }, (_, at) => image(at))

/** How many times the work there is for three times the images. */
const growth = (image: (at: number) => string, promotionKey = TAG): number => {
  const [one = 1, three = 1] = [1000, 3000].map((count) => decidingWork([placeWith(numbered(count, image))], { promotionKey }))
  return three / one
}

test('images of different repositories are not held against each other', () => {
  expect(growth((at) => `app-${at}:1`)).toBeCloseTo(3)
})

test('one image in many containers is looked at once for each', () => {
  expect(growth(() => 'app:1')).toBeCloseTo(3, 1)
})

test('different tags of one repository are each held against all', () => {
  expect(growth((at) => `app:${at}`)).toBeGreaterThan(8)
})

test('an expression costs its steps for each letter of a tag', () => {
  const work = (source: string): number => decidingWork([placeWith(['app:12345678'])], { promotionKey: { kind: 'regex', source } })
  expect(work('^(?:a?){200}(.*)$')).toBeGreaterThan(10 * work('^(.*)$'))
})

test('a repository that is new in 20,000 containers is decided, container by container', () => {
  const places = [placeWith(numbered(20_000, (at) => `app-${at}:2`), numbered(20_000, (at) => `app-${at}:1`))]
  const moment = { live: '', today: '2026-11-20', now: 0, ledger: null, reports: null }
  expect(decidePromotions(places, DEFAULT_POLICY, moment).promotions).toHaveLength(20_000)
})
