// Chooses mutations so that every construct has its share: at random, the rarer construct first.

import type { Construct } from './constructs.ts'
import type { Mutation } from './mutation.ts'
import type { Random } from './random.ts'

/** How often the choice is the rarest construct's; else it is any mutation's. */
const FOR_THE_RAREST = 0.7

/** Indexes of the chosen mutations. `planned` is kept up to date. */
export function chooseMutations(
  mutations: readonly Mutation[],
  count: number,
  planned: Map<Construct, number>,
  random: Random,
  only: Construct | null
): readonly number[] {
  const left = new Set(mutations.flatMap((mutation, index) => (only === null || mutation.constructs.includes(only) ? [index] : [])))
  const chosen: number[] = []
  while (chosen.length < count && left.size > 0) {
    const index = random.pick(random.chance(FOR_THE_RAREST) ? ofTheRarest(mutations, left, planned, random) : [...left])
    left.delete(index)
    chosen.push(index)
    for (const construct of mutations[index]?.constructs ?? []) planned.set(construct, (planned.get(construct) ?? 0) + 1)
  }
  return chosen
}

function ofTheRarest(
  mutations: readonly Mutation[],
  left: ReadonlySet<number>,
  planned: ReadonlyMap<Construct, number>,
  random: Random
): readonly number[] {
  const present = [...new Set([...left].flatMap((index) => mutations[index]?.constructs ?? []))]
  const least = Math.min(...present.map((construct) => planned.get(construct) ?? 0))
  const rare = present.filter((construct) => (planned.get(construct) ?? 0) === least)
  if (rare.length === 0) return [...left]
  const wanted = random.pick(rare)
  return [...left].filter((index) => mutations[index]?.constructs.includes(wanted))
}
