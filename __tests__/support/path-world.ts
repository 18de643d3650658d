// Repositories that name files in every way kustomize knows, for tests of which overlays a change can touch.

import { dirname, join, relative } from 'node:path/posix'

/** Contents by path; what a path has instead once it is edited; symbolic links and what they may lead to instead. */
export type PathWorld = {
  readonly files: ReadonlyMap<string, string>
  readonly edited: ReadonlyMap<string, string>
  readonly links: ReadonlyMap<string, string>
  readonly relinked: ReadonlyMap<string, string>
  /** Files that the policy's placeholders stand in for. */
  readonly placeholders: readonly string[]
  /** Paths that are named, or looked for, and not there; with a content that would do. */
  readonly absent: ReadonlyMap<string, string>
}

export const OVERLAYS: readonly string[] = ['desk', 'shop'].flatMap((app) => ['dev', 'prod'].map((environment) => `apps/${app}/overlays/${environment}`))
export const PLACEHOLDERS = [{ path: 'apps/*/**/.env.secret', content: 'TOKEN=placeholder\n' }]

type Fields = Record<string, unknown[]> & { plain?: never }
type Draft = {
  readonly put: (path: string, text: string, edited: string) => void
  readonly link: (path: string, target: string, other: string) => void
  readonly absent: (path: string, text: string) => void
  readonly placeholder: (path: string) => void
  /** A kustomization of its own in a folder; its path as seen from `from`. */
  readonly folder: (from: string, folder: string, fields: Readonly<Record<string, unknown>>, name?: string) => string
}
type Feature = (draft: Draft, at: string, fields: Fields, id: string) => void

const json = (value: unknown): string => `${JSON.stringify(value, null, 1)}\n`
const configMap = (name: string, color: string): string => json({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name }, data: { color } })
const operation = (key: string, value: string): string => json([{ op: 'add', path: `/data/${key}`, value }])
const settings = { kind: 'ConfigMap', name: 'settings' }
const patchTransformer = (id: string, path: string): unknown => ({ apiVersion: 'builtin', kind: 'PatchTransformer', metadata: { name: id }, path, target: settings })
const mapGenerator = (id: string, files: readonly string[]): unknown => ({ apiVersion: 'builtin', kind: 'ConfigMapGenerator', metadata: { name: id }, files })
const add = (fields: Fields, name: string, ...values: readonly unknown[]): void => {
  fields[name] = [...(fields[name] ?? []), ...values]
}

