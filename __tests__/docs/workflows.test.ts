// Workflows, ours and the one to copy: least permissions, actions pinned by commit, inputs that exist.

import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from '@jest/globals'
import { parse, parseDocument } from 'yaml'
import { ROOT } from './blocks.ts'

type Step = { readonly uses?: string; readonly run?: string; readonly with?: Readonly<Record<string, unknown>> }
type Job = {
  readonly permissions?: Readonly<Record<string, string>>
  readonly 'timeout-minutes'?: number
  readonly needs?: string | readonly string[]
  readonly strategy?: unknown
  readonly if?: string
  readonly steps: readonly Step[]
}
type Workflow = { readonly on: Readonly<Record<string, unknown>>; readonly permissions: unknown; readonly jobs: Readonly<Record<string, Job>> }

const FILES = ['.github/workflows', 'examples/workflows'].flatMap((folder) => readdirSync(join(ROOT, folder)).map((name) => join(folder, name)))
const EXAMPLE = 'examples/workflows/parity-gate.yml'
const SOAKED = 'examples/workflows/parity-gate-soaked.yml'
const SHARDED = 'examples/workflows/parity-gate-sharded.yml'

const textOf = (path: string): string => readFileSync(join(ROOT, path), 'utf8')
const workflow = (path: string): Workflow => parse(textOf(path)) as Workflow
const steps = (path: string): readonly Step[] => Object.values(workflow(path).jobs).flatMap((job) => job.steps)
const isGate = ({ uses = '' }: Step): boolean => uses === './' || uses.includes('/parity-gate@')

test('there are the workflows that the documentation names', () => {
  expect(FILES.toSorted()).toEqual(['.github/workflows/ci.yml', '.github/workflows/release.yml', '.github/workflows/self-test.yml', SHARDED, SOAKED, EXAMPLE])
})

describe.each(FILES)('%s', (path) => {
  test('is YAML without a doubt', () => {
    const document = parseDocument(textOf(path), { uniqueKeys: true, strict: true })
    expect([...document.errors, ...document.warnings]).toEqual([])
  })

  test('grants nothing at the top, and little in each job', () => {
    expect(workflow(path).permissions).toEqual({})
    for (const [name, job] of Object.entries(workflow(path).jobs)) {
      expect({ name, minutes: job['timeout-minutes'] }).toEqual({ name, minutes: expect.any(Number) })
      if (job.steps.some(({ uses }) => uses !== undefined)) expect({ name, permissions: job.permissions }).toEqual({ name, permissions: expect.any(Object) })
      const written = Object.entries(job.permissions ?? {}).flatMap(([scope, access]) => (access === 'write' ? [scope] : []))
      const allowed = path.endsWith('release.yml') ? ['contents', 'id-token', 'attestations'] : path === SOAKED ? ['actions'] : ['checks']
      expect(written.filter((scope) => !allowed.includes(scope))).toEqual([])
    }
  })

  test('pins every action by commit, with its version beside it', () => {
    const uses = textOf(path).split('\n').filter((line) => /^\s*(?:- )?uses:/.test(line))
    expect(uses.length).toBeGreaterThan(0)
    for (const line of uses) expect(line).toMatch(/uses: (?:\.\/|[\w.-]+\/[\w./-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+)$/)
  })

  test('puts no expression into a script', () => {
    for (const { run } of steps(path)) if (run !== undefined) expect(run).not.toContain('${{')
  })

  test('gives the gate inputs that it has', () => {
    const inputs = Object.keys((parse(textOf('action.yml')) as { readonly inputs: object }).inputs)
    for (const step of steps(path).filter(isGate)) for (const name of Object.keys(step.with ?? {})) expect(inputs).toContain(name)
  })

  test('runs scripts that are there', () => {
    const named = steps(path).flatMap(({ run = '' }) => [...run.matchAll(/(?:^|[\s(])((?:scripts|\.ci)\/[\w.-]+)/g)].map((match) => match[1] ?? ''))
    expect(named.filter((script) => !existsSync(join(ROOT, script)))).toEqual([])
    const npm = steps(path).flatMap(({ run = '' }) => [...run.matchAll(/npm run ([\w:-]+)/g)].map((match) => match[1]))
    const { scripts } = JSON.parse(textOf('package.json')) as { readonly scripts: object }
    expect(npm.filter((name) => !Object.keys(scripts).includes(String(name)))).toEqual([])
  })
})

test('one version of an action everywhere, the README included', () => {
  const pins = [...FILES, 'README.md'].flatMap((path) => [...textOf(path).matchAll(/uses: ([\w.-]+\/[\w./-]+)@(\S+ # \S+)/g)])
  const versions = new Map<string, Set<string>>()
  for (const [, action = '', pin = ''] of pins) versions.set(action, (versions.get(action) ?? new Set()).add(pin))
  expect([...versions].filter(([, used]) => used.size > 1)).toEqual([])
})

test('the workflow to copy can be a required check', () => {
  const { on, jobs } = workflow(EXAMPLE)
  expect(Object.keys(on)).toEqual(['pull_request', 'merge_group'])
  expect(textOf(EXAMPLE)).not.toMatch(/^\s*(?:paths|paths-ignore|branches):/m)
  expect(Object.keys(jobs)).toEqual(['parity-gate'])
  const job = jobs['parity-gate']
  expect(job?.if).toBeUndefined()
  expect(job?.strategy).toBeUndefined()
  expect(job?.permissions).toEqual({ contents: 'read', checks: 'write' })
})

test('the workflow that runs soaked checks again has what that wants, and cannot hold up a pull request', () => {
  const { on, jobs } = workflow(SOAKED)
  expect(Object.keys(on)).toEqual(['schedule'])
  const [job, ...others] = Object.values(jobs)
  expect(others).toEqual([])
  expect(job?.permissions).toEqual({ contents: 'read', actions: 'write', checks: 'read', 'pull-requests': 'read' })
  expect(Object.keys(jobs)).not.toContain('parity-gate')
})

test('the one check of CI waits for all the others and cannot be skipped', () => {
  const { 'ci-ok': last, ...others } = workflow('.github/workflows/ci.yml').jobs
  expect(last?.needs).toEqual(Object.keys(others))
  expect(last?.if).toBe('${{ always() }}')
})
