// Promotion as whole worlds: images enter environments by a change, and each must be live in the environment before.

import { describe, expect, test } from '@jest/globals'
import { kustomizeBinaries, newestKustomize } from '../support/kustomize.ts'
import { decisions, deployment, digest, OVERLAY, overlays, shop } from '../support/ladder.ts'
import type { Files, Scenario } from '../support/scenario.ts'
import { judge } from '../support/scenario.ts'

type Case = readonly [name: string, scenario: Scenario, expected: readonly string[]]
type Pins = Readonly<Record<string, string | readonly string[] | null>>

/** One Deployment an environment, with these images. */
const pins = (images: Pins): Files =>
  overlays(Object.fromEntries(Object.entries(images).map(([name, image]) => [name, image === null ? null : deployment(...[image].flat())])))

/** The same three environments before, and what the change pins in some of them. */
const move = (before: Pins, change: Pins, more: Partial<Scenario> = {}): Scenario => ({ before: pins(before), change: pins(change), ...more })

const policy = (text: string): Files => ({ '.github/parity-gate.yaml': `version: 1\n${text}` })
const withPolicy = (text: string, scenario: Scenario): Scenario => ({ ...scenario, before: { ...scenario.before, ...policy(text) } })

const A = shop('a')
const B = shop('b')
const ALL_A = { dev: A, staging: A, prod: A }
const ENVOY = `envoyproxy/envoy:v1@${digest('e')}`

const BY_DIGEST: readonly Case[] = [
  ['live in the environment before', move({ dev: B, staging: B, prod: A }, { prod: B }), ['pass', 'prod Deployment/shop c0 live in staging']],
  ['nowhere before', move(ALL_A, { prod: B }), ['fail', 'prod Deployment/shop c0 not-live image-not-live']],
  ['live in dev only, so staging is skipped', move({ dev: B, staging: A, prod: A }, { prod: B }), ['fail', 'prod Deployment/shop c0 not-live image-not-live']],
  ['the first environment admits what is pinned', move(ALL_A, { dev: B }), ['pass', 'dev Deployment/shop c0 first-environment']],
  [
    'arriving in staging and prod in one change',
    move({ dev: B, staging: A, prod: A }, { staging: B, prod: B }),
    ['fail', 'prod Deployment/shop c0 same-change image-same-change', 'staging Deployment/shop c0 live in dev']
  ],
  [
    'arriving in all three in one change',
    move(ALL_A, { dev: B, staging: B, prod: B }),
    [
      'fail',
      'dev Deployment/shop c0 first-environment',
      'prod Deployment/shop c0 same-change image-same-change',
      'staging Deployment/shop c0 same-change image-same-change'
    ]
  ],
  ['back to what prod never ran', move({ dev: B, staging: B, prod: B }, { prod: A }), ['fail', 'prod Deployment/shop c0 not-live image-not-live']],
  ['no digest', move(ALL_A, { prod: 'registry.example.com/shop:2' }), ['fail', 'prod Deployment/shop c0 unpinned image-unpinned']],
  ['no digest in the first environment is a warning', move(ALL_A, { dev: 'registry.example.com/shop:2' }), ['pass', 'dev Deployment/shop c0 unpinned image-unpinned']],
  ['no digest, but it was there before', move({ dev: A, staging: A, prod: 'registry.example.com/shop:2' }, { dev: B }), ['pass', 'dev Deployment/shop c0 first-environment']],
  ['the same digest under another tag', move({ dev: B, staging: shop('b', ':rc'), prod: A }, { prod: shop('b', ':v2') }), ['pass', 'prod Deployment/shop c0 live in staging']],
  ['another tag of a digest that is there already is no promotion', move({ dev: B, staging: A, prod: B }, { prod: shop('b', ':v2') }), ['pass']],
  [
    'the same digest from another registry',
    move({ dev: B, staging: B, prod: A }, { prod: `mirror.example.org/eu/shop:1@${digest('b')}` }, { inputs: { 'allowed-axes': 'image\nimage-registry' } }),
    ['pass', 'prod Deployment/shop c0 live in staging']
  ],
  ['the same tag with another digest', move({ dev: B, staging: B, prod: A }, { prod: shop('c') }), ['fail', 'prod Deployment/shop c0 not-live image-not-live']],
  ['a digest alone', move({ dev: B, staging: B, prod: A }, { prod: shop('b', '') }), ['pass', 'prod Deployment/shop c0 live in staging']],
  [
    'a registry with a port, tag and digest together',
    move(
      { dev: `localhost:5000/team/shop:1@${digest('b')}`, staging: `localhost:5000/team/shop:1@${digest('b')}`, prod: `localhost:5000/team/shop:1@${digest('a')}` },
      { prod: `localhost:5000/team/shop:1@${digest('b')}` }
    ),
    ['pass', 'prod Deployment/shop c0 live in staging']
  ],
  [
    'a registry with a port and no tag has no digest',
    move({ dev: 'localhost:5000/shop', staging: 'localhost:5000/shop', prod: `localhost:5000/shop@${digest('a')}` }, { prod: 'localhost:5000/shop' }),
    ['fail', 'prod Deployment/shop c0 unpinned image-unpinned']
  ],
  [
    'set by an images: entry instead of the manifest',
    {
      before: overlays({ dev: deployment(B), staging: deployment(B), prod: deployment(A) }),
      change: { 'apps/shop/overlays/prod/kustomization.yaml': `${OVERLAY}images: [{name: registry.example.com/shop, newTag: "1", digest: "${digest('b')}"}]\n` }
    },
    ['pass', 'prod Deployment/shop c0 live in staging']
  ],
  ['another container of the environment had it', move({ dev: [A, B], staging: [A, B], prod: [A, B] }, { prod: [B, A] }), ['pass']]
]

