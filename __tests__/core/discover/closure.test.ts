import { describe, expect, it, test } from '@jest/globals'
import fc from 'fast-check'
import { closureOf } from '../../../src/core/discover/closure.ts'
import { readKustomizations } from '../../../src/core/discover/kustomizations.ts'
import type { Closure } from '../../../src/core/model/closure.ts'
import type { Placeholder } from '../../../src/core/model/policy.ts'
import type { Tree } from '../../../src/core/model/tree.ts'
import { treeOf } from '../../support/tree.ts'

const closure = (tree: Tree, folder: string, placeholders: readonly Placeholder[] = []): Closure =>
  closureOf(tree, readKustomizations(tree), folder, { placeholders })
const paths = (found: Closure): readonly string[] => found.files.map((file) => file.path)

const BASE = { 'base/kustomization.yaml': 'resources: [web.yaml]', 'base/web.yaml': 'kind: Deployment' }

/** A repository with `over/kustomization.yaml` of this text, a base, and these files beside it. */
const over = (text: string, files: Readonly<Record<string, string>> = {}): Tree => treeOf({ ...BASE, ...files, 'over/kustomization.yaml': text })

describe('fields that name files', () => {
  test.each<[string, string, readonly string[]]>([
    ['resources: a file', 'resources: [f]', ['over/f']],
    ['resources: a folder', 'resources: [../base/]', ['base/kustomization.yaml', 'base/web.yaml']],
    ['resources: a file before a folder', 'resources: [both]', ['over/both']],
    ['bases', 'bases: [../base]', ['base/kustomization.yaml', 'base/web.yaml']],
    ['field names in capitals', 'RESOURCES: [f]', ['over/f']],
    ['components', 'components: [../part]', ['part/kustomization.yml', 'part/patch.yaml']],
    ['patches', 'patches: [{path: f}, {patch: "a: b"}]', ['over/f']],
    ['patches as 4.5.4 takes them', 'patches: [f]', ['over/f']],
    ['patchesStrategicMerge', 'patchesStrategicMerge: [f, "kind: Deployment\\nmetadata: {name: g}"]', ['over/f']],
    ['patchesJson6902', 'patchesJson6902: [{target: {name: x}, path: f}]', ['over/f']],
    ['replacements', 'replacements: [{path: f}, {source: {kind: g}}]', ['over/f']],
    ['configurations', 'configurations: [f]', ['over/f']],
    ['crds', 'crds: [f]', ['over/f']],
    ['openapi', 'openapi: {path: f}', ['over/f']],
    ['configMapGenerator files', 'configMapGenerator: [{name: a, files: [f, key=g, x=y=h]}]', ['over/f', 'over/g']],
    ['generator fields in capitals', 'configMapGenerator: [{Name: a, Files: [f]}]', ['over/f']],
    ['secretGenerator envs and env', 'secretGenerator: [{name: a, envs: [f]}, {name: b, env: g}]', ['over/f', 'over/g']],
    ['helmCharts', 'helmCharts: [{name: web, valuesFile: f, additionalValuesFiles: [g]}]', ['over/charts/web/Chart.yaml', 'over/charts/web/templates/x.yaml', 'over/f', 'over/g']],
    ['helmGlobals', 'helmGlobals: {chartHome: ../charts}\nhelmCharts: [{name: web}]', ['charts/web/Chart.yaml']],
    ['helmChartInflationGenerator', 'helmChartInflationGenerator: [{chartName: web, values: f, chartHome: ../charts}]', ['charts/web/Chart.yaml', 'over/f']],
    ['generators: a file, whose paths are relative to the kustomization', 'generators: [plugins/generator.yaml]', ['over/f', 'over/plugins/generator.yaml']],
    ['generators: inline', 'generators: ["{apiVersion: builtin, kind: ConfigMapGenerator, metadata: {name: x}, files: [key=f], envs: [g]}"]', ['over/f', 'over/g']],
    ['transformers: a folder', 'transformers: [plugins/folder]', ['over/f', 'over/plugins/folder/kustomization.yaml', 'over/plugins/folder/patch.yaml']],
    ['validators', 'validators: [plugins/generator.yaml]', ['over/f', 'over/plugins/generator.yaml']],
    ['a field nobody knows', 'inventory: {configMap: {file: f, folder: plugins/folder}}', ['over/f', 'over/plugins/folder/kustomization.yaml', 'over/plugins/folder/patch.yaml']],
    ['no field that only looks like one', 'namePrefix: f\nimages: [{name: f}]\nlabels: [{pairs: {a: f}}]', []]
  ])('%s', (_, text, expected) => {
    const tree = over(text, {
      'over/f': 'a: b',
      'over/g': 'A=1',
      'over/h': '',
      'over/both': '',
      'over/both/kustomization.yaml': '',
      'part/kustomization.yml': 'kind: Component\npatches: [{path: patch.yaml}]',
      'part/patch.yaml': '',
      'over/charts/web/Chart.yaml': '',
      'over/charts/web/templates/x.yaml': '',
      'charts/web/Chart.yaml': '',
      'over/plugins/generator.yaml': 'apiVersion: builtin\nkind: ConfigMapGenerator\nmetadata: {name: x}\nfiles: [f]',
      'over/plugins/folder/kustomization.yaml': 'resources: [patch.yaml]',
      'over/plugins/folder/patch.yaml': 'apiVersion: builtin\nkind: PatchTransformer\nmetadata: {name: x}\npath: f'
    })
    const found = closure(tree, 'over')
    expect(paths(found)).toEqual([...expected, 'over/kustomization.yaml'].sort())
    expect(found.missing).toEqual([])
    expect(found.risks.filter((risk) => risk.kind !== 'helm')).toEqual([])
  })
})

