// The index from rendered fields to source lines: an overlay with any kustomization, patch or generator file on a known base.

import { attribute } from '../../src/core/attribute/attribute.ts'
import { commentsOf } from '../../src/core/attribute/comments.ts'
import { inlineWaivers } from '../../src/core/attribute/inline-waivers.ts'
import { traceOrigin } from '../../src/core/attribute/origin.ts'
import type { OverlaySource } from '../../src/core/attribute/tracer.ts'
import { createTracer } from '../../src/core/attribute/tracer.ts'
import { entriesOf } from '../../src/core/confirm/entries.ts'
import type { Entry } from '../../src/core/confirm/entries.ts'
import { closureOf } from '../../src/core/discover/closure.ts'
import { readKustomizations } from '../../src/core/discover/kustomizations.ts'
import { parsePointer } from '../../src/core/model/field-path.ts'
import { finding } from '../../src/core/model/finding.ts'
import type { RenderedPath } from '../../src/core/model/difference.ts'
import type { ResourceId, Value } from '../../src/core/model/resource.ts'
import type { SourceLocation } from '../../src/core/model/source.ts'
import type { Tree } from '../../src/core/model/tree.ts'
import { insist, insistEqual, insistPlace } from '../insist.ts'
import { filesIn, treeOf } from '../source-files.ts'

const ROOT = 'overlays/prod'
const STANDING: readonly (readonly [string, string])[] = [
  ['base/kustomization.yaml', 'resources: [app.yaml]\nconfigMapGenerator: [{name: c, literals: [A=1, B=2]}]\n'],
  [
    'base/app.yaml',
    `apiVersion: apps/v1
kind: Deployment
metadata:
  name: app
spec:
  replicas: 2
  template:
    spec:
      containers:
      - name: main
        image: shop/app:1.0
        env:
        - name: LEVEL
          value: info
`
  ]
]

const DEPLOYMENT: ResourceId = { group: 'apps', version: 'v1', kind: 'Deployment', namespace: null, name: 'app' }
const CONFIG: ResourceId = { group: '', version: 'v1', kind: 'ConfigMap', namespace: null, name: 'c-2mh4g9kdtf' }
/** Resource, pointer, value: what a render could show of such an overlay. */
const QUESTIONS: readonly (readonly [ResourceId, string, Value | undefined])[] = [
  [DEPLOYMENT, '', {}],
  [DEPLOYMENT, '/metadata/name', 'app'],
  [DEPLOYMENT, '/metadata/labels/app', 'x'],
  [DEPLOYMENT, '/spec/replicas', 3],
  [DEPLOYMENT, '/spec/replicas', undefined],
  [DEPLOYMENT, '/spec/template/spec/containers/0/image', 'shop/app:2.0'],
  [DEPLOYMENT, '/spec/template/spec/containers/0/env/0/value', 'debug'],
  [DEPLOYMENT, '/spec/template/spec/containers/1/name', undefined],
  [CONFIG, '/data/A', '1'],
  [CONFIG, '/data/new', 'x']
]

export function sources(data: Buffer): void {
  const files = new Map([...STANDING, ...filesIn(data.toString('utf8'), `${ROOT}/kustomization.yaml`)])
  const tree = treeOf(files)
  const closure = closureOf(tree, readKustomizations(tree), ROOT, { placeholders: [] })
  const source: OverlaySource = { tree, closure }
  const tracer = createTracer()
  for (const [resource, pointer, value] of QUESTIONS) {
    const path = pathOf(pointer)
    const { location, via, likely = [] } = traceOrigin({ source, resource, path, keys: null, within: null, value, against: undefined }, tracer)
    for (const place of [location, ...(via === undefined ? [] : [via]), ...likely]) insistLocated(place, source)
  }
  const overlay = { application: 'app', environment: 'prod', variant: null, path: ROOT }
  const draft = { finding: finding('image-unpinned', 'error', { container: 'main', image: 'x', previous: [], why: 'none' }), subject: { kind: 'overlay', overlay } } as const
  for (const found of attribute([draft], { source: () => source, changed: new Set() })) if (found.location !== null) insistLocated(found.location, source)
  for (const waiver of inlineWaivers(tree, [...files.keys()])) insistPlace(tree.text(waiver.file) ?? '', waiver.line, null, 'a waiver')
  for (const [path] of files) readers(path, tree)
}

function readers(path: string, tree: Tree): void {
  const text = tree.text(path) ?? ''
  for (const comment of commentsOf(path, text)) {
    insistPlace(text, comment.line, null, 'a comment')
    insist(comment.text.startsWith('#'), `a comment is ${comment.text}`)
  }
  const walk = (entry: Entry): void => {
    insist(entry.span.start <= entry.span.end && entry.span.start >= 0 && entry.span.end <= text.length, `span ${entry.span.start}..${entry.span.end} of ${text.length}`)
    insistPlace(text, entry.line, null, 'an entry')
    entry.entries.forEach(walk)
  }
  entriesOf(path, text).forEach(walk)
}

/** Where the overlay's own kustomization is not there, its place is named all the same. */
function insistLocated(place: SourceLocation, { tree, closure }: OverlaySource): void {
  if (place.confidence === 'file') {
    insistEqual([place.line, place.endLine, place.column], [1, 1, null], 'a whole file')
    insist(tree.entries.has(place.file) || place.file === `${closure.root}/kustomization.yaml`, `no file ${place.file}`)
    return
  }
  insist(tree.entries.has(place.file), `no file ${place.file}`)
  insistPlace(tree.text(place.file) ?? '', place.line, place.column, place.file)
}

function pathOf(pointer: string): RenderedPath {
  return parsePointer(pointer).map((segment) => (/^\d+$/.test(segment) ? Number(segment) : segment))
}