const INTRODUCED: readonly Case[] = [
  [
    'a new sidecar everywhere at once',
    move(ALL_A, { dev: [A, ENVOY], staging: [A, ENVOY], prod: [A, ENVOY] }),
    [
      'pass',
      'dev Deployment/shop c1 first-environment',
      'prod Deployment/shop c1 introduced image-introduced',
      'staging Deployment/shop c1 introduced image-introduced'
    ]
  ],
  [
    'a new sidecar with another digest in prod',
    move(ALL_A, { dev: [A, ENVOY], staging: [A, ENVOY], prod: [A, ENVOY.replace(digest('e'), digest('f'))] }),
    [
      'fail',
      'dev Deployment/shop c1 first-environment',
      'prod Deployment/shop c1 not-live image-not-live',
      'staging Deployment/shop c1 same-change image-same-change'
    ]
  ],
  [
    'a new sidecar without a digest',
    move(ALL_A, { dev: [A, 'envoy:v1'], staging: [A, 'envoy:v1'], prod: [A, 'envoy:v1'] }),
    [
      'fail',
      'dev Deployment/shop c1 unpinned image-unpinned',
      'prod Deployment/shop c1 unpinned image-unpinned',
      'staging Deployment/shop c1 unpinned image-unpinned'
    ]
  ],
  [
    'an old image under a new name is no new image',
    move(ALL_A, { dev: [A, `evil.example.org/shop:9@${digest('e')}`], staging: [A, `evil.example.org/shop:9@${digest('e')}`], prod: [A, `evil.example.org/shop:9@${digest('e')}`] }),
    [
      'fail',
      'dev Deployment/shop c1 first-environment',
      'prod Deployment/shop c1 same-change image-same-change',
      'staging Deployment/shop c1 same-change image-same-change'
    ]
  ],
  [
    'a new sidecar where introductions are allowed without a word',
    withPolicy('environments: [{name: dev}, {name: prod, introduction: allow}]\n', move({ dev: A, prod: A }, { dev: [A, ENVOY], prod: [A, ENVOY] })),
    ['pass', 'dev Deployment/shop c1 first-environment', 'prod Deployment/shop c1 introduced']
  ],
  [
    'a new sidecar where introductions are denied',
    withPolicy('environments: [{name: dev}, {name: prod, introduction: deny}]\n', move({ dev: A, prod: A }, { dev: [A, ENVOY], prod: [A, ENVOY] })),
    ['fail', 'dev Deployment/shop c1 first-environment', 'prod Deployment/shop c1 introduced image-introduced']
  ],
  [
    'a new service everywhere at once',
    { before: pins(ALL_A), change: overlays({ dev: deployment(ENVOY), staging: deployment(ENVOY), prod: deployment(ENVOY) }, 'proxy') },
    [
      'pass',
      'dev Deployment/shop c0 first-environment',
      'prod Deployment/shop c0 introduced image-introduced',
      'staging Deployment/shop c0 introduced image-introduced'
    ]
  ],
  [
    'a new service in staging and prod only: its first environment is staging',
    { before: pins(ALL_A), change: overlays({ staging: deployment(ENVOY), prod: deployment(ENVOY) }, 'proxy') },
    ['pass', 'prod Deployment/shop c0 introduced image-introduced', 'staging Deployment/shop c0 first-environment']
  ],
  [
    'a prod overlay for a service that has run in dev and staging',
    { before: pins({ dev: A, staging: A }), change: pins({ prod: A }) },
    ['pass', 'prod Deployment/shop c0 live in staging']
  ],
  [
    'a prod overlay with another image than staging has',
    { before: pins({ dev: A, staging: A }), change: pins({ prod: B }) },
    ['fail', 'prod Deployment/shop c0 not-live image-not-live']
  ]
]

