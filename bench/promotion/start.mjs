// Bundles the benchmark of promotion by history and runs it; `--help` says how.
import { build } from 'esbuild'
import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import process from 'node:process'
import { fileURLToPath } from 'node:url'

const here = dirname(fileURLToPath(import.meta.url))
const root = join(here, '..', '..')
const folder = mkdtempSync(join(tmpdir(), 'parity-gate-bench-program-'))
const outfile = join(folder, 'bench.mjs')
// CommonJS dependencies call `require` for Node's own modules; an ES module has none of its own.
const banner = `import { createRequire as __createRequire } from 'node:module'; const require = __createRequire(import.meta.url);`

// The measured program gets these modules with a clock, and the first one with a switch.
const metered = {
  name: 'metered',
  setup: ({ onResolve }) => {
    onResolve({ filter: /\/(?:evidence|timeline|ledger|fetch)\.ts$/ }, ({ path, importer }) => {
      const name = path.slice(path.lastIndexOf('/') + 1)
      const asked = name === 'evidence.ts' ? '/src/gate.ts' : name === 'fetch.ts' ? '/src/edges/git/' : '/src/gate/evidence.ts'
      return importer.includes(asked) && !/\/core\//.test(path) ? { path: join(here, `metered-${name}`) } : undefined
    })
  }
}

try {
  await build({
    entryPoints: [join(here, 'main.ts')],
    absWorkingDir: root,
    outfile,
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node20',
    banner: { js: banner },
    loader: { '.json': 'json' },
    plugins: [metered],
    sourcemap: 'inline',
    logLevel: 'warning'
  })
  const { status } = spawnSync(process.execPath, [outfile, ...process.argv.slice(2)], {
    stdio: 'inherit',
    env: { ...process.env, PARITY_GATE_BENCH_ROOT: root }
  })
  process.exitCode = status ?? 1
} finally {
  rmSync(folder, { recursive: true, force: true })
}
