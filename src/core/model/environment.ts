// The ladder: environments in promotion order, and how each one admits images.

export type Admission = 'allow' | 'warn' | 'deny'

/** Which rungs must have run an image before it may enter: all of them, or any one. */
export type Predecessors = { readonly mode: 'all' | 'any'; readonly environments: readonly string[] }

/** Where controllers report that this environment runs a commit; globs over names. */
export type Signals = {
  /** Contexts of commit statuses. */
  readonly statuses: readonly string[]
  /** Names of check runs. */
  readonly checks: readonly string[]
  /** GitHub environments that deployments name. */
  readonly deployments: readonly string[]
}

export type Environment = {
  readonly name: string
  readonly aliases: readonly string[]
  /** null: the environment before it in the ladder (of those the application has). */
  readonly after: Predecessors | null
  /** Seconds for which an image must have been live in the environment before; null: what the policy says for all. */
  readonly soak: number | null
  /** An image that was live before, and has been replaced there. */
  readonly superseded: Admission
  /** An image that is live in a sibling variant of this environment. */
  readonly fanOut: 'allow' | 'deny'
  /** An image repository that no environment of the application had. */
  readonly introduction: Admission
  /** `reported`: a status, check or deployment must say that the environment before runs it. */
  readonly evidence: 'declared' | 'reported'
  /** What reports about this environment itself; null: whatever names it by one of its words. */
  readonly signals: Signals | null
}

/** An environment that says nothing but its name: everything else is as the documentation's defaults. */
export function environmentNamed(name: string, aliases: readonly string[] = [], rest: Partial<Environment> = {}): Environment {
  return {
    name,
    aliases,
    after: null,
    soak: null,
    superseded: 'allow',
    fanOut: 'allow',
    introduction: 'warn',
    evidence: 'declared',
    signals: null,
    ...rest
  }
}

/** The words that mean this environment in a path, a label or a namespace: its name, then its aliases. */
export function environmentWords(environment: Environment): readonly string[] {
  return [environment.name, ...environment.aliases]
}
