import { describe, expect, it, test } from '@jest/globals'
import type { RawInputs } from '../../../src/core/policy/read-policy.ts'
import { readSettings } from '../../../src/core/policy/settings.ts'
import type { Settings } from '../../../src/core/policy/settings.ts'

const DEFAULTS: Settings = {
  reportOnly: false,
  config: null,
  kustomize: null,
  base: null,
  checkName: null,
  checkRunId: null,
  reportDirectory: null,
  cacheDirectory: null,
  workingDirectory: '.',
  githubToken: null,
  shard: null,
  plannedTip: null
}

function problems(inputs: RawInputs): readonly string[] {
  const reading = readSettings(inputs)
  return reading.kind === 'ok' ? [] : reading.findings.map((f) => `${f.args.problem} (${f.args.help})`)
}

describe('settings', () => {
  test.each<[RawInputs, Partial<Settings>]>([
    [{}, {}],
    [{ parallelism: 'nonsense of the policy' }, {}],
    [{ 'report-only': 'true' }, { reportOnly: true }],
    [{ config: './policies/gate.yaml' }, { config: 'policies/gate.yaml' }],
    [{ kustomize: 'v5.8.1' }, { kustomize: { kind: 'version', version: 'v5.8.1' } }],
    [{ kustomize: '4.5.4' }, { kustomize: { kind: 'version', version: 'v4.5.4' } }],
    [{ kustomize: '/usr/local/bin/kustomize' }, { kustomize: { kind: 'path', path: '/usr/local/bin/kustomize' } }],
    [{ kustomize: '../bin/kustomize-5.0' }, { kustomize: { kind: 'path', path: '../bin/kustomize-5.0' } }],
    [{ base: 'origin/main' }, { base: 'origin/main' }],
    [{ 'check-name': ' Parity ' }, { checkName: 'Parity' }],
    [{ 'check-run-id': '48273645123' }, { checkRunId: 48273645123 }],
    [{ 'report-directory': '/tmp/report' }, { reportDirectory: '/tmp/report' }],
    [{ 'cache-directory': '../renders' }, { cacheDirectory: '../renders' }],
    [{ 'working-directory': 'deploy' }, { workingDirectory: 'deploy' }],
    [{ 'github-token': 'abc' }, { githubToken: 'abc' }],
    [{ shard: '2/8' }, { shard: { index: 2, of: 8 } }],
    [{ shard: '1/1' }, { shard: { index: 1, of: 1 } }],
    [{ shard: '256/256' }, { shard: { index: 256, of: 256 } }],
    [{ shard: `2/8@${'a1'.repeat(20)}/3` }, { shard: { index: 2, of: 8 }, plannedTip: { commit: 'a1'.repeat(20), attempt: 3 } }],
    [{ shard: '2/8@' }, { shard: { index: 2, of: 8 } }]
  ])('%j', (inputs, settings) => {
    expect(readSettings(inputs)).toEqual({ kind: 'ok', settings: { ...DEFAULTS, ...settings } })
  })

  test.each<[RawInputs, string]>([
    [{ 'report-only': 'yes' }, 'input `report-only` must be `true` or `false`, not `yes`'],
    [{ config: '/etc/gate.yaml' }, 'input `config` must be a file in the repository'],
    [{ config: '../gate.yaml' }, 'input `config` must be a file in the repository'],
    [{ kustomize: '5.8' }, 'input `kustomize` must be a full version or a path, not `5.8`'],
    [{ kustomize: 'latest' }, 'input `kustomize` must be a full version or a path, not `latest`'],
    [{ kustomize: 'v3.8.7' }, 'input `kustomize` must be version 4.5.4 or later, not `v3.8.7`'],
    [{ base: '--upload-pack=x' }, 'input `base` must be one revision'],
    [{ base: 'main..next' }, 'input `base` must be one revision'],
    [{ 'check-run-id': 'abc' }, 'input `check-run-id` must be the number of a check run, not `abc`'],
    [{ 'working-directory': 'a\nb' }, 'input `working-directory` must be one line of text'],
    [{ shard: '0/8' }, 'input `shard` must be a part such as `2/8`, not `0/8`'],
    [{ shard: '9/8' }, 'input `shard` must be a part such as `2/8`, not `9/8`'],
    [{ shard: '1/257' }, 'input `shard` must be one of at most 256 parts, not `1/257`'],
    [{ shard: '1/99999999999' }, 'input `shard` must be a part such as `2/8`'],
    [{ shard: '-1/8' }, 'input `shard` must be a part such as `2/8`'],
    [{ shard: '2/8@main' }, 'input `shard` must be a part and what the plan found, such as `2/8@COMMIT/1`, not `2/8@main`'],
    [{ shard: `2/8@${'a1'.repeat(20)}` }, 'input `shard` must be a part and what the plan found'],
    [{ shard: `2/8@${'a1'.repeat(20)}/1@` }, 'input `shard` must be a part and what the plan found'],
    [{ shard: `9/8@${'a1'.repeat(20)}/1` }, 'input `shard` must be a part such as `2/8`'],
    [{ 'cache-directory': 'a\tb' }, 'input `cache-directory` must be one line of text'],
    [{ 'allowed-axis': 'image' }, 'there is no input `allowed-axis` (did you mean `allowed-axes`? see the list of inputs)']
  ])('%j is refused', (inputs, words) => {
    const told = problems(inputs)
    expect(told).toHaveLength(1)
    expect(told[0]).toContain(words)
  })

  it('never shows a token', () => {
    expect(problems({ 'github-token': 'sec ret' }).join()).toMatch(/^input `github-token` must be one word/)
    expect(problems({ 'github-token': 'sec ret' }).join()).not.toContain('sec')
  })

  it('tells everything at once', () => {
    expect(problems({ 'report-only': '1', base: '-x', nonsense: 'y' })).toHaveLength(3)
  })
})
