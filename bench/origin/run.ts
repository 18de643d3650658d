// The measurement: worlds in turn, mutations chosen from each, until enough of them have changed a render.

import type { Construct } from './constructs.ts'
import { CONSTRUCTS } from './constructs.ts'
import type { Experiments } from './experiment.ts'
import type { Outside } from './generate.ts'
import { generateWorld } from './generate.ts'
import type { Outcome } from './judge.ts'
import { measure } from './judge.ts'
import type { Mutation } from './mutation.ts'
import { mutationsOf } from './mutations.ts'
import { chooseMutations } from './plan.ts'
import { inParallel } from './pool.ts'
import { randomOf } from './random.ts'
import type { Rendered, Renderer } from './render.ts'
import type { Tally } from './tally.ts'
import { createTally } from './tally.ts'
import type { World } from './world.ts'

export type Plan = {
  readonly seed: string
  /** Mutations with a finding that are wanted. */
  readonly mutations: number
  readonly perConstruct: number
  readonly only: Construct | null
  readonly jobs: number
  readonly outside: Outside
  readonly real: readonly World[]
  readonly experiments: Experiments | null
  /** A round's outcome decides whether there is another one. */
  readonly worldsARound?: number
}

export type Case = { readonly id: string; readonly world: World; readonly mutation: Mutation; readonly outcome: Outcome }

export type Result = { readonly tally: Tally; readonly cases: readonly Case[]; readonly brokenWorlds: readonly string[] }

const WORLDS_A_ROUND = 24
/** Every how many worlds a real one takes the turn. */
const REAL_EVERY = 4
const PER_WORLD = 14

export function caseId(world: World, index: number): string {
  return `${world.name}:${index}`
}

export async function run(plan: Plan, render: Renderer, onCase: (done: Case, tally: Tally) => void): Promise<Result> {
  const tally = createTally()
  const planned = new Map<Construct, number>(CONSTRUCTS.map((construct) => [construct, 0]))
  const cases: Case[] = []
  const brokenWorlds: string[] = []
  const real = randomOf(`real worlds ${plan.seed}`).shuffle(plan.real)
  const bases = new Map<string, Rendered>()
  const enough = (): boolean =>
    tally.total.changed >= plan.mutations &&
    (plan.only === null ? CONSTRUCTS : [plan.only]).every((construct) => tally.graded(construct) >= plan.perConstruct)
  // Twice what is usual: a construct that cannot reach its number must not keep the run from ending.
  const round = plan.worldsARound ?? WORLDS_A_ROUND
  const mostWorlds = Math.max(2 * round, Math.ceil((plan.mutations * 2.5) / (plan.only === null ? PER_WORLD : 3)))
  for (let number = 0; number < mostWorlds && !enough(); number += round) {
    // Of some constructs most mutations do not render: what counts is how many gave a finding.
    for (const construct of planned.keys()) planned.set(construct, tally.graded(construct))
    const worlds = Array.from({ length: round }, (_, index) => {
      const turn = number + index
      const known = turn % REAL_EVERY === REAL_EVERY - 1 ? real[Math.floor(turn / REAL_EVERY) % Math.max(1, real.length)] : undefined
      return { world: known ?? generateWorld(plan.seed, turn, plan.outside), turn }
    })
    await inParallel(
      worlds.filter(({ world }) => !bases.has(world.name)),
      plan.jobs,
      async ({ world }) => {
        bases.set(world.name, await render(world, world.files))
      }
    )
    const chosen = worlds.flatMap(({ world, turn }) => {
      const base = bases.get(world.name)
      if (base?.kind !== 'built') {
        if (base?.kind === 'failed') brokenWorlds.push(`${world.name}: ${base.reason}`)
        return []
      }
      const mutations = mutationsOf(world)
      const random = randomOf(`choice ${plan.seed} ${turn}`)
      return chooseMutations(mutations, PER_WORLD, planned, random, plan.only).flatMap((index) => {
        const mutation = mutations[index]
        return mutation === undefined ? [] : [{ id: caseId(world, index), world, mutation, base }]
      })
    })
    await inParallel(chosen, plan.jobs, async ({ id, world, mutation, base }) => {
      const done: Case = { id, world, mutation, outcome: await measure(mutation, { world, base, render, experiments: plan.experiments }) }
      tally.add(world, mutation, done.outcome)
      cases.push(done)
      onCase(done, tally)
    })
  }
  return { tally, cases: cases.toSorted((a, b) => (a.id < b.id ? -1 : 1)), brokenWorlds: [...new Set(brokenWorlds)].sort() }
}
