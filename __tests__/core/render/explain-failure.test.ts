import { describe, expect, it, test } from '@jest/globals'
import { explainFailure } from '../../../src/core/render/explain-failure.ts'

const TEMPORARY = '/tmp/build-1/tree'
const place = { temporary: TEMPORARY, overlay: 'apps/web/overlays/prod' }
const base = `${TEMPORARY}/apps/web/base`
const NOISE = `accumulating resources: accumulation err='accumulating resources from '../../base': '${base}' must resolve to a file': `
const gone = `evalsymlink failure on '${base}/gone.yaml' : lstat ${base}/gone.yaml: no such file or directory`

/** Messages of kustomize v5.8.1 and 4.5.4, with the folder replaced. */
const CASES: readonly [string, string, string | null, number | null][] = [
  [
    'a resource that is not there',
    `${NOISE}recursed accumulation of path '${base}': accumulating resources: accumulation err='accumulating resources from 'gone.yaml': ${gone}': must build at directory: not a valid directory: ${gone}`,
    'apps/web/base/gone.yaml',
    null
  ],
  [
    'a resource that is no YAML',
    `${NOISE}recursed accumulation of path '${base}': accumulating resources: accumulating resources from 'cm.yaml': MalformedYAMLError: yaml: line 2: did not find expected ',' or '}' in File: cm.yaml`,
    'apps/web/base/cm.yaml',
    2
  ],
  [
    'a resource without a name',
    `${NOISE}recursed accumulation of path '${base}': accumulating resources: accumulating resources from 'sub/cm.yaml': missing metadata.name in object {{v1 ConfigMap} {{ } map[] map[]}}`,
    'apps/web/base/sub/cm.yaml',
    null
  ],
  [
    'a broken kustomization below',
    `${NOISE}couldn't make target for path '${base}': invalid Kustomization: yaml: line 3: did not find expected ',' or ']'`,
    'apps/web/base/kustomization.yaml',
    3
  ],
  [
    'a broken overlay',
    `invalid Kustomization: yaml: line 2: did not find expected ',' or ']'`,
    'apps/web/overlays/prod/kustomization.yaml',
    2
  ],
  [
    'a broken overlay, 4.5.4',
    `error converting YAML to JSON: yaml: line 2: did not find it`,
    'apps/web/overlays/prod/kustomization.yaml',
    2
  ],
  [
    'a file beyond the load restrictor',
    `accumulating resources: accumulation err='accumulating resources from '../../base/cm.yaml': security; file '${base}/cm.yaml' is not in or below '${TEMPORARY}/apps/web/overlays/prod'': must build at directory: '${base}/cm.yaml': file is not directory`,
    'apps/web/base/cm.yaml',
    null
  ],
  [
    'a patch that is none',
    'trouble configuring builtin PatchTransformer with config: `\npath: p.yaml\n`: unable to parse SM or JSON patch from [path: "p.yaml"]',
    'apps/web/overlays/prod/p.yaml',
    null
  ],
  [
    'a patch that is none, 4.5.4',
    'trouble configuring builtin PatchTransformer with config: `\npath: p.yaml\ntarget:\n  kind: X\n`: unable to parse SM or JSON patch from [a: [\n]',
    'apps/web/overlays/prod/p.yaml',
    null
  ],
  [
    'a component',
    `accumulating components: accumulateDirectory: "recursed accumulation of path '${TEMPORARY}/comp': accumulating resources: accumulation err='accumulating resources from 'x.yaml': evalsymlink failure on '${TEMPORARY}/comp/x.yaml' : lstat ${TEMPORARY}/comp/x.yaml: no such file or directory'"`,
    'comp/x.yaml',
    null
  ],
  ['no file at all', 'remove operation does not apply: doc is missing path: "/data/x": missing value', null, null],
  ['a file outside', `evalsymlink failure on '/etc/shadow' : lstat /etc/shadow: permission denied`, null, null]
]

describe('explainFailure', () => {
  test.each(CASES)('names the file of %s', (_, message, file, line) => {
    const failure = explainFailure(`# Warning: 'bases' is deprecated. Run 'kustomize edit fix'\nError: ${message}\n`, place)
    expect(failure).toMatchObject({ kind: 'failed', code: 'render-failed', file, line, limit: null })
    expect(failure.reason).not.toMatch(/Warning|^Error|\/tmp\/pg-1|must resolve to a file/)
  })

  it('drops the half of a message that says nothing, and keeps the rest as it is', () => {
    const { reason } = explainFailure(`error: ${CASES[3]?.[1] ?? ''}`, place)
    expect(reason).toBe(
      "accumulating resources: couldn't make target for path 'apps/web/base': invalid Kustomization: yaml: line 3: did not find expected ',' or ']'"
    )
  })

  it('finds the temporary folder behind the link of macOS', () => {
    expect(explainFailure(`Error: no such thing in '/private${TEMPORARY}' and '${TEMPORARY}/x'`, place).reason).toBe(
      "no such thing in '.' and 'x'"
    )
  })

  test.each([
    'trouble configuring builtin HelmChartInflationGenerator with config: `\nname: x\n`: must specify --enable-helm',
    "loading generator plugins: failed to load generator: external plugins disabled; unable to load external plugin 'Gen'"
  ])('tells what was refused from what failed: %s', (message) => {
    expect(explainFailure(`Error: ${message}`, place).code).toBe('render-blocked')
  })

  it('bounds the length and keeps both ends', () => {
    const { reason } = explainFailure(`Error: start ${'x'.repeat(100_000)} end`, place)
    expect(reason.length).toBeLessThan(2500)
    expect(reason).toMatch(/^start x+ … x+ end$/)
  })

  it('says so when kustomize said nothing', () => {
    expect(explainFailure('', place).reason).toBe('kustomize ended with an error and said nothing')
  })
})

test("kubectl's log line is taken off", () => {
  const logged = 'E1120 19:07:03.646987   27079 run.go:72] "command failed" err="loading KV pairs: env source files: [\\"a\\"]: no such file"\n'
  expect(explainFailure(logged, { temporary: '/tmp/x', overlay: 'overlays/dev' }).reason).toBe('loading KV pairs: env source files: ["a"]: no such file')
})

test('a crash is told by its first line, not by what every goroutine did', () => {
  const crash = 'panic: runtime error: index out of range [1]\n\ngoroutine 1 [running]:\nmain.main()\n\t/a/b.go:1 +0x1\n'
  expect(explainFailure(crash, place).reason).toBe('kustomize crashed: panic: runtime error: index out of range [1]')
  expect(explainFailure(`# Warning: old\nfatal error: stack overflow\n\ngoroutine 1 [running]:\n`, place).reason).toBe('kustomize crashed: fatal error: stack overflow')
  expect(explainFailure('Error: panic: said by a person', place).reason).toBe('panic: said by a person')
})
