import { mkdirSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { refuseInside } from '../../../src/edges/cache/outside.ts'

let folder = ''

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'parity-gate-outside-'))
  mkdirSync(join(folder, 'repository', 'apps'), { recursive: true })
  mkdirSync(join(folder, 'elsewhere'))
  symlinkSync(join(folder, 'repository', 'apps'), join(folder, 'elsewhere', 'link'))
  symlinkSync(join(folder, 'repository'), join(folder, 'checkout'))
  symlinkSync(join(folder, 'elsewhere'), join(folder, 'repository', 'out'))
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

test.each([
  ['repository', 'repository'],
  ['repository', 'repository/.cache/renders'],
  ['repository', 'repository/.git/renders'],
  ['repository', 'elsewhere/../repository/..cache'],
  ['repository', 'elsewhere/link/renders'],
  ['checkout', 'repository/renders'],
  ['repository', 'checkout/new/renders']
])('within %s: %s', (root, directory) => {
  expect(() => refuseInside(join(folder, root), join(folder, directory))).toThrow(/lies in the judged repository/)
})

test.each([
  ['repository', 'elsewhere'],
  ['repository', '.'],
  ['repository', 'repository-cache'],
  ['repository', 'repository/out/renders'],
  ['repository/apps', 'repository'],
  ['checkout', 'new/renders']
])('outside %s: %s', (root, directory) => {
  expect(() => refuseInside(join(folder, root), join(folder, directory))).not.toThrow()
})
