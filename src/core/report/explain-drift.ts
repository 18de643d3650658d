// Explanations of parity: what the same application may not differ in between neighbouring environments.

import type { Code } from '../model/finding.ts'
import { finding } from '../model/finding.ts'
import type { Explanations } from './explanation.ts'
import { exampleDigest, PAIR } from './explanation.ts'

type DriftCode = Extract<Code, `drift-${string}`> | 'axis-bound' | 'cross-environment-reference'

const THEME = { theme: 'parity', level: 'error' } as const
const BROKEN_BOUND = { axis: 'ingress-host', bound: '^[a-z-]+\\.{env}\\.example\\.com$', value: 'shop.staging.example.com' } as const
const FOREIGN_PATH = { what: 'secret path', value: 'kv/staging/shop', word: 'staging', names: 'staging' } as const

export const DRIFT_EXPLANATIONS: Explanations<DriftCode> = {
  'drift-value': {
    ...THEME,
    meaning:
      'A field has one value in an environment and another one in the next, and no allowed axis covers the field. Of Secrets only ' +
      'the fact is shown, never a value.',
    why:
      'What staging tested is not what prod runs. Differences like this are made in a hurry, forgotten, and found during the next ' +
      'incident.',
    lines: `# apps/shop/overlays/staging/kustomization.yaml
configMapGenerator:
  - name: shop
    behavior: merge
    literals: [RATE_LIMIT=100]   # the base, and so prod, says 250`,
    finding: finding('drift-value', 'error', { pairing: null, note: null }, {
      ...PAIR,
      resource: 'v1/ConfigMap/shop',
      path: '/data/RATE_LIMIT',
      values: { staging: '100', prod: '250' }
    }),
    mend:
      'Give the field the same value in both environments. Best is to set it once, in the base or in a component that both use. Where ' +
      'the change wrote exactly one of the two lines, the attached diff gives that line the value of the other environment.',
    allow:
      'If environments are meant to differ there, add a custom axis to `allowed-axes` for the resource and the field; bound it with ' +
      '`values` where you can. For a limited time, write `# parity-gate: allow -- reason` on the line that causes it, or add a ' +
      'waiver with an owner and a date to the policy file.'
  },
  'drift-missing-field': {
    ...THEME,
    meaning:
      'A field or a list item, such as a container, an environment variable or a memory limit, exists in only one of the two ' +
      'environments.',
    why:
      'Presence differences are the commonest real ones: a limit dropped in prod, a sidecar that was tried in staging and never ' +
      'promoted.',
    lines: `# apps/shop/overlays/prod/limits.yaml, a strategic merge patch
spec:
  template:
    spec:
      containers:
        - name: shop
          resources:
            limits:
              memory: null       # staging keeps the 512Mi of the base`,
    finding: finding('drift-missing-field', 'error', { missingIn: 'prod', pairing: 'merge-key' }, {
      ...PAIR,
      resource: 'apps/v1/Deployment/shop',
      path: '/spec/template/spec/containers/shop/resources/limits/memory',
      values: { staging: '512Mi', prod: null }
    }),
    mend:
      'Add the field where it is missing, or remove it where it is too much. List items pair by the keys that Kubernetes merges by; ' +
      'where the message says that they were paired by position, one item more shifts all that follow. The attached diff adds what this ' +
      'change brought to the other environment, where that has the same generator, or a patch of the same resource with the same ' +
      'parent, and no further neighbour would differ then; else it takes back what the change added or how it was deleted.',
    allow: 'As for `drift-value`: a custom axis, an inline waiver, or a waiver in the policy file. No axis covers a whole container.'
  },
  'drift-missing-resource': {
    ...THEME,
    meaning: 'A resource exists in only one of the two environments.',
    why:
      'A NetworkPolicy, a PodDisruptionBudget or a CronJob that only prod has was tested nowhere; one that only staging has protects ' +
      'nothing.',
    lines: `# apps/shop/overlays/prod/kustomization.yaml
resources:
  - ../../base
  - deny-all.yaml                # a NetworkPolicy that staging does not list`,
    finding: finding('drift-missing-resource', 'error', { missingIn: 'staging' }, {
      ...PAIR,
      resource: 'networking.k8s.io/v1/NetworkPolicy/deny-all',
      path: '',
      values: { staging: null, prod: 'present' }
    }),
    mend:
      'Move the resource to the base, or list it in the other overlay too. Where it is the same resource under another name, give ' +
      'both the same name; prefixes and suffixes that an overlay declares are undone before pairing. The attached diff puts back the ' +
      'entry that this change took out, with the file where each environment has a copy of its own; else it takes back what the ' +
      'change added, or the patch that deletes it.',
    allow: "Add a custom axis for the resource with the path `''`: the empty path lets the resource itself exist on one side only."
  },
  'drift-image-repository': {
    ...THEME,
    meaning: 'The image of a container differs in more than tag and digest: another registry, organisation or name.',
    why:
      'Another repository is another build. The built-in axis `image` lets tag and digest differ, because that is how images are ' +
      'promoted.',
    lines: `# apps/shop/overlays/prod/kustomization.yaml
images:
  - name: ghcr.io/acme/shop
    newName: ghcr.io/acme/shop-patched`,
    finding: finding('drift-image-repository', 'error', {}, {
      ...PAIR,
      resource: 'apps/v1/Deployment/shop',
      path: '/spec/template/spec/containers/shop/image',
      values: {
        staging: `ghcr.io/acme/shop:1.4.0@${exampleDigest('3f1d0c9a12ab')}`,
        prod: `ghcr.io/acme/shop-patched:1.4.1@${exampleDigest('9b2e77aa01cd')}`
      }
    }),
    mend: 'Use one repository in both environments. The attached diff takes the name of the other one where this change wrote the name.',
    allow:
      'Add the axis `image-registry` to `allowed-axes` where images are copied between registries on the way (the last name must ' +
      'stay the same), or `image-repository` where all of it may differ.'
  },
  'drift-secret-keys': {
    ...THEME,
    meaning:
      'The set of keys of a secret differs: of a Secret, a SealedSecret, an ExternalSecret or a SecretProviderClass. Where the ' +
      'values come from may differ (axis `secret-path`), which keys there are may not.',
    why: 'A key that exists in staging only makes the application start there and crash in prod.',
    lines: `# apps/shop/overlays/staging/secret.yaml
kind: ExternalSecret
metadata: {name: shop}
spec:
  data:
    - secretKey: PAYMENT_TOKEN   # not in prod
      remoteRef: {key: kv/staging/shop, property: payment}`,
    finding: finding('drift-secret-keys', 'error', { missingIn: 'prod', key: 'PAYMENT_TOKEN' }, {
      ...PAIR,
      resource: 'external-secrets.io/v1/ExternalSecret/shop',
      path: '/spec/data/PAYMENT_TOKEN',
      values: { staging: 'differs', prod: null }
    }),
    mend:
      'Add the key where it is missing, and the secret behind it, or remove it from both. The attached diff adds the item to the ' +
      "other environment's list, with that environment's name in the path of the secret. Keys of a plain Secret are never in a diff.",
    allow: 'No axis covers the keys of a secret. A waiver in the policy file can let it through for a limited time.'
  },
  'axis-bound': {
    ...THEME,
    meaning: 'A field may differ, because a custom axis covers it, but its value breaks the bound that the axis sets with `values`.',
    why:
      'The bound says in what way environments may differ. A value outside of it is mostly a slip, such as a host name of another ' +
      'environment.',
    lines: `# .github/parity-gate.yaml
allowed-axes:
  - name: ingress-host
    resources: [Ingress]
    paths: [/spec/rules/*/host]
    values: '^[a-z-]+\\.{env}\\.example\\.com$'
# and prod's Ingress says  host: shop.staging.example.com`,
    finding: finding('axis-bound', 'error', BROKEN_BOUND, {
      ...PAIR,
      against: null,
      resource: 'networking.k8s.io/v1/Ingress/shop',
      path: '/spec/rules/0/host',
      values: { prod: 'shop.staging.example.com' }
    }),
    mend:
      'Correct the value. `{env}` in a bound stands for the name and the aliases of the environment that is judged. Where the value ' +
      'only says the word of another environment, the attached diff puts the own one there.',
    allow: 'Widen `values` of the axis, or write `# parity-gate: allow -- reason` on the line for a limited time.'
  },
  'cross-environment-reference': {
    ...THEME,
    meaning: "An environment names another environment's secret path, namespace or environment label.",
    why: "Prod that reads staging's secrets, or is deployed into staging's namespace, looks fine in a review and breaks both.",
    lines: `# apps/shop/overlays/prod/secret.yaml
kind: ExternalSecret
spec:
  data:
    - secretKey: DB_PASSWORD
      remoteRef: {key: kv/staging/shop}   # copied and not changed`,
    finding: finding('cross-environment-reference', 'error', FOREIGN_PATH, {
      ...PAIR,
      resource: 'external-secrets.io/v1/ExternalSecret/shop',
      path: '/spec/data/DB_PASSWORD/remoteRef/key',
      values: { prod: 'kv/staging/shop' }
    }),
    mend:
      "Point it to the environment's own. A word inside a segment counts only where the path does not name its own environment too, " +
      "and where the value is not the same in every environment. The attached diff puts the environment's own word there.",
    allow:
      'Where the word is no environment of yours, list the environments explicitly. A waiver in the policy file can let a real case ' +
      'through for a limited time.'
  }
}
