// Pins that are looked up by name or digest give the same answers as pins that are each held against all.

import fc from 'fast-check'
import { expect, test } from '@jest/globals'
import { environmentNamed } from '../../../src/core/model/environment.ts'
import type { PromotionKey } from '../../../src/core/model/policy.ts'
import { DEFAULT_POLICY } from '../../../src/core/model/policy.ts'
import { entriesOf, holds } from '../../../src/core/promote/entering.ts'
import { identityOf, sameImage } from '../../../src/core/promote/identity.ts'
import type { PinnedOverlay } from '../../../src/core/promote/pinned-overlay.ts'
import type { Pin } from '../../../src/core/promote/pins.ts'

const ENVIRONMENTS = ['staging', 'prod'].map((name) => environmentNamed(name))
const digest = (letter: string): string => `@sha256:${letter.repeat(64)}`

const image = fc
  .tuple(fc.constantFrom('', 'r.io/', 'other.io/team/'), fc.constantFrom('web', 'api'), fc.constantFrom('', ':1', ':staging-1', ':prod-1', ':1-x', ':latest'), fc.constantFrom('', digest('a'), digest('b')))
  .map((parts) => parts.join(''))
const text = fc.oneof({ weight: 8, arbitrary: image }, { weight: 1, arbitrary: fc.constantFrom('${IMAGE}', 'no image', '') })
const pins = fc.array(text, { maxLength: 6 })
const key = fc.constantFrom<PromotionKey>({ kind: 'digest' }, { kind: 'tag' }, { kind: 'regex', source: '^(?:staging-|prod-)?([0-9]+)' })

function pinOf(text: string, at: number): Pin {
  const overlay = { application: 'a', environment: 'prod', variant: null, path: 'a/prod' }
  const resource = { group: 'apps', version: 'v1', kind: 'Deployment', namespace: null, name: 'web' }
  return { overlay, resource, container: `c${at}`, image: text, path: ['spec', at, 'image'], field: ['spec', `c${at}`, 'image'] }
}

test('what enters is what no container of the place had', () => {
  const place = fc.record({ before: pins, head: pins, moved: pins })
  fc.assert(
    fc.property(place, key, ({ before, head, moved }, promotionKey) => {
      const policy = { ...DEFAULT_POLICY, promotionKey }
      const [environment = environmentNamed('staging')] = ENVIRONMENTS
      const at = (path: string, was: readonly string[], is: readonly string[]): PinnedOverlay => ({
        overlay: { application: 'a', environment: 'staging', variant: null, path },
        environment,
        before: was.map(pinOf),
        live: [],
        head: is.map(pinOf),
        unknown: false,
        previous: { mode: 'all', steps: [] }
      })
      const enters = head.filter((each) => {
        const identity = identityOf(each, promotionKey, environment)
        return ![...before, ...moved].some((other) => {
          const known = identityOf(other, promotionKey, environment)
          return identity.kind === 'unpinned' ? other === each : known.kind === 'identity' && sameImage(identity, known)
        })
      })
      const found = entriesOf([at('new', before, head), at('old', moved, [])], policy)
      expect(found.map(({ pin }) => pin.image)).toEqual(enters)
    }),
    { numRuns: 500 }
  )
})

test('an environment holds an image where one of its pins is that image', () => {
  fc.assert(
    fc.property(image, pins, key, (asked, there, promotionKey) => {
      const policy = { ...DEFAULT_POLICY, promotionKey }
      const [from = environmentNamed('staging'), to = environmentNamed('prod')] = ENVIRONMENTS
      const identity = identityOf(asked, promotionKey, from)
      fc.pre(identity.kind === 'identity')
      const slow = there.some((other) => {
        const known = identityOf(other, promotionKey, to)
        return known.kind === 'identity' && sameImage(identity, known)
      })
      expect(holds(there.map(pinOf), asked, identity, to, policy)).toBe(slow)
    }),
    { numRuns: 500 }
  )
})
