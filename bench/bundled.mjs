// Bundles a benchmark's entry and runs it with the arguments of this process.
import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import process from 'node:process'
import { bundle, ROOT } from '../scripts/bundle.mjs'

/** `entry`: relative to the project's folder, which the program finds in PARITY_GATE_BENCH_ROOT. Sets the exit status. */
export async function runBundled(entry, plugins = []) {
  const folder = mkdtempSync(join(tmpdir(), 'parity-gate-bench-program-'))
  const outfile = join(folder, 'bench.mjs')
  try {
    await bundle({ entryPoints: [join(ROOT, entry)], outfile, plugins, sourcemap: 'inline' })
    const { status } = spawnSync(process.execPath, ['--enable-source-maps', outfile, ...process.argv.slice(2)], {
      stdio: 'inherit',
      env: { ...process.env, PARITY_GATE_BENCH_ROOT: ROOT }
    })
    process.exitCode = status ?? 1
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}
