// Each case's field really has its value, comes from the marked line, and changes when that line changes: by the real kustomize.

import { describe, expect, test } from '@jest/globals'
import { originOf } from '../../../src/core/attribute/origin.ts'
import { parsePointer } from '../../../src/core/model/field-path.ts'
import { valueAt } from '../../../src/core/model/value-at.ts'
import { kustomizeBinaries } from '../../support/kustomize.ts'
import type { OriginCase } from './origin-cases.ts'
import { BASE, deployment, ORIGIN_CASES } from './origin-cases.ts'
import { WRITER_CASES } from './writer-cases.ts'
import type { Files } from './world.ts'
import { idOf, pick, render, renderedPath, sourceOf, text } from './world.ts'

const MARKED = /«([^»]*)»/

/** Takes the marks out; replacement is what stands there instead. */
function unmarked(files: Files, replacement: string | null): Files {
  const replaced = (content: string): string => content.replace(MARKED, (_, inside: string) => replacement ?? inside)
  return Object.fromEntries(Object.entries(files).map(([path, content]) => [path, replaced(content)]))
}

function markedLine(files: Files): string {
  for (const [path, content] of Object.entries(files)) {
    const at = content.indexOf('«')
    if (at >= 0) return `${path}:${content.slice(0, at).split('\n').length}`
  }
  throw new Error('no mark')
}

const ROOT = 'overlays/prod'

function show(location: { readonly file: string; readonly line: number; readonly confidence: string }): string {
  return location.confidence === 'exact' ? `${location.file}:${location.line}` : `${location.file} (${location.confidence})`
}

describe.each(kustomizeBinaries())('with kustomize $version', ({ version, command }) => {
  const cases = [...ORIGIN_CASES, ...WRITER_CASES].filter((each) => each.since5 === undefined || !version.startsWith('v4.'))
  test.each(cases.map((each) => [each.name, each] as const))('%s', async (_, { files: marked, field, ...rest }: OriginCase) => {
    const files = unmarked(marked, null)
    const [wanted = '', pointer = ''] = field.split(' ')
    const path = renderedPath(pointer)
    const renders = [files, unmarked(marked, rest.to)].map((each) => render(each, ROOT, command))
    const [before = [], mutated = []] = await Promise.all(renders)
    const body = pick(before, wanted)
    const value = valueAt(body, path)
    if (rest.absent === undefined) expect(value).toBeDefined()
    else if (rest.keys === undefined) expect(value).toBeUndefined()

    const location = originOf({
      source: sourceOf(files, ROOT),
      resource: idOf(body),
      path,
      keys: rest.keys === undefined ? null : parsePointer(rest.keys),
      within: rest.within?.[0] ?? null,
      value: rest.absent === undefined ? (rest.within?.[1] ?? value) : undefined,
      against: rest.against
    })
    expect(show(location)).toBe(markedLine(marked))

    const renamed = pointer === '/metadata/name'
    const after = renamed ? mutated.map((each) => idOf(each).name) : valueAt(pick(mutated, wanted), path)
    expect(after).not.toEqual(renamed ? [idOf(body).name] : value)
  })
})

describe('where the line cannot be told, the overlay’s file is named', () => {
  const at = (kustomization: string, pointer: string, value: string | number, files: Files = {}): string => {
    const all: Files = { ...BASE, [`${ROOT}/kustomization.yaml`]: `resources: [../../base]\n${kustomization}`, ...files }
    const resource = { group: 'apps', version: 'v1', kind: 'Deployment', namespace: null, name: 'app' }
    return show(originOf({ source: sourceOf(all, ROOT), resource, path: renderedPath(pointer), within: null, value }))
  }
  const FILE = `${ROOT}/kustomization.yaml (file)`

  test.each<readonly [string, string, string, string | number, Files]>([
    ['a value that nothing explains', '', '/spec/replicas', 4, {}],
    ['a transformer that may have written it', 'transformers: [t.yaml]\n', '/spec/replicas', 2, {}],
    [
      'a replacement whose target may be it',
      text`
        replacements:
        - source: {kind: Deployment, fieldPath: spec.x}
          targets:
          - {select: {kind: Deployment}, fieldPaths: [spec.replicas]}
      `,
      '/spec/replicas',
      2,
      {}
    ],
    ['a patch that is not there', 'patches: [{path: missing.yaml}]\n', '/spec/replicas', 2, {}],
    [
      'a patch that may rename',
      text`
        patches:
        - target: {kind: Deployment}
          options: {allowNameChange: true}
          patch: "{apiVersion: apps/v1, kind: Deployment, metadata: {name: b}}"
      `,
      '/spec/replicas',
      2,
      {}
    ],
    [
      'a selector that is not understood',
      'patches:\n- target: {labelSelector: "app > 1"}\n  path: p.yaml\n',
      '/spec/replicas',
      2,
      { [`${ROOT}/p.yaml`]: 'kind: X\n' }
    ],
    ['two resources that could be it', 'resources: [../../base, ../../base]\n', '/spec/replicas', 2, {}],
    ['a base that is no YAML', '', '/spec/replicas', 2, { 'base/deployment.yaml': `${deployment()}}: {` }]
  ])('%s', (_, kustomization, pointer, value, files) => {
    expect(at(kustomization, pointer, value, files)).toBe(FILE)
  })

  test('a replacement of something else is no doubt', () => {
    const other = 'replacements:\n- source: {kind: Deployment}\n  targets:\n  - {select: {kind: Service}, fieldPaths: [spec.replicas]}\n'
    expect(at(other, '/spec/replicas', 2)).toBe('base/deployment.yaml:8')
  })

  test('an anchor inside itself ends', () => {
    const text = 'apiVersion: apps/v1\nkind: Deployment\nmetadata: &a {name: app, x: *a}\nspec: {replicas: 2}\n'
    expect(at('', '/spec/replicas', 2, { 'base/deployment.yaml': text })).toBe('base/deployment.yaml:4')
  })
})