const LISTS: readonly Case[] = [
  [
    'an exempt image',
    withPolicy('exempt-images: [registry.example.com/*]\n', move(ALL_A, { prod: 'registry.example.com/shop:9' })),
    ['pass', 'prod Deployment/shop c0 exempt']
  ],
  [
    'an exempt glob does not cross a slash',
    withPolicy('exempt-images: [registry.example.com/*]\n', move({ dev: 'registry.example.com/a/b', prod: 'registry.example.com/a/b' }, { prod: 'registry.example.com/a/b:9' })),
    ['fail', 'prod Deployment/shop c0 unpinned image-unpinned']
  ],
  [
    'a denied image on the last day of its entry',
    withPolicy(`denied-images: [{digest: "${digest('b')}", reason: CVE-2026-0001, expires: 2026-11-20}]\n`, move({ dev: B, staging: B, prod: A }, { prod: B })),
    ['fail', 'prod Deployment/shop c0 denied image-denied']
  ],
  [
    'a denied image on the day after',
    withPolicy(`denied-images: [{digest: "${digest('b')}", reason: CVE-2026-0001, expires: 2026-11-19}]\n`, move({ dev: B, staging: B, prod: A }, { prod: B })),
    ['pass', 'prod Deployment/shop c0 live in staging']
  ],
  [
    'a denied image may not enter the first environment either',
    withPolicy(`denied-images: [{digest: "${digest('b')}", reason: CVE-2026-0001}]\n`, move(ALL_A, { dev: B })),
    ['fail', 'dev Deployment/shop c0 denied image-denied']
  ],
  [
    'a denied image that is there already is no promotion',
    withPolicy(`denied-images: [{digest: "${digest('b')}", reason: CVE-2026-0001}]\n`, move({ dev: B, staging: B, prod: B }, { dev: A })),
    ['pass', 'dev Deployment/shop c0 first-environment']
  ]
]

const byTag = (images: Pins, change: Pins, key = 'tag'): Scenario => move(images, change, { inputs: { 'promotion-key': key } })

