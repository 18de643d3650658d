import { describe, expect, test } from '@jest/globals'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { explain, explainedCodes, findingsPage } from '../../../src/core/report/explain.ts'

const PAGE = join(import.meta.dirname, '../../../docs/findings.md')

test('docs/findings.md is what the source says (UPDATE_DOCS=1 writes it)', () => {
  if (process.env['UPDATE_DOCS'] === '1') writeFileSync(PAGE, findingsPage())
  expect(readFileSync(PAGE, 'utf8')).toBe(findingsPage())
})

test('every code of the report schema has one heading, and no other', () => {
  const schema = JSON.parse(readFileSync(join(import.meta.dirname, '../../../docs/report.schema.json'), 'utf8'))
  expect(explainedCodes().toSorted()).toEqual(schema.$defs.code.enum)
  const headings = [...findingsPage().matchAll(/^### (.+)$/gm)].map((match) => match[1])
  expect(headings).toEqual(explainedCodes())
})

describe('explain', () => {
  test.each(explainedCodes())('%s says what, why, how to mend and how to allow it', (code) => {
    const text = explain(code) ?? ''
    expect(text.startsWith(`${code} (`)).toBe(true)
    for (const part of ['Why it matters', 'Example', '  > ', 'How to mend it', 'How to allow it']) expect(text).toContain(`\n${part}`)
    expect(text).not.toMatch(/undefined|\[object/)
    for (const line of text.split('\n')) expect(line.length).toBeLessThanOrEqual(120)
  })

  test.each(['', 'no-such-code', 'toString', '__proto__'])('%j is no code', (code) => {
    expect(explain(code)).toBeNull()
  })
})
