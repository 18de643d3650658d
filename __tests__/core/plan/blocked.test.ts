import { describe, expect, it, test } from '@jest/globals'
import { closureOf } from '../../../src/core/discover/closure.ts'
import { readKustomizations } from '../../../src/core/discover/kustomizations.ts'
import type { RenderFailure } from '../../../src/core/model/render.ts'
import { refusalOf } from '../../../src/core/plan/blocked.ts'
import { treeOf } from '../../support/tree.ts'

type Files = Readonly<Record<string, string>>
type Links = Readonly<Record<string, string>>

/** As much as a policy can allow, but not the hosts that these rows name. */
const GENEROUS = { allowRemote: ['allowed.example'], enableHelm: true }
const STRICT = { allowRemote: [], enableHelm: false }

/** What is said against an overlay whose kustomization is `over/kustomization.yaml`, unless other files say so. */
function refusal(text: string | Files, policy = GENEROUS, links: Links = {}): RenderFailure | null {
  const tree = treeOf(typeof text === 'string' ? { 'over/kustomization.yaml': text } : text, { links })
  return refusalOf(closureOf(tree, readKustomizations(tree), 'over', { placeholders: [] }), policy)
}

const over = (text: string, files: Files = {}): Files => ({
  'over/kustomization.yaml': text,
  ...Object.fromEntries(Object.entries(files).map(([name, content]) => [`over/${name}`, content]))
})
const PATCH = '{apiVersion: builtin, kind: PatchTransformer, metadata: {name: x}'
const LABELS = 'apiVersion: builtin\nkind: LabelTransformer\nmetadata: {name: x}\nlabels: {a: b}\n'

describe('every field that loads or clones', () => {
  const address = 'https://evil.example/org/x.yaml'
  test.each<[string, string]>([
    ['resources', `resources: [${address}]`],
    ['bases', `bases: [${address}]`],
    ['components', `components: [${address}]`],
    ['crds', `crds: [${address}]`],
    ['configurations', `configurations: [${address}]`],
    ['openapi', `openapi: {path: ${address}}`],
    ['patches', `patches: [{path: ${address}}]`],
    ['patches of 4.x', `patches: [${address}]`],
    ['patchesStrategicMerge', `patchesStrategicMerge: [${address}]`],
    ['patchesJson6902', `patchesJson6902: [{target: {name: x}, path: ${address}}]`],
    ['replacements', `replacements: [{path: ${address}}]`],
    ['configMapGenerator files', `configMapGenerator: [{name: x, files: [${address}]}]`],
    ['configMapGenerator files with a key', `configMapGenerator: [{name: x, files: ["k=${address}"]}]`],
    ['secretGenerator envs', `secretGenerator: [{name: x, envs: [${address}]}]`],
    ['secretGenerator env', `secretGenerator: [{name: x, env: ${address}}]`],
    ['generators', `generators: [${address}]`],
    ['transformers', `transformers: [${address}]`],
    ['validators', `validators: [${address}]`],
    ['an inline transformer', `transformers: ["${PATCH}, path: '${address}'}"]`],
    ['valuesFile', `helmCharts: [{name: x, valuesFile: ${address}}]`],
    ['additionalValuesFiles', `helmCharts: [{name: x, additionalValuesFiles: [${address}]}]`],
    ['the repository of a chart', 'helmCharts: [{name: x, repo: https://evil.example/charts}]'],
    ['the repository of a chart, of old', 'helmChartInflationGenerator: [{chartName: x, chartRepoUrl: https://evil.example/charts}]'],
    ['a field that newer versions may have', `remoteResources: [{url: ${address}}]`]
  ])('%s', (_, text) => {
    expect(refusal(text)).toMatchObject({ code: 'render-blocked', reason: expect.stringContaining('`allow-remote: evil.example` would let it'), file: 'over/kustomization.yaml' })
    expect(refusal(text, { allowRemote: ['evil.example'], enableHelm: true })).toBeNull()
  })

  test('a base that a base of the repository uses', () => {
    const files = { ...over('resources: [../base]'), 'base/kustomization.yaml': `components: [${address}]` }
    expect(refusal(files)).toMatchObject({ code: 'render-blocked', file: 'base/kustomization.yaml' })
  })
})

