import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import { appendFileSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openJournal } from '../../../src/edges/backtest/journal.ts'
import { keepOutputs } from '../../../src/edges/cache/kept-outputs.ts'

let folder = ''
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'parity-gate-journal-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

describe('journal', () => {
  it('makes its folder, appends at once, and gives the lines to the next run', () => {
    const file = join(folder, 'a', 'b', 'state.jsonl')
    const journal = openJournal(file, { fresh: false })
    journal.append('one')
    journal.append('two')
    expect(readFileSync(file, 'utf8')).toBe('one\ntwo\n')
    expect(statSync(file).mode & 0o077).toBe(0)
    expect(openJournal(file, { fresh: false }).lines).toEqual(['one', 'two'])
    expect(openJournal(file, { fresh: true }).lines).toEqual([])
    expect(readFileSync(file, 'utf8')).toBe('')
  })

  it('writes nothing behind half a line', () => {
    const file = join(folder, 'state.jsonl')
    openJournal(file, { fresh: false }).append('one')
    appendFileSync(file, 'ha')
    const journal = openJournal(file, { fresh: false })
    journal.append('two')
    expect(openJournal(file, { fresh: false }).lines).toEqual(['one', 'ha', 'two'])
  })

  it('forgets what nobody went on with for a month, and nothing else', () => {
    const old = new Date(Date.now() - 31 * 86_400_000)
    const recent = new Date(Date.now() - 29 * 86_400_000)
    const put = (name: string, time: Date): void => {
      writeFileSync(join(folder, name), '')
      utimesSync(join(folder, name), time, time)
    }
    const own = 'backtest-00000000000000aa.jsonl'
    put(own, old)
    put('backtest-00000000000000bb.jsonl', old)
    put('backtest-00000000000000cc.jsonl', recent)
    put('backtest-notes.jsonl', old)
    put('other-00000000000000bb.jsonl', old)
    openJournal(join(folder, own), { fresh: false })
    expect(readdirSync(folder).toSorted()).toEqual([own, 'backtest-00000000000000cc.jsonl', 'backtest-notes.jsonl', 'other-00000000000000bb.jsonl'])
  })

  it('says what to do where nothing can be written', () => {
    writeFileSync(join(folder, 'file'), '')
    expect(() => openJournal(join(folder, 'file', 'state.jsonl'), { fresh: false })).toThrow(expect.objectContaining({ code: 'usage', help: expect.stringContaining('XDG_CACHE_HOME') }))
  })
})

describe('kept outputs', () => {
  it('come back by their key, and nothing else does', () => {
    const outputs = keepOutputs(join(folder, 'renders'))
    outputs.write('00ff', 'a: ä\n')
    expect(outputs.read('00ff')).toBe('a: ä\n')
    expect(outputs.read('00fe')).toBe(null)
    expect(() => outputs.write('../x', '')).toThrow('no key')
  })
})