/** Every way to name a file or a folder, each in a kustomization at `at`. */
export const FEATURES: Readonly<Record<string, Feature>> = {
  resource: (draft, at, fields, id) => {
    draft.put(`${at}/extra.yaml`, configMap(`extra-${id}`, 'red'), configMap(`extra-${id}`, 'blue'))
    add(fields, 'resources', 'extra.yaml')
  },
  bases: (draft, at, fields, id) => {
    const folder = `libs/${id}`
    draft.put(`${folder}/lib.yaml`, configMap(`lib-${id}`, 'red'), configMap(`lib-${id}`, 'blue'))
    add(fields, 'bases', draft.folder(at, folder, { resources: ['lib.yaml'] }, 'kustomization.yml'))
  },
  component: (draft, at, fields, id) => {
    const folder = `parts/${id}`
    draft.put(`${folder}/patch.yaml`, operation(`part-${id}`, 'a'), operation(`part-${id}`, 'b'))
    const own = { apiVersion: 'kustomize.config.k8s.io/v1alpha1', kind: 'Component', patches: [{ path: 'patch.yaml', target: settings }] }
    add(fields, 'components', draft.folder(at, folder, own, 'Kustomization'))
  },
  patch: (draft, at, fields, id) => {
    draft.put(`${at}/patch.yaml`, operation(`patched-${id}`, 'a'), operation(`patched-${id}`, 'b'))
    add(fields, 'patches', { path: 'patch.yaml', target: settings }, { patch: operation(`inline-${id}`, 'a'), target: settings })
  },
  merge: (draft, at, fields, id) => {
    const body = (value: string): string => json({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'settings' }, data: { [`merged-${id}`]: value } })
    draft.put(`${at}/merge.yaml`, body('a'), body('b'))
    add(fields, 'patchesStrategicMerge', 'merge.yaml', body('inline').replaceAll('merged', 'written'))
  },
  operations: (draft, at, fields, id) => {
    draft.put(`${at}/operations.yaml`, operation(`operated-${id}`, 'a'), operation(`operated-${id}`, 'b'))
    add(fields, 'patchesJson6902', { path: 'operations.yaml', target: { version: 'v1', ...settings } })
  },
  configMap: (draft, at, fields, id) => {
    draft.put(`${at}/plain.txt`, 'red', 'blue')
    draft.put(`${at}/keyed.txt`, 'red', 'blue')
    draft.put(`${at}/several.env`, 'A=red\n', 'A=blue\n')
    draft.put(`${at}/one.env`, 'A=red\n', 'A=blue\n')
    add(fields, 'configMapGenerator', { name: `made-${id}`, files: ['plain.txt', 'key=keyed.txt'], envs: ['several.env'] }, { name: `one-${id}`, env: 'one.env' })
  },
  secret: (draft, at, fields, id) => {
    draft.put(`${at}/secret.txt`, 'red', 'blue')
    draft.put(`${at}/secret.env`, 'A=red\n', 'A=blue\n')
    add(fields, 'secretGenerator', { name: `secret-${id}`, files: ['secret.txt'], envs: ['secret.env'] })
  },
  placeholder: (draft, at, fields, id) => {
    draft.placeholder(`${at}/.env.secret`)
    draft.absent(`${at}/.env.secret`, 'TOKEN=real\n')
    add(fields, 'secretGenerator', { name: `token-${id}`, envs: ['.env.secret'] })
  },
  replacement: (draft, at, fields, id) => {
    const body = (key: string): string =>
      json({ source: { ...settings, fieldPath: 'data.color' }, targets: [{ select: { kind: 'Fleet' }, fieldPaths: [`spec.${key}`], options: { create: true } }] })
    draft.put(`${at}/replacement.yaml`, body(`color-${id}`), body(`shade-${id}`))
    add(fields, 'replacements', { path: 'replacement.yaml' })
  },
  configuration: (draft, at, fields, id) => {
    const body = (key: string): string => json({ commonAnnotations: [{ path: `spec/${key}`, create: true, kind: 'Fleet' }] })
    draft.put(`${at}/configuration.yaml`, body('notes'), body('remarks'))
    add(fields, 'configurations', 'configuration.yaml')
    Object.assign(fields, { commonAnnotations: { [`note-${id}`]: 'yes' } })
  },
  definition: (draft, at, fields, id) => {
    const property = (kind: string): unknown => ({ 'x-kubernetes-object-ref-api-version': 'v1', 'x-kubernetes-object-ref-kind': kind })
    const schema = (kind: string): unknown => ({ Schema: { properties: { apiVersion: { type: 'string' }, kind: { type: 'string' }, spec: { $ref: 'example.com/v1.FleetSpec' } } }, Dependencies: [kind] })
    const body = (kind: string): string =>
      json({ 'example.com/v1.Fleet': schema(kind), 'example.com/v1.FleetSpec': { Schema: { properties: { ref: { ...Object(property(kind)) } } } } })
    draft.put(`${at}/definition.json`, body('ConfigMap'), body('Secret'))
    add(fields, 'crds', 'definition.json')
    add(fields, 'configMapGenerator', { name: `referred-${id}`, literals: [`A=${id}`] })
  },
  schema: (draft, at, fields, id) => {
    const body = (key: string): string => {
      const items = { type: 'array', items: { type: 'object', properties: { name: { type: 'string' } } }, 'x-kubernetes-patch-merge-key': key, 'x-kubernetes-patch-strategy': 'merge' }
      const spec = { type: 'object', properties: { ships: items } }
      return json({ definitions: { 'com.example.v1.Fleet': { type: 'object', properties: { spec }, 'x-kubernetes-group-version-kind': [{ group: 'example.com', kind: 'Fleet', version: 'v1' }] } } })
    }
    draft.put(`${at}/schema.json`, body('name'), body('size'))
    Object.assign(fields, { openapi: { path: 'schema.json' } })
    add(fields, 'patchesStrategicMerge', json({ apiVersion: 'example.com/v1', kind: 'Fleet', metadata: { name: 'fleet' }, spec: { ships: [{ name: 'two', size: id }] } }))
  },
  generators: (draft, at, fields, id) => {
    for (const way of ['file', 'inline', 'folder']) draft.put(`${at}/made-by-${way}.txt`, 'red', 'blue')
    draft.put(`${at}/generator.yaml`, json(mapGenerator(`file-${id}`, ['made-by-file.txt'])), json(mapGenerator(`file-${id}`, ['key=made-by-file.txt'])))
    const folder = `generators/${id}`
    draft.put(`${folder}/one.yaml`, json(mapGenerator(`folder-${id}`, ['made-by-folder.txt'])), json(mapGenerator(`folder-${id}`, ['key=made-by-folder.txt'])))
    add(fields, 'generators', 'generator.yaml', json(mapGenerator(`inline-${id}`, ['key=made-by-inline.txt'])), draft.folder(at, folder, { resources: ['one.yaml'] }))
  },
  transformers: (draft, at, fields, id) => {
    for (const way of ['file', 'inline', 'folder']) draft.put(`${at}/by-${way}.yaml`, operation(`by-${way}-${id}`, 'a'), operation(`by-${way}-${id}`, 'b'))
    draft.put(`${at}/transformer.yaml`, json(patchTransformer(`file-${id}`, 'by-file.yaml')), json(patchTransformer(`file-${id}`, 'by-inline.yaml')))
    const folder = `transformers/${id}`
    draft.put(`${folder}/one.yaml`, json(patchTransformer(`folder-${id}`, 'by-folder.yaml')), json(patchTransformer(`folder-${id}`, 'by-inline.yaml')))
    add(fields, 'transformers', 'transformer.yaml', json(patchTransformer(`inline-${id}`, './by-inline.yaml')), draft.folder(at, folder, { resources: ['one.yaml'] }))
  },
  validators: (draft, at, fields, id) => {
    const body = (labels: unknown): string => json({ apiVersion: 'builtin', kind: 'LabelTransformer', metadata: { name: id }, labels, fieldSpecs: [{ path: 'metadata/labels', create: true }] })
    draft.put(`${at}/validator.yaml`, body({}), body({ a: 'b' }))
    add(fields, 'validators', 'validator.yaml')
  },
  linkedFile: (draft, at, fields, id) => {
    draft.put(`${at}/real/one.yaml`, configMap(`linked-${id}`, 'red'), configMap(`linked-${id}`, 'blue'))
    draft.put(`${at}/real/two.yaml`, configMap(`linked-${id}`, 'green'), configMap(`linked-${id}`, 'black'))
    draft.link(`${at}/linked.yaml`, 'real/one.yaml', 'real/two.yaml')
    add(fields, 'resources', 'linked.yaml')
  },
  linkedFolder: (draft, at, fields, id) => {
    for (const [name, color] of [['one', 'red'], ['two', 'green']] as const) {
      draft.put(`targets/${id}/${name}/it.yaml`, configMap(`joined-${id}`, color), configMap(`joined-${id}`, 'blue'))
      draft.folder(at, `targets/${id}/${name}`, { resources: ['it.yaml'] })
    }
    draft.link(`${at}/joined`, relative(at, `targets/${id}/one`), relative(at, `targets/${id}/two`))
    add(fields, 'resources', 'joined')
  },
  missing: (draft, at, fields, id) => {
    draft.absent(`${at}/absent.yaml`, configMap(`absent-${id}`, 'red'))
    add(fields, 'resources', 'absent.yaml')
  },
  missingFolder: (draft, at, fields) => {
    const folder = `${at}/absent`
    draft.absent(`${folder}/kustomization.yaml`, json({ configMapGenerator: [{ name: 'found', literals: ['a=b'] }] }))
    add(fields, 'resources', 'absent')
  }
}

