// Kustomizations: discovery and closures of a small repository with any text in it stay inside of it and end.

import { closureOf } from '../../src/core/discover/closure.ts'
import { discover } from '../../src/core/discover/discover.ts'
import { parseKustomization } from '../../src/core/discover/kustomization-text.ts'
import { readKustomizations } from '../../src/core/discover/kustomizations.ts'
import { DEFAULT_POLICY } from '../../src/core/model/policy.ts'
import { byText } from '../../src/core/model/text.ts'
import { refusalOf } from '../../src/core/plan/blocked.ts'
import { insist, insistEqual, insistInside } from '../insist.ts'
import { filesIn, treeOf } from '../source-files.ts'

const OVERLAY = 'apps/shop/overlays/prod'
const STANDING: readonly (readonly [string, string])[] = [
  ['apps/shop/base/kustomization.yaml', 'resources: [app.yaml]\nconfigMapGenerator: [{name: c, literals: [A=1]}]\n'],
  ['apps/shop/base/app.yaml', 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: shop}\n'],
  ['apps/shop/overlays/dev/kustomization.yaml', 'resources: [../../base]\n']
]

export function kustomization(data: Buffer): void {
  const text = data.toString('utf8')
  const tree = treeOf(new Map([...STANDING, ...filesIn(text, `${OVERLAY}/kustomization.yaml`)]))
  const index = readKustomizations(tree)
  const found = discover({ head: tree, before: null, headIndex: index, beforeIndex: null, policy: DEFAULT_POLICY })
  const folders = new Set([OVERLAY, '', ...found.applications.flatMap(({ overlays }) => overlays.map(({ path }) => path))])
  for (const folder of folders) {
    insistInside(folder, 'overlay')
    const closure = closureOf(tree, index, folder, { placeholders: [] })
    const paths = closure.files.map(({ path }) => path)
    insist(paths.every((path) => tree.entries.has(path)), 'a closure holds what the tree does not')
    insistEqual(paths, paths.toSorted(byText), 'sorted')
    closure.kustomizations.forEach((path) => insist(tree.entries.has(path), `${path} is a kustomization`))
    insist(closure.risks.length === 0 || refusalOf(closure, DEFAULT_POLICY) !== null, 'a risk that is not refused')
    insistEqual(closureOf(tree, readKustomizations(tree), folder, { placeholders: [] }).key, closure.key, 'the key')
  }
  insist(Object.keys(Object.prototype).length === 0, 'the prototype of all objects was written to')
  const parsed = parseKustomization(text)
  if (parsed.kind === 'parsed') insist(Object.keys(parsed.fields).every((key) => key === key.toLowerCase()), 'keys in lower case')
}
