// A test runner for StrykerJS that stays in one process: the tests of pure modules are bundled once and then called as plain
// functions, mutant after mutant: three thousand in three minutes, where jest takes seconds for each.

import { readdirSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { performance } from 'node:perf_hooks'
import { fileURLToPath } from 'node:url'
import { Script } from 'node:vm'
import { build } from 'esbuild'
import { collected } from './globals.mjs'

/**
 * Tests that call pure functions and read no file. Properties are left out: a surviving mutant would cost a second or more, and a
 * killed one as much to shrink. What they kill besides comes on top of the score.
 */
const FOLDERS = ['judge', 'promote', 'model'].map((stage) => `__tests__/core/${stage}`)
const isCounted = (name) => name.endsWith('.test.ts') && !name.endsWith('.property.test.ts')

/** Of this runner, not of the copy in the sandbox. */
const GLOBALS = fileURLToPath(new URL('./globals.mjs', import.meta.url))

class PureRunner {
  #scripts = []
  #tests = []
  #milliseconds = new Map()
  #require = createRequire(join(process.cwd(), 'package.json'))

  capabilities() {
    return { reloadEnvironment: true }
  }

  /** The working directory is the sandbox: a copy of the project whose sources hold every mutant, switched off. */
  async init() {
    const files = FOLDERS.flatMap((folder) => readdirSync(folder).filter(isCounted).map((name) => join(folder, name)))
    this.#scripts = await Promise.all(files.toSorted().map(async (file) => ({ file, script: await bundled(file) })))
  }

  async dryRun() {
    const stryker = context({ activeMutant: undefined, hitLimit: undefined, mutantCoverage: { static: {}, perTest: {} } })
    this.#tests = this.#load(() => true)
    const tests = await run(this.#tests, false)
    this.#milliseconds = new Map(tests.map(({ id, timeSpentMs }) => [id, timeSpentMs]))
    return { status: 'complete', tests, mutantCoverage: stryker.mutantCoverage }
  }

  async mutantRun({ activeMutant, testFilter, hitLimit, mutantActivation, disableBail }) {
    const isStatic = mutantActivation === 'static'
    const stryker = context({ activeMutant: isStatic ? activeMutant.id : undefined, hitCount: 0, hitLimit, currentTestId: undefined })
    const asked = testFilter === undefined ? null : new Set(testFilter)
    // What is computed when a module loads is computed anew with the mutant in it; the clean modules stay for the next one.
    if (!isStatic && this.#tests.length === 0) this.#tests = this.#load(() => true)
    const tests = isStatic ? this.#load((file) => asked === null || testFilter.some((id) => id.startsWith(`${file} `))) : this.#tests
    stryker.activeMutant = activeMutant.id
    const quickestFirst = tests
      .filter(({ id }) => asked === null || asked.has(id) || id.endsWith(' #0'))
      .toSorted((a, b) => (this.#milliseconds.get(a.id) ?? 0) - (this.#milliseconds.get(b.id) ?? 0))
    const results = await run(quickestFirst, !disableBail)
    if (hitLimit !== undefined && stryker.hitCount > hitLimit) return { status: 'timeout', reason: `an endless loop: ${stryker.hitCount} times at the mutant` }
    const failed = results.filter(({ status }) => status === 'failed')
    const [first] = failed
    if (first === undefined) return { status: 'survived', nrOfTests: results.length }
    return { status: 'killed', killedBy: failed.map(({ id }) => id), failureMessage: first.failureMessage, nrOfTests: results.length }
  }

  #load(isWanted) {
    return this.#scripts.filter(({ file }) => isWanted(file)).flatMap(({ file, script }) => collected(file, () => script.runInThisContext()(this.#require)))
  }
}

/** Where Stryker's instrumented code looks for the mutant that is active, and notes what it passes. */
function context(values) {
  globalThis.__stryker__ ??= {}
  return Object.assign(globalThis.__stryker__, values)
}

async function bundled(file) {
  const { outputFiles } = await build({
    absWorkingDir: process.cwd(),
    entryPoints: [file],
    bundle: true,
    write: false,
    platform: 'node',
    format: 'cjs',
    target: 'node20',
    packages: 'external',
    banner: { js: '(require) => {' },
    footer: { js: '}' },
    plugins: [{ name: 'jest', setup: ({ onResolve }) => onResolve({ filter: /^@jest\/globals$/ }, () => ({ path: GLOBALS, external: true })) }]
  })
  return new Script(outputFiles[0].text, { filename: file })
}

async function run(tests, bail) {
  const results = []
  for (const { id, body } of tests) {
    context({ currentTestId: id })
    const start = performance.now()
    const failureMessage = await failureOf(body)
    results.push({ id, name: id, timeSpentMs: performance.now() - start, status: failureMessage === null ? 'success' : 'failed', failureMessage })
    if (bail && failureMessage !== null) break
  }
  context({ currentTestId: undefined })
  return results
}

async function failureOf(body) {
  try {
    await body()
    return null
  } catch (error) {
    return error instanceof Error ? error.message : String(error)
  }
}

export const strykerPlugins = [{ kind: 'TestRunner', name: 'pure', injectableClass: PureRunner }]
