import { describe, expect, test } from '@jest/globals'
import { compareVersions, parseVersion } from '../../../src/edges/kustomize/kustomize-version.ts'

describe('parseVersion', () => {
  test.each([
    ['5.x', 'v5.8.1\n', 'v5.8.1'],
    ['4.x', '{Version:kustomize/v4.5.4 GitCommit:cf3a452 BuildDate:2022-03-28T23:12:45Z GoOs:linux GoArch:amd64}', 'v4.5.4'],
    ['4.x --short', '{kustomize/v4.5.4  2022-03-28T23:12:45Z  }', 'v4.5.4'],
    ['a distribution, without v', '{Version:4.5.7 GitCommit:unknown}', 'v4.5.7'],
    ['-o json', '{\n  "version": "v5.8.1",\n  "goVersion": "go1.26.8"\n}', 'v5.8.1'],
    ['kubectl', 'Kustomize Version: v5.5.0', 'v5.5.0'],
    ['a pseudo-version', 'v5.8.2-0.20260820101112-12f9e63aabbc', 'v5.8.2-0.20260820101112-12f9e63aabbc'],
    ['go install of 4.x', '{Version:unknown GitCommit:$Format:%H$ BuildDate:1970-01-01T00:00:00Z GoVersion:go1.26.8}', null],
    ['a build from a checkout', '(devel)\n', null],
    ['nothing', '', null]
  ])('%s', (_name, text, version) => {
    expect(parseVersion(text)).toBe(version)
  })
})

test('versions are ordered by number, a pre-release before its release', () => {
  const sorted = ['v5.8.1', 'v5.10.0', 'v4.5.4', 'v5.8.1-rc1', 'v10.0.0'].sort(compareVersions)
  expect(sorted).toEqual(['v4.5.4', 'v5.8.1-rc1', 'v5.8.1', 'v5.10.0', 'v10.0.0'])
})
