// The sub-action `plan`: the matrix of shards, and the tip that all of them judge by, as outputs.

import { formatPlannedTip } from './core/model/shard.ts'
import { requireSettings } from './core/policy/settings.ts'
import { escapeLog } from './edges/github/commands.ts'
import { readContext } from './edges/github/context.ts'
import { setOutput } from './edges/github/runner-files.ts'
import { readInput, readInputs } from './deliver.ts'
import { matrixJson, planForEvent } from './plan.ts'

/** Sets the outputs `matrix` and `live`. Returns the exit status 0; a user's mistake throws a UserError. */
export async function runPlanAction(environment: Readonly<Record<string, string | undefined>>, write: (text: string) => void): Promise<number> {
  const inputs = readInputs(environment)
  const plan = await planForEvent({ inputs, settings: requireSettings(inputs), shards: readInput(environment, 'shards') }, environment)
  const matrix = matrixJson(plan.matrix)
  write(`${escapeLog(matrix)}\n`)
  const { outputFile, runAttempt } = readContext(environment)
  await setOutput(outputFile, 'matrix', matrix)
  if (plan.live !== null && runAttempt !== null) await setOutput(outputFile, 'live', formatPlannedTip({ commit: plan.live, attempt: runAttempt }))
  return 0
}
