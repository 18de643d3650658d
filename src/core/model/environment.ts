// The ladder: environments in promotion order, and how each one admits images.

export type Admission = 'allow' | 'warn' | 'deny'

/** Which rungs must have run an image before it may enter: all of them, or any one. */
export type Predecessors = { readonly mode: 'all' | 'any'; readonly environments: readonly string[] }

export type Environment = {
  readonly name: string
  readonly aliases: readonly string[]
  /** null: the environment before it in the ladder (of those the application has). */
  readonly after: Predecessors | null
  /** An image repository that no environment of the application had. */
  readonly introduction: Admission
}

/** The words that mean this environment in a path, a label or a namespace: its name, then its aliases. */
export function environmentWords(environment: Environment): readonly string[] {
  return [environment.name, ...environment.aliases]
}
