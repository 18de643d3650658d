// The named cases of parity, each a whole world: a repository in parity, a change to it, and what the gate says.

import { describe, expect, test } from '@jest/globals'
import { kustomizeBinaries } from '../support/kustomize.ts'
import type { Files, Scenario } from '../support/scenario.ts'
import { judge, lines } from '../support/scenario.ts'
import { DIGESTS, overlay, SHOP } from '../support/shop.ts'

type Case = readonly [name: string, scenario: Scenario, expected: readonly string[]]

const change = (files: Files, more: Partial<Scenario> = {}): Scenario => ({ before: SHOP, change: files, ...more })
const with_ = (environment: string, more: string, digest: string = DIGESTS.a): Files => overlay(environment, digest, more)
const PROD = 'apps/shop/overlays/prod'
const STAGING = 'apps/shop/overlays/staging'

const patch = (kind: string, name: string, body: string): string => `  - target:
      kind: ${kind}
      name: ${name}
    patch: |-
      ${body.trim().replaceAll('\n', '\n      ')}
`

const CASES: readonly Case[] = [
  ['a change that no environment sees', change({ 'README.md': 'hello\n' }), ['pass']],
  ['a change of the base that all environments get', change({ 'apps/shop/base/service.yaml': (SHOP['apps/shop/base/service.yaml'] as string).replace('8080', '9090') }), ['pass']],
  ['replicas', change({ [`${PROD}/replicas.yaml`]: (SHOP[`${PROD}/replicas.yaml`] as string).replace('replicas: 4', 'replicas: 12') }), ['pass']],
  [
    "a rate limit changed in staging's ConfigMap only",
    change(with_('staging', 'configMapGenerator:\n  - name: shop\n    behavior: merge\n    literals:\n      - RATE_LIMIT=250\n')),
    [
      'fail',
      `error drift-value staging→prod ConfigMap/shop /data/RATE_LIMIT 250 | 100 @ ${STAGING}/kustomization.yaml:15`,
      `error drift-value dev→staging ConfigMap/shop /data/RATE_LIMIT 100 | 250 @ ${STAGING}/kustomization.yaml:15`
    ]
  ],
  [
    'a feature flag in one overlay',
    change(with_('dev', 'configMapGenerator:\n  - name: shop\n    behavior: merge\n    literals:\n      - NEW_CHECKOUT=true\n')),
    ['fail', 'error drift-missing-field dev→staging ConfigMap/shop /data/NEW_CHECKOUT true | ∅ @ apps/shop/overlays/dev/kustomization.yaml:15']
  ],
  [
    'a NetworkPolicy in prod only',
    change({
      ...with_('prod', ''),
      [`${PROD}/kustomization.yaml`]: (with_('prod', '')[`${PROD}/kustomization.yaml`] as string).replace('  - ../../base\n', '  - ../../base\n  - network-policy.yaml\n'),
      [`${PROD}/network-policy.yaml`]: 'apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata:\n  name: shop\nspec:\n  podSelector: {}\n'
    }),
    ['fail', `error drift-missing-resource staging→prod NetworkPolicy/shop ∅ | present @ ${PROD}/network-policy.yaml:2`]
  ],
  [
    'an ExternalSecret key added to staging but not to prod',
    change({
      [`${STAGING}/secret.yaml`]: `${SHOP[`${STAGING}/secret.yaml`] as string}    - secretKey: token
      remoteRef:
        key: shop/staging/token
        property: token
`
    }),
    [
      'fail',
      `error drift-secret-keys staging→prod ExternalSecret/shop /spec/data/token {"remoteRef":{"key":"shop/staging/token","property":"token"},"secretKey":"token"} | ∅ @ ${STAGING}/secret.yaml:11`,
      `error drift-secret-keys dev→staging ExternalSecret/shop /spec/data/token ∅ | {"remoteRef":{"key":"shop/staging/token","property":"token"},"secretKey":"token"} @ ${STAGING}/secret.yaml:11`
    ]
  ],
  [
    "prod's ExternalSecret pointing at staging's path",
    change({ [`${PROD}/secret.yaml`]: (SHOP[`${PROD}/secret.yaml`] as string).replace('shop/prod/db', 'shop/staging/db') }),
    ['fail', `error cross-environment-reference staging→prod ExternalSecret/shop /spec/data/password/remoteRef/key shop/staging/db @ ${PROD}/secret.yaml:9`]
  ],
  [
    "prod rendered into staging's namespace",
    change({ [`${PROD}/kustomization.yaml`]: (SHOP[`${PROD}/kustomization.yaml`] as string).replace('namespace: shop-prod', 'namespace: shop-staging') }),
    ['fail', `error cross-environment-reference staging→prod ConfigMap/shop /metadata/namespace shop-staging @ ${PROD}/kustomization.yaml:3`]
  ],
  [
    'a container added in one environment',
    change(
      with_(
        'prod',
        patch('Deployment', 'shop', `apiVersion: apps/v1
kind: Deployment
metadata:
  name: shop
spec:
  template:
    spec:
      containers:
        - name: envoy
          image: envoy@${DIGESTS.c}`)
      )
    ),
    [
      'fail',
      `error drift-missing-field staging→prod Deployment/shop /spec/template/spec/containers/envoy ∅ | {"image":"envoy@${DIGESTS.c}","name":"envoy"} @ ${PROD}/kustomization.yaml:23`,
      `error image-not-live staging→prod Deployment/shop /spec/template/spec/containers/envoy/image ∅ | envoy@${DIGESTS.c} @ ${PROD}/kustomization.yaml:24`
    ]
  ],
  [
    'a memory limit dropped in prod',
    change(with_('prod', patch('Deployment', 'shop', '- op: remove\n  path: /spec/template/spec/containers/0/resources/limits/memory'))),
    ['fail', `error drift-missing-field staging→prod Deployment/shop /spec/template/spec/containers/shop/resources/limits/memory 256Mi | ∅ @ ${PROD}/kustomization.yaml:16`]
  ],
  [
    'an environment label, in selectors too',
    {
      before: SHOP,
      change: Object.assign({}, ...['dev', 'staging', 'prod'].map((name) => with_(name, `labels:\n  - pairs:\n      environment: ${name}\n    includeSelectors: true\n`))) as Files
    },
    ['pass']
  ],
  [
    'a generated ConfigMap with equal content under another name suffix',
    change({ ...with_('prod', 'nameSuffix: -v2\n'), ...with_('staging', 'nameSuffix: -v1\n') }),
    ['pass']
  ],
  [
    'replicas replaced by an HPA in prod',
    change({
      ...with_('prod', patch('Deployment', 'shop', '- op: remove\n  path: /spec/replicas')),
      [`${PROD}/kustomization.yaml`]: (with_('prod', patch('Deployment', 'shop', '- op: remove\n  path: /spec/replicas'))[`${PROD}/kustomization.yaml`] as string).replace('  - ../../base\n', '  - ../../base\n  - hpa.yaml\n'),
      [`${PROD}/hpa.yaml`]: `apiVersion: autoscaling/v2
kind: HorizontalPodAutoscaler
metadata:
  name: shop
spec:
  scaleTargetRef:
    apiVersion: apps/v1
    kind: Deployment
    name: shop
  minReplicas: 3
  maxReplicas: 9
`
    }),
    ['fail', `error drift-missing-resource staging→prod HorizontalPodAutoscaler/shop ∅ | present @ ${PROD}/hpa.yaml:2`]
  ],
  [
    'a Secret whose values differ',
    {
      before: SHOP,
      change: Object.assign({}, ...['dev', 'staging', 'prod'].map((name) => with_(name, `secretGenerator:\n  - name: shop-key\n    literals:\n      - key=${name === 'prod' ? 'hunter2' : 'letmein'}\n`))) as Files
    },
    ['fail', `error drift-value staging→prod Secret/shop-key /data/key differs | differs @ ${PROD}/kustomization.yaml:14`]
  ],
  [
    'the same drift was there before, and the policy warns of it only',
    {
      before: { ...SHOP, ...with_('prod', 'configMapGenerator:\n  - name: shop\n    behavior: merge\n    literals:\n      - RATE_LIMIT=250\n') },
      change: { [`${PROD}/replicas.yaml`]: (SHOP[`${PROD}/replicas.yaml`] as string).replace('replicas: 4', 'replicas: 12') },
      inputs: { 'existing-drift': 'warn' }
    },
    ['pass', `warning existing drift-value staging→prod ConfigMap/shop /data/RATE_LIMIT 100 | 250 @ ${PROD}/kustomization.yaml:15`]
  ],
  [
    'the same drift was there before, and the default fails',
    {
      before: { ...SHOP, ...with_('prod', 'configMapGenerator:\n  - name: shop\n    behavior: merge\n    literals:\n      - RATE_LIMIT=250\n') },
      change: { [`${PROD}/replicas.yaml`]: (SHOP[`${PROD}/replicas.yaml`] as string).replace('replicas: 4', 'replicas: 12') }
    },
    ['fail', `error existing drift-value staging→prod ConfigMap/shop /data/RATE_LIMIT 100 | 250 @ ${PROD}/kustomization.yaml:15`]
  ],
  [
    'drift with an inline waiver',
    change(with_('prod', 'configMapGenerator:\n  - name: shop\n    behavior: merge\n    literals:\n      # parity-gate: allow -- gradual rollout, CHG-1234\n      - RATE_LIMIT=250\n')),
    ['pass', `waived drift-value staging→prod ConfigMap/shop /data/RATE_LIMIT 100 | 250 @ ${PROD}/kustomization.yaml:16`]
  ],
  [
    'an inline waiver without a reason',
    change(with_('prod', 'configMapGenerator:\n  - name: shop\n    behavior: merge\n    literals:\n      - RATE_LIMIT=250 # parity-gate: allow\n')),
    [
      'fail',
      `error waiver-invalid @ ${PROD}/kustomization.yaml:15`,
      `error drift-value staging→prod ConfigMap/shop /data/RATE_LIMIT 100 | 250 @ ${PROD}/kustomization.yaml:15`
    ]
  ],
  [
    'one overlay does not build; the others are still judged',
    change({ ...with_('prod', 'patches2: []\n'), ...with_('dev', 'configMapGenerator:\n  - name: shop\n    behavior: merge\n    literals:\n      - RATE_LIMIT=7\n') }),
    [
      'fail',
      `error render-failed prod @ ${PROD}/kustomization.yaml:11`,
      'error drift-value dev→staging ConfigMap/shop /data/RATE_LIMIT 7 | 100 @ apps/shop/overlays/dev/kustomization.yaml:15'
    ]
  ]
]

describe.each(kustomizeBinaries())('kustomize $version', ({ command }) => {
  test.each(CASES)('%s', async (_name, scenario, expected) => {
    const report = await judge(scenario, command)
    expect([...lines(report)].toSorted()).toEqual([...expected].toSorted())
  })
})
