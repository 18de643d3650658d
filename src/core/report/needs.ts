// What a workflow says about the jobs that a merging job needs: only jobs that succeeded have left reports to rely on.

import type { Finding } from '../model/finding.ts'
import { runMistake } from './shard-problems.ts'
import type { Shape } from './shape.ts'
import { record, ShapeError } from './shape.ts'

/** The results that GitHub gives jobs (docs.github.com, "Contexts", `needs.<job_id>.result`). */
const RESULTS = ['success', 'failure', 'cancelled', 'skipped']

const result: Shape<string> = (value, at) => {
  const found = typeof value === 'object' && value !== null && 'result' in value ? value.result : null
  if (typeof found === 'string' && RESULTS.includes(found)) return found
  throw new ShapeError(at, 'a job with a `result`')
}

/** Mistakes for `toJSON(needs)`: one for every job that did not succeed, by name. */
export function unsuccessfulJobs(json: string): readonly Finding[] {
  try {
    const jobs = record(result)(JSON.parse(json), 'needs')
    return Object.entries(jobs)
      .filter(([, found]) => found !== 'success')
      .map(([name, found]) => runMistake(`the job \`${name}\` ended with \`${found}\``, 'What it left may be incomplete or of an earlier attempt. Its log says why it ended so. Then re-run all jobs.'))
  } catch (error) {
    if (error instanceof ShapeError || error instanceof SyntaxError) {
      return [runMistake('the input `needs` is not the results of jobs', 'Write `needs: ${{ toJSON(needs) }}`, and give the job a `needs:` with the jobs of plan and shards.')]
    }
    throw error
  }
}