describe('hosts', () => {
  test.each<[readonly string[], string, boolean]>([
    [['git.example.com'], 'https://git.example.com/a/b', true],
    [['git.example.com'], 'https://git.example.com:8443/a/b', true],
    [['git.example.com:8443'], 'https://git.example.com:8443/a/b', true],
    [['git.example.com:8443'], 'https://git.example.com/a/b', false],
    [['git.example.com:8443'], 'https://git.example.com:8444/a/b', false],
    [['example.com'], 'https://git.example.com/a/b', false],
    [['git.example.com'], 'https://git.example.com.evil.example/a/b', false],
    [['github.com'], 'git@github.com:a/b', true],
    [['github.com'], 'https://github.com@evil.example/a/b', false],
    [['null', ''], 'file:///srv/git/repo', false]
  ])('with %j, %s passes: %s', (allowRemote, entry, passes) => {
    expect(refusal(`resources: ["${entry}"]`, { allowRemote: [...allowRemote], enableHelm: false }) === null).toBe(passes)
  })

  it('says so where the host cannot be told', () => {
    expect(refusal('resources: ["file:///srv/git/repo"]')?.reason).toBe('`file:///srv/git/repo` is a remote base, and which host it is fetched from cannot be told for certain')
  })
})

describe('what only looks harmless', () => {
  const evil = 'https://evil.example/org/repo'
  test.each<[string, string | Files, string]>([
    ['a file of the name of a repository, which kustomize cannot use', over('resources: ["git@evil.example:a/b"]', { 'git@evil.example:a/b': ': [' }), 'evil.example'],
    ['a field whose name only Go takes for another', `reſources: ["${evil}"]`, 'evil.example'],
    ['a field whose name has a Kelvin sign', `KUSTOMIZE: 1\nbaſes: ["${evil}"]`, 'evil.example'],
    ['two spellings of a field: the one that Go reads last', `resources: ["${evil}"]\nRESOURCES: []`, 'evil.example'],
    ['two spellings of a field: what Go leaves of the first', `PATCHES: [{path: "${evil}"}]\npatches: [{target: {kind: x}}]`, 'evil.example'],
    ['two spellings within an entry', `patches: [{path: "${evil}", PATH: x.yaml}]`, 'evil.example'],
    ['two spellings of helmGlobals', 'HELMGLOBALS: {configHome: /tmp}\nhelmGlobals: {chartHome: charts}', 'may run a program'],
    ['an address that is YAML as well', `patchesStrategicMerge: ["${evil}: y"]`, 'evil.example'],
    ['an address before a builtin plugin without a name', 'transformers: ["git@evil.example:a/b/c: 1\\napiVersion: builtin\\nkind: PatchTransformer"]', 'evil.example'],
    ['a tag that only kustomize reads', 'resources: [!!binary aHR0cHM6Ly9ldmlsLmV4YW1wbGUvYS9i]', 'not valid YAML'],
    ['a tag in an inline plugin', 'transformers: ["{apiVersion: builtin, kind: !x PatchTransformer, metadata: {name: x}, path: y}"]', 'may run a program'],
    ['a tag in the file of a plugin', over('transformers: [t.yaml]', { 't.yaml': 'apiVersion: builtin\nkind: !x PatchTransformer' }), '`over/t.yaml` may run a program'],
    ['a comment that ends earlier for YAML 1.1', `resources: []\n# x\u0085components: ["${evil}"]`, 'ends of lines'],
    ['a comment that ends at U+2028', `# x\u2028resources: ["${evil}"]`, 'ends of lines'],
    ['a merge key that wins for kustomize alone', 'labels: [{pairs: &a {path: "https://evil.example/x"}}]\npatches: [{path: x.yaml, <<: *a}]', 'merge key'],
    ['two merge keys', 'labels: [{pairs: &a {path: "https://evil.example/x"}}]\npatches: [{<<: {}, path: x.yaml, <<: *a}]', 'merge key'],
    ['a second kustomization file', { 'over/kustomization.yaml': '', 'over/kustomization.yml': `resources: ["${evil}"]` }, 'Found multiple'],
    ['a kustomization that is too long to be read', `resources: ["${evil}"]\n#${'x'.repeat(2_000_001)}`, 'longer than'],
    ['UTF-16', '\uFFFD\uFFFDr\0e\0s\0', 'not valid YAML'],
    ['an alias that stands where nothing is loaded, too', `transformers: ["{apiVersion: builtin, kind: PatchStrategicMergeTransformer, metadata: {name: x}, paths: &p ['${evil}'], zzz: *p}"]`, 'evil.example'],
    ['a plugin in a list of lists', over('transformers: [t.yaml]', { 't.yaml': 'kind: List\nitems:\n- kind: AList\n  items:\n  - {apiVersion: example.com/v1, kind: Mine}\n' }), '`example.com/v1 Mine` may run'],
    ['a revision that is an option of git', 'resources: ["git@allowed.example/a/b?ref=--upload-pack=id"]', 'cannot be told'],
    ['a repository of the machine, to 4.x', 'resources: ["x_git/y?ref=--upload-pack=id"]', 'cannot be told']
  ])('%s', (_, text, words) => {
    expect(refusal(text)?.reason).toContain(words)
  })
})

