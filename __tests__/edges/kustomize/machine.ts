// A small machine for tests that look for kustomize: folders for PATH, the caches and the judged repository, fake programs.

import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { createServer, type RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { findKustomize, type FindOptions } from '../../../src/edges/kustomize/find-kustomize.ts'
import type { Kustomize } from '../../../src/edges/kustomize/kustomize.ts'
import type { Settings } from '../../../src/edges/kustomize/search.ts'

export type Machine = {
  readonly root: string
  readonly bin: string
  readonly repository: string
  readonly cache: string
  /** What was said so far. */
  readonly said: string[]
  readonly program: (path: string, body: string) => string
  readonly find: (input?: FindOptions['input'], settings?: Partial<Settings>, environment?: Record<string, string>) => Promise<Kustomize>
  readonly remove: () => void
}

/** Nothing of the real machine but the shell's own tools is to be found on it; downloads lead nowhere. */
export function machine(): Machine {
  const root = mkdtempSync(join(tmpdir(), 'find-test-'))
  const [bin, tools, repository, cache] = [join(root, 'bin'), join(root, 'tools'), join(root, 'repository'), join(root, 'cache')]
  for (const folder of [bin, tools, repository, join(root, 'elsewhere')]) mkdirSync(folder)
  for (const tool of ['sh', 'env', 'cat', 'tar', 'gzip', 'sleep', 'mkdir', 'chmod']) {
    symlinkSync(execFileSync('/bin/sh', ['-c', `command -v ${tool}`], { encoding: 'utf8' }).trim(), join(tools, tool))
  }
  const said: string[] = []
  const program = (path: string, body: string): string => {
    const file = join(root, path)
    mkdirSync(dirname(file), { recursive: true })
    writeFileSync(file, `#!/bin/sh\n${body}\n`)
    chmodSync(file, 0o755)
    return file
  }
  const find: Machine['find'] = (input = null, settings = {}, environment = {}) =>
    findKustomize(
      {
        input,
        repository,
        environment: { PATH: `${bin}:${tools}`, HOME: root, RUNNER_TOOL_CACHE: cache, ...environment },
        temporary: join(root, 'temporary'),
        say: (line) => said.push(line)
      },
      { releases: 'http://127.0.0.1:9', here: join(root, 'elsewhere'), platform: 'linux_amd64', ...settings }
    )
  return { root, bin, repository, cache, said, program, find, remove: () => rmSync(root, { recursive: true, force: true }) }
}

/** A program that answers `version` as kustomize 5 does. */
export function answering(version: string): string {
  return `echo "${version}"`
}

/** An archive like the official ones, with a given program inside, and its SHA-256. */
export function archive(machine: Machine, body: string): { readonly bytes: Buffer; readonly sum: string } {
  machine.program('release/kustomize', body)
  const file = join(machine.root, 'release', 'archive.tar.gz')
  execFileSync('tar', ['-czf', file, '-C', dirname(file), 'kustomize'])
  const bytes = readFileSync(file)
  return { bytes, sum: createHash('sha256').update(bytes).digest('hex') }
}

/** Serves on this machine until closed. */
export async function serve(listener: RequestListener): Promise<{ readonly url: string; readonly close: () => Promise<void> }> {
  const server = createServer(listener)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const close = (): Promise<void> =>
    new Promise((resolve) => {
      server.close(() => resolve())
      server.closeAllConnections()
    })
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, close }
}
