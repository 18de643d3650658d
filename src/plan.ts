// `plan`: how many jobs the change is worth, as a matrix. Reads kustomizations, starts no kustomize.

import { tmpdir } from 'node:os'
import { resolve } from 'node:path'
import { UserError } from './core/model/error.ts'
import { isProposed } from './core/model/event.ts'
import { formatShard, MOST_SHARDS } from './core/model/shard.ts'
import { shardsWorthStarting } from './core/plan/shards.ts'
import type { RawInputs } from './core/policy/read-policy.ts'
import type { Settings } from './core/policy/settings.ts'
import { openRunFolder } from './edges/files/run-folder.ts'
import { readContext } from './edges/github/context.ts'
import { readEvent } from './edges/github/event.ts'
import type { Repository } from './edges/git/repository.ts'
import { openRepository } from './edges/git/repository.ts'
import type { PolicySource } from './gate/policies.ts'
import { choosePolicies } from './gate/policies.ts'
import { workOf } from './gate/shards.ts'
import { survey } from './gate/survey.ts'
import type { Revisions } from './gate/trees.ts'
import { revisionsOf, treesOf } from './revisions.ts'

/** What one machine more is for: the matrix has no more jobs than this unless asked for. */
export const USUAL_MOST = 8

/** For `strategy.matrix`. */
export type Matrix = { readonly shard: readonly string[] }

export type Plan = {
  readonly matrix: Matrix
  /** The commit of the base branch's tip that the plan was made by; null where there is none. */
  readonly live: string | null
}

export type PlanRequest = {
  readonly directory: string
  readonly inputs: RawInputs
  readonly settings: Settings
  /** The most jobs, as written; null: the usual most. */
  readonly shards: string | null
  readonly trust: PolicySource['trust']
  readonly everything: boolean
  readonly serverUrl: string | null
  readonly revisions: (repository: Repository) => Promise<Revisions>
}

/** At least one shard, which then says what is wrong where the policy is invalid. Throws a UserError for a user's mistake. */
export async function planShards(request: PlanRequest): Promise<Plan> {
  const most = mostOf(request.shards)
  const folder = openRunFolder(tmpdir())
  try {
    const { settings, serverUrl, inputs, trust, everything } = request
    const repository = await openRepository(request.directory, { token: settings.githubToken, serverUrl, temporary: folder.path })
    const revisions = await request.revisions(repository)
    const { deciding, findings } = choosePolicies({ inputs, config: settings.config, trust }, revisions)
    const live = revisions.live?.revision ?? null
    if (findings.some(({ level }) => level === 'error')) return { matrix: matrixOf(1), live }
    const edges = { prefetch: repository.prefetch }
    const work = workOf(await survey(revisions, deciding, everything || revisions.before === null, edges))
    return { matrix: matrixOf(shardsWorthStarting(work, most)), live }
  } finally {
    folder.remove()
  }
}

/** The same for the event of a workflow: what is compared is what the Action compares. */
export async function planForEvent(
  request: Pick<PlanRequest, 'inputs' | 'settings' | 'shards'>,
  environment: Readonly<Record<string, string | undefined>>
): Promise<Plan> {
  const context = readContext(environment)
  const event = await readEvent(environment)
  const { settings } = request
  return planShards({
    ...request,
    directory: resolve(environment['GITHUB_WORKSPACE'] ?? '.', settings.workingDirectory),
    trust: isProposed(event) ? 'before' : 'head',
    everything: event.kind === 'schedule',
    serverUrl: context.serverUrl,
    revisions: async (repository) => treesOf(await revisionsOf(event, settings.base, repository), repository)
  })
}

/** One line of JSON. */
export function matrixJson(matrix: Matrix): string {
  return JSON.stringify(matrix)
}

function matrixOf(of: number): Matrix {
  return { shard: Array.from({ length: of }, (_, at) => formatShard({ index: at + 1, of })) }
}

function mostOf(shards: string | null): number {
  const most = shards === null ? USUAL_MOST : /^\d{1,4}$/.test(shards) ? Number(shards) : 0
  if (most >= 1 && most <= MOST_SHARDS) return most
  throw new UserError('usage', `--shards is a number from 1 to ${String(MOST_SHARDS)}, not \`${String(shards)}\``, {
    help: `It is the most jobs to start; without it that is ${String(USUAL_MOST)}.`
  })
}
