// A finding is something to tell a person: code, place, values. It carries no prose; words live in report/words.ts.

import type { Pairing } from './difference.ts'
import type { Clock } from './ledger.ts'
import type { RelatedLocation, SourceLocation } from './source.ts'
import { byKeys } from './text.ts'

/** Worst first. */
export const LEVELS = ['error', 'warning', 'notice'] as const

export type Level = (typeof LEVELS)[number]

/** What the image findings have in common. */
type ImageArgs = {
  readonly container: string
  /** The reference as rendered. */
  readonly image: string
  /** The environments that it should have been live in. */
  readonly previous: readonly string[]
  /** The `name` of the `images:` entry that writes it, by environment, where it is another one than the image's. */
  readonly entries?: Readonly<Record<string, string>>
}

/** When an image was live in an environment: the proof that a decision rests on. */
export type StayProof = {
  readonly environment: string
  /** null: the environment has none, or several variants count together. */
  readonly variant: string | null
  /** The commit that brought it. */
  readonly commit: string
  /** ISO 8601 UTC. */
  readonly since: string
  /** It was there already where the look-back begins, so it has been there for longer. */
  readonly earlier: boolean
  /** ISO 8601 UTC; null while it is live. */
  readonly until: string | null
  /** The commit that took it out; null while it is live. */
  readonly ended: string | null
  /** The less reliable one of the clocks that the two times were read from. */
  readonly clock: Clock
}

type RenderArgs = {
  /** kustomize's own words, or what was refused and why. */
  readonly reason: string
  /** The policy key of a limit that was reached. */
  readonly limit: string | null
}

/** What each code says beyond the fields that all findings share. */
export type ArgsByCode = {
  'drift-value': {
    readonly pairing: Pairing | null
    /** `order`: the same items in another order. `secret`: values are not shown. `namespace`: not where the pair's others go. */
    readonly note: 'order' | 'secret' | 'namespace' | null
  }
  'drift-missing-field': { readonly missingIn: string; readonly pairing: Pairing | null }
  'drift-missing-resource': { readonly missingIn: string }
  'drift-image-repository': Readonly<Record<never, never>>
  'drift-secret-keys': { readonly missingIn: string; readonly key: string }
  'axis-bound': { readonly axis: string; readonly bound: string; readonly value: string }
  'cross-environment-reference': {
    readonly what: 'secret path' | 'namespace' | 'label'
    readonly value: string
    /** The other environment's word that the value holds. */
    readonly word: string
    readonly names: string
  }
  /** `limit`: ISO date on which the look-back into the history ends; absent where all of it was looked at, or none. */
  'image-not-live': ImageArgs & { readonly liveThere: readonly string[]; readonly limit?: string }
  'image-same-change': ImageArgs & { readonly limit?: string }
  'image-unpinned': ImageArgs & { readonly why: string }
  'image-soaking': ImageArgs & {
    /** The longest stay, seconds; at least so long where the proof is `earlier`. */
    readonly soaked: number
    /** Seconds. */
    readonly required: number
    /** ISO 8601 UTC, when it will have been there long enough; null where it is no longer there. */
    readonly until: string | null
    readonly proof: StayProof
    readonly limit?: string
  }
  'image-denied': ImageArgs & { readonly reason: string; readonly expires: string | null }
  'image-suspect': ImageArgs & { readonly proof: StayProof }
  /** `report`: no controller says that it ran there. `history`: since when it is there is not known. */
  'image-unproven': ImageArgs & { readonly missing: 'report' | 'history'; readonly evidence: string }
  'image-introduced': ImageArgs
  'image-superseded': ImageArgs & { readonly proof: StayProof }
  'image-rollback': ImageArgs & { readonly proof: StayProof }
  'image-fan-out': ImageArgs & { readonly proof: StayProof }
  'history-unavailable': { readonly what: string; readonly help: string }
  'render-failed': RenderArgs
  'render-timeout': RenderArgs
  'render-blocked': RenderArgs
  'render-invalid': RenderArgs
  'limit-exceeded': RenderArgs
  'overlay-removed': { readonly path: string; readonly why: 'gone' | 'unrecognised' }
  'no-counterpart': { readonly path: string }
  'unresolved-variable': { readonly variables: readonly string[] }
  'waiver-invalid': { readonly why: string }
  /** daysLeft below zero: it has expired. */
  'waiver-expired': { readonly reason: string; readonly owner: string | null; readonly expires: string; readonly daysLeft: number }
  'waiver-unused': { readonly reason: string; readonly owner: string | null }
  'config-invalid': { readonly problem: string; readonly help: string }
  'policy-changed': {
    readonly what: 'policy' | 'workflow' | 'earlier-invalid'
    /** What the changed policy would have said; null where only the workflow changed. */
    readonly verdict: 'pass' | 'fail' | null
    readonly errors: number
  }
  'no-overlays': { readonly looked: string; readonly help: string }
}

export type Code = keyof ArgsByCode

/** The waiver that lets a finding through. */
export type AppliedWaiver = {
  readonly reason: string
  readonly owner: string | null
  readonly expires: string | null
  readonly source: 'policy' | 'inline'
  readonly location: SourceLocation
}

export type FindingPlace = {
  /** '' where the finding is about no application. */
  readonly application: string
  /** The environment that is judged (the later one of a pair); '' where there is none. */
  readonly environment: string
  readonly variant: string | null
  /** The other environment of the pair; null where there is none. */
  readonly against: string | null
  /** `group/version/Kind/[namespace/]name`, generated names without their hash; null where there is none. */
  readonly resource: string | null
  /** JSON Pointer with list items by merge key, `#/…` inside an embedded document; null where there is none. */
  readonly path: string | null
}

type FindingOfCode<C extends Code> = FindingPlace & {
  readonly code: C
  readonly level: Level
  /** By environment, as shown to people; null: absent there. Values of Secrets are never here. */
  readonly values: Readonly<Record<string, string | null>>
  readonly location: SourceLocation | null
  readonly related: readonly RelatedLocation[]
  /** A unified diff that mends it, or null. */
  readonly fix: string | null
  /** The same code, pair, resource, path and two values were there before the change. */
  readonly existing: boolean
  readonly waiver: AppliedWaiver | null
  readonly args: ArgsByCode[C]
}

/** A finding of one of the given codes; of any code without an argument. */
export type Finding<C extends Code = Code> = { readonly [K in C]: FindingOfCode<K> }[C]

const NOWHERE: FindingPlace = { application: '', environment: '', variant: null, against: null, resource: null, path: null }

/** Builds a finding; what is not given is empty, null or false. */
export function finding<C extends Code>(
  code: C,
  level: Level,
  args: ArgsByCode[C],
  rest: Partial<Omit<FindingOfCode<C>, 'code' | 'level' | 'args'>> = {}
): Finding<C> {
  const base = { ...NOWHERE, values: {}, location: null, related: [], fix: null, existing: false, waiver: null }
  return { ...base, ...rest, code, level, args }
}

/** The declared order of findings: worst first, then by place. */
export const byFinding = byKeys<Finding>(
  (f) => String(LEVELS.indexOf(f.level)),
  (f) => (f.waiver === null ? '0' : '1'),
  (f) => f.application,
  (f) => f.environment,
  (f) => f.variant ?? '',
  (f) => f.against ?? '',
  (f) => f.resource ?? '',
  (f) => f.path ?? '',
  (f) => f.code,
  (f) => f.location?.file ?? '',
  (f) => String(f.location?.line ?? 0).padStart(9, '0'),
  (f) => JSON.stringify(f.args)
)
