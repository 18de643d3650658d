// Requests that write check runs, in the Checks API's form.

import { COMPLETION_MILLISECONDS, PUBLISH_MILLISECONDS } from './limits.ts'
import { openOctokit, type Answer, type ClientTarget } from './octokit.ts'

export type { Answer, ClientTarget, RequestFailure } from './octokit.ts'

export type ApiAnnotation = {
  readonly path: string
  readonly start_line: number
  readonly end_line: number
  readonly start_column?: number
  readonly end_column?: number
  readonly annotation_level: 'failure' | 'warning' | 'notice'
  readonly title?: string
  readonly message: string
  readonly raw_details?: string
}

export type ApiOutput = {
  readonly title: string
  readonly summary: string
  readonly text?: string
  readonly annotations?: readonly ApiAnnotation[]
}

export type Conclusion = 'success' | 'failure'

export type ChecksClient = {
  /** Begins a check run; the answer is its id. */
  readonly create: (name: string, sha: string, output: ApiOutput) => Promise<Answer<number>>
  /** Replaces the output and appends the annotations; with a conclusion, completes the run. */
  readonly update: (id: number, output: ApiOutput, conclusion: Conclusion | null) => Promise<Answer<null>>
  /** Completes a run also when the budget is spent. */
  readonly complete: (id: number, output: ApiOutput, conclusion: Conclusion) => Promise<Answer<null>>
}

/** Loads Octokit and opens the budget. `milliseconds`: how long all requests together may take, retries included. */
export async function connect(target: ClientTarget, milliseconds = PUBLISH_MILLISECONDS): Promise<ChecksClient> {
  const { octokit, owner, repo, signal: budget, answered } = await openOctokit(target, { milliseconds, purpose: 'publishing' })
  const update = (id: number, output: ApiOutput, conclusion: Conclusion | null, signal: AbortSignal) =>
    octokit.rest.checks.update({
      owner,
      repo,
      check_run_id: id,
      output: body(output),
      ...(conclusion === null ? {} : { status: 'completed' as const, conclusion }),
      request: { signal }
    })
  return {
    create: (name, sha, output) =>
      answered(async () => {
        const created = await octokit.rest.checks.create({ owner, repo, name, head_sha: sha, status: 'in_progress', output: body(output) })
        return created.data.id
      }),
    update: (id, output, conclusion) => answered(() => update(id, output, conclusion, budget).then(() => null)),
    complete: (id, output, conclusion) =>
      answered(() => update(id, output, conclusion, AbortSignal.timeout(COMPLETION_MILLISECONDS)).then(() => null))
  }
}

function body(output: ApiOutput): { title: string; summary: string; text?: string; annotations?: ApiAnnotation[] } {
  const { annotations, ...rest } = output
  return annotations === undefined || annotations.length === 0 ? rest : { ...rest, annotations: [...annotations] }
}
