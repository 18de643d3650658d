// Outputs and summary, read back as the runner reads them.

import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setOutput, writeSummary } from '../../../src/edges/github/runner-files.ts'
import { keptSummary, readOutputs } from '../../support/runner-log.ts'

let folder = ''
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'parity-gate-files-'))
})
afterAll(() => rm(folder, { recursive: true }))

describe('setOutput', () => {
  it('survives values that look like the file`s own syntax', async () => {
    const file = join(folder, 'output')
    const value = 'verdict=pass\nEOF\nghadelimiter_1\nerrors<<x'
    await setOutput(file, 'verdict', value)
    await setOutput(file, 'errors', '3')
    expect(readOutputs(await readFile(file, 'utf8'))).toEqual({ verdict: value, errors: '3' })
  })

  it('does nothing without a file', async () => {
    await expect(setOutput(null, 'verdict', 'pass')).resolves.toBeUndefined()
  })
})

describe('writeSummary', () => {
  it('appends', async () => {
    const file = join(folder, 'summary')
    await writeFile(file, 'before\n')
    expect(await writeSummary(file, '# Gate')).toBe(true)
    expect(await readFile(file, 'utf8')).toBe('before\n# Gate\n')
  })

  it('stays below what the runner drops, in bytes', async () => {
    const file = join(folder, 'large')
    await writeFile(file, '')
    expect(await writeSummary(file, '漢字 ü\n'.repeat(200_000))).toBe(true)
    const kept = keptSummary(await readFile(file, 'utf8'))
    expect(kept?.endsWith('`report.json` has all of it._\n\n')).toBe(true)
    expect(kept).not.toContain('\uFFFD')
  })

  it.each([null, '/nowhere/at/all/summary'])('is no error without a file: %s', async (file) => {
    expect(await writeSummary(file, '# Gate')).toBe(false)
  })
})
