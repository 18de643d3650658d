// Features of generated worlds that bring resources: at depth, several in a file, as JSON, as a List, from elsewhere, with anchors.

import { load } from 'js-yaml'
import type { LayerName, Layout } from './layout.ts'
import { service } from './manifests.ts'
import { asList, autoscaler, cronJob, custom, ingress, secret, statefulSet } from './neighbours.ts'

/** A feature adds to a world. The workload is the Deployment `web` in the base. */
export type Feature = (layout: Layout) => void

/** Where most features may stand. */
export function anyLayer({ random }: Layout): LayerName {
  return random.pick(['overlay', 'overlay', 'base', 'component'] as const)
}

export const resourceFeatures: Readonly<Record<string, Feature>> = {
  deep: (layout) => {
    const name = layout.word('deep')
    layout.file('deep', `${name}.yaml`, statefulSet(layout, name))
    layout.entry('deep', 'resources', `${name}.yaml`)
    const again = layout.word('deep')
    layout.file('deep', `${again}.yaml`, `${service(layout, again, null).trim()}\n---\n${secret(layout, again).trim()}\n`)
    layout.entry('deep', 'resources', `${again}.yaml`)
  },
  documents: (layout) => {
    const name = layout.word('docs')
    layout.file(
      'base',
      `${name}.yaml`,
      ['', ingress(layout, name).trim(), autoscaler(layout, name).trim(), custom(layout, name).trim(), ''].join('\n---\n').slice(5)
    )
    layout.entry('base', 'resources', `${name}.yaml`)
  },
  json: (layout) => {
    const name = layout.word('json')
    const layer = layout.random.pick(['base', 'overlay'] as const)
    layout.file(layer, `${name}.json`, `${JSON.stringify(load(statefulSet(layout, name)), null, 2)}\n`)
    layout.entry(layer, 'resources', `${name}.json`)
  },
  list: (layout) => {
    const name = layout.word('list')
    layout.file('base', `${name}.yaml`, asList([service(layout, name, null), cronJob(layout, name), secret(layout, name)]))
    layout.entry('base', 'resources', `${name}.yaml`)
  },
  own: (layout) => {
    const name = layout.word('own')
    layout.file('overlay', `${name}.yaml`, layout.random.pick([ingress, autoscaler, custom, cronJob])(layout, name))
    layout.entry('overlay', 'resources', `${name}.yaml`)
  },
  anchors: (layout) => {
    const name = layout.word('anchor')
    const layer = anyLayer(layout)
    layout.file(
      layer,
      `${name}.yaml`,
      `
apiVersion: v1
kind: ConfigMap
metadata:
  name: ${name}
  labels: &labels
    team: &team ${layout.word('team')}
    stage: ${layout.word('stage')}
  annotations:
    contact: *team
    pager: ${layout.word('pager')}
data:
  first: &first ${layout.word('first')}
  second: *first
  third: ${layout.word('third')}
---
apiVersion: v1
kind: ServiceAccount
metadata:
  name: ${name}
  labels: &account
    kept: ${layout.word('kept')}
    shared: ${layout.word('shared')}
  annotations:
    <<: *account
    own: ${layout.word('own')}
`
    )
    layout.entry(layer, 'resources', `${name}.yaml`)
  },
  component: (layout) => {
    const name = layout.word('part')
    layout.file('component', `${name}.yaml`, layout.random.pick([ingress, autoscaler, custom])(layout, name))
    layout.entry('component', 'resources', `${name}.yaml`)
  }
}
