import { describe, expect, test } from '@jest/globals'
import type { Code, Finding } from '../../../src/core/model/finding.ts'
import { finding } from '../../../src/core/model/finding.ts'
import { fileLocation, lineLocation } from '../../../src/core/model/source.ts'
import type { FolderOf } from '../../../src/core/report/folders.ts'
import { wordsOf } from '../../../src/core/report/words.ts'
import { HOSTILE } from './hostile.ts'
import { DIGEST_A, DIGEST_B } from './sample.ts'

const folders: FolderOf = (application, environment, variant) => `${application}/overlays/${[environment, variant].filter((part) => part !== null).join('/')}`
const PAIR = { application: 'apps/x', environment: 'prod', against: 'staging' } as const
const CONFIG = { ...PAIR, resource: 'v1/ConfigMap/app', path: '/data/PORT' } as const
const DEPLOYMENT = { ...PAIR, resource: 'apps/v1/Deployment/web' } as const
const CONTAINER = { ...DEPLOYMENT, path: '/spec/template/spec/containers/web/image' } as const
const NEW = `ghcr.io/acme/web:2@${DIGEST_B}`
const OLD = `ghcr.io/acme/web:1@${DIGEST_A}`
const IMAGE = { container: 'web', image: NEW, previous: ['staging'] } as const
const STAY = {
  environment: 'staging', variant: null, commit: `4d1f0a6${'0'.repeat(33)}`, since: '2026-11-20T09:10:00Z', earlier: false, until: null, ended: null, clock: 'merged'
} as const
const ENDED = { ...STAY, since: '2026-11-10T08:30:00Z', until: '2026-11-14T10:00:00Z', ended: `7b90c1e${'0'.repeat(33)}` } as const
const RENDER = { reason: 'no such file', limit: null } as const