describe('configurations that a folder makes', () => {
  const folder = (text: string): Files => over('transformers: [t]', { 't/kustomization.yaml': `resources: [l.yaml]\n${text}`, 't/l.yaml': LABELS, 't/p.yaml': '- {op: add, path: /path, value: "https://evil.example/x"}' })
  test.each<[string, string]>([
    ['patches: [{target: {kind: LabelTransformer}, patch: "[{op: add, path: /path, value: \\"https://evil.example/x\\"}]"}]', 'evil.example'],
    ['patches: [{target: {kind: LabelTransformer}, path: p.yaml}]', 'evil.example'],
    ['patchesStrategicMerge: ["{apiVersion: builtin, kind: LabelTransformer, metadata: {name: x}, path: \\"https://evil.example/x\\"}"]', 'evil.example'],
    ['labels: [{pairs: {path: "https://evil.example/x"}, fields: [{path: replacements}]}]', 'evil.example'],
    ['patches: [{target: {kind: LabelTransformer}, patch: "[{op: copy, from: /labels/a, path: /path}]"}]', '`t: copy` may run'],
    ['patches: [{target: {kind: LabelTransformer}, patch: "[{op: add, path: /path, value: ../../../etc/passwd}]"}]', 'leads out of the repository'],
    ['patches: [{target: {kind: LabelTransformer}, patch: "[{op: replace, path: /kind, value: HelmChartInflationGenerator}]"}]', 'HelmChartInflationGenerator'],
    ['patches: [{target: {kind: LabelTransformer}, patch: "a: !x y"}]', 'cannot be read'],
    ['replacements: [{source: {kind: x}, targets: []}]', '`t: replacements` may run'],
    ['images: [{name: a, newName: https, newTag: //evil.example/x}]', '`t: images` may run'],
    ['transformers: [u.yaml]', '`t: transformers` may run']
  ])('%s', (text, words) => {
    expect(refusal(folder(text))?.reason).toContain(words)
  })

  it('lets pass what writes plain values', () => {
    expect(refusal(folder('namePrefix: a-\npatches: [{target: {kind: LabelTransformer}, patch: "[{op: replace, path: /labels/a, value: c}]"}]'))).toBeNull()
  })
})

describe('programs', () => {
  const annotated = (name: string, value: string): string => `apiVersion: builtin\nkind: LabelTransformer\nmetadata: {name: x, annotations: {${name}: ${JSON.stringify(value)}}}`
  test.each<[string, string | Files]>([
    ['a container function', over('transformers: [f.yaml]', { 'f.yaml': annotated('config.kubernetes.io/function', 'container: {image: evil.example/f}') })],
    ['an exec function', over('generators: [f.yaml]', { 'f.yaml': annotated('config.kubernetes.io/function', 'exec: {path: ./f.sh}') })],
    ['a starlark function', over('validators: [f.yaml]', { 'f.yaml': annotated('config.k8s.io/function', 'starlark: {path: f.star}') })],
    ['a function in a folder', over('generators: [f]', { 'f/kustomization.yaml': 'resources: [f.yaml]', 'f/f.yaml': annotated('config.kubernetes.io/function', 'exec: {path: ./f.sh}') })],
    ['a plugin of another group', 'generators: ["{apiVersion: example.com/v1, kind: PatchTransformer, metadata: {name: x}}"]'],
    ['a plugin that kustomize does not carry', 'generators: ["{apiVersion: builtin, kind: Mine, metadata: {name: x}}"]'],
    ["Helm's plugins, by helmGlobals", 'helmGlobals: {configHome: /home/runner/work/x}'],
    ["Helm's plugins, of old", 'helmChartInflationGenerator: [{chartName: x, helmHome: home}]'],
    ["Helm's plugins, by the generator", 'generators: ["{apiVersion: builtin, kind: HelmChartInflationGenerator, metadata: {name: x}, name: x, configHome: home}"]'],
    ["Helm's options in place of a release", 'helmCharts: [{name: x, releaseName: --post-renderer=sh}]'],
    ["Helm's options in place of a chart", 'helmCharts: [{name: --post-renderer=sh}]']
  ])('%s', (_, text) => {
    expect(refusal(text)).toMatchObject({ code: 'render-blocked', reason: expect.stringContaining('may run a program or container; kustomize plugins are never run here') })
  })
})

