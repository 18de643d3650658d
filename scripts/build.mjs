// Bundles the two entries into dist/, one self-contained file each; the same sources give the same bytes.
// `--check` rebuilds into a temporary folder and fails when dist/ is not what the sources give.
import { build } from 'esbuild'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import process from 'node:process'

const root = new URL('..', import.meta.url).pathname
const check = process.argv.includes('--check')
const outdir = check ? mkdtempSync(join(tmpdir(), 'parity-gate-dist-')) : join(root, 'dist')

// CommonJS dependencies call `require` for Node's own modules; an ES module has none of its own.
const banner = `import { createRequire as __createRequire } from 'node:module'; const require = __createRequire(import.meta.url);`

try {
  await build({
    entryPoints: { index: join(root, 'src/index.ts'), cli: join(root, 'src/cli.ts') },
    absWorkingDir: root,
    outdir,
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node20',
    banner: { js: banner },
    loader: { '.json': 'json' },
    legalComments: 'none',
    logLevel: 'warning'
  })
  if (check) {
    for (const name of ['index.js', 'cli.js']) {
      if (!readFileSync(join(outdir, name)).equals(readFileSync(join(root, 'dist', name)))) {
        console.error(`dist/${name} is not what src/ gives: run \`npm run build\` and commit dist/`)
        process.exitCode = 1
      }
    }
  }
} finally {
  if (check) rmSync(outdir, { recursive: true, force: true })
}
