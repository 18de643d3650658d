// Generated worlds: the same seed and number give the same world.

import { features as outside } from './outside-features.ts'
import type { Feature } from './features.ts'
import { resourceFeatures } from './features.ts'
import { fieldFeatures } from './field-features.ts'
import { createLayout } from './layout.ts'
import { deployment, service, settings } from './manifests.ts'
import { lastFeatures, patchFeatures } from './patch-features.ts'
import type { Random } from './random.ts'
import { randomOf } from './random.ts'
import type { World } from './world.ts'

/** What the machine offers besides kustomize itself. */
export type Outside = {
  /** URL of a git repository with the folders `one` and `two` on the branches `main` and `next`; null: no remote bases. */
  readonly remote: string | null
  readonly helm: boolean
}

/** The names of the features that a world of this number has; every feature's turn comes round. */
function featuresOf(number: number, random: Random, available: Outside): readonly Feature[] {
  const remote = available.remote
  const common = { ...resourceFeatures, ...patchFeatures, ...fieldFeatures, ...outside({ remote, helm: available.helm }) }
  const all = Object.entries(common)
  const due = Array.from({ length: 3 }, (_, index) => all[(number * 3 + index) % all.length]?.[0] ?? '')
  const more = random.shuffle(all.map(([name]) => name)).slice(0, 3 + random.below(4))
  const names = [...new Set([...due, ...more])]
  const last = Object.values(lastFeatures)
  const closing = number % 2 === 0 ? [last[Math.floor(number / 2) % last.length]] : []
  return [...random.shuffle(names.map((name) => common[name])), ...closing].filter((feature) => feature !== undefined)
}

export function generateWorld(seed: string, number: number, available: Outside): World {
  const random = randomOf(`world ${seed} ${number}`)
  const layout = createLayout(random)
  const features = featuresOf(number, random, available)
  const namespace = 'shop-team'
  layout.entry('overlay', 'resources', '../../base')
  layout.file('base', 'deployment.yaml', deployment(layout, 'web', namespace))
  layout.file('base', 'service.yaml', service(layout, 'web', namespace))
  layout.file('base', 'settings.yaml', settings(layout, 'web'))
  for (const file of ['deployment.yaml', 'service.yaml', 'settings.yaml']) layout.entry('base', 'resources', file)
  for (const feature of features) feature(layout)
  const files = layout.files()
  if (Object.keys(files).some((path) => path.startsWith('shared/'))) layout.entry('base', 'resources', '../shared/platform')
  if (Object.keys(files).some((path) => path.startsWith('components/'))) layout.entry('overlay', 'components', '../../components/extra')
  return {
    name: `${seed}-${number}`,
    files: layout.files(),
    root: 'overlays/prod',
    helm: available.helm && /^helmCharts:/m.test(Object.values(files).join('\n')),
    loadRestrictor: 'root-only'
  }
}