const KEYS: readonly Case[] = [
  ['a tag that is live before', byTag({ dev: 'shop:2', staging: 'shop:2', prod: 'shop:1' }, { prod: 'shop:2' }), ['pass', 'prod Deployment/shop c0 live in staging']],
  ['a tag that is not', byTag({ dev: 'shop:1', staging: 'shop:1', prod: 'shop:1' }, { prod: 'shop:2' }), ['fail', 'prod Deployment/shop c0 not-live image-not-live']],
  [
    "the environment's own name in the tag",
    byTag({ dev: 'shop:dev-2f', staging: 'shop:staging-2f', prod: 'shop:prod-1e' }, { prod: 'shop:prod-2f' }),
    ['pass', 'prod Deployment/shop c0 live in staging']
  ],
  [
    "another environment's name in the tag is part of it",
    byTag({ dev: 'shop:dev-2f', staging: 'shop:staging-2f', prod: 'shop:prod-1e' }, { prod: 'shop:staging-2f' }),
    ['fail', 'prod Deployment/shop c0 not-live image-not-live']
  ],
  ['the same tag of another image', byTag({ dev: ['shop:1', 'cart:2'], staging: ['shop:1', 'cart:2'], prod: ['shop:1', 'cart:1'] }, { prod: ['shop:2', 'cart:1'] }), ['fail', 'prod Deployment/shop c0 not-live image-not-live']],
  ['a floating tag', byTag({ dev: 'shop:1', staging: 'shop:latest', prod: 'shop:1' }, { prod: 'shop:latest' }), ['fail', 'prod Deployment/shop c0 unpinned image-unpinned']],
  ['no tag at all', byTag({ dev: 'shop:1', staging: 'shop', prod: 'shop:1' }, { prod: 'shop' }), ['fail', 'prod Deployment/shop c0 unpinned image-unpinned']],
  ['a tag that only says the environment', byTag({ dev: 'shop:1', staging: 'shop:staging', prod: 'shop:1' }, { prod: 'shop:prod' }), ['fail', 'prod Deployment/shop c0 unpinned image-unpinned']],
  [
    'equal tags with unequal digests',
    byTag({ dev: shop('b'), staging: shop('b'), prod: shop('a', ':0') }, { prod: shop('c') }),
    ['fail', 'prod Deployment/shop c0 not-live image-not-live']
  ],
  [
    'equal tags, a digest on one side only',
    byTag({ dev: shop('b'), staging: shop('b'), prod: shop('a', ':0') }, { prod: 'registry.example.com/shop:1' }),
    ['pass', 'prod Deployment/shop c0 live in staging']
  ],
  [
    'the commit in the tag, found by an expression',
    byTag({ dev: 'shop:7-91-f96aa5e8', staging: 'shop:7-91-f96aa5e8', prod: 'shop:6-12-0a1b2c3d' }, { prod: 'shop:7-00369-f96aa5e8' }, '/-([0-9a-f]{8})$/'),
    ['pass', 'prod Deployment/shop c0 live in staging']
  ],
  [
    'another commit',
    byTag({ dev: 'shop:7-91-f96aa5e8', staging: 'shop:7-91-f96aa5e8', prod: 'shop:6-12-0a1b2c3d' }, { prod: 'shop:7-00369-f96aa5e9' }, '/-([0-9a-f]{8})$/'),
    ['fail', 'prod Deployment/shop c0 not-live image-not-live']
  ],
  [
    'a tag that the expression does not match',
    byTag({ dev: 'shop:7', staging: 'shop:7', prod: 'shop:6-12-0a1b2c3d' }, { prod: 'shop:7' }, '/-([0-9a-f]{8})$/'),
    ['fail', 'prod Deployment/shop c0 unpinned image-unpinned']
  ],
  ['an unresolved variable', byTag({ dev: 'shop:1', staging: 'shop:1', prod: 'shop:1' }, { prod: 'shop:${TAG}' }), [
    'fail',
    'prod Deployment/shop c0 unpinned image-unpinned',
    'error drift-value staging→prod Deployment/shop /spec/template/spec/containers/c0/image shop:1 | shop:${TAG} @ apps/shop/overlays/prod/app.yaml:10',
    'notice unresolved-variable prod @ apps/shop/overlays/prod/kustomization.yaml'
  ]]
]

