// Bundles the benchmark of promotion by history and runs it; `--help` says how.
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { runBundled } from '../bundled.mjs'

const here = dirname(fileURLToPath(import.meta.url))

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

await runBundled('bench/promotion/main.ts', [metered])
