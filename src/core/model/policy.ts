// The policy: what the platform team decided, after inputs and file are joined.

import type { Environment } from './environment.ts'
import type { FieldPath } from './field-path.ts'
import type { SourceLocation } from './source.ts'

export const BUILT_IN_AXES = [
  'image',
  'image-registry',
  'image-repository',
  'replicas',
  'autoscaling',
  'disruption-budget',
  'resources',
  'secret-path',
  'environment-name'
] as const
export type BuiltInAxis = (typeof BUILT_IN_AXES)[number]

/** `Kind`, `Kind.group` or either with `/name`; each part may be a glob. */
export type ResourcePattern = { readonly kind: string; readonly group: string | null; readonly name: string | null }

/** A pointer whose segments may be globs; no segments is the resource itself. */
export type PathPattern = FieldPath

export type CustomAxis = {
  readonly kind: 'custom'
  readonly name: string
  readonly resources: readonly ResourcePattern[]
  readonly paths: readonly PathPattern[]
  /** A regular expression's source that each value must match; `{env}` stands for the environment's own words. */
  readonly values: string | null
  /** Only this pair of environments, in either order; null: every pair. */
  readonly between: readonly [string, string] | null
  /** Where it is written; absent for an input. */
  readonly location?: SourceLocation
}

export type Axis = { readonly kind: 'built-in'; readonly name: BuiltInAxis } | CustomAxis

export type Waiver = {
  readonly source: 'policy' | 'inline'
  /** Globs and names; null matches everything. */
  readonly application: string | null
  readonly environments: readonly string[] | null
  readonly resource: ResourcePattern | null
  readonly path: PathPattern | null
  readonly code: string | null
  readonly reason: string
  readonly owner: string | null
  /** ISO date, the last day on which it holds; null only for inline waivers. */
  readonly expires: string | null
  /** Where it is written. */
  readonly location: SourceLocation
}

export type DeniedImage = { readonly digest: string; readonly reason: string; readonly expires: string | null }

export type PromotionKey = { readonly kind: 'digest' } | { readonly kind: 'tag' } | { readonly kind: 'regex'; readonly source: string }

export type ImageField = { readonly resources: readonly ResourcePattern[]; readonly paths: readonly PathPattern[] }

/** A path pattern such as `apps/{app}/overlays/{env}/{region}`. */
export type OverlayPattern = string

export type Placeholder = { readonly path: string; readonly content: string }

/** How long images must have been live in the environment before; null: in every environment that says nothing itself. */
export type SoakRule = {
  readonly environment: string | null
  readonly seconds: number
  /** Where it is written; absent for an input. */
  readonly location?: SourceLocation
}

export type Limits = {
  readonly buildSeconds: number
  readonly totalSeconds: number
  readonly outputMegabytes: number
  /** Of one build. */
  readonly memoryMegabytes: number
  readonly confirmSeconds: number
  /** Of each file, and of all files of an overlay together. */
  readonly fileMegabytes: number
  readonly sourceMegabytes: number
  /** Levels to which a source nests. */
  readonly yamlDepth: number
  /** Values of a source, its aliases spelled out. */
  readonly yamlNodes: number
  /** Files and documents that an overlay is made of, and resources that it renders to. */
  readonly resources: number
  /** Levels of kustomizations that use one another. */
  readonly baseDepth: number
  /** What is told of one application. */
  readonly findings: number
  /** Millions of steps that the axes may take of one application. */
  readonly judgeMegasteps: number
}

export type Policy = {
  /** null: detected from the repository. */
  readonly environments: readonly Environment[] | null
  /** null: detected from the repository. */
  readonly overlays: readonly OverlayPattern[] | null
  readonly exclude: readonly string[]
  readonly axes: readonly Axis[]
  readonly promotionKey: PromotionKey
  /** Sorted: the rule for all first, then by environment. */
  readonly soak: readonly SoakRule[]
  readonly existingDrift: 'fail' | 'warn'
  readonly exemptImages: readonly string[]
  readonly loadRestrictor: 'root-only' | 'none'
  readonly enableHelm: boolean
  readonly allowRemote: readonly string[]
  /** Concurrent builds; null: one a core. */
  readonly parallelism: number | null
  readonly waivers: readonly Waiver[]
  readonly inlineWaivers: 'true' | 'base' | 'false'
  readonly deniedImages: readonly DeniedImage[]
  /** What a digest that was rolled back out of an environment is: shown, or refused. */
  readonly suspect: 'warn' | 'deny'
  /** Seconds that the ledger looks back. */
  readonly history: number
  readonly placeholders: readonly Placeholder[]
  readonly imageFields: readonly ImageField[]
  readonly limits: Limits
}

export const DEFAULT_LIMITS: Limits = {
  buildSeconds: 120,
  totalSeconds: 900,
  outputMegabytes: 64,
  memoryMegabytes: 4096,
  confirmSeconds: 5,
  fileMegabytes: 8,
  sourceMegabytes: 32,
  yamlDepth: 200,
  yamlNodes: 200_000,
  resources: 5000,
  baseDepth: 32,
  findings: 1000,
  judgeMegasteps: 200
}

/** What applies when neither an input nor the file says it (the second column of the README's inputs). */
export const DEFAULT_POLICY: Policy = {
  environments: null,
  overlays: null,
  exclude: [],
  axes: [
    { kind: 'built-in', name: 'image' },
    { kind: 'built-in', name: 'replicas' },
    { kind: 'built-in', name: 'secret-path' }
  ],
  promotionKey: { kind: 'digest' },
  soak: [],
  existingDrift: 'fail',
  exemptImages: [],
  loadRestrictor: 'root-only',
  enableHelm: false,
  allowRemote: [],
  parallelism: null,
  waivers: [],
  inlineWaivers: 'true',
  deniedImages: [],
  suspect: 'warn',
  history: 180 * 24 * 60 * 60,
  placeholders: [],
  imageFields: [],
  limits: DEFAULT_LIMITS
}
