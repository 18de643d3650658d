// Coverage-guided fuzzing with Jazzer.js: `npm run fuzz -- [--target NAME] [--seconds N]`, every target in turn unless one is named.
//
// What is found is left in `.cache/fuzz/<target>/found-*`: mend it, then keep the file in `fuzz/cases/<target>/` under a name that
// says what it is, and the tests replay it for good. New inputs that reach new code stay in `.cache/fuzz/<target>/corpus`.
import { build } from 'esbuild'
import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import console from 'node:console'
import process from 'node:process'
import { fileURLToPath, URL } from 'node:url'
import { parseArgs } from 'node:util'

/** A target that thinks about one input for longer has found something, too. */
const SECONDS_PER_INPUT = 10
const MEGABYTES = 2048
/** Bytes of an input: enough for several small files, little enough to stay fast. */
const LONGEST = 4096

const root = fileURLToPath(new URL('..', import.meta.url))
const work = join(root, '.cache', 'fuzz')
const names = readdirSync(join(root, 'fuzz', 'targets')).map((file) => file.replace(/\.ts$/, '')).sort()
const { values } = parseArgs({ options: { target: { type: 'string' }, seconds: { type: 'string', default: '60' } } })
const seconds = Number(values.seconds)
if (!Number.isInteger(seconds) || seconds < 1 || (values.target !== undefined && !names.includes(values.target))) {
  console.error(`usage: npm run fuzz -- [--target ${names.join('|')}] [--seconds N]`)
  process.exit(2)
}

const failed = []
for (const name of values.target === undefined ? names : [values.target]) if (!survives(name, await bundle(name))) failed.push(name)
if (failed.length > 0) {
  console.error(`faults were found by: ${failed.join(', ')}; see ${work}`)
  process.exit(1)
}

/** One CommonJS file for each target: Jazzer.js counts the branches of what is required, not of what is imported. */
async function bundle(name) {
  const outfile = join(work, `${name}.cjs`)
  const exported = name.replace(/-(.)/g, (_dash, letter) => letter.toUpperCase())
  await build({
    stdin: { contents: `export { ${exported} as fuzz } from './targets/${name}.ts'`, resolveDir: join(root, 'fuzz'), loader: 'ts' },
    outfile,
    bundle: true,
    platform: 'node',
    format: 'cjs',
    target: 'node20',
    // What shows GitHub's client is never called here.
    external: ['@actions/github', '@octokit/*'],
    logLevel: 'warning'
  })
  return outfile
}

function survives(name, file) {
  const corpus = join(work, name, 'corpus')
  const cases = join(root, 'fuzz', 'cases', name)
  mkdirSync(corpus, { recursive: true })
  const bounds = [`-max_total_time=${seconds}`, `-timeout=${SECONDS_PER_INPUT}`, `-rss_limit_mb=${MEGABYTES}`, `-max_len=${LONGEST}`]
  const files = [`-artifact_prefix=${join(work, name, 'found-')}`, `-dict=${join(root, 'fuzz', 'words.dict')}`, '-print_final_stats=1']
  const args = [file, corpus, ...(existsSync(cases) ? [cases] : []), '--sync', '--', ...bounds, ...files]
  console.error(`${name}: ${seconds} s`)
  // `npm run fuzz` fetches it and puts it on the path.
  return spawnSync('jazzer', args, { stdio: 'inherit', cwd: root }).status === 0
}
