// How this project's programs are bundled: for Node, as ES modules, with what they import inside.
import { build } from 'esbuild'
import { fileURLToPath } from 'node:url'

/** The project's folder. */
export const ROOT = fileURLToPath(new URL('..', import.meta.url))

// CommonJS dependencies call `require` for Node's own modules; an ES module has none of its own.
const BANNER = `import { createRequire as __createRequire } from 'node:module'; const require = __createRequire(import.meta.url);`

/** Bundles by esbuild's `entryPoints` and `outdir` or `outfile`, and whatever else is particular to the program. */
export function bundle(options) {
  return build({
    absWorkingDir: ROOT,
    bundle: true,
    // Names of modules are in the bundle: they must not tell where `node_modules` leads, if it is a link.
    preserveSymlinks: true,
    platform: 'node',
    format: 'esm',
    target: 'node20',
    banner: { js: BANNER },
    loader: { '.json': 'json' },
    legalComments: 'none',
    logLevel: 'warning',
    ...options
  })
}
