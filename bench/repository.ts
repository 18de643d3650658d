// A benchmark's repository on disk: an origin made by `git fast-import`, and the clones that a runner could have of it.

import { execFileSync } from 'node:child_process'
import { join } from 'node:path'
import process from 'node:process'

/** `time`: seconds since the epoch. */
export type Commit = { readonly time: number; readonly author: string; readonly subject: string; readonly files: Readonly<Record<string, string>> }

export type Change = { readonly name: string; readonly files: Readonly<Record<string, string>> }

/** Ids of the branch's tip and, by name, of the changes on top of it. */
export type Written = { readonly origin: string; readonly tip: string; readonly changes: ReadonlyMap<string, string> }

const IMPORT_BYTES = 1024 * 1024 * 1024
/** Neither the user's configuration nor the machine's may change what is measured. */
const ENVIRONMENT = { ...process.env, GIT_CONFIG_NOSYSTEM: '1', GIT_CONFIG_GLOBAL: '/dev/null' }

/** Runs git and returns what it prints, trimmed. */
export function git(directory: string, args: readonly string[], input: string = ''): string {
  return execFileSync('git', [...args], { cwd: directory, encoding: 'utf8', env: ENVIRONMENT, input, maxBuffer: IMPORT_BYTES, stdio: ['pipe', 'pipe', 'pipe'] }).trim()
}

/** Writes the commits to `main` and each change to a branch `change/INDEX`, committed at `now`; packed as a server packs. */
export function writeOrigin(folder: string, commits: readonly Commit[], changes: readonly Change[], now: number): Written {
  const origin = join(folder, 'origin.git')
  git(folder, ['init', '-q', '--bare', '-b', 'main', origin])
  git(origin, ['config', 'uploadpack.allowAnySHA1InWant', 'true'])
  git(origin, ['config', 'uploadpack.allowFilter', 'true'])
  const branches = changes.map(({ name, files }, index) => {
    const commit: Commit = { time: now, author: 'release-bot', subject: name, files }
    return imported(`refs/heads/change/${index}`, commit, 'refs/heads/main')
  })
  git(origin, ['fast-import', '--quiet'], [...commits.map((commit) => imported('refs/heads/main', commit, null)), ...branches].join(''))
  git(origin, ['repack', '-a', '-d', '-q', '--depth=50', '--window=10'])
  const id = (name: string): string => git(origin, ['rev-parse', name])
  return { origin, tip: id('main'), changes: new Map(changes.map(({ name }, index) => [name, id(`change/${index}`)])) }
}

/** git-fast-import(1). Without `from` a branch goes on where it is. */
function imported(branch: string, { time, author, subject, files }: Commit, from: string | null): string {
  const who = `${author} <${author.toLowerCase()}@example.com> ${time} +0000`
  const changes = Object.entries(files).map(([path, text]) => `M 100644 inline ${path}\n${data(text)}`)
  return `commit ${branch}\nauthor ${who}\ncommitter ${who}\n${data(subject)}${from === null ? '' : `from ${from}\n`}${changes.join('')}\n`
}

function data(text: string): string {
  return `data ${Buffer.byteLength(text)}\n${text}\n`
}

/** What `fetch-depth: 0` leaves. */
export function fullClone(folder: string, origin: string, head: string): string {
  const directory = join(folder, 'full')
  git(folder, ['clone', '-q', `file://${origin}`, directory])
  git(directory, ['checkout', '-q', '--detach', head])
  return directory
}

/** What `actions/checkout` leaves without options. */
export function shallowClone(folder: string, origin: string, head: string): string {
  const directory = join(folder, 'shallow')
  git(folder, ['init', '-q', directory])
  git(directory, ['remote', 'add', 'origin', `file://${origin}`])
  git(directory, ['fetch', '-q', '--no-tags', '--depth=1', 'origin', `+${head}:refs/remotes/pull/1/merge`])
  git(directory, ['checkout', '-q', '--force', 'refs/remotes/pull/1/merge'])
  return directory
}
