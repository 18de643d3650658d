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

/** undecided: suspects of which no experiment shows whether they have a part in it. */
type Inquiry = { readonly cause: Suspect | null; readonly undecided: readonly Suspect[] }

/** From 1. */
export type Line = { readonly file: string; readonly line: number }

type Others = (suspect: Suspect) => readonly Suspect[]

const NOTHING: Inquiry = { cause: null, undecided: [] }

/**
 * The most particular suspect that alone makes the effect; of several the one that kustomize applies last. null: none, or no time. Suspects
 * on the likely lines are tried first.
 */
export async function findCause(suspects: Suspects, trial: Trial, likely: readonly Line[] = []): Promise<Suspect | null> {
  const leaves: Suspect[] = []
  let spent = false
  const without = async (list: readonly Suspect[]): Promise<Result> => {
    const outcome = spent ? 'spent' : await trial.without(list.map(({ entry }) => ({ file: entry.file, ...entry.span, text: '' })))
    if (outcome === 'spent') spent = true
    return outcome
  }

  /** beside: everything else that may write the field, on the way from the overlay to the list. */
  const among = ({ order, list }: Suspects, beside: readonly Suspect[]): Promise<Inquiry> => {
    const others = (suspect: Suspect): readonly Suspect[] => [...beside, ...list.filter((each) => each !== suspect)]
    return order === 'applied' ? last(list, true, others) : only(list, others)
  }

  /** expected: the effect is known to come from somewhere in the list, so that leaving out all of it would tell nothing. */
  const last = async (list: readonly Suspect[], expected: boolean, others: Others): Promise<Inquiry> => {
    const [suspect] = list
    if (suspect === undefined) return NOTHING
    const whole = list.length === 1
    const outcome = whole || !expected ? await without(list) : 'changed'
    if (outcome === 'same') return NOTHING
    if (outcome === 'spent') return { cause: null, undecided: list }
    if (whole) return inside(suspect, outcome, others(suspect))
    const half = Math.ceil(list.length / 2)
    const first = await last(list.slice(0, half), false, others)
    if (first.cause !== null) return first
    const second = await last(list.slice(half), first.undecided.length === 0, others)
    return { cause: second.cause, undecided: [...first.undecided, ...second.undecided] }
  }

  /** Nothing tells which of several is meant where none comes after the other. */
  const only = async (list: readonly Suspect[], others: Others): Promise<Inquiry> => {
    const found: Suspect[] = []
    const undecided: Suspect[] = []
    for (const suspect of list) {
      const outcome = await without([suspect])
      if (outcome === 'same') continue
      const inquiry = outcome === 'spent' ? { cause: null, undecided: [suspect] } : await inside(suspect, outcome, others(suspect))
      if (inquiry.cause !== null) found.push(inquiry.cause)
      undecided.push(...inquiry.undecided)
      if (found.length > 1) return NOTHING
    }
    return { cause: found[0] ?? null, undecided }
  }

  const inside = async (suspect: Suspect, outcome: Result, beside: readonly Suspect[]): Promise<Inquiry> => {
    const parts = trial.within(suspect)
    const isLeaf = parts.list.length === 0
    if (outcome === 'gone' && isLeaf) {
      // What brings the resource and cannot be looked into (a remote base, a chart) has written the field if nothing else is needed for it.
      if (beside.length > 0 && (await without(beside)) === 'same') return { cause: suspect, undecided: [] }
      leaves.push(suspect)
    }
    const inquiry = await among(parts, beside)
    if (inquiry.cause !== null) return inquiry
    const undecided = [...inquiry.undecided, ...(isLeaf && outcome === 'unclear' ? [suspect] : [])]
    if (outcome !== 'changed') return { cause: null, undecided: undecided.length > 0 ? [suspect] : [] }
    if (spent) return { cause: null, undecided: [suspect] }
    // Pieces of an entry cannot go alone, such as an operation's `path`: then the entry is as particular as it gets.
    const open = undecided.filter((each) => each.entry.file !== suspect.entry.file || trial.within(each).list.length > 0)
    const [rest, ...more] = open
    if (rest === undefined) return { cause: suspect, undecided: [] }
    if (more.length > 0) return { cause: null, undecided: [suspect] }
    // One that cannot be left out alone has made the effect if the effect stays while everything beside it is left out.
    const others = parts.list.filter((each) => each !== rest)
    const kept = others.length === 0 ? 'same' : await without(others)
    return kept === 'same' ? inside(rest, 'changed', beside) : { cause: null, undecided: [suspect] }
  }

  for (const line of likely) {
    const chain = chainTo(line, suspects, trial.within, new Set())
    const suspect = chain.at(-1)?.suspect
    if (suspect === undefined) continue
    const outcome = await without([suspect])
    if (outcome === 'spent') return null
    if (outcome === 'same') continue
    const found = await inside(suspect, outcome, chain.flatMap(({ beside }) => beside))
    if (found.cause !== null) return found.cause
  }
  leaves.length = 0
  const { cause } = await among(suspects, [])
  if (cause !== null) return cause
  // Nothing else writes the field, whatever it is that the one which brings its resource needs.
  const [leaf, ...others] = leaves
  return leaf !== undefined && others.length === 0 && !spent ? leaf : null
}

type Link = { readonly suspect: Suspect; readonly beside: readonly Suspect[] }

/** The way to the last suspect that stands on a line, each with what stands beside it; empty where none does. No entry is seen twice. */
function chainTo(wanted: Line, { list }: Suspects, within: Trial['within'], seen: Set<Suspect['entry']>): readonly Link[] {
  for (const suspect of list) {
    if (seen.has(suspect.entry)) continue
    seen.add(suspect.entry)
    const link = { suspect, beside: list.filter((each) => each !== suspect) }
    const further = chainTo(wanted, within(suspect), within, seen)
    if (further.length > 0) return [link, ...further]
    if (suspect.entry.file === wanted.file && suspect.entry.line === wanted.line) return [link]
  }
  return []
}