const REVISIONS: readonly Case[] = [
  [
    'staging got it meanwhile',
    move({ dev: B, staging: A, prod: A }, { prod: B }, { meanwhile: pins({ staging: B }) }),
    ['pass', 'prod Deployment/shop c0 live in staging']
  ],
  [
    'staging went on meanwhile: the image was live there',
    move({ dev: B, staging: B, prod: A }, { prod: B }, { meanwhile: pins({ staging: A }) }),
    ['pass', 'prod Deployment/shop c0 superseded in staging']
  ],
  [
    'staging went on meanwhile, and the policy wants it live there still',
    withPolicy('environments: [dev, staging, {name: prod, superseded: deny}]\n', move({ dev: B, staging: B, prod: A }, { prod: B }, { meanwhile: pins({ staging: A }) })),
    ['fail', 'prod Deployment/shop c0 superseded in staging image-superseded']
  ],
  [
    'staging was removed from the base branch meanwhile',
    move({ dev: B, staging: B, prod: A }, { prod: B }, { meanwhile: pins({ staging: null }) }),
    ['pass', 'prod Deployment/shop c0 superseded in staging']
  ],
  [
    'an overlay removed in the same change: its pins count, and let pass',
    move({ dev: B, staging: B, prod: A }, { staging: null, prod: B }),
    ['pass', 'prod Deployment/shop c0 live in staging', 'warning overlay-removed staging']
  ],
  [
    'an overlay removed in the same change: its pins count, and do not let pass',
    move({ dev: B, staging: A, prod: A }, { staging: null, prod: B }),
    ['fail', 'prod Deployment/shop c0 not-live image-not-live', 'warning overlay-removed staging']
  ]
]

const after = (rule: string): string => `environments: [{name: dev}, {name: qa, after: dev}, {name: staging, after: dev}, {name: prod, ${rule}}]\n`
const FOUR = (qa: string, staging: string): Scenario => move({ dev: B, qa, staging, prod: A }, { prod: B })

const LADDERS: readonly Case[] = [
  ['after all of them, and it is in all', withPolicy(after('after: [qa, staging]'), FOUR(B, B)), ['pass', 'prod Deployment/shop c0 live in staging']],
  ['after all of them, and one has it not', withPolicy(after('after: [qa, staging]'), FOUR(A, B)), ['fail', 'prod Deployment/shop c0 not-live image-not-live']],
  [
    'after all of them, and one gets it only now',
    withPolicy(after('after: [qa, staging]'), move({ dev: B, qa: A, staging: B, prod: A }, { qa: B, prod: B })),
    ['fail', 'prod Deployment/shop c0 same-change image-same-change', 'qa Deployment/shop c0 live in dev']
  ],
  ['after any of them, and it is in one', withPolicy(after('after-any: [qa, staging]'), FOUR(B, A)), ['pass', 'prod Deployment/shop c0 live in qa']],
  ['after any of them, and it is in none', withPolicy(after('after-any: [qa, staging]'), FOUR(A, A)), ['fail', 'prod Deployment/shop c0 not-live image-not-live']],
  [
    'an environment that the application does not have is passed over, not a gap',
    withPolicy('environments: [dev, qa, staging, prod]\n', {
      before: { ...pins({ dev: A, staging: A, prod: A }), ...overlays({ qa: deployment(A), dev: deployment(A) }, 'other') },
      change: pins({ prod: B })
    }),
    ['fail', 'prod Deployment/shop c0 not-live image-not-live']
  ],
  [
    'a region of prod is promoted from staging',
    move({ dev: B, staging: B, prod: A, 'prod-eu': A }, { 'prod-eu': B }),
    ['pass', 'prod/eu Deployment/shop c0 live in staging']
  ],
  [
    'what another region of prod runs',
    move({ dev: A, staging: A, prod: B, 'prod-eu': A }, { 'prod-eu': B }),
    ['pass', 'prod/eu Deployment/shop c0 fan-out in prod image-fan-out']
  ],
  [
    'what another region runs has not run in staging, and the policy wants that',
    withPolicy('environments: [dev, staging, {name: prod, fan-out: deny}]\n', move({ dev: A, staging: A, prod: B, 'prod-eu': A }, { 'prod-eu': B })),
    ['fail', 'prod/eu Deployment/shop c0 not-live image-not-live']
  ],
  [
    'each region has its counterpart',
    move({ 'staging-eu': B, 'staging-us': A, 'prod-eu': A, 'prod-us': A }, { 'prod-eu': B, 'prod-us': B }),
    ['fail', 'prod/eu Deployment/shop c0 live in staging', 'prod/us Deployment/shop c0 not-live image-not-live']
  ],
  [
    'a new region in staging and prod at once, of an image that the other region has',
    { before: pins({ 'staging-us': A, 'prod-us': A }), change: pins({ 'staging-eu': B, 'prod-eu': B }) },
    ['fail', 'prod/eu Deployment/shop c0 same-change image-same-change', 'staging/eu Deployment/shop c0 first-environment']
  ],
  [
    'a region without counterpart takes from any region of staging',
    move({ 'staging-eu': B, 'staging-us': A, 'prod-eu': A, 'prod-asia': A }, { 'prod-asia': B }),
    ['pass', 'prod/asia Deployment/shop c0 live in staging', 'notice no-counterpart staging→prod/asia @ apps/shop/overlays/prod-asia/kustomization.yaml']
  ]
]