/** At least one of each code, and the variants that are worded differently: finding, message, what the help must say. */
const CASES: readonly (readonly [Finding, string, readonly string[]])[] = [
  [
    finding('drift-value', 'error', { pairing: null, note: null }, { ...CONFIG, values: { staging: '100', prod: '250' }, location: lineLocation('a.env', 3) }),
    '`/data/PORT` of `ConfigMap/app` differs: `staging` has `100`, `prod` has `250`',
    ['Set the same value in both', '    - name: app-port\n      resources: [ConfigMap/app]\n      paths: [/data/PORT]\n      between: [staging, prod]', '`# parity-gate: allow -- REASON until YYYY-MM-DD`']
  ],
  [
    finding('drift-value', 'error', { pairing: null, note: null }, { ...CONFIG, path: '/data/app.yaml#/port', values: { staging: '1', prod: '2' } }),
    '`/data/app.yaml#/port` of `ConfigMap/app` differs: `staging` has `1`, `prod` has `2`',
    ['"/data/app.yaml#/port"', 'expires: YYYY-MM-DD']
  ],
  [
    finding('drift-value', 'error', { pairing: null, note: 'order' }, { ...DEPLOYMENT, path: '/spec/args', values: { staging: '["a","b"]', prod: '["b","a"]' } }),
    '`/spec/args` of `Deployment/web` has the same items in another order: `staging` has `["a","b"]`, `prod` has `["b","a"]`',
    []
  ],
  [
    finding('drift-value', 'error', { pairing: null, note: 'secret' }, { ...PAIR, resource: 'v1/Secret/db', path: '/data/password', values: { staging: 'differs', prod: 'differs' } }),
    '`/data/password` of `Secret/db` differs between `staging` and `prod` (values of Secrets are not shown)',
    ['kustomize build apps/x/overlays/staging\n    kustomize build apps/x/overlays/prod', '`secret-path`']
  ],
  [
    finding('drift-value', 'error', { pairing: 'position', note: null }, { ...PAIR, resource: 'argoproj.io/v1alpha1/Rollout/web', path: '/spec/steps/0', values: { staging: '1', prod: '2' } }),
    '`/spec/steps/0` of `Rollout/web` differs: `staging` has `1`, `prod` has `2` (list items were paired by position)',
    ['paired by position', 'replace a list of a custom resource as a whole']
  ],
  [
    finding('drift-value', 'error', { pairing: 'position', note: null }, { ...DEPLOYMENT, path: '/spec/x/0', values: { staging: '1', prod: '2' } }),
    '`/spec/x/0` of `Deployment/web` differs: `staging` has `1`, `prod` has `2` (list items were paired by position)',
    ['one item more shifts all that follow']
  ],
  [
    finding('drift-value', 'error', { pairing: 'unique-key', note: null }, { ...DEPLOYMENT, path: '/spec/x/a', values: { staging: '1', prod: null }, existing: true }),
    '`/spec/x/a` of `Deployment/web` differs: `staging` has `1`, `prod` has none (was there before this change)',
    ['the key that names each of them', '`existing-drift: warn`']
  ],
  [
    finding('drift-missing-field', 'error', { missingIn: 'prod', pairing: null }, { ...CONFIG, values: { staging: 'on', prod: null } }),
    '`/data/PORT` of `ConfigMap/app` is missing in `prod`: `staging` has `on`',
    ['Add the same to `ConfigMap/app` in `apps/x/overlays/prod`, or remove it from `staging`']
  ],
  [
    finding('drift-missing-field', 'error', { missingIn: 'staging', pairing: 'position' }, { ...CONFIG, variant: 'eu', values: { staging: null, prod: 'on' } }),
    '`/data/PORT` of `ConfigMap/app` is missing in `staging`: `prod/eu` has `on` (list items were paired by position)',
    ['in `apps/x/overlays/staging/eu`']
  ],
  [
    finding('drift-missing-resource', 'error', { missingIn: 'staging' }, { ...PAIR, resource: 'networking.k8s.io/v1/NetworkPolicy/deny', path: '', values: { staging: null, prod: 'present' } }),
    '`NetworkPolicy/deny` is missing in `staging`: only `prod` has it',
    ['`resources:` in `apps/x/overlays/staging`', '    - name: deny\n      resources: [NetworkPolicy/deny]\n      paths: [""]']
  ],
  [
    finding('drift-missing-resource', 'warning', { missingIn: 'prod' }, { ...PAIR, resource: 'v1/Service/web', path: '', existing: true }),
    '`Service/web` is missing in `prod`: only `staging` has it (was there before this change)',
    ['in `apps/x/overlays/prod`']
  ],
  [
    finding('drift-image-repository', 'error', {}, { ...CONTAINER, values: { staging: OLD, prod: `docker.io/acme/web:1@${DIGEST_A}` } }),
    '`/spec/template/spec/containers/web/image` of `Deployment/web` differs in more than tag and digest: ' +
      '`staging` has `ghcr.io/acme/web:1@sha256:3f1d0c9a12ab`, `prod` has `docker.io/acme/web:1@sha256:3f1d0c9a12ab`',
    ['    - image-registry']
  ],
  [
    finding('drift-image-repository', 'error', {}, { ...CONTAINER, values: { staging: 'a/web:1', prod: 'a/fork:1' } }),
    '`/spec/template/spec/containers/web/image` of `Deployment/web` differs in more than tag and digest: `staging` has `a/web:1`, `prod` has `a/fork:1`',
    ['    - image-repository']
  ],
  [
    finding('drift-secret-keys', 'error', { missingIn: 'prod', key: 'TOKEN' }, { ...PAIR, resource: 'external-secrets.io/v1/ExternalSecret/db', path: '/spec/data/TOKEN' }),
    'the key `TOKEN` of `ExternalSecret/db` is missing in `prod`: `staging` has it',
    ['Add the key to `ExternalSecret/db` in `apps/x/overlays/prod`', 'code: drift-secret-keys']
  ],
  [
    finding('axis-bound', 'error', { axis: 'host', bound: '^{env}$', value: 'x' }, { ...CONFIG, against: null, values: { prod: 'x' } }),
    '`/data/PORT` of `ConfigMap/app` may differ by the axis `host`, but `prod` has `x`, which does not match `^{env}$`',
    ['Correct the value', '`values`']
  ],
  [
    finding('cross-environment-reference', 'error', { what: 'secret path', value: 'kv/staging/db', word: 'staging', names: 'staging' }, CONFIG),
    '`prod` names `staging` in the secret path `kv/staging/db` (`/data/PORT` of `ConfigMap/app`)',
    ["Point it to `prod`'s own secret path, probably `kv/prod/db`, in `apps/x/overlays/prod`"]
  ],
  [
    finding('cross-environment-reference', 'error', { what: 'namespace', value: 'stg-stg', word: 'stg', names: 'staging' }, CONFIG),
    '`prod` names `staging` in the namespace `stg-stg` (`/data/PORT` of `ConfigMap/app`)',
    ["Point it to `prod`'s own namespace in `apps/x/overlays/prod`"]
  ],
  [
    finding('image-not-live', 'error', { ...IMAGE, liveThere: [OLD, 'docker.io/redis:7'] }, CONTAINER),
    '`ghcr.io/acme/web:2@sha256:9b2e77aa01cd` would enter container `web` of `prod`, but is not live in `staging`; live there: `ghcr.io/acme/web:1@sha256:3f1d0c9a12ab`',
    [
      `(cd apps/x/overlays/staging && kustomize edit set image ${NEW})`,
      `(cd apps/x/overlays/prod && kustomize edit set image ${OLD})`,
      '`exempt-images`'
    ]
  ],
  [
    finding('image-not-live', 'error', { ...IMAGE, previous: ['staging', 'qa'], liveThere: [] }, CONTAINER),
    '`ghcr.io/acme/web:2@sha256:9b2e77aa01cd` would enter container `web` of `prod`, but is not live in `staging` and `qa`; no image of that name is live there',
    ['Roll it out in `staging` first']
  ],
  [
    finding('image-not-live', 'error', { ...IMAGE, liveThere: [], limit: '2026-05-24' }, CONTAINER),
    '`ghcr.io/acme/web:2@sha256:9b2e77aa01cd` would enter container `web` of `prod`, but is not live in `staging`; no image of that name is live there; ' +
      'the history was looked at back to `2026-05-24`',
    ['look back further: raise `history`']
  ],
  [
    finding('image-not-live', 'error', { ...IMAGE, image: 'web:abc', previous: [], liveThere: ['a:1', 'b:1', 'c:1', 'd:1', 'e:1', 'f:1', 'g:1'] }, CONTAINER),
    '`web:abc` would enter container `web` of `prod`, but is not live in the environment before; live there: `a:1`, `b:1`, `c:1`, `d:1`, `e:1` and 2 more',
    []
  ],
  [
    finding('image-same-change', 'error', IMAGE, { ...CONTAINER, location: lineLocation('apps/x/overlays/prod/kustomization.yaml', 4) }),
    '`ghcr.io/acme/web:2@sha256:9b2e77aa01cd` would enter `prod` and `staging` in the same change (container `web`), so it has run nowhere before',
    ['Split the change: leave `apps/x/overlays/prod` as it was']
  ],
  [
    finding('image-same-change', 'error', IMAGE, { ...CONTAINER, location: lineLocation('apps/x/base/kustomization.yaml', 4) }),
    '`ghcr.io/acme/web:2@sha256:9b2e77aa01cd` would enter `prod` and `staging` in the same change (container `web`), so it has run nowhere before',
    ['Pin it in each overlay', '(cd apps/x/overlays/prod && kustomize edit set image NAME=IMAGE@sha256:DIGEST)']
  ],
  [
    finding('image-unpinned', 'error', { ...IMAGE, image: 'ghcr.io/acme/web:latest', why: 'it has no digest' }, CONTAINER),
    '`ghcr.io/acme/web:latest` in container `web` of `prod` cannot be told from other images of that name: it has no digest',
    ['docker buildx imagetools inspect ghcr.io/acme/web:latest', 'kustomize edit set image ghcr.io/acme/web:latest@sha256:DIGEST']
  ],
  [
    finding('image-unpinned', 'warning', { ...IMAGE, image: 'web:${TAG}', why: 'it holds a variable that is not resolved' }, CONTAINER),
    '`web:${TAG}` in container `web` of `prod` cannot be told from other images of that name: it holds a variable that is not resolved',
    ['`NAME@sha256:DIGEST`']
  ],
  [
    finding('image-soaking', 'error', { ...IMAGE, soaked: 11_400, required: 86_400, until: '2026-11-21T09:10:00Z', proof: STAY }, CONTAINER),
    '`ghcr.io/acme/web:2@sha256:9b2e77aa01cd` has been live in `staging` for 3 h 10 min of the 1 d that `prod` asks for; 20 h 50 min are missing, until 2026-11-21 09:10 UTC',
    ['after `2026-11-21 09:10 UTC`', '    gh run rerun RUN_ID --failed']
  ],
  [
    finding('image-soaking', 'error', { ...IMAGE, soaked: 18_060, required: 86_400, until: '2026-11-21T09:10:00Z', proof: { ...STAY, clock: 'committed', earlier: true, variant: 'eu' } }, { ...CONTAINER, variant: 'eu' }),
    '`ghcr.io/acme/web:2@sha256:9b2e77aa01cd` has been live in `staging/eu` for at least 5 h 1 min of the 1 d that `prod/eu` asks for; ' +
      "18 h 59 min are missing, until 2026-11-21 09:10 UTC (unproven: the committer's own clock)",
    []
  ],
  [
    finding('image-soaking', 'error', { ...IMAGE, soaked: 60, required: 3_600, until: null, proof: ENDED, limit: '2026-05-24' }, CONTAINER),
    '`ghcr.io/acme/web:2@sha256:9b2e77aa01cd` was live in `staging` for only 1 min of the 1 h that `prod` asks for, ' +
      'until 2026-11-14 10:00 UTC, and is no longer there; the history was looked at back to `2026-05-24`',
    ['Roll it out in `staging` again', 'raise `history`']
  ],
  [
    finding('image-denied', 'error', { ...IMAGE, reason: 'CVE-2026-0001', expires: '2027-01-31' }, CONTAINER),
    '`ghcr.io/acme/web:2@sha256:9b2e77aa01cd` in container `web` of `prod` is on the deny list: CVE-2026-0001',
    ['`2027-01-31`']
  ],
  [
    finding('image-suspect', 'error', { ...IMAGE, proof: { ...ENDED, environment: 'prod', variant: 'eu' } }, CONTAINER),
    '`ghcr.io/acme/web:2@sha256:9b2e77aa01cd` in container `web` of `prod` was rolled back out of `prod/eu` on 2026-11-14 10:00 UTC by `7b90c1e`',
    ['Build a new image', '`suspect`', 'code: image-suspect']
  ],
  [
    finding('image-suspect', 'warning', { ...IMAGE, proof: ENDED }, CONTAINER),
    '`ghcr.io/acme/web:2@sha256:9b2e77aa01cd` in container `web` of `prod` was rolled back out of `staging` on 2026-11-14 10:00 UTC by `7b90c1e`',
    ['Make sure that']
  ],
  [
    finding('image-unproven', 'error', { ...IMAGE, missing: 'report', evidence: 'no status `x`' }, CONTAINER),
    '`ghcr.io/acme/web:2@sha256:9b2e77aa01cd` is pinned in `staging`, but nothing reports that it ran there: no status `x`',
    ['Nothing to push']
  ],
  [
    finding('image-unproven', 'error', { ...IMAGE, missing: 'history', evidence: 'since when it has been live in `staging` is not known' }, CONTAINER),
    '`ghcr.io/acme/web:2@sha256:9b2e77aa01cd` is live in `staging`, but that it was for long enough is not proven: since when it has been live in `staging` is not known',
    ['git fetch --unshallow']
  ],
  [
    finding('image-introduced', 'warning', IMAGE, CONTAINER),
    '`ghcr.io/acme/web:2@sha256:9b2e77aa01cd` would enter container `web` of `prod`, and no environment of `apps/x` had this repository',
    ['Nothing to do', '`introduction`']
  ],
  [
    finding('image-introduced', 'error', IMAGE, CONTAINER),
    '`ghcr.io/acme/web:2@sha256:9b2e77aa01cd` would enter container `web` of `prod`, and no environment of `apps/x` had this repository',
    ['Roll it out one environment after the other']
  ],
  [
    finding('image-superseded', 'warning', { ...IMAGE, proof: ENDED }, { ...CONTAINER, values: { staging: OLD, prod: NEW } }),
    '`ghcr.io/acme/web:2@sha256:9b2e77aa01cd` in container `web` of `prod` was live in `staging` from 2026-11-10 08:30 UTC to 2026-11-14 10:00 UTC (4 d 1 h) ' +
      'and has been replaced there, brought by `4d1f0a6`, taken out by `7b90c1e`',
    ['`superseded`', `(cd apps/x/overlays/prod && kustomize edit set image ${OLD})`]
  ],
  [
    finding('image-superseded', 'error', { ...IMAGE, proof: { ...ENDED, earlier: true, clock: 'committed' } }, CONTAINER),
    '`ghcr.io/acme/web:2@sha256:9b2e77aa01cd` in container `web` of `prod` was live in `staging` from before 2026-11-10 08:30 UTC to 2026-11-14 10:00 UTC (more than 4 d 1 h) ' +
      "and has been replaced there, taken out by `7b90c1e` (unproven: the committer's own clock)",
    ['unless the older image is meant']
  ],
  [
    finding('image-rollback', 'notice', { ...IMAGE, proof: { ...ENDED, environment: 'prod' } }, CONTAINER),
    '`ghcr.io/acme/web:2@sha256:9b2e77aa01cd` goes back into container `web` of `prod`, where it was live from 2026-11-10 08:30 UTC to 2026-11-14 10:00 UTC (4 d 1 h), ' +
      'brought by `4d1f0a6`, taken out by `7b90c1e`',
    ['always allowed']
  ],
  [
    finding('image-fan-out', 'notice', { ...IMAGE, proof: { ...STAY, environment: 'prod', variant: 'eu' } }, { ...CONTAINER, variant: 'us' }),
    '`ghcr.io/acme/web:2@sha256:9b2e77aa01cd` enters container `web` of `prod/us` and is live in `prod/eu` since 2026-11-20 09:10 UTC, brought by `4d1f0a6`',
    ['`fan-out`']
  ],
  [finding('history-unavailable', 'error', { what: 'commit `abc`.', help: 'Fetch it.' }), 'history that this check needs is not to be had: commit `abc`', ['Fetch it']],
  [
    finding('render-failed', 'error', { reason: "Error: accumulating\n  resources from 'x'.", limit: null }, { ...PAIR, against: null }),
    "`apps/x/overlays/prod` does not build: `accumulating resources from 'x'`",
    ['    kustomize build apps/x/overlays/prod']
  ],
  [finding('render-failed', 'error', { reason: '', limit: null }, PAIR), '`apps/x/overlays/prod` does not build: kustomize did not say why', []],
  [finding('render-timeout', 'error', { reason: 'stopped after 120 s', limit: 'limits.build-seconds' }, PAIR), 'the build of `apps/x/overlays/prod` took too long (`limits.build-seconds`): stopped after 120 s', ['raise `build-seconds` under `limits`']],
  [finding('render-blocked', 'error', { reason: 'it needs a chart', limit: null }, PAIR), '`apps/x/overlays/prod` was not built: it needs a chart', ['`enable-helm`']],
  [finding('render-invalid', 'error', RENDER, { ...PAIR, variant: 'eu' }), '`apps/x/overlays/prod/eu` builds to something that cannot be judged: no such file', []],
  [finding('limit-exceeded', 'error', { reason: 'too large', limit: 'output-megabytes' }, PAIR), '`apps/x/overlays/prod` reached a limit (`output-megabytes`): too large', ['`output-megabytes`']],
  [finding('limit-exceeded', 'error', { reason: 'too many', limit: 'findings' }, { application: 'apps/x' }), '`apps/x` reached a limit (`findings`): too many', ['told first', '`findings`']],
  [finding('limit-exceeded', 'error', { reason: 'too long', limit: 'total-seconds' }), 'the run reached a limit (`total-seconds`): too long', []],
  [finding('overlay-removed', 'warning', { path: 'o/prod', why: 'gone' }, PAIR), 'the overlay `o/prod` of `prod` was there before this change and is gone; its images still count as before', ['Nothing to do']],
  [finding('overlay-removed', 'warning', { path: '', why: 'unrecognised' }, PAIR), 'the overlay `.` of `prod` is no longer recognised as one; its images still count as before', ['`overlays`']],
  [finding('no-counterpart', 'notice', { path: 'o/prod/asia' }, { ...PAIR, variant: 'asia' }), '`o/prod/asia` (`prod/asia`) has no partner in `staging`, so it was not compared', []],
  [finding('no-counterpart', 'notice', { path: 'o/prod' }, { ...PAIR, against: null }), '`o/prod` (`prod`) has no partner in the environment before, so it was not compared', []],
  [finding('unresolved-variable', 'notice', { variables: ['A', '${B}'] }, PAIR), 'values of `prod` hold `${A}` and `${B}`, which Flux substitutes after the build, so equal text proves nothing there', []],
  [finding('waiver-invalid', 'error', { why: 'it gives no reason' }), 'this waiver lets nothing through: it gives no reason', ['    # parity-gate: allow -- REASON']],
  [finding('waiver-expired', 'warning', { reason: 'r', owner: 'team', expires: '2026-11-07', daysLeft: -1 }), 'the waiver `r` expired on `2026-11-07` (1 day ago) and lets nothing through any more', ['`team`']],
  [finding('waiver-expired', 'notice', { reason: 'r', owner: null, expires: '2026-11-27', daysLeft: 7 }), 'the waiver `r` holds until `2026-11-27` (7 more days)', ['whoever wrote it']],
  [finding('waiver-expired', 'notice', { reason: 'r', owner: null, expires: '2026-11-20', daysLeft: 0 }), 'the waiver `r` holds until `2026-11-20` (today)', []],
  [finding('waiver-unused', 'warning', { reason: 'r', owner: 'team' }), 'the waiver `r` lets nothing through', ['Remove it; its owner is `team`']],
  [finding('config-invalid', 'error', { problem: 'unknown key `x`', help: 'Did you mean `y`?' }), 'unknown key `x`', ['Did you mean `y`?']],
  [
    finding('config-invalid', 'error', { problem: 'no kustomize', help: 'Do one of these:\n    apt install kustomize\n\nOr that.' }),
    'no kustomize',
    ['Do one of these:\n    apt install kustomize\n\nOr that']
  ],
  [
    finding('policy-changed', 'warning', { what: 'policy', verdict: 'fail', errors: 2 }, { location: fileLocation('.github/parity-gate.yaml') }),
    'this change edits the policy file `.github/parity-gate.yaml`; the policy from before the change decides, and with the changed one the verdict would be `fail` (2 errors)',
    ['Merge the policy on its own first']
  ],
  [finding('policy-changed', 'warning', { what: 'policy', verdict: null, errors: 0 }), 'this change edits the policy file; the policy from before the change decides, and the changed one was not tried', []],
  [finding('policy-changed', 'warning', { what: 'workflow', verdict: null, errors: 0 }, { location: fileLocation('.github/workflows/gate.yaml') }), 'this change edits the workflow `.github/workflows/gate.yaml` that runs this gate', []],
  [finding('policy-changed', 'warning', { what: 'earlier-invalid', verdict: null, errors: 0 }), 'the policy file of the base branch is not valid, so defaults and inputs decided', []],
  [finding('no-overlays', 'error', { looked: '12 kustomizations for `x/{env}`', help: 'Correct `overlays`.' }), 'no overlays were found; looked at 12 kustomizations for `x/{env}`', ['Correct `overlays`']]
]

