// Entry of the Action: nothing else runs on import.

import process from 'node:process'
import { runAction } from './action.ts'
import { runMergeAction } from './merge-action.ts'
import { runPlanAction } from './plan-action.ts'
import { UserError } from './core/model/error.ts'

// The sub-actions are this same bundle; each says which it is by an input of its own (plan/action.yml, merge/action.yml).
const SUB_ACTIONS = new Map([['plan', runPlanAction], ['merge', runMergeAction]])
const run = SUB_ACTIONS.get(process.env['INPUT_SUB-ACTION'] ?? '') ?? runAction

try {
  process.exitCode = await run(process.env, (text) => process.stdout.write(text))
} catch (error) {
  process.exitCode = 1
  if (error instanceof UserError) console.error(`${error.message}\n${error.help}`)
  else console.error('Parity Gate ended by a bug of its own; please report it with these lines.\n', error)
}
