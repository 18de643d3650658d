// openapi-backend as one file: it is CommonJS that requires an ES module, which Jest can load on Node 24 only.

import { buildSync } from 'esbuild'
import { existsSync, mkdirSync, readFileSync, renameSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import type * as Backend from 'openapi-backend'

type Module = typeof Backend

/** Bundled once for each version and kept between test runs. */
export function loadOpenApiBackend(): Module {
  const load = createRequire(import.meta.url)
  const manifest = load.resolve('openapi-backend/package.json')
  const { version } = JSON.parse(readFileSync(manifest, 'utf8')) as { version: string }
  const cached = join(dirname(dirname(manifest)), '.cache', 'parity-gate', `openapi-backend-${version}.cjs`)
  if (!existsSync(cached)) {
    mkdirSync(dirname(cached), { recursive: true })
    const fresh = `${cached}.${process.pid}`
    buildSync({ entryPoints: [dirname(manifest)], bundle: true, platform: 'node', format: 'cjs', target: 'node20', outfile: fresh })
    renameSync(fresh, cached)
  }
  return load(cached) as Module
}
