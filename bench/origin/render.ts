// Renders a state of a world with the real kustomize, in a temporary folder of its own.

import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { readRender } from '../../src/core/render/read-render.ts'
import type { Render } from '../../src/core/model/render.ts'
import { build } from '../../src/edges/kustomize/build.ts'
import type { Kustomize } from '../../src/edges/kustomize/kustomize.ts'
import type { Files, World } from './world.ts'
import { LINK } from './world.ts'

export type Rendered =
  { readonly kind: 'built'; readonly stdout: string; readonly render: Render } | { readonly kind: 'failed'; readonly reason: string }

export type Renderer = (world: Pick<World, 'root' | 'helm' | 'loadRestrictor'>, files: Files) => Promise<Rendered>

export function rendererOf(kustomize: Kustomize): Renderer {
  return async ({ root, helm, loadRestrictor }, files) => {
    const directory = mkdtempSync(join(tmpdir(), 'parity-gate-bench-'))
    try {
      writeFiles(directory, files)
      const result = await build(kustomize, { directory, overlay: root, loadRestrictor, enableHelm: helm, seconds: 60, megabytes: 64, memoryMegabytes: 4096 })
      if (result.kind !== 'ok') return { kind: 'failed', reason: result.stderr.replaceAll(`${directory}/`, '').trim() }
      const outcome = readRender(result.stdout)
      return outcome.kind === 'built'
        ? { kind: 'built', stdout: result.stdout, render: outcome }
        : { kind: 'failed', reason: outcome.reason }
    } finally {
      rmSync(directory, { recursive: true, force: true, maxRetries: 3 })
    }
  }
}

export function writeFiles(directory: string, files: Files): void {
  for (const [path, text] of Object.entries(files)) {
    const file = join(directory, path)
    mkdirSync(dirname(file), { recursive: true })
    if (text.startsWith(LINK)) symlinkSync(text.slice(LINK.length), file)
    else writeFileSync(file, text)
  }
}
