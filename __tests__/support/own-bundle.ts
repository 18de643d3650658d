// The Action, or the command line, bundled from the sources as they are, for tests that must not wait for dist/ to be built.

import { build } from 'esbuild'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

export type OwnBundle = { readonly main: string; readonly remove: () => void }

/** As scripts/build.mjs builds `dist/index.js` and `dist/cli.js`. */
export async function ownBundle(entry: 'index' | 'cli' = 'index'): Promise<OwnBundle> {
  const folder = mkdtempSync(join(tmpdir(), 'parity-gate-bundle-'))
  const main = join(folder, `${entry}.mjs`)
  await build({
    entryPoints: [join(import.meta.dirname, '..', '..', 'src', `${entry}.ts`)],
    outdir: folder,
    outExtension: { '.js': '.mjs' },
    splitting: true,
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node20',
    banner: { js: `import { createRequire as __createRequire } from 'node:module'; const require = __createRequire(import.meta.url);` },
    logLevel: 'error'
  })
  return { main, remove: () => rmSync(folder, { recursive: true, force: true }) }
}
