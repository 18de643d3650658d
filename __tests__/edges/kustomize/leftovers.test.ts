import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { build as bundle } from 'esbuild'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import process from 'node:process'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { expectGone } from './alive.ts'

const SOURCE = join(dirname(fileURLToPath(import.meta.url)), '..', '..', '..', 'src', 'edges', 'kustomize')

let folder = ''
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'leftovers-test-'))
  // A process of its own that builds with a kustomize that hangs, and ends as its argument says.
  const main = `
    import { build } from ${JSON.stringify(join(SOURCE, 'build.ts'))}
    const request = { directory: '.', overlay: '', loadRestrictor: 'root-only', enableHelm: false, seconds: 60, megabytes: 1, memoryMegabytes: 4096 }
    void build({ command: process.argv[2], args: ['build'], version: 'v5.8.1', source: 'test' }, request)
    if (process.argv[3] === 'exit') setTimeout(() => process.exit(7), 500)
    if (process.argv[3] === 'throw') setTimeout(() => { throw new Error('a bug') }, 500)
    if (process.argv[3] === 'own') process.on('SIGTERM', () => process.exit(9))
  `
  await bundle({
    stdin: { contents: main, loader: 'ts', resolveDir: SOURCE },
    outfile: join(folder, 'main.mjs'),
    bundle: true,
    platform: 'node',
    format: 'esm',
    logLevel: 'error'
  })
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

describe('nothing of a build outlives this process', () => {
  it.each([
    ['SIGTERM', '', [null, 'SIGTERM']],
    ['SIGINT', '', [null, 'SIGINT']],
    ['SIGTERM', 'own', [9, null]],
    ['', 'exit', [7, null]],
    ['', 'throw', [1, null]]
  ])('told to end by signal "%s", by itself "%s"', async (signal, itself, status) => {
    const temporary = join(folder, `${signal}-${itself}`)
    mkdirSync(temporary)
    const pids = join(folder, `pids-${signal}-${itself}`)
    const script = join(folder, `script-${signal}-${itself}.sh`)
    writeFileSync(script, `#!/bin/sh\nsleep 60 &\necho "$! $$" > ${pids}\nwait\n`)
    chmodSync(script, 0o755)
    const child = spawn(process.execPath, [join(folder, 'main.mjs'), script, itself], {
      env: { ...process.env, TMPDIR: temporary },
      stdio: 'ignore'
    })
    const ended = once(child, 'exit')
    for (let tries = 0; tries < 300 && !(existsSync(pids) && readFileSync(pids, 'utf8') !== ''); tries++) await sleep(20)
    if (signal !== '') child.kill(signal as NodeJS.Signals)
    expect(await ended).toEqual(status)
    const both = readFileSync(pids, 'utf8').trim().split(' ').map(Number)
    await expectGone(both)
    expect(readdirSync(temporary)).toEqual([])
  })
})
