// Requests that write check runs, in the Checks API's form.

import { fieldsOf, idAt } from './json-fields.ts'
import { PUBLISH_MILLISECONDS } from './limits.ts'
import { NONSENSE, openOctokit, type Answer, type ClientTarget } from './octokit.ts'

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

export type NewCheckRun = { readonly name: string; readonly sha: string; readonly conclusion: Conclusion }

export type ChecksClient = {
  /** Makes a check run that is completed from its first moment; the answer is its id. */
  readonly create: (run: NewCheckRun, output: ApiOutput) => Promise<Answer<number>>
  /** Replaces the output and appends the annotations. */
  readonly update: (id: number, output: ApiOutput) => Promise<Answer<number>>
}

/** Loads Octokit and opens the budget. `milliseconds`: how long all requests together may take, retries included. */
export async function connect(target: ClientTarget, milliseconds = PUBLISH_MILLISECONDS): Promise<ChecksClient> {
  const { octokit, owner, repo, signal, answered } = await openOctokit(target, { milliseconds, purpose: 'publishing' })
  const idIn = async (send: () => Promise<{ readonly data: unknown }>): Promise<Answer<number>> => {
    const answer = await answered(async () => idAt(fieldsOf((await send()).data), 'id'))
    if (!answer.ok) return answer
    return answer.value === null ? NONSENSE : { ok: true, value: answer.value }
  }
  return {
    create: ({ name, sha, conclusion }, output) =>
      idIn(() => octokit.rest.checks.create({ owner, repo, name, head_sha: sha, status: 'completed', conclusion, output: body(output), request: { signal } })),
    update: (id, output) => idIn(() => octokit.rest.checks.update({ owner, repo, check_run_id: id, output: body(output), request: { signal } }))
  }
}

function body(output: ApiOutput): { title: string; summary: string; text?: string; annotations?: ApiAnnotation[] } {
  const { annotations, ...rest } = output
  return annotations === undefined || annotations.length === 0 ? rest : { ...rest, annotations: [...annotations] }
}
