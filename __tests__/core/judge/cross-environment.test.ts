import { describe, expect, test } from '@jest/globals'
import type { ReferencingOverlay } from '../../../src/core/judge/cross-environment.ts'
import { judgeReferences, otherEnvironment } from '../../../src/core/judge/cross-environment.ts'
import { mentionsIn, replaceOwnWords } from '../../../src/core/judge/environment-words.ts'
import type { JudgedDraft } from '../../../src/core/judge/judge-pair.ts'
import type { Environment } from '../../../src/core/model/environment.ts'
import { environmentNamed } from '../../../src/core/model/environment.ts'
import type { Mapping, ResourceId } from '../../../src/core/model/resource.ts'

const env = (name: string, aliases: readonly string[] = []): Environment => (environmentNamed(name, aliases))
const LADDER = [env('dev'), env('staging', ['stg']), env('preprod', ['pre-prod']), env('prod', ['live'])]

describe('otherEnvironment', () => {
  test.each<[string, string, boolean, string | null]>([
    // A whole segment names an environment, whatever else the path says.
    ['kv/staging/db', 'prod', false, 'staging'],
    ['kv/prod/staging/db', 'prod', false, 'staging'],
    ['kv/staging/db', 'prod', true, 'staging'],
    ['kv/stg/db', 'prod', false, 'staging'],
    ['kv/prod/db', 'prod', false, null],
    // A word inside a segment does, unless the path names its own environment too or is the same everywhere.
    ['shop-staging/db', 'prod', false, 'staging'],
    ['prod/shop-staging/db', 'prod', false, null],
    ['shop-staging/db', 'prod', true, null],
    ['arn:aws:secret:shop_staging.db', 'prod', false, 'staging'],
    // Longest word first: `pre-prod` is not `prod`.
    ['shop-pre-prod/db', 'preprod', false, null],
    ['shop-pre-prod/db', 'prod', false, 'preprod'],
    // Whole words only.
    ['devices/db', 'prod', false, null],
    ['products/delivery', 'dev', false, null],
    ['shop', 'dev', false, null],
    // Nor what its own longer name holds.
    ['staging/x', 'staging', false, null],
    ['kv/stg-live/x', 'prod', false, null],
    ['kv/dev/stg-x', 'prod', false, 'dev'],
    ['kv/stg-x/dev', 'prod', false, 'dev']
  ])('%s in %s (same everywhere: %j) names %j', (value, own, everywhere, expected) => {
    expect(otherEnvironment(value, own, LADDER, everywhere)?.environment ?? null).toBe(expected)
  })
})

