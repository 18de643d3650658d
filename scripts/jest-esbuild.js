// Strips TypeScript's types for jest; esbuild is already here for the bundle.
import { transformSync } from 'esbuild'

export default {
  process(source, filename) {
    const { code, map } = transformSync(source, { loader: 'ts', format: 'esm', target: 'node20', sourcefile: filename, sourcemap: 'both' })
    return { code, map }
  }
}
