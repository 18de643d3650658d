// Bundles the two entries into dist/, one self-contained file each; the same sources give the same bytes.
// `--check` rebuilds into a temporary folder and fails when dist/ is not what the sources give; `--outdir DIR` builds elsewhere.
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import process from 'node:process'
import { parseArgs } from 'node:util'
import { bundle, ROOT } from './bundle.mjs'

const { values } = parseArgs({ options: { check: { type: 'boolean', default: false }, outdir: { type: 'string' } } })
const dist = join(ROOT, 'dist')
const outdir = values.check ? mkdtempSync(join(tmpdir(), 'parity-gate-dist-')) : resolve(values.outdir ?? dist)

try {
  await bundle({ entryPoints: { index: join(ROOT, 'src/index.ts'), cli: join(ROOT, 'src/cli.ts') }, outdir })
  if (values.check) {
    for (const name of ['index.js', 'cli.js']) {
      if (!readFileSync(join(outdir, name)).equals(readFileSync(join(dist, name)))) {
        console.error(`dist/${name} is not what src/ gives: run \`npm run build\` and commit dist/`)
        process.exitCode = 1
      }
    }
  }
} finally {
  if (values.check) rmSync(outdir, { recursive: true, force: true })
}
