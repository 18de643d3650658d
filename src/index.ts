// Entry of the Action: nothing else runs on import.

import process from 'node:process'
import { runAction } from './action.ts'
import { UserError } from './core/model/error.ts'

try {
  process.exitCode = await runAction(process.env, (text) => process.stdout.write(text))
} catch (error) {
  process.exitCode = 1
  if (error instanceof UserError) console.error(`${error.message}\n${error.help}`)
  else console.error('Parity Gate ended by a bug of its own; please report it with these lines.\n', error)
}
