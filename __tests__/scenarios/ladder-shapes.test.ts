// Ladders that are no line: several rungs before one, rungs that an application has not, and rungs that the change itself takes away.

import { describe, expect, test } from '@jest/globals'
import { newestKustomize } from '../support/kustomize.ts'
import { decisions, deployment, overlays, shop } from '../support/ladder.ts'
import type { Files, Scenario } from '../support/scenario.ts'
import { judge } from '../support/scenario.ts'

type Case = readonly [name: string, scenario: Scenario, expected: readonly string[]]
type Pins = Readonly<Record<string, string | null>>

const A = shop('a')
const B = shop('b')
const PROD_LIVE = (environment: string): readonly string[] => ['pass', `prod Deployment/shop c0 live in ${environment}`]
const PROD_NOT_LIVE = ['fail', 'prod Deployment/shop c0 not-live image-not-live'] as const

const pins = (images: Pins, application = 'shop'): Files =>
  overlays(Object.fromEntries(Object.entries(images).map(([name, image]) => [name, image === null ? null : deployment(image)])), application)

const ladder = (text: string): Files => ({ '.github/parity-gate.yaml': `version: 1\n${text}` })

/** An application that has every environment, so that the ladder names none in vain. */
const everywhere = (...environments: readonly string[]): Files => pins(Object.fromEntries(environments.map((name) => [name, A])), 'other')

/** Both load test and acceptance test branch off from dev; prod comes after them. */
const fork = (after: string): Files => ({
  ...ladder(`environments:\n  - dev\n  - {name: qa, after: dev}\n  - {name: load, after: dev}\n  - {name: prod, ${after}}\n`),
  ...everywhere('dev', 'qa', 'load', 'prod')
})

/** Prod gets image b; each other environment has what is given. */
const world = (policy: Files, before: Pins, change: Pins = {}): Scenario => ({
  before: { ...policy, ...pins({ ...before, prod: A }) },
  change: pins({ prod: B, ...change })
})

const FORKS: readonly Case[] = [
  ['all of them, and it is in both', world(fork('after: [qa, load]'), { dev: B, qa: B, load: B }), PROD_LIVE('load')],
  ['all of them, and it is in one', world(fork('after: [qa, load]'), { dev: B, qa: B, load: A }), PROD_NOT_LIVE],
  ['all of them, and it is only in what is before both', world(fork('after: [qa, load]'), { dev: B, qa: A, load: A }), PROD_NOT_LIVE],
  ['any of them, and it is in one', world(fork('after-any: [qa, load]'), { dev: B, qa: A, load: B }), PROD_LIVE('load')],
  ['any of them, and it is only in what is before both', world(fork('after-any: [qa, load]'), { dev: B, qa: A, load: A }), PROD_NOT_LIVE],
  [
    'each branch takes from where it starts',
    { before: { ...fork('after: [qa, load]'), ...pins({ dev: B, qa: A, load: A, prod: A }) }, change: pins({ qa: B, load: B }) },
    ['pass', 'load Deployment/shop c0 live in dev', 'qa Deployment/shop c0 live in dev']
  ]
]

const ALL_FOUR = { ...ladder('environments: [dev, qa, staging, prod]\n'), ...everywhere('dev', 'qa', 'staging', 'prod') }

const MISSING: readonly Case[] = [
  ['the nearest one before it that there is, and it is live there', world(ALL_FOUR, { dev: B, qa: B }), PROD_LIVE('qa')],
  ['the nearest one before it that there is, and not the one after', world(ALL_FOUR, { dev: B, qa: A }), PROD_NOT_LIVE],
  ['two are missing', world(ALL_FOUR, { dev: B }), PROD_LIVE('dev')],
  ['of all, one is missing: the other and what is before the missing one', world(fork('after: [qa, load]'), { dev: A, qa: B }), PROD_NOT_LIVE],
  ['of any, one is missing: it is no way round the other', world(fork('after-any: [qa, load]'), { dev: B, qa: A }), PROD_NOT_LIVE],
  ['of any, both are missing: what is before them', world(fork('after-any: [qa, load]'), { dev: B }), PROD_LIVE('dev')],
  ['all before prod: it is the first one, whatever other applications have', world(ALL_FOUR, {}), ['pass', 'prod Deployment/shop c0 first-environment']]
]

const gone = (environment: string): string => `warning overlay-removed ${environment}`