const CODES: Readonly<Record<Code, true>> = {
  'drift-value': true, 'drift-missing-field': true, 'drift-missing-resource': true, 'drift-image-repository': true,
  'drift-secret-keys': true, 'axis-bound': true, 'cross-environment-reference': true, 'image-not-live': true,
  'image-same-change': true, 'image-unpinned': true, 'image-soaking': true, 'image-denied': true, 'image-suspect': true,
  'image-unproven': true, 'image-introduced': true, 'image-superseded': true, 'image-rollback': true, 'image-fan-out': true,
  'history-unavailable': true, 'render-failed': true, 'render-timeout': true, 'render-blocked': true, 'render-invalid': true,
  'limit-exceeded': true, 'overlay-removed': true, 'no-counterpart': true, 'unresolved-variable': true, 'waiver-invalid': true,
  'waiver-expired': true, 'waiver-unused': true, 'config-invalid': true, 'policy-changed': true, 'no-overlays': true
}

describe('every code', () => {
  test('has a case here', () => {
    expect([...new Set(CASES.map(([each]) => each.code))].toSorted()).toEqual(Object.keys(CODES).toSorted())
  })

  test.each(CASES)('%#: the words of $code', (each, message, helps) => {
    const words = wordsOf(each, folders)
    expect(words.message).toBe(message)
    for (const help of helps) expect(words.help).toContain(help)
  })

  test.each(CASES)('%#: $code keeps to the form', (each) => {
    for (const words of [wordsOf(each, folders), wordsOf(each)]) {
      expect(words.title.startsWith(each.code)).toBe(true)
      expect(words.title.length).toBeLessThanOrEqual(100)
      expect(words.message).not.toMatch(/[\n.]$|undefined|null|NaN|\[object| {2}/)
      expect(words.help).not.toMatch(/undefined|null|NaN|\[object/)
      expect(words.help).not.toBe('')
      expect(words.help.split('\n').filter((line) => !line.startsWith('    ')).join('')).not.toMatch(/\.$/)
      for (const text of [words.message, words.help]) expect(text.split('`').length % 2).toBe(1)
    }
  })
})

test('the help is about the waiver where there is one', () => {
  const waiver = { reason: 'CHG-1', owner: 'team', expires: '2026-12-31', source: 'policy', location: lineLocation('p.yaml', 3) } as const
  const words = wordsOf(finding('drift-value', 'error', { pairing: null, note: null }, { ...CONFIG, values: { staging: '1', prod: '2' }, waiver }))
  expect(words.message).toBe('`/data/PORT` of `ConfigMap/app` differs: `staging` has `1`, `prod` has `2`')
  expect(words.help).toBe('Nothing to do: waived until `2026-12-31` at `p.yaml:3`, owner `team`: CHG-1')
})

test('a long reason keeps both of its ends', () => {
  const { message } = wordsOf(finding('render-failed', 'error', { reason: `start ${'x'.repeat(5_000)} the file is missing`, limit: null }, PAIR))
  expect(message).toContain('`start xxx')
  expect(message).toContain('the file is missing`')
  expect(message.length).toBeLessThan(1_200)
})

describe('text from manifests', () => {
  // Every free text of a case's args becomes the hostile one; words that we choose and other kinds of values stay.
  const chosen = ['note', 'pairing', 'why', 'what', 'verdict', 'until', 'missing', 'clock']
  const withText = (args: Finding['args'], text: string): unknown =>
    JSON.parse(JSON.stringify(args, (key, value: unknown) => (typeof value === 'string' && !chosen.includes(key) ? text : value)))

  test.each(HOSTILE)('%j stays one line in backticks that come in pairs', (text) => {
    for (const [each] of CASES) {
      const place = { application: text, resource: `apps/v1/Deployment/${text}`, path: `/data/${text}` }
      const hostile = { ...each, ...place, values: { staging: text, prod: `${text}!` }, args: withText(each.args, text) } as Finding
      const words = wordsOf(hostile, folders)
      expect(words.message).not.toMatch(/[\p{Cc}\p{Cf}]/u)
      expect(words.title).not.toMatch(/[\p{Cc}\p{Cf}]/u)
      expect(words.title.length).toBeLessThanOrEqual(100)
      expect(words.help.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\p{Cf}]/u)
      expect(words.message.split('`').length % 2).toBe(1)
    }
  })

  test('a folder with a blank or a quote is quoted for the shell', () => {
    const odd: FolderOf = () => "it's here; rm -rf /"
    const { help } = wordsOf(finding('render-failed', 'error', RENDER, PAIR), odd)
    expect(help).toContain(`kustomize build 'it'\\''s here; rm -rf /'`)
  })

  test('names that YAML or globs would take for more are quoted and escaped', () => {
    const { help } = wordsOf(
      finding('drift-value', 'error', { pairing: null, note: null }, { ...PAIR, resource: 'v1/ConfigMap/a', path: '/data/x*, [y]: #', values: { staging: '1', prod: '2' } })
    )
    expect(help).toContain('paths: ["/data/x[*], [[]y]: #"]')
  })
})