describe('where charts are looked for', () => {
  const fields = 'name: web, repo: "https://charts.example.com", version: 1.2.3'
  // kustomize 4 looks at HOME/NAME, whatever the version says; 5.0.2 and later at HOME/NAME-VERSION/NAME where they could pull it.
  const homes: readonly (readonly [string, string, string])[] = [
    ['the default', `helmCharts: [{${fields}}]`, 'over/charts'],
    ['helmGlobals', `helmGlobals: {chartHome: ../vendored}\nhelmCharts: [{${fields}}]`, 'vendored'],
    ['a generator', `generators: ["{apiVersion: builtin, kind: HelmChartInflationGenerator, metadata: {name: x}, chartHome: ../vendored, ${fields.replaceAll('"', '\\"')}}"]`, 'vendored'],
    ['kustomize 4 alone', 'helmChartInflationGenerator: [{chartName: web, chartRepoUrl: "https://charts.example.com", chartVersion: 1.2.3, chartHome: ../vendored}]', 'vendored']
  ]
  test.each(homes)('%s: all that any kustomize finds there is in the closure', (_what, kustomization, home) => {
    const charts = [`${home}/web-1.2.3/web/Chart.yaml`, `${home}/web/Chart.yaml`, `${home}/web-1.2.3.tgz`]
    const all = closure(treeOf({ 'over/kustomization.yaml': kustomization, ...Object.fromEntries(charts.map((path) => [path, ''])) }), 'over')
    expect(paths(all)).toEqual(expect.arrayContaining(charts))
    expect(all.risks.map(({ kind }) => kind)).toEqual(['helm'])
  })

  test.each(homes)('%s: what is not there is pulled, and refused unless the policy allows it', (_what, kustomization, home) => {
    // A build that may run Helm reaches the allowed hosts alone, so that kustomize 4 cannot pull what only 5 finds.
    const found = closure(treeOf({ 'over/kustomization.yaml': kustomization, [`${home}/web/Chart.yaml`]: '' }), 'over')
    expect(found.risks.map(({ kind, host }) => [kind, host])).toEqual([['helm', null], ['remote', 'charts.example.com']])
  })
})

