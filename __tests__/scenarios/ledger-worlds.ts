// Random histories of a small application: three overlays over a base and a component, changed in all the ways that people do.

import fc from 'fast-check'
import type { Overlay } from '../../src/core/model/overlay.ts'
import type { Snapshot } from '../support/memory-history.ts'

export const ENVIRONMENTS = ['dev', 'staging', 'prod'] as const
type Name = (typeof ENVIRONMENTS)[number]

type Setting = { readonly name: string; readonly tag: string | null; readonly digest: string | null }
type Site = {
  readonly there: boolean
  readonly folder: string
  /** `images:` entries, and images set by patches. */
  readonly images: readonly Setting[]
  readonly merged: { readonly container: string; readonly image: string } | null
  readonly operation: { readonly index: number; readonly image: string } | null
  readonly component: boolean
  readonly broken: boolean
  readonly prefix: string
  readonly replicas: number
  readonly literal: string
  readonly variable: string | null
  readonly comment: string
  /** Whether digests are written with escapes. */
  readonly escaped: boolean
}
type Container = { readonly name: string; readonly image: string; readonly variable: string }
export type State = {
  readonly containers: readonly Container[]
  readonly job: string | null
  /** A Helm release whose values name an image. */
  readonly release: { readonly tag: string; readonly digest: string | null; readonly size: number } | null
  readonly baseBroken: boolean
  readonly note: string
  readonly component: readonly Setting[]
  readonly sites: Readonly<Record<Name, Site>>
  readonly readme: number
}

const REPOSITORIES = ['reg.example.com/web', 'reg.example.com/side', 'job'] as const
/** The second one is a regular expression that matches `job:v1`. */
const NAMES = [...REPOSITORIES, 'job.v1'] as const
const TAGS = ['v1', 'v2', 'staging-v1', 'v2-dev'] as const
const digestOf = (letter: string): string => `sha256:${letter.repeat(64)}`
const DIGESTS = ['a', 'b', 'c'].map(digestOf)

const site = (name: Name): Site => ({
  there: true,
  folder: `apps/web/overlays/${name}`,
  images: [{ name: REPOSITORIES[0], tag: 'v1', digest: DIGESTS[0] ?? null }],
  merged: null,
  operation: null,
  component: false,
  broken: false,
  prefix: '',
  replicas: 1,
  literal: 'x',
  variable: null,
  comment: '',
  escaped: false
})

export const FIRST: State = {
  containers: [{ name: 'web', image: REPOSITORIES[0], variable: '1' }],
  job: null,
  release: null,
  baseBroken: false,
  note: '',
  component: [{ name: REPOSITORIES[0], tag: null, digest: DIGESTS[1] ?? null }],
  sites: { dev: site('dev'), staging: site('staging'), prod: site('prod') },
  readme: 0
}

const reference = fc.record({ name: fc.constantFrom(...REPOSITORIES), tag: fc.constantFrom(null, ...TAGS), digest: fc.constantFrom(null, ...DIGESTS, ...DIGESTS) })
const entry = fc.record({ name: fc.constantFrom(...REPOSITORIES, ...REPOSITORIES, ...NAMES), tag: fc.constantFrom(null, ...TAGS), digest: fc.constantFrom(null, ...DIGESTS, ...DIGESTS) })
const written = reference.map(({ name, tag, digest }) => `${name}${tag === null ? '' : `:${tag}`}${digest === null ? '' : `@${digest}`}`)

type Change = (state: State, earlier: readonly State[]) => State
const onSite = (change: fc.Arbitrary<(site: Site, name: Name) => Site>): fc.Arbitrary<Change> =>
  fc.tuple(fc.constantFrom(...ENVIRONMENTS), change).map(([name, edit]): Change => (state) => ({ ...state, sites: { ...state.sites, [name]: edit(state.sites[name], name) } }))

const setEntry = (entries: readonly Setting[], set: Setting): readonly Setting[] => [...entries.filter(({ name }) => name !== set.name), set]

