// `parity-gate explain`: what a finding means, at length.

import { UserError } from '../core/model/error.ts'
import { explain, explainedCodes } from '../core/report/explain.ts'
import type { Terminal } from '../terminal.ts'
import { PASS } from './exit-status.ts'
import type { Options } from './options.ts'
import { print } from './output.ts'

/** Exits 0 for a code that there is. */
export function explainCode({ words }: Options, terminal: Terminal): number {
  const [code = ''] = words
  const explanation = explain(code)
  if (explanation === null) throw new UserError('usage', code === '' ? '`explain` wants a code' : `there is no finding \`${code}\``, { help: `Codes: ${explainedCodes().join(', ')}` })
  print(terminal, explanation)
  return PASS
}