describe('what cannot be had from the tree', () => {
  test.each<[string, readonly (readonly [string, string, string | null])[]]>([
    ['resources: [https://example.com/a.yaml]', [['remote', 'https://example.com/a.yaml', 'example.com']]],
    ['resources: ["github.com/org/repo//base?ref=v1"]', [['remote', 'github.com/org/repo//base?ref=v1', 'github.com']]],
    ['components: ["git@git.example.com:org/repo.git//c"]', [['remote', 'git@git.example.com:org/repo.git//c', 'git.example.com']]],
    ['configMapGenerator: [{name: a, files: ["k=https://example.com/x"]}]', [['remote', 'https://example.com/x', 'example.com']]],
    ['patches: [{path: "https://example.com/p.yaml"}]', [['remote', 'https://example.com/p.yaml', 'example.com']]],
    ['generators: ["{apiVersion: builtin, kind: PatchTransformer, path: \\"https://example.com/p\\"}"]', [['remote', 'https://example.com/p', 'example.com']]],
    ['resources: [/etc/passwd]', [['outside', '/etc/passwd', null]]],
    ['resources: [../../other]', [['outside', '../../other', null]]],
    ['resources: [escape/x.yaml]', [['outside', 'escape/x.yaml', null]]],
    ['patches: [{path: passwd}]', [['outside', 'passwd', null]]],
    ['helmCharts: [{name: web, repo: "https://charts.example.com"}]', [['helm', 'web', null], ['remote', 'https://charts.example.com', 'charts.example.com']]],
    ['transformers: [exec.yaml]', [['plugin', 'example.com/v1 Mine', null]]],
    ['transformers: ["{apiVersion: builtin, kind: LabelTransformer, metadata: {annotations: {config.kubernetes.io/function: x}}}"]', [['plugin', 'builtin LabelTransformer', null]]],
    ['generators: ["{apiVersion: v1, kind: ConfigMapGenerator}"]', [['plugin', 'v1 ConfigMapGenerator', null]]],
    ['generators: ["{apiVersion: builtin, kind: HelmChartInflationGenerator, name: web, repo: \\"oci://ghcr.io/x\\"}"]', [['helm', 'web', null], ['remote', 'oci://ghcr.io/x', 'ghcr.io']]]
  ])('%s', (text, expected) => {
    const tree = treeOf(
      { 'over/kustomization.yaml': text, 'over/exec.yaml': 'apiVersion: example.com/v1\nkind: Mine\nmetadata: {name: m}' },
      { links: { 'over/escape': '../../elsewhere', 'over/passwd': '/etc/passwd' } }
    )
    const found = closure(tree, 'over')
    expect(found.risks.map((risk) => [risk.kind, risk.entry, risk.host])).toEqual(expected)
    expect(found.risks.every((risk) => risk.file === 'over/kustomization.yaml')).toBe(true)
    expect(found.missing).toEqual([])
  })

  it('takes an address for a download only where kustomize loads it', () => {
    const found = closure(over('transformers: ["{apiVersion: builtin, kind: AnnotationsTransformer, annotations: {docs: \\"https://example.com/x\\"}}"]'), 'over')
    expect(found.risks).toEqual([])
  })

  it('takes a repository for one whatever is there by its name: kustomize clones where it cannot use the file', () => {
    const text = 'resources: [github.com/org/file, github.com/org/folder, "git@evil.example:org/repo"]'
    const files = { 'over/github.com/org/file': ': [', 'over/github.com/org/folder/kustomization.yaml': '', 'over/git@evil.example:org/repo': 'kind: [' }
    const found = closure(over(text, files), 'over')
    expect(found.risks.map(({ entry, host }) => [entry, host])).toEqual([
      ['git@evil.example:org/repo', 'evil.example'],
      ['github.com/org/file', 'github.com'],
      ['github.com/org/folder', 'github.com']
    ])
  })

  it('lists what leads to nothing', () => {
    const found = closure(over('resources: [none, ../base/nothing.yaml, empty]\npatches: [{path: empty}]', { 'over/empty/x': '' }), 'over')
    expect(found.missing).toEqual([
      { entry: '../base/nothing.yaml', file: 'over/kustomization.yaml' },
      { entry: 'empty', file: 'over/kustomization.yaml' },
      { entry: 'none', file: 'over/kustomization.yaml' }
    ])
    expect(closure(treeOf({}), 'gone')).toMatchObject({ files: [], kustomizations: [], missing: [{ entry: '.', file: 'gone' }] })
  })
})

