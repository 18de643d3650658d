// A waiver written as a comment beside what it waives: `# parity-gate: allow -- reason`.

export type InlineWaiver = {
  readonly file: string
  /** Line of the comment. */
  readonly line: number
  /** The lines that it covers. */
  readonly covers: readonly number[]
  readonly reason: string | null
  /** ISO date, the last day on which it holds. */
  readonly until: string | null
  /** Why it is none; null for a good one. */
  readonly problem: string | null
}