describe('judgeReferences', () => {
  const KINDS: Readonly<Record<string, string>> = { Namespace: '', ConfigMap: '', ExternalSecret: 'external-secrets.io', SealedSecret: 'bitnami.com', Deployment: 'apps' }
  const id = (kind: string, name: string): ResourceId => ({ group: KINDS[kind] ?? kind.split('.').slice(1).join('.'), version: 'v1', kind: kind.split('.')[0] ?? '', namespace: null, name })
  type Row = readonly [kind: string, body: Mapping]
  /** `canonical` names have lost the environment's word. */
  const overlay = (environment: string, ...rows: readonly Row[]): ReferencingOverlay => ({
    overlay: { application: 'shop', environment, variant: 'eu', path: environment },
    resources: rows.map(([kind, body], index) => ({ id: id(kind, `${environment}-x${String(index)}`), canonical: id(kind, `x${String(index)}`), body }))
  })
  const STAGING = env('staging', ['stg'])
  const TWO = [STAGING, env('prod')]
  const THREE = [env('dev'), STAGING, env('prod')]
  const judge = (overlays: readonly ReferencingOverlay[], environments: readonly Environment[] = TWO): readonly JudgedDraft[] => judgeReferences(overlays, environments)
  const lines = (overlays: readonly ReferencingOverlay[], environments?: readonly Environment[]): readonly string[] =>
    judge(overlays, environments).map(({ draft: { finding } }) =>
      finding.code === 'cross-environment-reference' ? `${finding.environment} ${finding.args.what} ${finding.args.value} → ${finding.args.names} ${finding.path ?? ''}` : finding.code
    )

  const secret = (key: string): Row => ['ExternalSecret', { spec: { data: [{ secretKey: 'password', remoteRef: { key } }] } }]
  const KEY = '/spec/data/password/remoteRef/key'
  const inNamespace = (namespace: string): Row => ['ConfigMap', { metadata: { namespace } }]
  const labelled = (labels: Mapping): Row => ['ConfigMap', { metadata: { labels } }]

  test('what a finding says', () => {
    const found = judge([overlay('staging', secret('kv/staging/db')), overlay('prod', secret('kv/stg/db'))])
    expect(found).toEqual([
      {
        draft: {
          finding: expect.objectContaining({
            code: 'cross-environment-reference',
            level: 'error',
            application: 'shop',
            environment: 'prod',
            variant: 'eu',
            against: 'staging',
            resource: 'external-secrets.io/v1/ExternalSecret/x0',
            path: KEY,
            values: { prod: 'kv/stg/db' },
            args: { what: 'secret path', value: 'kv/stg/db', word: 'stg', names: 'staging' }
          }),
          subject: { kind: 'field', overlay: expect.objectContaining({ environment: 'prod' }), resource: id('ExternalSecret', 'prod-x0'), path: ['spec', 'data', 0, 'remoteRef', 'key'], value: 'kv/stg/db' }
        },
        identity: expect.any(String)
      }
    ])
  })

  test.each<[string, readonly Row[], readonly string[]]>([
    ['a secret path', [secret('kv/staging/db')], [`prod secret path kv/staging/db → staging ${KEY}`]],
    ['its own path', [secret('kv/prod/db')], []],
    ['an empty path', [secret('')], []],
    ['a path that is no text', [['ExternalSecret', { spec: { secretStoreRef: { name: 7 } } }]], []],
    ['ciphertext may say anything', [['SealedSecret', { spec: { encryptedData: { a: 'x/staging/y' } } }]], []],
    ['the namespace of a resource', [inNamespace('shop-staging')], ['prod namespace shop-staging → staging /metadata/namespace']],
    ['the name of a Namespace', [['Namespace', { metadata: { name: 'shop-staging' } }]], ['prod namespace shop-staging → staging /metadata/name']],
    ['the name of something else', [['ConfigMap', { metadata: { name: 'shop-staging' } }]], []],
    ['the name of what is called Namespace elsewhere', [['Namespace', { spec: { name: 'shop-staging' } }]], []],
    ['a namespace elsewhere', [['ConfigMap', { spec: { namespace: 'shop-staging' }, metadata: { x: { namespace: 'shop-staging' } } }]], []],
    ['other metadata', [['Namespace', { metadata: { uid: 'shop-staging' } }]], []],
    ['an environment label', [labelled({ environment: 'staging' })], ['prod label staging → staging /metadata/labels/environment']],
    ['with a prefix', [labelled({ 'example.com/env': 'stg' })], ['prod label stg → staging /metadata/labels/example.com~1env']],
    ['of a pod template', [['Deployment', { spec: { template: { metadata: { labels: { stage: 'staging' } } } } }]], ['prod label staging → staging /spec/template/metadata/labels/stage']],
    ['the name of a Namespace of another group', [['Namespace.example.com', { metadata: { name: 'shop-staging' } }]], []],
    ['a label without a name', [labelled({ '': 'staging' })], []],
    ['below the namespace', [['ConfigMap', { metadata: { namespace: { x: 'shop-staging' } } }]], []],
    ['another label', [labelled({ app: 'staging' })], []],
    ['an annotation', [['ConfigMap', { metadata: { annotations: { env: 'staging' } } }]], []],
    ['labels of something else', [['ConfigMap', { spec: { labels: { env: 'staging' } } }]], []],
    ['a placeholder', [['ConfigMap', { data: { A: 'x <path:kv/staging/db#password> <path:kv/prod/db#user>' } }]], ['prod secret path kv/staging/db → staging /data/A']],
    ['other text', [['ConfigMap', { data: { A: 'kv/staging/db' } }]], []],
    ['a namespace that every resource carries, once', [inNamespace('shop-staging'), inNamespace('shop-staging')], ['prod namespace shop-staging → staging /metadata/namespace']],
    ['two namespaces', [inNamespace('shop-staging'), inNamespace('blog-staging')], ['prod namespace shop-staging → staging /metadata/namespace', 'prod namespace blog-staging → staging /metadata/namespace']],
    ['a label that every resource carries, once', [labelled({ env: 'staging' }), labelled({ env: 'staging' })], ['prod label staging → staging /metadata/labels/env']],
    ['a secret path of two resources, each', [secret('kv/staging/db'), secret('kv/staging/db')], [`prod secret path kv/staging/db → staging ${KEY}`, `prod secret path kv/staging/db → staging ${KEY}`]],
    ['one field with two paths, once', [['ConfigMap', { data: { A: '<path:kv/staging/a#x><path:kv/staging/b#x>' } }]], ['prod secret path kv/staging/a → staging /data/A']]
  ])('%s', (_name, rows, expected) => expect(lines([overlay('staging'), overlay('prod', ...rows)])).toEqual(expected))

  test.each<[string, readonly ReferencingOverlay[], readonly Environment[], readonly string[]]>([
    ['a word that all say alike is no reference', ['staging', 'prod'].map((name) => overlay(name, secret('shop-staging/db'))), TWO, []],
    ['a whole segment is, whoever says it', ['staging', 'prod'].map((name) => overlay(name, secret('kv/staging/db'))), TWO, [`prod secret path kv/staging/db → staging ${KEY}`]],
    ['one that not all say', ['staging', 'prod'].map((name) => overlay(name, secret('shop-staging/db'))), THREE, [`prod secret path shop-staging/db → staging ${KEY}`]],
    ['alike, but as something else', [overlay('staging', labelled({ env: 'shop-staging' })), overlay('prod', secret('shop-staging/db'), inNamespace('shop-staging'))], TWO, [`prod secret path shop-staging/db → staging ${KEY}`, 'prod namespace shop-staging → staging /metadata/namespace']],
    ['a namespace that two of two share', ['staging', 'prod'].map((name) => overlay(name, inNamespace('shop-staging'))), TWO, ['prod namespace shop-staging → staging /metadata/namespace']],
    ['a namespace that three share', ['dev', 'staging', 'prod'].map((name) => overlay(name, inNamespace('shop-staging'))), THREE, []],
    ['a label that two of two share', ['staging', 'prod'].map((name) => overlay(name, labelled({ env: 'shop-staging' }))), TWO, []]
  ])('%s', (_name, overlays, environments, expected) => expect(lines(overlays, environments)).toEqual(expected))

  test('it was there before where overlay, resource, path and value are the same', () => {
    const of = (name: string, row: Row): string | undefined => judge([overlay(name, row)], THREE)[0]?.identity
    const all = [of('prod', secret('kv/staging/db')), of('dev', secret('kv/staging/db')), of('prod', secret('kv/dev/db')), of('prod', ['ExternalSecret', { spec: { secretStoreRef: { name: 'kv/staging/db' } } }])]
    expect(new Set(all).size).toBe(4)
    expect(of('prod', secret('kv/staging/db'))).toBe(all[0])
  })
})