describe('placeholders', () => {
  it('stand in for files, by glob, and for the kustomization of an absent folder', () => {
    const tree = treeOf(
      {
        'environments/prod/kustomization.yaml': 'resources: [../../secrets/prod]\nsecretGenerator: [{name: a, envs: [./.env.api.secret]}]',
        'environments/dev/kustomization.yaml': 'secretGenerator: [{name: a, envs: [.env.api.secret]}]',
        'environments/dev/.env.api.secret': 'REAL=1'
      },
      { submodules: { secrets: '1'.repeat(40) } }
    )
    const placeholders = [
      { path: 'environments/*/.env.api.secret', content: 'TOKEN=x\n' },
      { path: 'secrets/*/kustomization.yaml', content: 'resources: [secret.yaml]' },
      { path: 'secrets/prod/secret.yaml', content: 'kind: Secret' }
    ]
    const found = closure(tree, 'environments/prod', placeholders)
    expect(found.placeholders).toEqual([
      { path: 'environments/prod/.env.api.secret', content: 'TOKEN=x\n' },
      { path: 'secrets/prod/kustomization.yaml', content: 'resources: [secret.yaml]' },
      { path: 'secrets/prod/secret.yaml', content: 'kind: Secret' }
    ])
    expect(found.missing).toEqual([])
    expect(found.kustomizations).toEqual(['environments/prod/kustomization.yaml'])
    expect(closure(tree, 'environments/dev', placeholders).placeholders).toEqual([])
    const bare = closure(tree, 'environments/prod')
    expect(bare.missing.map((lost) => lost.entry)).toEqual(['../../secrets/prod', './.env.api.secret'])
    // The submodule's commit decides what is there.
    expect(paths(bare)).toContain('secrets')
    expect(bare.key).not.toBe(found.key)
  })
})

