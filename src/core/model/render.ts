// What became of one build.

import type { Resource } from './resource.ts'

export type RenderFailureCode = 'render-failed' | 'render-timeout' | 'render-blocked' | 'render-invalid' | 'limit-exceeded'

export type RenderFailure = {
  readonly kind: 'failed'
  readonly code: RenderFailureCode
  /** kustomize's own words with temporary folders taken out, or what was refused and why. */
  readonly reason: string
  /** The file that the failure names, relative to the repository; null where it names none. */
  readonly file: string | null
  readonly line: number | null
  /** For `limit-exceeded` and `render-timeout`: the policy key of the limit that was reached. */
  readonly limit: string | null
}

export type Render = {
  readonly kind: 'built'
  /** In the order of kustomize's output. */
  readonly resources: readonly Resource[]
  /** Lines that kustomize wrote to standard error while it succeeded. */
  readonly warnings: readonly string[]
}

export type RenderOutcome = Render | RenderFailure
