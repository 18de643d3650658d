import { existsSync, readFileSync } from 'node:fs'
import { describe, expect, it } from '@jest/globals'
import { parse } from 'yaml'
import { INPUTS, OUTPUTS } from '../../../src/core/policy/inputs.ts'
import { POLICY_KEYS } from '../../../src/core/policy/policy-key.ts'

const file = new URL('../../../action.yml', import.meta.url)
const action = parse(readFileSync(file, 'utf8')) as Record<string, unknown>

describe('action.yml', () => {
  it('has exactly the inputs of the table, and no default that the policy file could not overrule', () => {
    expect(action['inputs']).toEqual(
      Object.fromEntries(
        INPUTS.map(({ name, description, default: value }) => [
          name,
          { description, required: false, ...(value === undefined ? {} : { default: value }) }
        ])
      )
    )
    expect(INPUTS.flatMap((input) => (input.default === undefined ? [] : [input.name]))).toEqual(['check-run-id', 'github-token'])
  })

  it('has exactly the outputs of the table', () => {
    expect(action['outputs']).toEqual(Object.fromEntries(OUTPUTS.map(({ name, description }) => [name, { description }])))
  })

  it('runs the bundle on Node 24', () => {
    expect(action['runs']).toEqual({ using: 'node24', main: 'dist/index.js' })
    expect(existsSync(file)).toBe(true)
  })

  it('is fit for the marketplace', () => {
    expect(action['name']).toBe('Parity Gate')
    expect(String(action['description']).length).toBeLessThan(125)
    expect(action['branding']).toEqual({ icon: 'layers', color: 'blue' })
  })
})

describe('the table of inputs', () => {
  it('names each input once, in the form that options of the command line have', () => {
    const names = INPUTS.map((input) => input.name)
    expect(new Set(names).size).toBe(names.length)
    expect(names.filter((name) => !/^[a-z]+(?:-[a-z]+)*$/.test(name))).toEqual([])
  })

  it('marks as policy what is a key of the policy file too', () => {
    const policy = INPUTS.flatMap((input) => (input.scope === 'policy' ? [input.name] : []))
    expect(policy).toEqual(POLICY_KEYS.slice(0, policy.length))
    expect(policy.at(-1)).toBe('parallelism')
  })
})