describe('the shape of a closure', () => {
  it('follows links: both the link and what it leads to count', () => {
    const tree = treeOf(
      { ...BASE, 'over/kustomization.yaml': 'resources: [linked, file.yaml]', 'shared/file.yaml': '' },
      { links: { 'over/linked': '../base', 'over/file.yaml': '../shared/file.yaml', prod: 'over' } }
    )
    const files = ['base/kustomization.yaml', 'base/web.yaml', 'over/file.yaml', 'over/kustomization.yaml', 'over/linked', 'shared/file.yaml']
    expect(paths(closure(tree, 'over'))).toEqual(files)
    const linked = closure(tree, 'prod')
    expect(linked.root).toBe('prod')
    expect(paths(linked)).toEqual([...files, 'prod'].sort())
    expect(linked.key).not.toBe(closure(tree, 'over').key)
  })

  it('lists kustomizations as kustomize meets them, prefixes and suffixes outermost first', () => {
    const tree = treeOf({
      'over/kustomization.yaml': 'namePrefix: o-\nnameSuffix: -o\nresources: [../mid]\ncomponents: [../part]\ntransformers: [../config]',
      'mid/kustomization.yaml': 'namePrefix: m-\nresources: [../base, ../side]',
      'base/kustomization.yaml': 'namePrefix: b-',
      'side/kustomization.yaml': 'nameSuffix: -s',
      'part/kustomization.yaml': 'kind: Component\nnamePrefix: c-',
      'config/kustomization.yaml': 'namePrefix: never-\nresources: [prefix.yaml]',
      'config/prefix.yaml': 'apiVersion: builtin\nkind: PrefixTransformer\nmetadata: {name: p}\nprefix: t-'
    })
    const found = closure(tree, 'over')
    expect(found.kustomizations).toEqual(['over', 'mid', 'base', 'side', 'part', 'config'].map((folder) => `${folder}/kustomization.yaml`))
    expect(found.prefixes).toEqual(['o-', 't-', 'm-', 'b-', 'c-'])
    expect(found.suffixes).toEqual(['-o', '-s'])
  })

  it('ends on cycles', () => {
    const tree = treeOf({ 'a/kustomization.yaml': 'resources: [../b]', 'b/kustomization.yaml': 'resources: [../a, .]\ntransformers: [../a]' })
    expect(paths(closure(tree, 'a'))).toEqual(['a/kustomization.yaml', 'b/kustomization.yaml'])
  })

  it('holds every kustomization file of a folder, and all of a folder that cannot be read', () => {
    const tree = treeOf({ 'over/kustomization.yaml': 'resources: [x]', 'over/Kustomization': '', 'over/x': '', 'bad/kustomization.yaml': ': [', 'bad/deep/y': '' })
    expect(paths(closure(tree, 'over'))).toEqual(['over/Kustomization', 'over/kustomization.yaml', 'over/x'])
    expect(closure(tree, 'over').kustomizations).toEqual(['over/kustomization.yaml', 'over/Kustomization'])
    expect(paths(closure(tree, 'bad'))).toEqual(['bad/deep/y', 'bad/kustomization.yaml'])
    expect(closure(tree, 'bad').risks).toEqual([
      { kind: 'unreadable', entry: "couldn't make target for path 'bad': invalid Kustomization: not valid YAML", host: null, file: 'bad/kustomization.yaml', line: 1 }
    ])
    expect(closure(tree, 'over').risks).toEqual([
      { kind: 'unreadable', entry: 'Found multiple kustomization files under: over', host: null, file: 'over/kustomization.yaml' }
    ])
  })

  it('survives YAML that repeats itself without end', () => {
    const lines = ['a: &a {x: [f, f, f, f, f, f, f, f, f]}', ...Array.from({ length: 24 }, (_, at) => `b${at}: &b${at} [${Array(9).fill(at === 0 ? '*a' : `*b${at - 1}`).join(', ')}]`)]
    expect(paths(closure(over(lines.join('\n'), { 'over/f': '' }), 'over'))).toContain('over/f')
  })

  it('has a key that changes with what is in it and with nothing else', () => {
    const tree = over('resources: [../base, f]', { 'over/f': '1', 'over/other': '1' })
    const key = closure(tree, 'over').key
    expect(closure(over('resources: [../base, f]', { 'over/f': '1', 'over/other': '2', 'z/kustomization.yaml': '' }), 'over').key).toBe(key)
    expect(closure(over('resources: [../base, f]', { 'over/f': '2', 'over/other': '1' }), 'over').key).not.toBe(key)
    expect(closure(over('resources: [../base, f]', { 'over/f': '1', 'over/kustomization.yml': '' }), 'over').key).not.toBe(key)
    expect(key).toMatch(/^[0-9a-f]{64}$/)
  })
})