/** One commit's doing; pins change most often, as in life. */
const change: fc.Arbitrary<Change> = fc.oneof(
  { weight: 8, arbitrary: onSite(entry.map((set) => (each: Site): Site => ({ ...each, images: setEntry(each.images, set) }))) },
  { weight: 2, arbitrary: onSite(fc.nat(3).map((at) => (each: Site): Site => ({ ...each, images: each.images.filter((_, index) => index !== at) }))) },
  { weight: 3, arbitrary: onSite(fc.option(fc.record({ container: fc.constantFrom('web', 'side'), image: written })).map((merged) => (each: Site): Site => ({ ...each, merged }))) },
  { weight: 2, arbitrary: onSite(fc.option(fc.record({ index: fc.nat(1), image: written })).map((operation) => (each: Site): Site => ({ ...each, operation }))) },
  { weight: 2, arbitrary: onSite(fc.constant((each: Site): Site => ({ ...each, component: !each.component }))) },
  { weight: 2, arbitrary: onSite(fc.constant((each: Site): Site => ({ ...each, broken: !each.broken }))) },
  { weight: 1, arbitrary: onSite(fc.constantFrom('', 'x-').map((prefix) => (each: Site): Site => ({ ...each, prefix }))) },
  { weight: 3, arbitrary: onSite(fc.nat(9).map((replicas) => (each: Site): Site => ({ ...each, replicas }))) },
  { weight: 3, arbitrary: onSite(fc.constantFrom('x', 'y', DIGESTS[1] ?? '').map((literal) => (each: Site): Site => ({ ...each, literal }))) },
  { weight: 2, arbitrary: onSite(fc.constantFrom(null, '1', DIGESTS[2] ?? '').map((variable) => (each: Site): Site => ({ ...each, variable }))) },
  { weight: 2, arbitrary: onSite(fc.constantFrom('', 'note', DIGESTS[0] ?? '').map((comment) => (each: Site): Site => ({ ...each, comment }))) },
  { weight: 1, arbitrary: onSite(fc.constant((each: Site): Site => ({ ...each, there: !each.there }))) },
  { weight: 2, arbitrary: onSite(fc.nat(2).map((part) => (each: Site, name: Name): Site => ({ ...each, folder: `apps/${['web', 'web/moved', 'old'][part]}/overlays/${name}` }))) },
  { weight: 3, arbitrary: fc.tuple(fc.nat(1), written).map(([at, image]): Change => (state) => ({ ...state, containers: state.containers.map((each, index) => (index === at ? { ...each, image } : each)) })) },
  { weight: 2, arbitrary: fc.tuple(fc.nat(1), fc.constantFrom('1', '2', '3')).map(([at, variable]): Change => (state) => ({ ...state, containers: state.containers.map((each, index) => (index === at ? { ...each, variable } : each)) })) },
  {
    weight: 2,
    arbitrary: written.map((image): Change => (state) => {
      const others = state.containers.filter(({ name }) => name !== 'side')
      return { ...state, containers: others.length < state.containers.length ? others : [...others, { name: 'side', image, variable: '1' }] }
    })
  },
  { weight: 1, arbitrary: fc.option(written).map((job): Change => (state) => ({ ...state, job })) },
  {
    weight: 2,
    arbitrary: fc.option(fc.record({ tag: fc.constantFrom(...TAGS), digest: fc.constantFrom(null, ...DIGESTS), size: fc.nat(3) })).map((release): Change => (state) => ({ ...state, release }))
  },
  { weight: 1, arbitrary: onSite(fc.constant((each: Site): Site => ({ ...each, escaped: !each.escaped }))) },
  { weight: 1, arbitrary: fc.constant<Change>((state) => ({ ...state, baseBroken: !state.baseBroken })) },
  { weight: 1, arbitrary: fc.constantFrom('', 'words', DIGESTS[2] ?? '').map((note): Change => (state) => ({ ...state, note })) },
  { weight: 2, arbitrary: entry.map((set): Change => (state) => ({ ...state, component: setEntry(state.component, set) })) },
  { weight: 2, arbitrary: fc.nat(30).map((back): Change => (state, earlier) => earlier[Math.max(0, earlier.length - 1 - back)] ?? state) },
  { weight: 1, arbitrary: fc.constant<Change>((state) => ({ ...state, readme: state.readme + 1 })) }
)

/** States of the application, oldest first; the tip has all its overlays. */
export const histories: fc.Arbitrary<readonly State[]> = fc.array(fc.array(change, { minLength: 1, maxLength: 2 }), { minLength: 2, maxLength: 24 }).map((commits) => {
  const states: State[] = [FIRST]
  for (const changes of commits) states.push(changes.reduce((state, each) => each(state, states), states.at(-1) ?? FIRST))
  return states
})

/** The files of each state, an hour apart, and what each commit moved. */
export function snapshotsOf(states: readonly State[], start: number): readonly Snapshot[] {
  return states.map((state, index) => {
    const before = states[index - 1]
    const moved: Record<string, string> = {}
    for (const name of ENVIRONMENTS) {
      const [from, to] = [before?.sites[name], state.sites[name]]
      if (from?.there === true && to.there && from.folder !== to.folder) moved[`${to.folder}/kustomization.yaml`] = `${from.folder}/kustomization.yaml`
    }
    return { files: filesOf(state), time: start + index * 3600, moved }
  })
}

