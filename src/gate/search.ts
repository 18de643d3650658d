// Finds the one suspect without which the effect goes: half of them are left out at a time, and a conviction rests on one alone.

import type { Edit } from '../core/confirm/edit.ts'
import type { Suspect, Suspects } from '../core/confirm/suspects.ts'

/**
 * What leaving suspects out did. `gone`: what is asked about has vanished as a whole. `unclear`: no render came of it. `spent`: there is no
 * time to see.
 */
export type Result = 'changed' | 'same' | 'gone' | 'unclear' | 'spent'

export type Trial = {
  readonly within: (suspect: Suspect) => Suspects
  readonly without: (edits: readonly Edit[]) => Promise<Result>
}

/** The most particular suspect that alone makes the effect; of several the one that kustomize applies last. null: none, or no time. */
export async function findCause(suspects: Suspects, trial: Trial): Promise<Suspect | null> {
  const leaves: Suspect[] = []
  let spent = false
  const result = async (list: readonly Suspect[]): Promise<Result> => {
    const outcome = await trial.without(list.map(({ entry }) => ({ file: entry.file, ...entry.span, text: '' })))
    if (outcome === 'spent') spent = true
    return outcome
  }

  const among = async ({ order, list }: Suspects): Promise<Suspect | null> => (order === 'applied' ? last(list) : only(list))

  const last = async (list: readonly Suspect[]): Promise<Suspect | null> => {
    const [suspect] = list
    if (suspect === undefined) return null
    const outcome = await result(list)
    if (outcome === 'same' || outcome === 'spent') return null
    if (list.length === 1) return inside(suspect, outcome)
    const half = Math.ceil(list.length / 2)
    return (await last(list.slice(0, half))) ?? (await last(list.slice(half)))
  }

  /** Nothing tells which of several is meant where none comes after the other. */
  const only = async (list: readonly Suspect[]): Promise<Suspect | null> => {
    const found: Suspect[] = []
    for (const suspect of list) {
      const outcome = await result([suspect])
      if (outcome === 'spent') return null
      const cause = outcome === 'same' ? null : await inside(suspect, outcome)
      if (cause !== null) found.push(cause)
      if (found.length > 1) return null
    }
    return found[0] ?? null
  }

  const inside = async (suspect: Suspect, outcome: Result): Promise<Suspect | null> => {
    const parts = trial.within(suspect)
    if (outcome === 'gone' && parts.list.length === 0) leaves.push(suspect)
    return (await among(parts)) ?? (outcome === 'changed' ? suspect : null)
  }

  const cause = await among(suspects)
  if (cause !== null) return cause
  // Nothing writes the field but what brings its resource, and that cannot be looked into: a remote base, a chart.
  const [leaf, ...others] = leaves
  return leaf !== undefined && others.length === 0 && !spent ? leaf : null
}
