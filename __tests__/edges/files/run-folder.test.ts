import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import { execFileSync } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, dirname, join } from 'node:path'
import process from 'node:process'
import type { UserError } from '../../../src/core/model/error.ts'
import { createFolders } from '../../../src/edges/files/create-folders.ts'
import { refusalOf } from '../../../src/edges/files/refusal.ts'
import { memoryFolder } from '../../../src/edges/files/memory-folder.ts'
import { openRunFolder, type RunFolder } from '../../../src/edges/files/run-folder.ts'

let folder = ''
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'run-folder-test-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

/** The id of a process that has ended. */
const deadProcess = (): string => execFileSync('sh', ['-c', 'echo $$'], { encoding: 'utf8' }).trim()

/** What the names of this machine's folders have in common. */
function signOf(run: RunFolder): string {
  run.remove()
  return basename(run.path).split('-')[2] ?? ''
}

describe('the folder of a run', () => {
  it('is there until it is removed, with all that is in it', () => {
    const run = openRunFolder(folder)
    mkdirSync(join(run.path, 'a', 'b'), { recursive: true })
    writeFileSync(join(run.path, 'a', 'b', 'c'), 'text')
    expect(readdirSync(folder)).toEqual([basename(run.path)])
    run.remove()
    run.remove()
    expect(readdirSync(folder)).toEqual([])
  })

  it('has one in memory where the system keeps files there, removed as well, those of the dead included', () => {
    const sign = signOf(openRunFolder(folder))
    const place = memoryFolder()
    const dead = place === null ? null : join(place, `parity-gate-${sign}-${deadProcess()}-bbbbbb`)
    if (dead !== null) mkdirSync(dead)
    const run = openRunFolder(folder)
    expect(run.memory === null ? null : dirname(run.memory)).toBe(place)
    if (dead !== null && run.memory !== null) {
      expect([existsSync(dead), existsSync(run.memory)]).toEqual([false, true])
      run.remove()
      expect(existsSync(run.memory)).toBe(false)
    }
    run.remove()
  })

  it('takes the place of those whose process is gone, and of no others', () => {
    const sign = signOf(openRunFolder(folder))
    const dead = deadProcess()
    const others = [`parity-gate-${'0'.repeat(8)}-${dead}-aaaaaa`, `parity-gate-${sign}-${process.ppid}-aaaaaa`, `parity-gate-${sign}-${dead}-aaaaaaa`, 'parity-gate-report']
    for (const name of [...others, `parity-gate-${sign}-${dead}-bbbbbb`]) {
      mkdirSync(join(folder, name))
      writeFileSync(join(folder, name, 'file'), 'text')
    }
    // Not even where somebody made a link or a file of such a name.
    const outside = join(folder, 'outside')
    mkdirSync(outside)
    symlinkSync(outside, join(folder, `parity-gate-${sign}-${dead}-cccccc`))
    writeFileSync(join(folder, `parity-gate-${sign}-${dead}-dddddd`), 'text')
    const before = readdirSync(folder)
    const run = openRunFolder(folder)
    expect(readdirSync(folder).sort()).toEqual([...before, basename(run.path)].filter((name) => !name.endsWith('bbbbbb')).sort())
    expect(others.every((name) => existsSync(join(folder, name, 'file')))).toBe(true)
    run.remove()
  })

  it.each([
    ['nowhere', 'it cannot be created there'],
    ['file', 'a file is in the way']
  ])('cannot be %s', (name, words) => {
    writeFileSync(join(folder, 'file'), 'text')
    expect(() => openRunFolder(join(folder, name))).toThrow(`no temporary folder can be made in \`${join(folder, name)}\`: ${words}`)
  })
})

describe('what the system refuses', () => {
  it('is for the user to mend, and nothing else is', () => {
    const refusal = (code: string): UserError | null => refusalOf(Object.assign(new Error('no'), { code }))
    expect(refusal('ENOSPC')).toMatchObject({ code: 'usage', message: 'the system refused something that the run needs: the disk is full' })
    expect(refusal('EMFILE')?.message).toContain('too many files are open')
    expect([refusal('ENOENT'), refusalOf(new Error('a bug')), refusalOf(null)]).toEqual([null, null, null])
  })
})

describe('folders with those above them', () => {
  it('are made, and may be there', () => {
    createFolders(join(folder, 'a', 'b', 'c'))
    createFolders(join(folder, 'a', 'b', 'c'))
    expect(existsSync(join(folder, 'a', 'b', 'c'))).toBe(true)
  })

  it.each(['/proc/parity-gate/a/b'])('are refused where the system takes none: %s', (path) => {
    expect(() => createFolders(path)).toThrow('ENOENT')
  })
})
