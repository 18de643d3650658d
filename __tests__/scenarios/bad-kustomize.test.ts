// A kustomize that misbehaves, under the command line as people run it: a clear finding, no pass, and nothing stays behind.

import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import process from 'node:process'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals'
import { expectGone } from '../edges/kustomize/alive.ts'
import { newestKustomize } from '../support/kustomize.ts'
import { deployment, overlays, shop } from '../support/ladder.ts'
import type { OwnBundle } from '../support/own-bundle.ts'
import { ownBundle } from '../support/own-bundle.ts'
import { commit, git, newRepository } from '../support/scenario.ts'

const REAL = newestKustomize().command
const RUN = deployment(shop('a'))
const PROD = 'apps/shop/overlays/prod'
const LIMITS = 'version: 1\nlimits: {build-seconds: 3, output-megabytes: 8, memory-megabytes: 512}\nparallelism: 1\n'

let folder = ''
let repository = ''
let tools = ''
let cli: OwnBundle
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'bad-kustomize-'))
  repository = newRepository()
  commit(repository, { ...overlays({ dev: RUN, staging: RUN, prod: RUN }), '.github/parity-gate.yaml': LIMITS })
  // The folders differ, so that each is a build of its own.
  for (const environment of ['dev', 'staging', 'prod']) {
    commit(repository, { [`apps/shop/overlays/${environment}/kustomization.yaml`]: `# ${environment}\nresources: [../../base, app.yaml]\n` })
  }
  cli = await ownBundle('cli')
})
afterAll(() => {
  cli.remove()
  for (const path of [folder, repository]) rmSync(path, { recursive: true, force: true })
})
beforeEach(() => {
  tools = mkdtempSync(join(folder, 'tools-'))
})

type Run = { readonly status: number | null; readonly stdout: string; readonly stderr: string; readonly peakMegabytes: number }

/** A kustomize that does this where it builds the overlay of prod, and is real for the others. Process ids go to `$PIDS`. */
function badInProd(body: string): string {
  return bad(`case "$overlay" in */prod) ${body};; esac\nexec ${REAL} "$@"`)
}

function bad(body: string): string {
  const file = join(tools, 'kustomize')
  const head = `#!/bin/sh\nPIDS=${tools}/pids\nif [ "$1" = version ]; then echo v5.8.1; exit; fi\nfor overlay in "$@"; do :; done\necho $$ >> $PIDS\n`
  writeFileSync(file, `${head}${body}\n`)
  chmodSync(file, 0o755)
  return file
}

/** Runs the command line in a process of its own, with a temporary folder of its own. */
async function check(kustomize: string, ...args: readonly string[]): Promise<Run> {
  const temporary = join(tools, 'tmp')
  mkdirSync(temporary)
  const status = git(repository, 'status', '--porcelain')
  const command = [cli.main, 'check', '--all', '--repo', repository, '--kustomize', kustomize, ...args]
  const child = spawn(process.execPath, command, { env: { PATH: process.env.PATH, HOME: tools, TMPDIR: temporary }, stdio: ['ignore', 'pipe', 'pipe'] })
  const said = { stdout: '', stderr: '' }
  child.stdout.on('data', (chunk: Buffer) => (said.stdout += chunk.toString()))
  child.stderr.on('data', (chunk: Buffer) => (said.stderr += chunk.toString()))
  let peakMegabytes = 0
  const watch = setInterval(() => {
    const file = `/proc/${child.pid}/status`
    const peak = existsSync(file) ? /^VmHWM:\s+(\d+) kB/m.exec(readFileSync(file, 'utf8'))?.[1] : undefined
    peakMegabytes = Math.max(peakMegabytes, Number(peak ?? 0) / 1024)
  }, 50)
  const [exit] = (await once(child, 'close')) as [number | null]
  clearInterval(watch)
  expect(readdirSync(temporary)).toEqual([])
  expect(git(repository, 'status', '--porcelain')).toBe(status)
  const pids = existsSync(join(tools, 'pids')) ? readFileSync(join(tools, 'pids'), 'utf8').trim().split('\n').map(Number) : []
  if (pids.length === 0) throw new Error(`no build was started:\n${said.stdout}${said.stderr}`)
  await expectGone(pids)
  return { status: exit, ...said, peakMegabytes }
}

