import { environmentNamed } from '../../../src/core/model/environment.ts'
import { describe, expect, it, test } from '@jest/globals'
import { neighbourPairs, previousOverlays } from '../../../src/core/discover/pairs.ts'
import type { Environment } from '../../../src/core/model/environment.ts'
import type { Application, Overlay } from '../../../src/core/model/overlay.ts'

const rung = (name: string, aliases: string[] = [], after: Environment['after'] = null): Environment => (environmentNamed(name, aliases, { after }))
const LADDER = [rung('dev'), rung('staging', ['stage']), rung('prod')]

/** `prod` or `prod:asia`. */
const overlay = (text: string): Overlay => {
  const [environment = '', variant = null] = text.split(':')
  return { application: 'app', environment, variant, path: `app/${text}` }
}
const application = (...overlays: string[]): Application => ({ name: 'app', overlays: overlays.map(overlay) })
const short = (each: Overlay): string => each.path.slice(4)

describe('neighbourPairs', () => {
  test.each<[string, string[], string[], string[]]>([
    ['the rung before', ['dev', 'staging', 'prod'], ['dev~staging', 'staging~prod'], []],
    ['the nearest rung that there is', ['dev', 'prod'], ['dev~prod'], []],
    ['variants of one name', ['staging:eu', 'staging:us', 'prod:us', 'prod:eu'], ['staging:eu~prod:eu', 'staging:us~prod:us'], []],
    ['variants but for the environment’s word', ['staging:stone-stage-p01', 'staging:x', 'prod:stone-prod-p01'], ['staging:stone-stage-p01~prod:stone-prod-p01', 'staging:x~prod:stone-prod-p01'], []],
    ['the only overlay of the rung before', ['staging', 'prod:eu', 'prod:us'], ['staging~prod:eu', 'staging~prod:us'], []],
    ['the only overlay of the rung after', ['staging:eu', 'staging:us', 'prod'], ['staging:eu~prod', 'staging:us~prod'], []],
    ['nothing where there is no partner', ['staging:eu', 'staging:us', 'prod:asia', 'prod:eu'], ['staging:eu~prod:eu'], ['staging:us/prod', 'prod:asia/staging']],
    ['nothing in one environment alone', ['prod:eu', 'prod:us'], [], []]
  ])('pairs %s', (_, overlays, pairs, alone) => {
    const found = neighbourPairs(application(...overlays), LADDER)
    expect(found.pairs.map(({ left, right }) => `${short(left)}~${short(right)}`)).toEqual(pairs)
    expect(found.alone.map((each) => `${short(each.overlay)}/${each.against}`)).toEqual(alone)
  })

  it('follows `after`, and passes over rungs that the application has not', () => {
    const ladder = [rung('dev'), rung('qa'), rung('perf', [], { mode: 'all', environments: ['dev'] }), rung('prod', [], { mode: 'all', environments: ['qa', 'perf'] })]
    const pairsOf = (...overlays: string[]) => neighbourPairs(application(...overlays), ladder).pairs.map(({ left, right }) => `${short(left)}~${short(right)}`)
    expect(pairsOf('dev', 'qa', 'perf', 'prod')).toEqual(['dev~qa', 'dev~perf', 'qa~prod', 'perf~prod'])
    expect(pairsOf('dev', 'prod')).toEqual(['dev~prod'])
  })

  it('ends when `after` goes round in circles', () => {
    const ladder = [rung('a', [], { mode: 'all', environments: ['b'] }), rung('b', [], { mode: 'all', environments: ['c'] }), rung('c', [], { mode: 'all', environments: ['b'] })]
    expect(neighbourPairs(application('a'), ladder)).toEqual({ pairs: [], alone: [] })
  })
})

describe('previousOverlays', () => {
  const of = (text: string, overlays: string[], ladder = LADDER): string => {
    const { mode, steps } = previousOverlays(overlay(text), application(...overlays), ladder)
    return `${mode} ${steps.map((step) => `${step.environment}[${step.overlays.map(short).join(' ')}]`).join(' ')}`.trim()
  }
  test.each<[string, string[], string]>([
    ['dev', ['dev', 'prod'], 'all'],
    ['prod', ['dev', 'staging', 'prod'], 'all staging[staging]'],
    ['prod:eu', ['staging:eu', 'staging:us', 'prod:eu'], 'all staging[staging:eu]'],
    ['prod:asia', ['staging:eu', 'staging:us', 'prod:asia'], 'all staging[staging:eu staging:us]'],
    ['prod:asia', ['staging', 'prod:asia'], 'all staging[staging]'],
    ['nowhere', ['dev'], 'all']
  ])('before %s of %j: %s', (text, overlays, expected) => {
    expect(of(text, overlays)).toBe(expected)
  })

  it('keeps the mode of `after`', () => {
    const ladder = [rung('a'), rung('b'), rung('c', [], { mode: 'any', environments: ['b', 'a'] })]
    expect(of('c', ['a', 'b', 'c'], ladder)).toBe('any a[a] b[b]')
  })

  const all = (...environments: string[]): Environment['after'] => ({ mode: 'all', environments })
  const any = (...environments: string[]): Environment['after'] => ({ mode: 'any', environments })
  test.each<[string, Environment[], string[], string]>([
    ['all of several', [rung('a'), rung('b'), rung('c', [], all('a', 'b'))], ['a', 'b', 'c'], 'all a[a] b[b]'],
    ['what is before a missing one', [rung('a'), rung('b'), rung('c')], ['a', 'c'], 'all a[a]'],
    ['nothing where all before are missing', [rung('a'), rung('b'), rung('c')], ['c'], 'all'],
    ['one of several is missing, all of them are wanted', [rung('a'), rung('b'), rung('x', [], all('a')), rung('c', [], all('b', 'x'))], ['a', 'b', 'c'], 'all a[a] b[b]'],
    ['one of several is missing, any of them is enough', [rung('a'), rung('b'), rung('x', [], all('a')), rung('c', [], any('b', 'x'))], ['a', 'b', 'c'], 'any b[b]'],
    ['the missing one is after any', [rung('a'), rung('b', [], all('a')), rung('x', [], any('a', 'b')), rung('c')], ['a', 'b', 'c'], 'any a[a] b[b]'],
    ['all of several are missing', [rung('a'), rung('x', [], all('a')), rung('y', [], all('a')), rung('c', [], any('x', 'y'))], ['a', 'c'], 'any a[a]'],
    ['any of two missing ones that want all', [rung('a'), rung('b'), rung('d'), rung('x', [], all('a', 'b')), rung('y', [], all('d')), rung('c', [], any('x', 'y'))], ['a', 'b', 'd', 'c'], 'all a[a] b[b] d[d]'],
    ['a circle of missing ones', [rung('a', [], all('b')), rung('b', [], all('a')), rung('c', [], all('b'))], ['c'], 'all']
  ])('%s', (_, ladder, overlays, expected) => {
    expect(of('c', overlays, ladder)).toBe(expected)
  })

  it('takes an overlay that moves, and the one that it moves to', () => {
    const moved: Application = { name: 'app', overlays: [overlay('prod'), overlay('staging'), { ...overlay('staging'), path: 'app/stage' }] }
    expect(previousOverlays(overlay('prod'), moved, LADDER).steps.map((step) => step.overlays.map(short))).toEqual([['stage', 'staging']])
  })
})
