// Bundles the benchmark of scale and runs it; `--help` says how.
import { runBundled } from '../bundled.mjs'

await runBundled('bench/scale/main.ts')