describe('charts', () => {
  test.each<[string, Files, boolean]>([
    ['is there', { 'over/charts/web/Chart.yaml': '' }, true],
    ['is somewhere else', { 'over/charts/other/web/Chart.yaml': '' }, false],
    ['is not there', {}, false]
  ])('a chart that %s is pulled or not', (_, files, passes) => {
    expect(refusal({ ...over('helmCharts: [{name: web, repo: https://evil.example}]'), ...files }) === null).toBe(passes)
  })

  test('one with a version has a folder for it', () => {
    const text = 'helmCharts: [{name: web, repo: https://evil.example, version: 1.0.0}]'
    expect(refusal({ ...over(text), 'over/charts/web/Chart.yaml': '' })?.reason).toContain('evil.example')
    expect(refusal({ ...over(text), 'over/charts/web-1.0.0/web/Chart.yaml': '' })).toBeNull()
  })

  test('none without leave, wherever it is', () => {
    expect(refusal({ ...over('helmCharts: [{name: web}]'), 'over/charts/web/Chart.yaml': '' }, STRICT)?.reason).toContain('`enable-helm: true` would let it')
  })
})

describe('paths out of the repository', () => {
  test.each<[string, string, Links?]>([
    ['absolute', 'resources: [/etc/passwd]'],
    ['absolute, of a folder', 'components: [/etc]'],
    ['upwards', 'patches: [{path: ../../etc/passwd}]'],
    ['down and further up', 'configMapGenerator: [{name: x, files: [k=a/../../../etc/passwd]}]'],
    ['by a link', 'resources: [link]', { 'over/link': '/etc/passwd' }],
    ['by a link of a folder', 'resources: [link/x.yaml]', { 'over/link': '../..' }],
    ['by a link to a link', 'configMapGenerator: [{name: x, envs: [a]}]', { 'over/a': 'b', 'over/b': '../../x' }],
    ['a chart home', 'helmGlobals: {chartHome: /srv/charts}\nhelmCharts: [{name: x}]'],
    ['a chart home of the chart', 'helmCharts: [{name: x, chartHome: ../../charts}]'],
    ['the name of a chart', 'helmCharts: [{name: ../../../x}]'],
    ['values of a chart', 'helmCharts: [{name: x, valuesFile: /etc/passwd}]'],
    ['the path of a plugin', `transformers: ["${PATCH}, path: /etc/passwd}"]`],
    ['a path of replacements in a plugin', 'transformers: ["{apiVersion: builtin, kind: ReplacementTransformer, metadata: {name: x}, replacements: [{path: ../../x}]}"]'],
    ['files of a generator that is a plugin', 'generators: ["{apiVersion: builtin, kind: ConfigMapGenerator, metadata: {name: x}, files: [k=/etc/passwd]}"]'],
    ['a string that is no resource', 'patchesStrategicMerge: ["a: b/../../../../etc/passwd"]'],
    ['a string that is no plugin', 'transformers: ["apiVersion: builtin/../../../../etc/passwd"]']
  ])('%s', (_, text, links = {}) => {
    expect(refusal(text, GENEROUS, links)).toMatchObject({ code: 'render-blocked', reason: expect.stringContaining('leads out of the repository') })
  })

  it('takes no field specification for one', () => {
    expect(refusal('transformers: ["{apiVersion: builtin, kind: LabelTransformer, metadata: {name: x}, labels: {a: b}, fieldSpecs: [{path: /metadata/labels}]}"]')).toBeNull()
  })
})

it('lets pass what a repository holds', () => {
  expect(refusal(over('resources: [a.yaml]\npatches: [{patch: "kind: x"}]\nlabels: [{pairs: {a: b}}]', { 'a.yaml': 'kind: Deployment' }), STRICT)).toBeNull()
})
