// The policy file: every text is read or refused with the places of its mistakes, in the same way each time.

import { checkEnvironmentNames, resolveEnvironmentNames } from '../../src/core/policy/check-environments.ts'
import { readPolicy } from '../../src/core/policy/read-policy.ts'
import { environmentNamed } from '../../src/core/model/environment.ts'
import type { Finding } from '../../src/core/model/finding.ts'
import { wordsOf } from '../../src/core/report/words.ts'
import { insist, insistEqual, insistPlace } from '../insist.ts'

const FILE = '.github/parity-gate.yaml'
const LADDER = ['dev', 'staging', 'prod'].map((name) => environmentNamed(name))
/** A mistake is told in a few sentences; what the file holds is quoted shortened. */
const LONGEST = 2_000

export function policy(data: Buffer): void {
  const text = data.toString('utf8')
  const source = { inputs: {}, file: { path: FILE, text } }
  const reading = readPolicy(source)
  insistEqual(readPolicy(source), reading, 'read twice')
  if (reading.kind === 'ok') {
    const told = reading.policy.environments === null ? checkEnvironmentNames(reading.policy, LADDER) : []
    told.forEach((finding) => insistTold(finding, text))
    if (told.length === 0) resolveEnvironmentNames(reading.policy, reading.policy.environments ?? LADDER)
    insist(/^\s*version\s*:|["'?{]/m.test(text), 'a policy without a version was read')
    return
  }
  insist(reading.findings.length > 0, 'refused without a reason')
  reading.findings.forEach((finding) => insistTold(finding, text))
}

export function insistTold(finding: Finding<'config-invalid'>, text: string | null): void {
  const { location, args } = finding
  if (text !== null && location !== null) {
    insist(location.file === FILE, `a mistake in ${location.file}`)
    insistPlace(text, location.line, location.column, args.problem)
  }
  insist(args.problem !== '' && args.problem.length < LONGEST && args.help.length < LONGEST, `a long story: ${args.problem} ${args.help}`)
  const { message } = wordsOf(finding)
  insist(message.split('`').length % 2 === 1, `backticks in pairs: ${message}`)
}
