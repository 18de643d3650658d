// What every way of finding kustomize is told, and what it answers.

import type { Kustomize } from './kustomize.ts'

export type Environment = Readonly<Record<string, string | undefined>>

export type Search = {
  /** Root of the judged repository: nothing inside it is ever run. */
  readonly repository: string
  readonly environment: Environment
  /** A folder for what need not outlive the run. */
  readonly temporary: string
  /** Tells the user about what is skipped, or takes time. */
  readonly say: (line: string) => void
  readonly settings: Settings
}

/** What tests replace. */
export type Settings = {
  /** Where releases are, without a slash at the end. */
  readonly releases: string
  /** SHA-256 of an archive by its file name. */
  readonly sums: Readonly<Record<string, string>>
  /** Without an answer for so long, the download is given up. */
  readonly connectionMilliseconds: number
  /** Without a further byte for so long, it is given up as well. */
  readonly stallMilliseconds: number
  /** As Go and the release archives name it: `linux_amd64`. */
  readonly platform: string
  /** A folder in this program's own installation. */
  readonly here: string
}

/** A reason is a sentence's part that follows the name of the way: `kubectl: not on PATH`. */
export type Attempt =
  | { readonly kind: 'found'; readonly kustomize: Kustomize }
  | { readonly kind: 'missing'; readonly reason: string }

export function found(kustomize: Kustomize): Attempt {
  return { kind: 'found', kustomize }
}

export function missing(reason: string): Attempt {
  return { kind: 'missing', reason }
}
