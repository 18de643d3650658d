// Bundles the mutation benchmark of bench/origin and runs it; `--help` says how.
import { join } from 'node:path'
import { runBundled } from '../bench/bundled.mjs'
import { ROOT } from './bundle.mjs'

// For the measurement of speed the gate gets attribution with a switch and a clock.
const switched = {
  name: 'switched-attribute',
  setup: ({ onResolve }) => {
    onResolve({ filter: /core\/attribute\/attribute\.ts$/ }, ({ importer }) =>
      importer.includes('/src/gate/') ? { path: join(ROOT, 'bench/origin/switched-attribute.ts') } : undefined
    )
  }
}

await runBundled('bench/origin/main.ts', [switched])
