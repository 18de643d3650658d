// Explanations of promotion: which images may enter an environment.

import type { Code, StayProof } from '../model/finding.ts'
import { finding } from '../model/finding.ts'
import type { Explanations } from './explanation.ts'
import { exampleDigest, PAIR } from './explanation.ts'

type ImageCode = Extract<Code, `image-${string}`>

const THEME = { theme: 'promotion', level: 'error' } as const
const NEW = `ghcr.io/acme/shop:1.5.0@${exampleDigest('9b2e77aa01cd')}`
const OLD = `ghcr.io/acme/shop:1.4.0@${exampleDigest('3f1d0c9a12ab')}`
const ARGS = { container: 'shop', image: NEW, previous: ['staging'] } as const
const PLACE = { ...PAIR, resource: 'apps/v1/Deployment/shop', path: '/spec/template/spec/containers/shop/image' } as const

const IN_STAGING: StayProof = {
  environment: 'staging',
  variant: null,
  commit: '4d1f0a6be1d27d2d6f1f2c9e0d0a7d1f6c1b2a30',
  since: '2026-11-20T09:10:00Z',
  earlier: false,
  until: null,
  ended: null,
  clock: 'merged'
}
const REPLACED: StayProof = {
  ...IN_STAGING,
  since: '2026-11-10T08:30:00Z',
  until: '2026-11-14T10:00:00Z',
  ended: '7b90c1e2a4d27d2d6f1f2c9e0d0a7d1f6c1b2a30'
}

const PIN = `# apps/shop/overlays/prod/kustomization.yaml
images:
  - name: ghcr.io/acme/shop
    newTag: 1.5.0
    digest: sha256:9b2e77aa01cd…`

