// Bundles the mutation benchmark of bench/origin and runs it; `--help` says how.
import { build } from 'esbuild'
import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import process from 'node:process'

const root = new URL('..', import.meta.url).pathname
const folder = mkdtempSync(join(tmpdir(), 'parity-gate-bench-program-'))
const outfile = join(folder, 'bench.mjs')
// CommonJS dependencies call `require` for Node's own modules; an ES module has none of its own.
const banner = `import { createRequire as __createRequire } from 'node:module'; const require = __createRequire(import.meta.url);`

// For the measurement of speed the gate gets attribution with a switch and a clock.
const switched = {
  name: 'switched-attribute',
  setup: ({ onResolve }) => {
    onResolve({ filter: /core\/attribute\/attribute\.ts$/ }, ({ importer }) =>
      importer.includes('/src/gate/') ? { path: join(root, 'bench/origin/switched-attribute.ts') } : undefined
    )
  }
}

try {
  await build({
    entryPoints: [join(root, 'bench/origin/main.ts')],
    absWorkingDir: root,
    outfile,
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node20',
    banner: { js: banner },
    loader: { '.json': 'json' },
    plugins: [switched],
    sourcemap: 'inline',
    logLevel: 'warning'
  })
  const { status } = spawnSync(process.execPath, ['--enable-source-maps', outfile, ...process.argv.slice(2)], {
    stdio: 'inherit',
    env: { ...process.env, PARITY_GATE_BENCH_ROOT: root }
  })
  process.exitCode = status ?? 1
} finally {
  rmSync(folder, { recursive: true, force: true })
}
