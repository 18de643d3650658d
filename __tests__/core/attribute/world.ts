// Small repositories for attribution's tests: a tree in memory, its closure, and the real kustomize's render of it.

import { execFile } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'
import { loadAll } from 'js-yaml'
import type { OverlaySource } from '../../../src/core/attribute/tracer.ts'
import type { RenderedPath } from '../../../src/core/model/difference.ts'
import { sha256Hex } from '../../../src/core/model/hash.ts'
import type { ResourceId, Value } from '../../../src/core/model/resource.ts'
import { isMapping } from '../../../src/core/model/resource.ts'
import type { Tree } from '../../../src/core/model/tree.ts'

/** A text of several lines, written with the indentation of the code around it; ends with a line break. */
export function text(strings: TemplateStringsArray, ...values: readonly (string | number)[]): string {
  const indents = strings.join('').split('\n').filter((line) => line.trim() !== '').map((line) => line.length - line.trimStart().length)
  const indent = ' '.repeat(Math.min(...indents))
  const parts = strings.map((part) => part.replaceAll(`\n${indent}`, '\n'))
  return parts.map((part, index) => `${part}${values[index] ?? ''}`).join('').replace(/^\n/, '').replace(/\n *$/, '\n')
}

/** Text by path; `-> target` is a symbolic link. */
export type Files = Readonly<Record<string, string>>

const LINK = '-> '

export function treeOf(files: Files): Tree {
  const content = (path: string): string => (files[path] ?? '').replace(/^-> /, '')
  const entries = Object.keys(files).map((path) => {
    const mode = files[path]?.startsWith(LINK) ? '120000' : '100644'
    return [path, { mode, blob: sha256Hex(content(path)) }] as const
  })
  return {
    revision: sha256Hex(JSON.stringify(files)),
    entries: new Map(entries),
    text: (path) => (path in files ? content(path) : undefined)
  }
}

/** Every file counts as part of the closure unless it lies in another folder of `overlays`. */
export function sourceOf(files: Files, root: string): OverlaySource {
  const tree = treeOf(files)
  const foreign = (path: string): boolean => path.startsWith('overlays/') && !path.startsWith(`${root}/`)
  const paths = Object.keys(files).filter((path) => !foreign(path)).sort()
  const kustomizations = paths.filter((path) => /(^|\/)kustomization\.yaml$/.test(path))
  const named = (field: string): readonly string[] =>
    kustomizations.flatMap((path) => {
      const found = (files[path] ?? '').matchAll(new RegExp(`^${field}: *(.*)$`, 'gm'))
      return [...found].map((match) => match[1] ?? '')
    })
  return {
    tree,
    closure: {
      root,
      files: paths.map((path) => ({ path, entry: tree.entries.get(path) ?? { mode: '100644', blob: '' } })),
      placeholders: [],
      kustomizations: [`${root}/kustomization.yaml`, ...kustomizations.filter((path) => path !== `${root}/kustomization.yaml`)],
      risks: [],
      missing: [],
      prefixes: named('namePrefix'),
      suffixes: named('nameSuffix'),
      key: tree.revision
    }
  }
}

const run = promisify(execFile)

/** What kustomize prints for a folder; rejects with its words where it fails. */
export async function render(files: Files, root: string, command: string): Promise<readonly Value[]> {
  const folder = mkdtempSync(join(tmpdir(), 'parity-gate-origin-'))
  try {
    for (const [path, text] of Object.entries(files)) {
      mkdirSync(dirname(join(folder, path)), { recursive: true })
      if (text.startsWith(LINK)) symlinkSync(text.slice(LINK.length), join(folder, path))
      else writeFileSync(join(folder, path), text)
    }
    const { stdout } = await run(command, ['build', join(folder, root)], { env: { HOME: folder, PATH: '' } })
    return loadAll(stdout) as Value[]
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

export function idOf(body: Value): ResourceId {
  if (!isMapping(body) || !isMapping(body.metadata)) throw new Error('no resource')
  const { apiVersion, kind } = body
  const { name } = body.metadata
  if (typeof apiVersion !== 'string' || typeof kind !== 'string' || typeof name !== 'string') throw new Error('no resource')
  const slash = apiVersion.indexOf('/')
  return {
    group: slash < 0 ? '' : apiVersion.slice(0, slash),
    version: apiVersion.slice(slash + 1),
    kind,
    namespace: typeof body.metadata.namespace === 'string' ? body.metadata.namespace : null,
    name
  }
}

/** The one resource of a `Kind` or `Kind/name` (a generated name without its hash). */
export function pick(render: readonly Value[], wanted: string): Value {
  const [kind, name] = wanted.split('/')
  const found = render.filter((body) => {
    const id = idOf(body)
    return id.kind === kind && (name === undefined || id.name === name || id.name.replace(/-[a-z0-9]{10}$/, '') === name)
  })
  if (found.length !== 1) throw new Error(`${found.length} of ${wanted}`)
  return found[0] as Value
}

/** `/spec/containers/0/image` as a path; digits are positions. */
export function renderedPath(pointer: string): RenderedPath {
  const segments = pointer.split('/').slice(1).map((segment) => segment.replaceAll('~1', '/').replaceAll('~0', '~'))
  return segments.map((segment) => (/^\d+$/.test(segment) ? Number(segment) : segment))
}