export const IMAGE_EXPLANATIONS: Explanations<ImageCode> = {
  'image-not-live': {
    ...THEME,
    meaning:
      'An image would enter an environment, and the environment before it neither runs it nor ran it, as far as the history was ' +
      'looked at (`history`). It is the same image when the digest is the same, whatever its tag or registry.',
    why: 'What has run nowhere before is tested by its first users.',
    lines: `${PIN}   # staging runs 1.4.0`,
    finding: finding('image-not-live', 'error', { ...ARGS, liveThere: [OLD] }, PLACE),
    mend:
      'Roll the image out in the environment before, merge that, then promote it. Or pin what is live there; the message lists it. ' +
      'Where the `images:` entry has a short name, it stands in front: `kustomize edit set image shop=ghcr.io/acme/shop@sha256:…`. ' +
      'The attached diff pins what is live there, where that is exactly one image of the repository.',
    allow:
      'Images that are no releases of yours (a service mesh, `busybox`) can be exempted with `exempt-images`. In an emergency, a ' +
      'waiver in the policy file that names the code `image-not-live` lets it through; inline waivers never do.'
  },
  'image-same-change': {
    ...THEME,
    meaning: 'An image would enter an environment and the environment before it with the same change.',
    why: 'Both are deployed at the same moment, so the first one proves nothing for the second.',
    lines: `# apps/shop/base/kustomization.yaml, used by staging and prod
images:
  - name: ghcr.io/acme/shop
    digest: sha256:9b2e77aa01cd…`,
    finding: finding('image-same-change', 'error', ARGS, PLACE),
    mend:
      'Split the change: first the environment before, then this one. Where a base sets the image, pin it in each overlay with ' +
      '`images:`, so that it can move one environment at a time. The attached diff pins what this environment ran before the change.',
    allow: 'Exempt the image with `exempt-images` if it is no release of yours.'
  },
  'image-unpinned': {
    ...THEME,
    level: 'error; a warning in the first environment',
    meaning:
      'Nothing identifies the image. With `promotion-key: digest` it has no digest. With tag keys its tag floats (`latest`, `main`, ' +
      '`master`, `develop`, `edge`, `nightly`, `stable`, or none), nothing of it is left without the environment, the expression ' +
      'does not match, or it holds an unresolved `${…}`.',
    why: 'A tag can be moved. What was tested under it in staging need not be what prod pulls tomorrow.',
    lines: `# apps/shop/overlays/prod/kustomization.yaml
images:
  - name: ghcr.io/acme/shop
    newTag: latest`,
    finding: finding('image-unpinned', 'error', { ...ARGS, image: 'ghcr.io/acme/shop:latest', why: 'it has no digest' }, PLACE),
    mend:
      'Pin the digest next to the tag: `kustomize edit set image ghcr.io/acme/shop:1.5.0@sha256:…`. Where the environment before runs ' +
      'the same tag with a digest, the attached diff adds that digest.',
    allow:
      'Where your tags are never moved, set `promotion-key: tag`, or a regular expression that takes the commit out of the tag. Or ' +
      'exempt the image with `exempt-images`.'
  },
  'image-soaking': {
    ...THEME,
    meaning:
      'The image is, or was, in the environment before, but not for as long as `soak` asks. The longest unbroken stay counts, finished ' +
      'or running, and only a change of that container itself ends one. Times are those of the merge or the push where GitHub tells ' +
      "them; else the committer's own clock, and then the message says that it is unproven.",
    why: 'Leaks, nightly jobs and Monday mornings need time to show.',
    lines: `# .github/parity-gate.yaml
soak:
  prod: 24h`,
    finding: finding(
      'image-soaking',
      'error',
      { ...ARGS, soaked: 11_400, required: 86_400, until: '2026-11-21T09:10:00Z', proof: IN_STAGING },
      PLACE
    ),
    mend:
      'Run the job again after the time that the message names: `gh run rerun RUN_ID --failed`; there is nothing to push. Where the ' +
      'image is no longer there, no time is promised: roll it out there again.',
    allow:
      '`soak` of the environment in the policy file says how long. Going back to what ran here before never has to soak. A waiver in ' +
      'the policy file that names the code `image-soaking` lets one change through.'
  },
  'image-denied': {
    ...THEME,
    meaning: 'The digest is on the deny list of the policy file.',
    why: 'A digest that is known to be bad must not enter anywhere, however long it has been live before.',
    lines: `# .github/parity-gate.yaml
denied-images:
  - digest: sha256:9b2e77aa01cd…
    reason: CVE-2026-0001
    expires: 2027-01-31`,
    finding: finding('image-denied', 'error', { ...ARGS, reason: 'CVE-2026-0001', expires: '2027-01-31' }, PLACE),
    mend: 'Promote an image without the problem.',
    allow: 'Remove the digest from `denied-images`. An entry whose date has passed no longer counts.'
  },
  'image-suspect': {
    ...THEME,
    level: 'by policy (`suspect`: warn, deny)',
    meaning:
      'The image was rolled back out of an environment of the application: its last stay there ended by a return to what the same ' +
      'container had run before. It is suspect wherever it is promoted, and proves no rollback, until it is live there again.',
    why: 'Somebody had a reason to take it out; it should not come in again by accident.',
    lines: PIN,
    finding: finding('image-suspect', 'warning', { ...ARGS, proof: { ...REPLACED, environment: 'prod' } }, PLACE),
    mend: 'Build a new image with the repair and promote that.',
    allow:
      '`suspect: warn` makes it a warning. Under `deny` a waiver in the policy file that names the code `image-suspect` lets one change ' +
      'through. To keep an image out for good, put its digest on `denied-images`.'
  },
  'image-unproven': {
    ...THEME,
    meaning:
      'Git says that the image is pinned in the environment before, but the evidence that the policy asks for is missing: no successful ' +
      'status, check or deployment since it came there, or, where it must soak, nobody knows since when it has been there.',
    why: 'A pin says what should run. A status or a deployment says what did.',
    lines: `# .github/parity-gate.yaml
environments:
  - name: staging
    signals: {deployments: [staging]}
  - name: prod
    evidence: reported`,
    finding: finding(
      'image-unproven',
      'error',
      { ...ARGS, missing: 'report', evidence: 'no deployments named `staging` on the commit that brought it' },
      PLACE
    ),
    mend:
      'Wait until the deployment has reported success, then run the check again. `signals` of the environment before names what ' +
      'reports.',
    allow: '`evidence: declared` lets git alone decide. A rollback needs no report.'
  },
  'image-introduced': {
    ...THEME,
    level: 'by policy (`introduction`: allow, warn, deny)',
    meaning:
      'The image comes from a repository that no environment of the application had. Such an image may enter all environments in one ' +
      'change when it is pinned, identical in each, and in the first one too.',
    why: 'A new sidecar or a new service has no environment before it to come from; that it is new is worth a look.',
    lines: `# apps/shop/base/deployment.yaml
containers:
  - name: proxy
    image: docker.io/envoyproxy/envoy:v1.31@sha256:9b2e77aa01cd…`,
    finding: finding(
      'image-introduced',
      'warning',
      { ...ARGS, container: 'proxy', image: `docker.io/envoyproxy/envoy:v1.31@${exampleDigest('9b2e77aa01cd')}` },
      { ...PLACE, path: '/spec/template/spec/containers/proxy/image' }
    ),
    mend: 'Nothing, if it is meant. Where it is denied, roll it out one environment after the other.',
    allow: '`introduction` of the environment in the policy file: `allow`, `warn` or `deny`.'
  },
  'image-superseded': {
    ...THEME,
    level: 'by policy (`superseded`: allow, warn, deny)',
    meaning: 'The image was live in the environment before for long enough and has been replaced there.',
    why: 'It has proven itself; that something newer is there already may or may not matter.',
    lines: `# .github/parity-gate.yaml
environments:
  - name: prod
    superseded: warn`,
    finding: finding('image-superseded', 'warning', { ...ARGS, proof: REPLACED }, PLACE),
    mend: 'Promote what is live there now, unless the older image is meant.',
    allow: '`superseded: allow` of the environment in the policy file. Under `deny` a variant that runs it still lets it in by `fan-out`.'
  },
  'image-rollback': {
    ...THEME,
    level: 'notice',
    meaning:
      'The image goes back into an environment and variant where it was live before, and was not rolled back out of any. Each container ' +
      'is judged by itself.',
    why:
      'Going back must never have to wait: it needs no soak and no report, and where a change is nothing but rollbacks, existing drift ' +
      'is a warning. The deny list and parity hold all the same. The notice carries the proof.',
    lines: PIN,
    finding: finding('image-rollback', 'notice', { ...ARGS, proof: { ...REPLACED, environment: 'prod' } }, PLACE),
    mend: 'Nothing.',
    allow: 'It is allowed.'
  },
  'image-fan-out': {
    ...THEME,
    level: 'notice',
    meaning: 'The image is live already in another variant of the same environment, such as another region.',
    why: 'What runs in one region of prod need not pass staging again for the next. The notice carries the proof.',
    lines: `# apps/shop/overlays/prod/us/kustomization.yaml; prod/eu runs 1.5.0
images:
  - name: ghcr.io/acme/shop
    newTag: 1.5.0
    digest: sha256:9b2e77aa01cd…`,
    finding: finding(
      'image-fan-out',
      'notice',
      { ...ARGS, proof: { ...IN_STAGING, environment: 'prod', variant: 'eu' } },
      { ...PLACE, variant: 'us' }
    ),
    mend: 'Nothing.',
    allow: '`fan-out` of the environment in the policy file: `allow` or `deny`.'
  }
}