const BROKEN = 'resources: [missing.yaml]\n'
const BROKEN_RENDERS: readonly Case[] = [
  [
    'staging does not build on the base branch, and the change does not mend it',
    { before: { ...pins({ dev: B, staging: B, prod: A }), 'apps/shop/overlays/staging/kustomization.yaml': BROKEN }, change: pins({ prod: B }) },
    ['fail', 'prod Deployment/shop c0 not-live image-not-live', 'error render-failed staging @ apps/shop/overlays/staging/kustomization.yaml:1']
  ],
  [
    'staging does not build on the base branch, and the change mends it: nothing was live there',
    {
      before: { ...pins({ dev: B, staging: B, prod: A }), 'apps/shop/overlays/staging/kustomization.yaml': BROKEN },
      change: { ...pins({ prod: B }), 'apps/shop/overlays/staging/kustomization.yaml': OVERLAY }
    },
    [
      'fail',
      'prod Deployment/shop c0 same-change image-same-change',
      'staging Deployment/shop c0 live in dev',
      'warning render-failed staging @ apps/shop/overlays/staging/kustomization.yaml'
    ]
  ],
  [
    'nothing builds on the base branch: that nobody had the image is not proven',
    {
      before: { ...pins(ALL_A), 'apps/shop/overlays/dev/kustomization.yaml': BROKEN, 'apps/shop/overlays/staging/kustomization.yaml': BROKEN, 'apps/shop/overlays/prod/kustomization.yaml': BROKEN },
      change: pins({ dev: B, staging: B, prod: B })
    },
    [
      'fail',
      'dev Deployment/shop c0 first-environment',
      'prod Deployment/shop c0 same-change image-same-change',
      'staging Deployment/shop c0 same-change image-same-change',
      'warning render-failed dev @ apps/shop/overlays/dev/kustomization.yaml',
      'warning render-failed prod @ apps/shop/overlays/prod/kustomization.yaml',
      'warning render-failed staging @ apps/shop/overlays/staging/kustomization.yaml'
    ]
  ]
]

const GROUPS: readonly (readonly [string, readonly Case[]])[] = [
  ['by digest', BY_DIGEST],
  ['introductions', INTRODUCED],
  ['exempt and denied', LISTS],
  ['tag and expression keys', KEYS],
  ['before, live and head', REVISIONS],
  ['ladders and variants', LADDERS],
  ['what does not build', BROKEN_RENDERS]
]

const manifest = (head: string, spec: string) => (image: string): string => `${head}\nspec: ${spec.replace('IMAGE', JSON.stringify(image))}\n`
const template = (rest: string): string => `{template: {spec: ${rest}}}`
const NAMED = (apiVersion: string, kind: string): string => `apiVersion: ${apiVersion}\nkind: ${kind}\nmetadata: {name: shop}`
const CONTAINER = '{containers: [{name: web, image: IMAGE}]}'

