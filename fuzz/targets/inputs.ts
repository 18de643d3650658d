// Inputs of the Action and of the command line: `name=value`, one of the known names, any text.

import { INPUTS } from '../../src/core/policy/inputs.ts'
import { readPolicy } from '../../src/core/policy/read-policy.ts'
import { readSettings } from '../../src/core/policy/settings.ts'
import { insist, insistInside } from '../insist.ts'
import { insistTold } from './policy.ts'

export function inputs(data: Buffer): void {
  const text = data.toString('utf8')
  const equals = text.indexOf('=')
  const name = INPUTS.find((input) => input.name === text.slice(0, Math.max(equals, 0)))?.name ?? INPUTS[(data[0] ?? 0) % INPUTS.length]?.name ?? ''
  const given = { [name]: text.slice(equals + 1) }
  const policy = readPolicy({ inputs: given, file: null })
  if (policy.kind === 'invalid') policy.findings.forEach((finding) => insistTold(finding, null))
  const settings = readSettings(given)
  if (settings.kind === 'invalid') return settings.findings.forEach((finding) => insistTold(finding, null))
  const { base, config, checkName } = settings.settings
  insist(base === null || !base.startsWith('-'), 'a base that git takes for an option')
  if (config !== null) insistInside(config, 'config')
  // eslint-disable-next-line no-control-regex
  insist(checkName === null || !/[\u0000-\u001f]/.test(checkName), 'a check name of several lines')
}