/** Fails, with this finding and no other of an overlay, and nothing that only its author understands. */
function expectFinding({ status, stdout, stderr, peakMegabytes }: Run, code: string, words: string | RegExp): void {
  expect(stdout).toMatch(new RegExp(`  error  ${code}$`, 'm'))
  if (typeof words === 'string') expect(stdout).toContain(words)
  else expect(stdout).toMatch(words)
  expect(stdout).toMatch(/\bfail\b/)
  expect(stdout + stderr).not.toMatch(/\n\s+at |TypeError|goroutine|parity-gate-build|bug of its own/)
  expect(status).toBe(1)
  expect(peakMegabytes).toBeLessThan(300)
}

describe('in one overlay', () => {
  it.each<[string, string, string, string | RegExp]>([
    ['hangs', 'sleep 60', 'render-timeout', 'did not end within 3 s'],
    ['hangs and ignores that it is told to end', "trap '' TERM INT HUP; while :; do sleep 1; done", 'render-timeout', 'did not end within 3 s'],
    ['closes its pipes but stays', 'exec >&- 2>&-; sleep 60', 'render-timeout', 'did not end within 3 s'],
    ['leaves a grandchild that holds the pipes, and hangs', 'sleep 60 & echo $! >> $PIDS; wait', 'render-timeout', 'did not end within 3 s'],
    ['prints 2 GB', 'head -c 2000000000 /dev/zero; exit 0', 'limit-exceeded', 'printed more than 8 MB'],
    ['prints without end', 'exec yes "a: 1"', 'limit-exceeded', 'printed more than 8 MB'],
    ['writes to stderr without end', 'exec yes "# Warning: a" >&2', 'limit-exceeded', 'printed more than 8 MB'],
    ['is killed for memory', 'kill -KILL $$', 'render-failed', 'was killed by SIGKILL, most likely because the machine ran out of memory: allow fewer builds at once with parallelism'],
    ['crashes by a signal', 'kill -SEGV $$', 'render-failed', 'was killed by SIGSEGV'],
    ['is refused memory', 'printf "runtime: out of memory: cannot allocate 4194304-byte block\\nfatal error: out of memory\\n\\ngoroutine 1 [running]:\\n" >&2; exit 2', 'limit-exceeded', /`memory-megabytes`\).*wanted more than 512 MB of memory/],
    ['crashes by a bug', 'printf "panic: runtime error: invalid memory address or nil pointer dereference\\n[signal SIGSEGV]\\n\\ngoroutine 1 [running]:\\nmain.main()\\n\\t/a/b.go:1\\n" >&2; exit 2', 'render-failed', 'kustomize crashed: panic: runtime error: invalid memory address or nil pointer dereference'],
    ['says nothing and prints nothing', 'exit 0', 'render-invalid', 'rendered nothing'],
    ['prints half a document', 'printf "apiVersion: v1\\nkind: ServiceAccount\\nmetadata:\\n  name: [shop"; exit 0', 'render-invalid', 'the output is not YAML'],
    ['prints half of it and then fails', `${REAL} "$@"; exit 3`, 'render-failed', 'ended with exit status 3 and said nothing'],
    ['prints half of it and is then killed', `${REAL} "$@"; kill -KILL $$`, 'render-failed', 'was killed by SIGKILL'],
    ['prints bytes that are no text', 'printf "a: \\377\\n"; exit 0', 'render-failed', 'printed bytes that are not UTF-8']
  ])('%s', async (_name, body, code, words) => {
    const run = await check(badInProd(body))
    expectFinding(run, code, words)
    expect(run.stdout).toContain(PROD)
    expect(run.stdout).not.toMatch(/does not build.*`(?:dev|staging)`/)
  })
})

describe('in all of them', () => {
  it('is gone after the first build', async () => {
    const run = await check(bad(`${REAL} "$@"; status=$?; rm -f "$0"; exit $status`))
    expectFinding(run, 'render-failed', 'could not be started: there is no such file')
  })

  it('may not be run any more after the first build', async () => {
    const run = await check(bad(`${REAL} "$@"; status=$?; chmod -x "$0"; exit $status`))
    expectFinding(run, 'render-failed', 'could not be started: it may not be executed')
  })

  it('builds well but leaves a child behind: that one goes, and the verdict stands', async () => {
    const run = await check(bad(`sleep 60 & echo $! >> $PIDS; exec ${REAL} "$@"`))
    expect(run.status).toBe(0)
  })

  it('sees no more memory than the policy gives it, and neither does what it starts', async () => {
    const run = await check(bad(`sh -c 'ulimit -d' > ${tools}/limit; exec ${REAL} "$@"`))
    expect(run.status).toBe(0)
    expect(readFileSync(join(tools, 'limit'), 'utf8').trim()).toBe(process.platform === 'linux' ? String(512 * 1024) : 'unlimited')
  })
})
