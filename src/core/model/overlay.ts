// An overlay is one kustomization that is deployed: application × environment × variant.

import { byKeys } from './text.ts'

export type Overlay = {
  /** The application's name, such as `apps/catalog`; '.' for a repository that is one application. */
  readonly application: string
  readonly environment: string
  /** Region or cluster; null where the environment has none. */
  readonly variant: string | null
  /** Folder of the kustomization, relative to the repository; '' is its root. */
  readonly path: string
}

export type Application = {
  readonly name: string
  /** Sorted by ladder, variant and path. */
  readonly overlays: readonly Overlay[]
}

export const byOverlay = byKeys<Overlay>(
  (o) => o.application,
  (o) => o.environment,
  (o) => o.variant ?? '',
  (o) => o.path
)