/** Where images are read from, and what the promotion names as the container. */
const WORKLOADS: readonly (readonly [name: string, manifest: (image: string) => string, resource: string, container: string])[] = [
  ['Deployment', manifest(NAMED('apps/v1', 'Deployment'), template(CONTAINER)), 'Deployment/shop', 'web'],
  ['StatefulSet', manifest(NAMED('apps/v1', 'StatefulSet'), template(CONTAINER)), 'StatefulSet/shop', 'web'],
  ['DaemonSet', manifest(NAMED('apps/v1', 'DaemonSet'), template(CONTAINER)), 'DaemonSet/shop', 'web'],
  ['Job', manifest(NAMED('batch/v1', 'Job'), template(CONTAINER)), 'Job/shop', 'web'],
  ['CronJob', manifest(NAMED('batch/v1', 'CronJob'), `{jobTemplate: {spec: ${template(CONTAINER)}}}`), 'CronJob/shop', 'web'],
  ['Pod', manifest(NAMED('v1', 'Pod'), CONTAINER), 'Pod/shop', 'web'],
  ['Argo Rollout', manifest(NAMED('argoproj.io/v1alpha1', 'Rollout'), template(CONTAINER)), 'Rollout/shop', 'web'],
  ['Knative Service', manifest(NAMED('serving.knative.dev/v1', 'Service'), template(CONTAINER)), 'Service/shop', 'web'],
  ['a custom resource with containers', manifest(NAMED('example.com/v1', 'Fleet'), `{workers: {podSpec: ${CONTAINER}}}`), 'Fleet/shop', 'web'],
  [
    'an init container',
    manifest(NAMED('apps/v1', 'Deployment'), template(`{initContainers: [{name: migrate, image: IMAGE}], containers: [{name: web, image: "web@${digest('f')}"}]}`)),
    'Deployment/shop',
    'migrate'
  ],
  [
    'an ephemeral container',
    manifest(NAMED('v1', 'Pod'), `{ephemeralContainers: [{name: debug, image: IMAGE}], containers: [{name: web, image: "web@${digest('f')}"}]}`),
    'Pod/shop',
    'debug'
  ]
]

type HelmValues = (version: 'a' | 'b') => string
const HELM: readonly (readonly [name: string, values: HelmValues, container: string, key: string])[] = [
  ['repository, tag and digest', (v) => `{image: {repository: ghcr.io/acme/shop, tag: "1", digest: "${digest(v)}"}}`, 'values/image', 'digest'],
  ['repository and digest', (v) => `{image: {repository: ghcr.io/acme/shop, digest: "${digest(v)}"}}`, 'values/image', 'digest'],
  ['registry, repository and digest', (v) => `{image: {registry: ghcr.io, repository: acme/shop, digest: "${digest(v)}"}}`, 'values/image', 'digest'],
  ['deep in the values', (v) => `{global: {web: {image: {repository: acme/shop, digest: "${digest(v)}"}}}}`, 'values/global/web/image', 'digest'],
  ['a tag under the tag key', (v) => `{image: {repository: acme/shop, tag: v${v}}}`, 'values/image', 'tag'],
  ['a tag that is a number', (v) => `{image: {repository: acme/shop, tag: ${v === 'a' ? 7 : 8}}}`, 'values/image', 'tag']
]
const release = (values: string): string => `${NAMED('helm.toolkit.fluxcd.io/v2', 'HelmRelease')}\nspec: {chart: {spec: {chart: shop}}, values: ${values}}\n`