test('of a whole segment the word is the one that stands there', () => {
  expect(otherEnvironment('kv/stg/dev-db', 'prod', LADDER, false)).toEqual({ environment: 'staging', word: 'stg' })
  expect(otherEnvironment('shop-stg', 'prod', LADDER, false)).toEqual({ environment: 'staging', word: 'stg' })
})

describe('mentionsIn', () => {
  test.each<[string, readonly string[], readonly string[]]>([
    ['a/staging/b', ['staging'], ['staging staging']],
    ['pre-prod', ['preprod'], ['preprod pre-prod']],
    ['x:live.y', [], ['prod live']],
    ['dev_staging', [], ['staging staging', 'dev dev']],
    ['devices', [], []]
  ])('%s', (value, segments, words) => {
    const found = mentionsIn(value, LADDER)
    expect([found.segments, found.words.map(({ environment, word }) => `${environment} ${word}`)]).toEqual([segments, words])
  })
})

describe('replaceOwnWords', () => {
  test.each<[string, Environment, string]>([
    ['shop.prod.example.com', env('prod'), 'shop.{env}.example.com'],
    ['prod-prod', env('prod'), '{env}-{env}'],
    ['products prod2 2prod Prod', env('prod'), 'products prod2 2prod Prod'],
    ['shop-pre-prod', env('prod', ['pre-prod']), 'shop-{env}'],
    ['live_prod', env('prod', ['live']), '{env}_{env}'],
    ['a.c abc', env('a.c'), '{env} abc']
  ])('%s in %j', (text, environment, expected) => expect(replaceOwnWords(text, environment)).toBe(expected))
})