/**
 * A repository: by folder, the features of the kustomization there. Bases and overlays are always there, and every overlay has a
 * schema of its own: a build that need not read kustomize's takes a tenth of the time.
 */
export function pathWorld(features: Readonly<Record<string, readonly string[]>>): PathWorld {
  const files = new Map<string, string>()
  const edited = new Map<string, string>()
  const links = new Map<string, string>()
  const relinked = new Map<string, string>()
  const absent = new Map<string, string>()
  const placeholders: string[] = []
  const draft: Draft = {
    put: (path, text, other) => void (files.set(path, text), edited.set(path, other)),
    link: (path, target, other) => void (links.set(path, target), relinked.set(path, other)),
    absent: (path, text) => void absent.set(path, text),
    placeholder: (path) => void placeholders.push(path),
    folder: (from, folder, fields, name = 'kustomization.yaml') => {
      draft.put(join(folder, name), json(fields), json({ ...fields, namespace: 'edited' }))
      return relative(from, folder)
    }
  }
  const build = (at: string, own: Fields): void => {
    const id = at.replaceAll('/', '-').replace('apps-', '').replace('overlays-', '')
    for (const name of [...(OVERLAYS.includes(at) ? ['schema'] : []), ...(features[at] ?? [])]) FEATURES[name]?.(draft, at, own, id)
    draft.folder('', at, own)
  }
  for (const app of ['desk', 'shop']) {
    const base = `apps/${app}/base`
    draft.put(`${base}/settings.yaml`, configMap('settings', 'red'), configMap('settings', 'blue'))
    const fleet = (ref: string): string =>
      json({ apiVersion: 'example.com/v1', kind: 'Fleet', metadata: { name: 'fleet' }, spec: { ref, ships: [{ name: 'one', size: 's' }, { name: 'two', size: 'm' }] } })
    draft.put(`${base}/fleet.yaml`, fleet('referred-shop-base'), fleet('other'))
    draft.put(`${base}/NOTES.txt`, 'nobody names it', 'still nobody')
    build(base, { resources: ['settings.yaml', 'fleet.yaml'] })
  }
  for (const at of OVERLAYS) build(at, { resources: [relative(at, join(dirname(dirname(at)), 'base'))] })
  draft.put('README.md', 'one', 'two')
  return { files, edited, links, relinked, placeholders, absent }
}