describe.each(kustomizeBinaries())('kustomize $version', ({ command }) => {
  const isNewest = command === newestKustomize().command

  describe.each(GROUPS)('%s', (_group, cases) => {
    test.each(cases)('%s', async (_name, scenario, expected) => {
      expect(decisions(await judge(scenario, command))).toEqual(expected)
    })
  })

  describe('where images are', () => {
    test.each(WORKLOADS)('%s', async (_name, of, resource, container) => {
      const before = overlays({ dev: of(B), staging: of(A), prod: of(A) })
      const skipped = await judge({ before, change: overlays({ prod: of(B) }) }, command)
      expect(decisions(skipped)).toEqual(['fail', `prod ${resource} ${container} not-live image-not-live`])
      const promoted = await judge({ before, change: overlays({ staging: of(B) }) }, command)
      expect(decisions(promoted)).toEqual(['pass', `staging ${resource} ${container} live in dev`])
    })

    // An older one takes ten seconds for each.
    test.each(isNewest ? HELM : HELM.slice(0, 1))('HelmRelease values: %s', async (_name, values, container, key) => {
      const before = overlays({ dev: release(values('b')), staging: release(values('a')), prod: release(values('a')) })
      const inputs = { 'promotion-key': key }
      const skipped = await judge({ before, inputs, change: overlays({ prod: release(values('b')) }) }, command)
      expect(decisions(skipped)).toEqual(['fail', `prod HelmRelease/shop ${container} not-live image-not-live`])
      const promoted = await judge({ before, inputs, change: overlays({ staging: release(values('b')) }) }, command)
      expect(decisions(promoted)).toEqual(['pass', `staging HelmRelease/shop ${container} live in dev`])
    })

    if (isNewest) test("the policy's image-fields", async () => {
      const source = (image: string): string => `${NAMED('operators.coreos.com/v1alpha1', 'CatalogSource')}\nspec: {sourceType: grpc, image: "${image}"}\n`
      const fields = policy('image-fields: [{resources: [CatalogSource.operators.coreos.com], paths: [/spec/image]}]\n')
      const before = overlays({ dev: source(B), staging: source(A), prod: source(A) })
      const skipped = await judge({ before: { ...before, ...fields }, change: overlays({ prod: source(B) }) }, command)
      expect(decisions(skipped)).toEqual(['fail', 'prod CatalogSource/shop spec/image not-live image-not-live'])
      const promoted = await judge({ before: { ...before, ...fields }, change: overlays({ staging: source(B) }) }, command)
      expect(decisions(promoted)).toEqual(['pass', 'staging CatalogSource/shop spec/image live in dev'])
      // Without the policy it is a field like any other.
      const plain = await judge({ before, change: overlays({ prod: source(B) }) }, command)
      expect(plain.promotions).toEqual([])
      expect(plain.findings.map(({ code }) => code)).toEqual(['drift-value', 'drift-value'])
    })
  })

  test('the promotion carries both references and the proof', async () => {
    const report = await judge(move({ dev: B, staging: shop('b', ':rc'), prod: A }, { prod: B }), command)
    expect(report.promotions).toEqual([
      {
        overlay: { application: 'apps/shop', environment: 'prod', variant: null, path: 'apps/shop/overlays/prod' },
        resource: 'apps/v1/Deployment/shop',
        container: 'c0',
        image: 'registry.example.com/shop',
        from: A,
        to: B,
        decision: 'live',
        code: null,
        evidence: {
          level: 'declared',
          environment: 'staging',
          commit: report.live,
          since: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/),
          soaked: expect.any(Number),
          clock: 'committed'
        }
      }
    ])
  })

  test('exempt images are listed in the report, whether or not they are used', async () => {
    const report = await judge(withPolicy('exempt-images: [docker.io/istio/*]\n', move(ALL_A, { dev: B })), command)
    expect(report.exemptImages).toEqual(['docker.io/istio/*'])
  })

  test('where the base branch does not build, the finding says so and names the commit', async () => {
    const [, scenario] = BROKEN_RENDERS[1] ?? []
    if (scenario === undefined) throw new Error('no scenario')
    const report = await judge(scenario, command)
    const [failure] = report.findings.filter(({ code }) => code === 'render-failed')
    expect(failure?.args).toMatchObject({ reason: expect.stringMatching(new RegExp(`^on the base branch, at ${report.live?.slice(0, 7)}: .*missing.yaml`, 's')) })
  })
})
