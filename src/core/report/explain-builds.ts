// Explanations of what could not be judged, and of what there is to judge.

import type { Code } from '../model/finding.ts'
import { finding } from '../model/finding.ts'
import { lineLocation } from '../model/source.ts'
import type { Explanations } from './explanation.ts'
import { PAIR } from './explanation.ts'

type BuildCode =
  | Extract<Code, `render-${string}`>
  | 'limit-exceeded'
  | 'history-unavailable'
  | 'overlay-removed'
  | 'no-counterpart'
  | 'unresolved-variable'
  | 'no-overlays'

const RENDERING = { theme: 'rendering', level: 'error' } as const
const COVERAGE = { theme: 'coverage' } as const
const NEVER = 'It cannot be waived: what could not be judged is never a pass.'
const PLACE = { ...PAIR, against: null, location: lineLocation('apps/shop/overlays/prod/kustomization.yaml', 4) } as const

export const BUILD_EXPLANATIONS: Explanations<BuildCode> = {
  'render-failed': {
    ...RENDERING,
    meaning: "`kustomize build` failed for an overlay. The message has kustomize's own words.",
    why: 'An overlay that does not build cannot be deployed, and nothing can be said about it. The other overlays are judged all the same.',
    lines: `# apps/shop/overlays/prod/kustomization.yaml
resources:
  - ../../base
pacthes:                         # a slip of the fingers
  - path: replicas.yaml`,
    finding: finding('render-failed', 'error', { reason: 'invalid Kustomization: json: unknown field "pacthes"', limit: null }, PLACE),
    mend:
      'Run `kustomize build` on the overlay; it fails in the same way. Files that are not in the repository, such as a git-ignored ' +
      '`.env`, can be stood in for by `placeholders` in the policy file.',
    allow: `${NEVER} An overlay that is only a template can be left out with \`exclude\`.`
  },
  'render-timeout': {
    ...RENDERING,
    meaning: 'A build took longer than `limits.build-seconds`.',
    why: 'A build without an end would hold up every pull request.',
    lines: `# .github/parity-gate.yaml
limits:
  build-seconds: 120`,
    finding: finding('render-timeout', 'error', { reason: 'kustomize did not end within 120 s', limit: 'build-seconds' }, PLACE),
    mend: 'Look for remote bases, for charts, and for many patches on many resources.',
    allow: 'Raise `limits.build-seconds` in the policy file.'
  },
  'render-blocked': {
    ...RENDERING,
    meaning:
      'An overlay needs what the gate refuses: a remote base, a Helm chart, a plugin, or a path outside of the repository. Or what it ' +
      'fetches from an allowed host leads on to another one, by a redirect or by bases, files and submodules of its own.',
    why: 'A pull request must not make the gate run foreign programs, fetch from anywhere, or read files of the runner.',
    lines: `# apps/shop/overlays/prod/kustomization.yaml
resources:
  - github.com/example/manifests//shop?ref=v1`,
    finding: finding(
      'render-blocked',
      'error',
      {
        reason: '`github.com/example/manifests//shop?ref=v1` is a remote base; `allow-remote: github.com` would let it be fetched',
        limit: null
      },
      PLACE
    ),
    mend: 'Copy what is needed into the repository.',
    allow:
      '`allow-remote: [github.com]` for hosts of remote bases, `enable-helm: true` for charts, `load-restrictor: none` for files ' +
      'outside of the folder. Plugins and paths out of the repository are never allowed.'
  },
  'render-invalid': {
    ...RENDERING,
    meaning:
      'The build succeeded, but its output cannot be judged: two resources of one identity, no YAML, a resource without kind or ' +
      'name, or nothing at all.',
    why: 'The cluster would take one of two resources of the same identity, and nobody can say which.',
    lines: `# two files of apps/shop/overlays/prod; of one API version, kustomize itself would refuse them
apiVersion: example.com/v1
kind: Fleet
metadata: {name: shop}
---
apiVersion: example.com/v2
kind: Fleet
metadata: {name: shop}`,
    finding: finding(
      'render-invalid',
      'error',
      { reason: 'two resources have one identity: example.com/v1/Fleet/shop and example.com/v2/Fleet/shop', limit: null },
      PLACE
    ),
    mend: 'Look at the output of `kustomize build` and correct what it names.',
    allow: NEVER
  },
  'limit-exceeded': {
    ...RENDERING,
    meaning: 'A limit of the policy file was reached; the message names it.',
    why: 'The gate runs on what strangers propose. Limits keep one pull request from taking the runner down.',
    lines: `# .github/parity-gate.yaml
limits:
  output-megabytes: 64`,
    finding: finding('limit-exceeded', 'error', { reason: 'kustomize printed more than 64 MB', limit: 'output-megabytes' }, PLACE),
    mend: 'Make the build smaller.',
    allow: 'Raise the limit under `limits` in the policy file.'
  },
  'history-unavailable': {
    ...RENDERING,
    meaning:
      'The gate needs commits of the history, such as the one to compare with, or those that say since when an image has been live, and ' +
      'can neither find nor fetch them. Where only a warning about a suspect image could depend on them, this is a warning, too.',
    why: 'Without them nobody can say what the change changes, or whether an image has run where it must have run.',
    lines: `# a clone of one commit that has lost its origin
git clone --depth=1 https://github.com/acme/shop && cd shop
git remote remove origin`,
    finding: finding('history-unavailable', 'error', {
      what: 'commit `4d1f0a6b2c3d` is not in this repository, and it has no remote `origin` to fetch from',
      help: 'Add the remote'
    }),
    mend:
      'Give the job `contents: read` and keep the `origin` remote. `fetch-depth: 0` in `actions/checkout` also helps. How far back the ' +
      'gate looks, `history` in the policy says.',
    allow: NEVER
  },
  'overlay-removed': {
    ...COVERAGE,
    level: 'warning',
    meaning:
      'An overlay that was there before the change is gone or is no longer recognised as one. Its images still count as they were ' +
      'before.',
    why: 'Renaming or deleting an overlay must not remove the judge without a word.',
    lines: 'git mv apps/shop/overlays/prod apps/shop/overlays/production-old',
    finding: finding('overlay-removed', 'warning', { path: 'apps/shop/overlays/prod', why: 'gone' }, { ...PAIR, against: null }),
    mend: 'Nothing, if it is meant to go. If it moved, correct the patterns so that it is recognised again.',
    allow: 'It does not fail.'
  },
  'no-counterpart': {
    ...COVERAGE,
    level: 'notice',
    meaning: 'A variant, such as a region, has no partner in the other environment.',
    why: 'It was compared with nothing.',
    lines: `apps/shop/overlays/staging/eu
apps/shop/overlays/staging/us
apps/shop/overlays/prod/eu
apps/shop/overlays/prod/asia`,
    finding: finding('no-counterpart', 'notice', { path: 'apps/shop/overlays/prod/asia' }, { ...PAIR, variant: 'asia' }),
    mend: 'Nothing, if the variant is meant to exist in one environment only. Otherwise name variants alike, or use `overlays` patterns.',
    allow: 'It does not fail.'
  },
  'unresolved-variable': {
    ...COVERAGE,
    level: 'notice',
    meaning: 'Values of an overlay hold `${…}`, which Flux substitutes after the build. It is said once for each overlay.',
    why: 'Two equal texts with a variable in them may become two different values in the cluster.',
    lines: `kind: Ingress
spec:
  rules:
    - host: shop.\${CLUSTER_DOMAIN}`,
    finding: finding('unresolved-variable', 'notice', { variables: ['CLUSTER_DOMAIN'] }, { ...PAIR, against: null }),
    mend: 'Put the values into the overlays where the gate should judge them.',
    allow: 'It does not fail.'
  },
  'no-overlays': {
    ...COVERAGE,
    level: 'error',
    meaning: 'Nothing in the repository was recognised as an overlay of an environment.',
    why: 'A gate that judges nothing and is green is worse than none.',
    lines: `# .github/parity-gate.yaml
overlays:
  - app/{app}/overlays/{env}      # the folder is called apps`,
    finding: finding('no-overlays', 'error', { looked: '12 kustomizations for `app/{app}/overlays/{env}`', help: 'Correct `overlays`' }),
    mend: 'Say where the overlays are with `overlays`, and which environments there are with `environments`.',
    allow: NEVER
  }
}
