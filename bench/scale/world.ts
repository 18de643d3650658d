// A benchmark's repository in memory: applications drawn by a seed, their files, and the changes on top of them.

import { randomOf } from '../origin/random.ts'
import type { Application } from './application.ts'
import { createApplication } from './application.ts'
import type { Files } from './overlays.ts'
import { applicationFiles, overlayFiles, sharedFiles } from './overlays.ts'
import type { Shape } from './shape.ts'
import { drawShape, USUAL_SHAPE } from './shape.ts'

export type World = {
  readonly applications: readonly Application[]
  readonly files: Files
  /** Moves the first application's image from staging, where it is live, to prod. */
  readonly promotion: Files
  /** Touches no overlay. */
  readonly notes: Files
}

/** The first application has the usual shape, whatever the seed; `shape`: all have that one instead. */
export function createWorld(count: number, seed: string, shape: Shape | null = null): World {
  const random = randomOf(`scale ${seed}`)
  const applications = Array.from({ length: count }, (_, index) =>
    createApplication(index, shape ?? (index === 0 ? USUAL_SHAPE : drawShape(random)), random)
  )
  const [first] = applications
  if (first === undefined) throw new Error('one application is the least')
  const files: Record<string, string> = { ...sharedFiles() }
  for (const application of applications) Object.assign(files, applicationFiles(application))
  const promoted = overlayFiles(first, 'prod', first.pins.staging)
  const changed = Object.entries(promoted).filter(([path, text]) => files[path] !== text)
  return { applications, files, promotion: Object.fromEntries(changed), notes: { 'README.md': '# Deployments\n\nAsk the platform team.\n' } }
}