describe('properties', () => {
  const name = fc.stringMatching(/^[a-z]{1,6}$/)
  const path = fc.tuple(name, fc.constantFrom('', 'sub/', 'sub/deep/')).map(([file, folder]) => `${folder}${file}.yaml`)
  const fields: Readonly<Record<string, (path: string) => unknown>> = {
    resources: (file) => [file],
    Resources: (file) => [file],
    patches: (file) => [{ path: file }],
    patchesStrategicMerge: (file) => [file],
    patchesJson6902: (file) => [{ target: { name: 'x' }, path: file }],
    replacements: (file) => [{ path: file }],
    configurations: (file) => [file],
    crds: (file) => [file],
    openapi: (file) => ({ path: file }),
    configMapGenerator: (file) => [{ name: 'x', files: [`key=${file}`] }],
    secretGenerator: (file) => [{ name: 'x', envs: [file] }],
    generators: (file) => [file],
    transformers: (file) => [file],
    validators: (file) => [JSON.stringify({ apiVersion: 'builtin', kind: 'PatchTransformer', path: file })],
    helmCharts: (file) => [{ name: 'x', valuesFile: file }],
    whatever: (file) => ({ deep: [{ er: file }] })
  }
  const layer = fc.record({ field: fc.constantFrom(...Object.keys(fields)), path, next: fc.constantFrom('resources', 'bases', 'components') })

  it('every file that a field names anywhere in a chain of kustomizations is in the closure, and its change changes the key', () => {
    fc.assert(
      fc.property(fc.array(layer, { minLength: 1, maxLength: 4 }), (layers) => {
        const files: Record<string, string> = {}
        layers.forEach(({ field, path: file, next }, at) => {
          const folder = `l${at}`
          const kustomization: Record<string, unknown> = { [field]: fields[field]?.(file) }
          if (at + 1 < layers.length) kustomization[next] = [...(next === field.toLowerCase() ? [file] : []), `../l${at + 1}`]
          files[`${folder}/kustomization.yaml`] = JSON.stringify(kustomization)
          files[`${folder}/${file}`] = `a: ${at}`
        })
        const found = closure(treeOf(files), 'l0')
        const held = new Set(paths(found))
        // `Resources` and `resources` in one file: the last one wins, as in kustomize.
        const named = Object.keys(files).filter((file) => !layers.some((each, at) => each.field === 'Resources' && each.next === 'resources' && at + 1 < layers.length && file === `l${at}/${each.path}`))
        for (const file of named) {
          expect(held).toContain(file)
          expect(closure(treeOf({ ...files, [file]: `${files[file]} ` }), 'l0').key).not.toBe(found.key)
        }
        expect(closure(treeOf({ ...files, 'l0/unrelated.txt': 'x' }), 'l0').key).toBe(found.key)
      }),
      { numRuns: 150 }
    )
  })

  it('never throws, whatever a kustomization says', () => {
    const value = fc.jsonValue({ maxDepth: 4 })
    const kustomization = fc.dictionary(fc.constantFrom(...Object.keys(fields), 'bases', 'components', 'env', 'kind', 'namePrefix', 'helmGlobals', '__proto__'), value)
    fc.assert(
      fc.property(kustomization, fc.string(), (fieldsOf, text) => {
        const tree = treeOf({ 'a/kustomization.yaml': JSON.stringify(fieldsOf), 'b/kustomization.yaml': text })
        closure(tree, 'a')
        closure(tree, 'b')
      }),
      { numRuns: 300 }
    )
  })
})

it('reads each of 3,000 overlays and their 30 bases once, however often they are used', () => {
  const files: Record<string, string> = {}
  for (let base = 0; base < 30; base++) {
    files[`base/b${base}/kustomization.yaml`] = `resources: [${Array.from({ length: 12 }, (_, at) => `r${at}.yaml`).join(', ')}]`
    for (let at = 0; at < 12; at++) files[`base/b${base}/r${at}.yaml`] = `a: ${base}.${at}`
  }
  for (let app = 0; app < 1000; app++) {
    for (const environment of ['dev', 'staging', 'prod']) {
      files[`apps/a${app}/overlays/${environment}/kustomization.yaml`] = `resources: [../../../../base/b${app % 30}]\npatches: [{path: p.yaml}]\nnamePrefix: ${app}-`
      files[`apps/a${app}/overlays/${environment}/p.yaml`] = `${app} ${environment}`
    }
  }
  let reads = 0
  const tree = treeOf(files)
  const counted: Tree = { ...tree, text: (path) => (reads++, tree.text(path)) }
  const index = readKustomizations(counted)
  const overlays = [...index.byFolder.keys()].filter((folder) => folder.startsWith('apps/'))
  const closures = overlays.map((folder) => closureOf(counted, index, folder, { placeholders: [] }))
  expect(new Set(closures.map((found) => found.key)).size).toBe(3000)
  // Two of its own, and the base's thirteen.
  expect(closures.every((found) => found.files.length === 15)).toBe(true)
  expect(reads).toBeLessThanOrEqual(3030)
})
