// A code's long explanation: what it means, why it matters, an example that causes it, how to mend it, how to allow it.

import type { Code, Finding } from '../model/finding.ts'

export type Theme = 'parity' | 'promotion' | 'rendering' | 'coverage' | 'policy'

/** Our own prose; identifiers in backticks. */
export type Explanation<C extends Code> = {
  readonly theme: Theme
  /** `error`, `warning`, `notice`, or when it is which. */
  readonly level: string
  readonly meaning: string
  readonly why: string
  /** Lines that cause it. */
  readonly lines: string
  /** What the gate finds there; its message is made by the same table as in every report. */
  readonly finding: Finding<C>
  readonly mend: string
  readonly allow: string
}

export type Explanations<C extends Code> = { readonly [K in C]: Explanation<K> }

/** The pair that all examples are about. */
export const PAIR = { application: 'apps/shop', environment: 'prod', against: 'staging' } as const

/** A digest for examples, from its first digits. */
export function exampleDigest(start: string): string {
  return `sha256:${start.padEnd(64, '0')}`
}