const REMOVED: readonly Case[] = [
  ['the rung before goes with the promotion: it counts as it was', world(ALL_FOUR, { dev: B, staging: A }, { staging: null }), [...PROD_NOT_LIVE, gone('staging')]],
  ['the rung before had the image, and goes with the promotion', world(ALL_FOUR, { dev: B, staging: B }, { staging: null }), [...PROD_LIVE('staging'), gone('staging')]],
  [
    'all rungs before go with the promotion',
    world(ALL_FOUR, { dev: B, qa: B, staging: A }, { dev: null, qa: null, staging: null }),
    [...PROD_NOT_LIVE, gone('dev'), gone('qa'), gone('staging')]
  ],
  [
    'the rung before becomes a component, which is no overlay',
    {
      before: { ...ALL_FOUR, ...pins({ dev: B, staging: A, prod: A }) },
      change: {
        ...pins({ prod: B }),
        'apps/shop/overlays/staging/kustomization.yaml': 'apiVersion: kustomize.config.k8s.io/v1alpha1\nkind: Component\nresources: [../../base, app.yaml]\n'
      }
    },
    [...PROD_NOT_LIVE, gone('staging')]
  ],
  [
    'one of all goes with the promotion',
    world(fork('after: [qa, load]'), { dev: B, qa: B, load: A }, { load: null }),
    [...PROD_NOT_LIVE, gone('load')]
  ],
  [
    'the variant before goes with the promotion, and another one had the image',
    {
      before: { ...ALL_FOUR, ...pins({ 'staging-eu': A, 'staging-us': B, 'prod-eu': A, 'prod-us': A }) },
      change: pins({ 'staging-eu': null, 'prod-eu': B })
    },
    ['fail', 'prod/eu Deployment/shop c0 not-live image-not-live', 'warning overlay-removed staging/eu']
  ],
  [
    'the rung before is added with the promotion, and has the image only now',
    world(ALL_FOUR, { dev: B }, { staging: B }),
    ['fail', 'prod Deployment/shop c0 same-change image-same-change', 'staging Deployment/shop c0 live in dev']
  ]
]

/** The same environment under another of its words. */
const ALIASES = ladder('environments: [dev, staging=stage, prod]\n')
const PATTERN = ladder('environments: [dev, staging=stage, prod]\noverlays: ["apps/{app}/overlays/{env}"]\n')

const MOVES: readonly (readonly [from: string, to: string])[] = [['stage', 'staging'], ['staging', 'stage']]

/** Detected, the two folders are told apart by their words; with a pattern they are one overlay that moves, and nothing enters. */
const MOVED: readonly Case[] = MOVES.flatMap(([from, to]): readonly Case[] => {
  const promotion = (policy: Files): Scenario => world(policy, { dev: B, [from]: B }, { [from]: null, [to]: B })
  const name = `the rung before moves from ${from} to ${to} with the promotion: it is live where it was`
  return [
    [name, promotion(ALIASES), [...PROD_LIVE('staging'), `staging/${to} Deployment/shop c0 live in dev`, gone(`staging/${from}`)]],
    [`${name}, by a pattern`, promotion(PATTERN), [...PROD_LIVE('staging'), gone('staging')]]
  ]
})

const VARIANTS: readonly Case[] = [
  [
    'each cluster takes from its counterpart, and one without from any',
    {
      before: pins({ 'staging-eu': B, 'staging-us': A, 'prod-eu': A, 'prod-us': A, 'prod-asia': A }),
      change: pins({ 'prod-eu': B, 'prod-us': B, 'prod-asia': B })
    },
    [
      'fail',
      'prod/asia Deployment/shop c0 live in staging',
      'prod/eu Deployment/shop c0 live in staging',
      'prod/us Deployment/shop c0 not-live image-not-live',
      'notice no-counterpart staging→prod/asia @ apps/shop/overlays/prod-asia/kustomization.yaml'
    ]
  ],
  [
    'clusters named after their environment are counterparts',
    { before: pins({ 'staging-c1-staging': B, 'prod-c1-prod': A }), change: pins({ 'prod-c1-prod': B }) },
    ['pass', 'prod/c1-prod Deployment/shop c0 live in staging']
  ]
]

const GROUPS: readonly (readonly [string, readonly Case[]])[] = [
  ['several before one', FORKS],
  ['a rung that the application has not', MISSING],
  ['a rung that the change removes or adds', REMOVED],
  ['a rung that the change moves', MOVED],
  ['variants', VARIANTS]
]

describe.each([newestKustomize()])('kustomize $version', ({ command }) => {
  describe.each(GROUPS)('%s', (_group, cases) => {
    test.each(cases)('%s', async (_name, scenario, expected) => {
      expect(decisions(await judge(scenario, command))).toEqual(expected)
    })
  })
})
