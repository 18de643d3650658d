// The policy as the working tree has it, so that another one can be tried without a commit.

import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { UserError } from './core/model/error.ts'
import type { Policy } from './core/model/policy.ts'
import type { Tree } from './core/model/tree.ts'
import type { RawInputs } from './core/policy/read-policy.ts'
import type { Settings } from './core/policy/settings.ts'
import { wordsOf } from './core/report/words.ts'
import { choosePolicies } from './gate/policies.ts'

/** `root`: top folder of the work tree. UserError `config-invalid`, with file and line, where the policy cannot be read. */
export function readPolicyToday({ inputs, settings }: { readonly inputs: RawInputs; readonly settings: Settings }, root: string): Policy {
  const files: Tree = { revision: 'working tree', entries: new Map(), text: (path) => textOf(join(root, path)) }
  const { deciding, findings } = choosePolicies({ inputs, config: settings.config, trust: 'head' }, { head: files, before: null, live: null })
  const [first] = findings.filter(({ level }) => level === 'error')
  if (first === undefined) return deciding
  const { message, help } = wordsOf(first)
  const place = first.location === null ? '' : `${first.location.file}:${first.location.line}: `
  throw new UserError('config-invalid', `${place}${message}`, { help })
}

function textOf(file: string): string | undefined {
  return existsSync(file) ? readFileSync(file, 'utf8') : undefined
}