/** Where each overlay is in a state; null where it is not. */
export function foldersOf(state: State): Readonly<Record<Name, string | null>> {
  const folder = (name: Name): string | null => (state.sites[name].there ? state.sites[name].folder : null)
  return { dev: folder('dev'), staging: folder('staging'), prod: folder('prod') }
}

export function overlaysOf(state: State): readonly Overlay[] {
  return ENVIRONMENTS.map((environment) => ({ application: 'apps/web', environment, variant: null, path: state.sites[environment].folder }))
}

export function filesOf(state: State): Readonly<Record<string, string>> {
  const files: Record<string, string> = { 'README.md': `${state.readme}\n` }
  files['apps/base/kustomization.yaml'] = `resources:\n- deployment.yaml\n${state.job === null ? '' : '- job.yaml\n'}${state.release === null ? '' : '- release.yaml\n'}${state.baseBroken ? '- missing.yaml\n' : ''}`
  files['apps/base/deployment.yaml'] = `apiVersion: apps/v1
kind: Deployment
metadata:
  name: web
  annotations:
    note: "${state.note}"
spec:
  replicas: 1
  template:
    spec:
      containers:
${state.containers.map(({ name, image, variable }) => `      - name: ${name}\n        image: ${image}\n        env:\n        - name: A\n          value: "${variable}"\n`).join('')}`
  if (state.job !== null) {
    files['apps/base/job.yaml'] = `apiVersion: batch/v1\nkind: CronJob\nmetadata:\n  name: job\nspec:\n  schedule: "1 1 * * *"\n  jobTemplate:\n    spec:\n      template:\n        spec:\n          containers:\n          - name: job\n            image: ${state.job}\n`
  }
  if (state.release !== null) {
    const { tag, digest, size } = state.release
    files['apps/base/release.yaml'] = `apiVersion: helm.toolkit.fluxcd.io/v2\nkind: HelmRelease\nmetadata:\n  name: chart\nspec:\n  values:\n    size: "${size}"\n    image:\n      repository: reg.example.com/chart\n      tag: ${tag}\n${digest === null ? '' : `      digest: ${digest}\n`}`
  }
  files['apps/part/kustomization.yaml'] = `apiVersion: kustomize.config.k8s.io/v1alpha1\nkind: Component\n${imagesText(state.component)}`
  for (const name of ENVIRONMENTS) Object.assign(files, siteFiles(state.sites[name]))
  return files
}

function siteFiles({ there, folder, ...site }: Site): Readonly<Record<string, string>> {
  if (!there) return {}
  const up = folder.split('/').slice(1).map(() => '..').join('/')
  const patches = [
    '- path: replicas.yaml',
    ...(site.merged === null ? [] : [`- patch: |-\n    apiVersion: apps/v1\n    kind: Deployment\n    metadata:\n      name: web\n    spec:\n      template:\n        spec:\n          containers:\n          - name: ${site.merged.container}\n            image: ${site.merged.image}`]),
    ...(site.operation === null ? [] : [`- target:\n    kind: Deployment\n    name: web\n  patch: '[{"op": "replace", "path": "/spec/template/spec/containers/${site.operation.index}/image", "value": "${site.operation.image}"}]'`])
  ]
  return {
    [`${folder}/kustomization.yaml`]: `${site.comment === '' ? '' : `# ${site.comment}\n`}resources:
- ${up}/base
${site.broken ? '- missing.yaml\n' : ''}${site.component ? `components:\n- ${up}/part\n` : ''}${site.prefix === '' ? '' : `namePrefix: ${site.prefix}\n`}configMapGenerator:
- name: settings
  literals:
  - A=${site.literal}
patches:
${patches.join('\n')}
${imagesText(site.images, site.escaped)}`,
    [`${folder}/replicas.yaml`]: `apiVersion: apps/v1
kind: Deployment
metadata:
  name: web
spec:
  replicas: ${site.replicas}
${site.variable === null ? '' : `  template:\n    spec:\n      containers:\n      - name: web\n        env:\n        - name: B\n          value: "${site.variable}"\n`}`
  }
}

function imagesText(entries: readonly Setting[], escaped = false): string {
  if (entries.length === 0) return ''
  const written = (digest: string): string => (escaped ? `"sha256:\\x${digest.charCodeAt(7).toString(16)}${digest.slice(8)}"` : digest)
  return `images:\n${entries.map(({ name, tag, digest }) => `- name: ${name}\n${tag === null ? '' : `  newTag: ${tag}\n`}${digest === null ? '' : `  digest: ${written(digest)}\n`}`).join('')}`
}
