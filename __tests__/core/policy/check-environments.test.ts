import { environmentNamed } from '../../../src/core/model/environment.ts'
import { expect, it } from '@jest/globals'
import type { Environment } from '../../../src/core/model/environment.ts'
import { checkEnvironmentNames, resolveEnvironmentNames } from '../../../src/core/policy/check-environments.ts'
import { readPolicy } from '../../../src/core/policy/read-policy.ts'

const environment = (name: string, ...aliases: string[]): Environment => (environmentNamed(name, aliases))

const TEXT = `version: 1
soak: {stg: 1h, pord: 2h}
allowed-axes:
  - name: hosts
    resources: [Ingress]
    paths: [/spec/rules/*/host]
    between: [stg, production]
waivers:
  - reason: first
    environments: [prod]
    expires: 2026-12-31
  - reason: second
    environments: [qa, stg, "sta*"]
    expires: 2026-12-31
`

it('names what no environment is called, where it stands, and what there is', () => {
  const reading = readPolicy({ inputs: {}, file: { path: 'gate.yaml', text: TEXT } })
  if (reading.kind === 'invalid') throw new Error('the policy is valid')
  const findings = checkEnvironmentNames(reading.policy, [environment('dev'), environment('staging', 'stg'), environment('prod')])
  expect(findings.map((f) => [f.code, f.location?.line, f.args.problem])).toEqual([
    ['config-invalid', 2, '`soak` names the environment `pord`, which does not exist'],
    ['config-invalid', 4, 'axis `hosts` names the environment `production`, which does not exist'],
    ['config-invalid', 12, 'the waiver `second` names the environment `qa`, which does not exist'],
    ['config-invalid', 12, 'the waiver `second` names the environment `sta*`, which does not exist']
  ])
  expect(findings[0]?.args.help).toMatch(/^did you mean `prod`\?/)
  expect(findings[1]?.args.help).toBe('the environments are `dev`, `staging` (`stg`), `prod`')
  expect(checkEnvironmentNames(reading.policy, [])).toEqual([])
})

it('turns aliases into names', () => {
  const reading = readPolicy({ inputs: {}, file: { path: 'gate.yaml', text: TEXT } })
  if (reading.kind === 'invalid') throw new Error('the policy is valid')
  const policy = resolveEnvironmentNames(reading.policy, [environment('staging', 'stg'), environment('prod', 'production')])
  expect(policy.axes).toMatchObject([{ between: ['staging', 'prod'] }])
  expect(policy.soak).toMatchObject([{ environment: 'pord' }, { environment: 'staging' }])
  expect(policy.waivers.map((waiver) => waiver.environments)).toEqual([['prod'], ['qa', 'staging', 'sta*']])
})
