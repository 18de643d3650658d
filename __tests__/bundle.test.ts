// The files of the bundle: which of them a run reads, and that the others are read when it comes to them.

import { spawnSync, type SpawnSyncReturns } from 'node:child_process'
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import process from 'node:process'
import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { deployment, overlays, shop } from './support/ladder.ts'
import { newestKustomize } from './support/kustomize.ts'
import { commit, git, newRepository } from './support/scenario.ts'

const DIST = join(import.meta.dirname, '..', 'dist')
/** What a run comes to late, if at all: GitHub's code and undici's. */
const LATE = /^libraries-/

let directory = ''
let dist = ''
beforeAll(() => {
  directory = newRepository()
  commit(directory, overlays({ dev: deployment(shop('a')), staging: deployment(shop('a')), prod: deployment(shop('a')) }), 'before')
  git(directory, 'checkout', '-q', '-b', 'untouched')
  commit(directory, { 'README.md': 'Deployments\n' })
  git(directory, 'checkout', '-q', '-b', 'touched', 'main')
  commit(directory, overlays({ dev: deployment(shop('b')) }))
  dist = mkdtempSync(join(tmpdir(), 'parity-gate-dist-'))
  writeFileSync(join(dist, 'package.json'), '{ "type": "module" }')
  for (const name of readdirSync(DIST)) if (!LATE.test(name)) cpSync(join(DIST, name), join(dist, name))
})
afterAll(() => {
  for (const folder of [directory, dist]) rmSync(folder, { recursive: true, force: true })
})

const check = (program: string, head: string): SpawnSyncReturns<string> =>
  spawnSync(process.execPath, [join(program, 'cli.js'), 'check', '--base', 'main', '--head', head, '--kustomize', newestKustomize().command], { cwd: directory, encoding: 'utf8' })

test.each(['untouched', 'touched'])('what asks nobody is judged without what speaks HTTP: %s', (change) => {
  const run = check(dist, change)
  expect(run.status).toBe(0)
  expect(run.stdout).toBe(check(DIST, change).stdout)
})

test('the entries read few files, and every file is read by one of them', () => {
  const atOnce = importsOf(/\bfrom "\.\/([a-z]+-[A-Z0-9]{8}\.js)"|^import "\.\/([a-z]+-[A-Z0-9]{8}\.js)"/gm)
  const late = importsOf(/\bimport\("\.\/([a-z]+-[A-Z0-9]{8}\.js)"\)/g)
  const first = reached(atOnce)
  expect(first.filter((name) => LATE.test(name))).toEqual([])
  expect(reached((name) => [...atOnce(name), ...late(name)])).toEqual(readdirSync(DIST).sort())
  expect(first.map((name) => readFileSync(join(DIST, name), 'utf8')).join('')).not.toContain('node_modules/undici/')
})

function importsOf(statement: RegExp): (name: string) => readonly string[] {
  return (name) => [...readFileSync(join(DIST, name), 'utf8').matchAll(statement)].map((match) => match[1] ?? match[2] ?? '')
}

/** The entries and what they lead to, sorted. */
function reached(next: (name: string) => readonly string[]): readonly string[] {
  const names = new Set(['index.js', 'cli.js'])
  for (const name of names) for (const each of next(name)) names.add(each)
  return [...names].sort()
}
