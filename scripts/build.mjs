// Bundles the two entries into dist/, with the files that they share or load only when they come to it; the same sources give the same bytes.
// `--check` rebuilds into a temporary folder and fails when dist/ is not what the sources give; `--outdir DIR` builds elsewhere.
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join, resolve } from 'node:path'
import process from 'node:process'
import { parseArgs } from 'node:util'
import { bundle, ROOT } from './bundle.mjs'

const { values } = parseArgs({ options: { check: { type: 'boolean', default: false }, outdir: { type: 'string' } } })
const dist = join(ROOT, 'dist')
const outdir = values.check ? mkdtempSync(join(tmpdir(), 'parity-gate-dist-')) : resolve(values.outdir ?? dist)

try {
  const { metafile } = await bundle({ entryPoints: { index: join(ROOT, 'src/index.ts'), cli: join(ROOT, 'src/cli.ts') }, outdir, splitting: true, metafile: true })
  const made = Object.keys(metafile.outputs).map((path) => basename(path))
  // What is no entry is named by its content, so that a file that has changed leaves another behind.
  if (outdir === dist) for (const name of readdirSync(dist)) if (!made.includes(name)) rmSync(join(dist, name), { recursive: true })
  if (values.check) {
    const committed = readdirSync(dist)
    const wrong = [...new Set([...made, ...committed])].sort().filter((name) => !made.includes(name) || !committed.includes(name) || !isSame(name))
    for (const name of wrong) console.error(`dist/${name} is not what src/ gives: run \`npm run build\` and commit dist/`)
    if (wrong.length > 0) process.exitCode = 1
  }
} finally {
  if (values.check) rmSync(outdir, { recursive: true, force: true })
}

function isSame(name) {
  return readFileSync(join(outdir, name)).equals(readFileSync(join(dist, name)))
}
