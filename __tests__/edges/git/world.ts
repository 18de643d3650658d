// Real git repositories in temporary folders, for the tests of the git edge.

import { execFileSync } from 'node:child_process'
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, realpathSync, rmSync } from 'node:fs'
import { statSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterAll } from '@jest/globals'
import { UserError } from '../../../src/core/model/error.ts'
import type { Repository } from '../../../src/edges/git/repository.ts'
import { openRepository } from '../../../src/edges/git/repository.ts'

const folders: string[] = []

afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true })
})

export function temporaryFolder(): string {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'pg-git-')))
  folders.push(folder)
  return folder
}

const ENVIRONMENT = {
  PATH: process.env['PATH'] ?? '',
  GIT_CONFIG_GLOBAL: '/dev/null',
  GIT_CONFIG_NOSYSTEM: '1',
  GIT_AUTHOR_NAME: 'Ada',
  GIT_AUTHOR_EMAIL: 'ada@example.com',
  GIT_COMMITTER_NAME: 'Ada',
  GIT_COMMITTER_EMAIL: 'ada@example.com',
  GIT_AUTHOR_DATE: '2026-01-01T00:00:00Z',
  GIT_COMMITTER_DATE: '2026-01-01T00:00:00Z'
}

export function git(directory: string, ...args: readonly string[]): string {
  const settings = ['-c', 'init.defaultBranch=main', '-c', 'protocol.file.allow=always', '-c', 'advice.detachedHead=false']
  const options = { cwd: directory, env: ENVIRONMENT, encoding: 'utf8' } as const
  return execFileSync('git', [...settings, ...args], { ...options, stdio: ['ignore', 'pipe', 'pipe'] }).trim()
}

export function write(directory: string, files: Readonly<Record<string, string>>): void {
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(dirname(join(directory, path)), { recursive: true })
    writeFileSync(join(directory, path), content)
  }
}

export function commit(directory: string, files: Readonly<Record<string, string>>, message = 'change'): string {
  write(directory, files)
  git(directory, 'add', '-A')
  git(directory, 'commit', '--quiet', '--allow-empty', '-m', message)
  return git(directory, 'rev-parse', 'HEAD')
}

export type Origin = {
  readonly directory: string
  readonly url: string
  /** Tip of main, which has moved on since the pull request began. */
  readonly base: string
  readonly head: string
  /** Where the pull request began. */
  readonly fork: string
  /** `refs/pull/7/merge`, as GitHub makes it: parents base and head. */
  readonly merge: string
}

/** A repository with a pull request, as a server would hold it. */
export function pullRequestOrigin(): Origin {
  const directory = join(temporaryFolder(), 'origin')
  mkdirSync(directory)
  git(directory, 'init', '--quiet')
  commit(directory, { 'apps/web/base/kustomization.yaml': 'resources: [web.yaml]\n', 'apps/web/base/web.yaml': 'kind: Deployment\n' })
  write(directory, { 'run.sh': '#!/bin/sh\n', 'latin.yaml': 'name: caf\u00e9\n' })
  chmodSync(join(directory, 'run.sh'), 0o755)
  symlinkSync('apps/web/base/web.yaml', join(directory, 'link.yaml'))
  const fork = commit(directory, { 'apps/web/overlays/prod/kustomization.yaml': 'resources: [../../base]\n' })
  git(directory, 'checkout', '--quiet', '-b', 'feature')
  for (let index = 0; index < 3; index += 1) {
    commit(directory, { 'apps/web/overlays/staging/kustomization.yaml': `# ${index}\nresources: [../../base]\n` })
  }
  const head = git(directory, 'rev-parse', 'HEAD')
  git(directory, 'checkout', '--quiet', 'main')
  for (let index = 0; index < 3; index += 1) commit(directory, { 'notes.txt': `${index}\n` })
  const base = git(directory, 'rev-parse', 'HEAD')
  git(directory, 'checkout', '--quiet', '--detach')
  git(directory, 'merge', '--quiet', '--no-ff', '-m', 'Merge', 'feature')
  const merge = git(directory, 'rev-parse', 'HEAD')
  git(directory, 'update-ref', 'refs/pull/7/merge', merge)
  git(directory, 'checkout', '--quiet', 'main')
  return { directory, url: `file://${directory}`, base, head, fork, merge }
}

/** What `actions/checkout` leaves behind on a pull request: depth 1, detached, one ref. */
export function actionsCheckout(url: string, ref = 'refs/pull/7/merge'): string {
  const directory = join(temporaryFolder(), 'checkout')
  mkdirSync(directory)
  git(directory, 'init', '--quiet')
  git(directory, 'remote', 'add', 'origin', url)
  const target = ref.replace('refs/', 'refs/remotes/')
  git(directory, 'fetch', '--quiet', '--no-tags', '--depth=1', 'origin', `+${ref}:${target}`)
  git(directory, 'checkout', '--quiet', '--force', target)
  return directory
}

export function open(directory: string, options: { token?: string; serverUrl?: string; temporary?: string } = {}): Promise<Repository> {
  return openRepository(directory, {
    token: options.token ?? null,
    serverUrl: options.serverUrl ?? null,
    temporary: options.temporary ?? temporaryFolder()
  })
}

/** Every file below a folder with its bytes and time: to show that nothing was written. */
export function snapshot(directory: string): ReadonlyMap<string, string> {
  const names = readdirSync(directory, { recursive: true, encoding: 'utf8' }).sort()
  return new Map(names.map((name): [string, string] => {
    const path = join(directory, name)
    const found = statSync(path)
    return [name, found.isFile() ? `${found.mtimeMs} ${readFileSync(path).toString('base64')}` : 'folder']
  }))
}

/** The UserError that a promise ends in. */
export async function failure(promise: Promise<unknown>): Promise<UserError> {
  try {
    await promise
  } catch (error) {
    if (error instanceof UserError) return error
    throw error
  }
  throw new Error('it did not fail')
}
