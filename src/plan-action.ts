// The sub-action `plan`: the matrix of shards as an output.

import { readSettings } from './core/policy/settings.ts'
import { escapeLog } from './edges/github/commands.ts'
import { readContext } from './edges/github/context.ts'
import { setOutput } from './edges/github/runner-files.ts'
import { UserError } from './core/model/error.ts'
import { readInput, readInputs } from './deliver.ts'
import { matrixJson, planForEvent } from './plan.ts'

/** Sets the output `matrix`. Returns the exit status 0; a user's mistake throws a UserError. */
export async function runPlanAction(environment: Readonly<Record<string, string | undefined>>, write: (text: string) => void): Promise<number> {
  const inputs = readInputs(environment)
  const reading = readSettings(inputs)
  if (reading.kind === 'invalid') {
    const [first] = reading.findings
    throw new UserError('config-invalid', first?.args.problem ?? 'an input is invalid', { help: first?.args.help ?? '' })
  }
  const matrix = matrixJson(await planForEvent({ inputs, settings: reading.settings, shards: readInput(environment, 'shards') }, environment))
  write(`${escapeLog(matrix)}\n`)
  await setOutput(readContext(environment).outputFile, 'matrix', matrix)
  return 0
}
