import { readFileSync } from 'node:fs'
import { expect, test } from '@jest/globals'
import { Ajv2020 } from 'ajv/dist/2020.js'
import { parse } from 'yaml'
import { isCalendarDate } from '../../../src/core/policy/calendar-date.ts'
import { POLICY_KEYS } from '../../../src/core/policy/policy-key.ts'
import { readPolicy } from '../../../src/core/policy/read-policy.ts'
import { INVALID, VALID } from './fixtures.ts'

const schema = JSON.parse(readFileSync(new URL('../../../docs/config.schema.json', import.meta.url), 'utf8')) as {
  readonly properties: Readonly<Record<string, unknown>>
}
const validate = new Ajv2020({ allErrors: true, strictTypes: false, formats: { date: isCalendarDate } }).compile(schema)

function verdicts(text: string): { schema: boolean; decoder: boolean } {
  return { schema: validate(parse(text)), decoder: readPolicy({ inputs: {}, file: { path: 'p.yaml', text } }).kind === 'ok' }
}

test('the schema has the keys of the decoder', () => {
  expect(Object.keys(schema.properties).sort()).toEqual(['version', ...POLICY_KEYS].sort())
})

test.each(Object.entries(VALID))('schema and decoder accept: %s', (_, text) => {
  expect({ ...verdicts(text), errors: validate.errors }).toEqual({ schema: true, decoder: true, errors: null })
})

test.each(Object.entries(INVALID))('schema and decoder refuse: %s', (_, { text, beyondSchema }) => {
  expect(verdicts(text)).toEqual({ schema: beyondSchema === true, decoder: false })
})
