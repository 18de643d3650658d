import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import { spawnSync } from 'node:child_process'
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { cpus, tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { performance } from 'node:perf_hooks'
import process from 'node:process'
import { setTimeout as sleep } from 'node:timers/promises'
import { build as buildAlone, openBuilders, type BuildRequest, type BuildResult } from '../../../src/edges/kustomize/build.ts'
import { goMemory, goMemoryMegabytes } from '../../../src/edges/kustomize/go-memory.ts'
import { canLaunch } from '../../../src/edges/kustomize/launcher.ts'
import { limited } from '../../../src/edges/kustomize/memory-limit.ts'
import type { Kustomize } from '../../../src/edges/kustomize/kustomize.ts'
import { kustomizeBinaries } from '../../support/kustomize.ts'
import { expectGone } from './alive.ts'

let folder = ''
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'build-test-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

function write(files: Record<string, string>): void {
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true })
    writeFileSync(join(folder, path), text)
  }
}

function request(changes: Partial<BuildRequest> = {}): BuildRequest {
  return { directory: folder, overlay: '', loadRestrictor: 'root-only', enableHelm: false, seconds: 20, megabytes: 8, memoryMegabytes: 4096, ...changes }
}

async function buildLaunched(kustomize: Kustomize, one: BuildRequest): Promise<BuildResult> {
  const builders = openBuilders(kustomize, one, 1)
  try {
    return await (builders?.build(one) ?? buildAlone(kustomize, one))
  } finally {
    builders?.close()
  }
}

/** Where there is no shell to launch with, both are the same. */
const WAYS = [
  { way: 'a process of its own', build: buildAlone },
  { way: 'a launcher', build: buildLaunched }
]

/** A program in place of kustomize. */
function script(body: string): Kustomize {
  const command = join(folder, 'script.sh')
  writeFileSync(command, `#!/bin/sh\n${body}\n`)
  chmodSync(command, 0o755)
  return { command, args: ['build'], version: 'v5.8.1', source: 'test' }
}

async function pidsIn(file: string, count: number): Promise<number[]> {
  for (let tries = 0; tries < 200; tries++) {
    const pids = existsSync(file) ? readFileSync(file, 'utf8').trim().split('\n').filter((line) => line !== '') : []
    if (pids.length >= count) return pids.map(Number)
    await sleep(20)
  }
  throw new Error(`no process ids in ${file}`)
}

const DEPLOYMENT = 'apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: web\nspec:\n  replicas: 1\n'

describe.each(WAYS.flatMap((each) => kustomizeBinaries().map((binary) => ({ ...each, ...binary }))))('kustomize $version, $way', ({ command, version, build }) => {
  const kustomize: Kustomize = { command, args: ['build'], version, source: 'test' }

  it('builds an overlay of the tree', async () => {
    write({
      'base/kustomization.yaml': 'resources: [web.yaml]\n',
      'base/web.yaml': DEPLOYMENT,
      'overlays/prod/kustomization.yaml': 'resources: [../../base]\nnamespace: größe\n'
    })
    const result = await build(kustomize, request({ overlay: 'overlays/prod' }))
    expect(result).toMatchObject({ kind: 'ok', stderr: '' })
    expect(result.kind === 'ok' && result.stdout).toContain('  name: web\n  namespace: größe\n')
  })

  it('builds the root of the tree', async () => {
    write({ 'kustomization.yaml': 'resources: [web.yaml]\n', 'web.yaml': DEPLOYMENT })
    expect(await build(kustomize, request())).toMatchObject({ kind: 'ok' })
  })

  it('takes an overlay by its folder, even one that looks like an option or an address', async () => {
    write({ '--help/kustomization.yaml': 'resources: [web.yaml]\n', '--help/web.yaml': DEPLOYMENT })
    write({ 'github.com/a/b/kustomization.yaml': 'resources: [web.yaml]\n', 'github.com/a/b/web.yaml': DEPLOYMENT })
    expect(await build(kustomize, request({ overlay: '--help' }))).toMatchObject({ kind: 'ok' })
    expect(await build(kustomize, request({ overlay: 'github.com/a/b' }))).toMatchObject({ kind: 'ok' })
  })

  it('gives its own words when it fails', async () => {
    write({ 'kustomization.yaml': 'resources: [missing.yaml]\n' })
    const result = await build(kustomize, request())
    expect(result).toMatchObject({ kind: 'failed', exitCode: 1, signal: null })
    expect(result.stderr).toContain('missing.yaml')
  })

  it('keeps to the load restrictor unless told otherwise', async () => {
    write({
      'shared/web.yaml': DEPLOYMENT,
      'overlay/kustomization.yaml': 'resources: [../shared/web.yaml]\n'
    })
    expect((await build(kustomize, request({ overlay: 'overlay' }))).stderr).toContain('security; file')
    expect(await build(kustomize, request({ overlay: 'overlay', loadRestrictor: 'none' }))).toMatchObject({ kind: 'ok' })
  })

  it('refuses Helm and functions, and passes on that Helm is allowed', async () => {
    write({ 'kustomization.yaml': 'helmCharts: [{name: c, repo: "http://127.0.0.1:9"}]\n' })
    expect((await build(kustomize, request())).stderr).toContain('must specify --enable-helm')
    expect((await build(kustomize, request({ enableHelm: true }))).stderr).not.toContain('must specify --enable-helm')
    const marker = join(folder, 'ran')
    write({
      'kustomization.yaml': 'generators: [g.yaml]\n',
      'g.yaml':
        'apiVersion: v1\nkind: Gen\nmetadata:\n  name: g\n' +
        '  annotations:\n    config.kubernetes.io/function: |\n      exec: {path: ./x.sh}\n',
      'x.sh': `#!/bin/sh\ntouch ${marker}\n`
    })
    chmodSync(join(folder, 'x.sh'), 0o755)
    expect(await build(kustomize, request())).toMatchObject({ kind: 'failed' })
    expect(existsSync(marker)).toBe(false)
  })

  const onLinux = process.platform === 'linux' ? it : it.skip
  if (process.platform !== 'linux') process.stderr.write('skipped: what a build may use is bounded on Linux only\n')
  onLinux('is refused more memory than it may have', async () => {
    // Nine aliases of nine each, six times over: 500,000 strings.
    const bomb = Array.from({ length: 6 }, (_, level) => `  a${level}: &a${level} [${Array(9).fill(level === 0 ? 'x' : `*a${level - 1}`).join(', ')}]\n`)
    write({
      'kustomization.yaml': 'resources: [bomb.yaml]\n',
      'bomb.yaml': `apiVersion: v1\nkind: Bomb\nmetadata:\n  name: bomb\nspec:\n${bomb.join('')}`
    })
    expect(await build(kustomize, request({ memoryMegabytes: 256 }))).toMatchObject({ kind: 'too-hungry' })
  })

  onLinux.each(WAYS)('would end by itself if nobody ended it: in $way', async ({ build }) => {
    // The same for the program and for what it starts.
    const result = await build(script('ulimit -t; ulimit -S -t; sh -c "ulimit -t"'), request({ seconds: 7 }))
    expect(result).toMatchObject({ kind: 'ok', stdout: `${String(7 * cpus().length + 10)}\n`.repeat(3) })
  })

  onLinux('has spent its processor time after a while of doing nothing else', () => {
    const { command, args } = limited({ command: '/bin/sh', args: ['-c', 'while :; do :; done'] }, 4096, 1)
    const seconds = performance.now()
    expect(spawnSync(command, args).signal).toBe('SIGKILL')
    expect(performance.now() - seconds).toBeLessThan(20_000)
  }, 30_000)

  it('stops output that is larger than the limit', async () => {
    write({ 'kustomization.yaml': 'configMapGenerator: [{name: big, files: [big.txt]}]\n', 'big.txt': 'x\n'.repeat(700_000) })
    expect(await build(kustomize, request({ megabytes: 1 }))).toMatchObject({ kind: 'too-large' })
  })
})

describe.each(WAYS)('the environment of the child: $way', ({ build }) => {
  it('holds what a build needs and nothing that the runner knows', async () => {
    const secrets = { GITHUB_TOKEN: 't', ACTIONS_RUNTIME_TOKEN: 't', INPUT_X: 't', KUSTOMIZE_PLUGIN_HOME: '/', HTTPS_PROXY: 'http://u:p@h' }
    const path = process.env.PATH
    Object.assign(process.env, secrets, { PATH: `relative:.:${process.env.PATH}` })
    try {
      const result = await build(script('env; echo "home: $(ls -A "$HOME")"; pwd; cat'), request())
      const lines = result.kind === 'ok' ? result.stdout.trim().split('\n') : []
      const names = lines.filter((line) => /^\w+=/.test(line)).map((line) => line.slice(0, line.indexOf('=')))
      // The shell adds PWD and its like by itself.
      expect(names.filter((name) => !['PWD', 'OLDPWD', 'SHLVL', '_'].includes(name)).sort()).toEqual([
        'GIT_ALLOW_PROTOCOL', 'GOGC', 'GOMEMLIMIT', 'HOME', 'PATH', 'TMPDIR'
      ])
      expect(lines).toContain('GOGC=off')
      expect(lines.find((line) => line.startsWith('GOMEMLIMIT='))).toMatch(/^GOMEMLIMIT=\d+MiB$/)
      expect(lines.find((line) => line.startsWith('PATH='))?.split(/[=:]/).slice(1).every((path) => path.startsWith('/'))).toBe(true)
      expect(lines).toContain('home: ')
      expect(lines.at(-1)?.startsWith(folder)).toBe(false)
    } finally {
      for (const name of Object.keys(secrets)) delete process.env[name]
      process.env.PATH = path
    }
  })

  it('leaves no folder behind, even what was written to TMPDIR', async () => {
    const result = await build(script('mkdir "$TMPDIR/clone" && touch "$TMPDIR/clone/x" && echo "$TMPDIR"'), request())
    const scratch = result.kind === 'ok' ? result.stdout.trim() : ''
    expect(scratch).toContain('parity-gate-build')
    expect(existsSync(scratch)).toBe(false)
  })

  it.each([[16, 4, 1024], [7, 2, 896], [1, 8, 128]])('%i GiB, %i cores: %i MiB each', (gigabytes, cores, limit) => {
    expect(goMemoryMegabytes(gigabytes * 2 ** 30, cores)).toBe(limit)
  })

  it('leaves collecting to Go where Go knows no limit', () => {
    expect(goMemory('v4.5.7', 4096)).toEqual({})
    for (const version of ['v5.0.0', 'v5.8.1', 'unknown']) expect(goMemory(version, 400)).toMatchObject({ GOGC: 'off', GOMEMLIMIT: expect.stringMatching(/^(128|300)MiB$/) })
  })
})

describe.each(WAYS)('a kustomize that misbehaves: $way', ({ build }) => {
  it('is killed when it overstays, with what it started', async () => {
    const pids = join(folder, 'pids')
    const kustomize = script(`sleep 60 & echo $! >> ${pids}; echo $$ >> ${pids}; echo waiting >&2; wait`)
    const running = build(kustomize, request({ seconds: 0.5 }))
    const both = await pidsIn(pids, 2)
    const result = await running
    expect(result).toMatchObject({ kind: 'timeout', stderr: 'waiting\n' })
    expect(result.milliseconds).toBeGreaterThanOrEqual(500)
    expect(result.milliseconds).toBeLessThan(5000)
    await expectGone(both)
  })

  it('is killed when it prints without end', async () => {
    const result = await build(script('yes'), request({ megabytes: 2 }))
    expect(result).toMatchObject({ kind: 'too-large' })
  })

  it('has only the ends of an endless standard error kept', async () => {
    const result = await build(script('echo begin >&2; head -c 4000000 /dev/zero | tr "\\0" x >&2; echo end >&2; exit 3'), request())
    expect(result).toMatchObject({ kind: 'failed', exitCode: 3 })
    expect(result.stderr).toMatch(/^begin\n/)
    expect(result.stderr).toMatch(/x{100}\n\[… \d+ bytes left out …\]\nx{100}/)
    expect(result.stderr).toMatch(/end\n$/)
    expect(result.stderr.length).toBeLessThan(140_000)
  })

  it('may leave nothing running when it ends well', async () => {
    const pids = join(folder, 'pids')
    const result = await build(script(`sleep 60 & echo $! >> ${pids}; echo 'kind: List'`), request())
    expect(result).toMatchObject({ kind: 'ok', stdout: 'kind: List\n' })
    expect(result.milliseconds).toBeLessThan(5000)
    await expectGone(await pidsIn(pids, 1))
  })

  it('fails when a signal kills it', async () => {
    const result = await build(script('echo half; kill -SEGV $$'), request())
    expect(result).toMatchObject({ kind: 'failed', exitCode: null, signal: 'SIGSEGV', stderr: 'kustomize was killed by SIGSEGV' })
  })

  it('fails when it is killed for memory, and says what that means', async () => {
    const words = 'kustomize was killed by SIGKILL, most likely because the machine ran out of memory: allow fewer builds at once with parallelism, or take a larger machine'
    expect(await build(script('kill -KILL $$'), request())).toMatchObject({ kind: 'failed', signal: 'SIGKILL', stderr: words })
  })

  it('fails when it says nothing, or bytes that are not UTF-8', async () => {
    expect((await build(script('exit 7'), request())).stderr).toBe('kustomize ended with exit status 7 and said nothing')
    const broken = await build(script(`printf 'a: \\377\\n'`), request())
    expect(broken).toMatchObject({ kind: 'failed', exitCode: 0, stderr: 'kustomize printed bytes that are not UTF-8' })
  })

  it('keeps warnings apart from output', async () => {
    expect(await build(script('echo "# Warning: old" >&2; echo "a: 1"'), request())).toMatchObject({
      kind: 'ok', stdout: 'a: 1\n', stderr: '# Warning: old\n'
    })
  })

  it('fails clearly when its program vanished or may not run', async () => {
    const kustomize = script('true')
    rmSync(kustomize.command)
    const gone = await build(kustomize, request())
    expect(gone).toMatchObject({ kind: 'failed', exitCode: null, signal: null })
    expect(gone.stderr).toBe(
      `${kustomize.command} could not be started: there is no such file, or the interpreter or loader that it names is missing (ENOENT)`
    )
    writeFileSync(kustomize.command, '')
    expect((await build(kustomize, request())).stderr).toContain('it may not be executed (EACCES)')
    const broken = await build({ ...kustomize, args: ['\0'] }, request())
    expect(broken).toMatchObject({ kind: 'failed', exitCode: null })
  })
})

describe('the end of the run', () => {
  it('kills the builds when it is aborted, and starts none afterwards', async () => {
    const pids = join(folder, 'pids')
    const abort = new AbortController()
    const kustomize = script(`sleep 60 & echo $! >> ${pids}; echo $$ >> ${pids}; wait`)
    const running = buildAlone(kustomize, request({ signal: abort.signal }))
    const both = await pidsIn(pids, 2)
    abort.abort()
    expect(await running).toMatchObject({ kind: 'failed', stderr: 'the run was stopped before this build ended' })
    await expectGone(both)
    expect(await buildAlone(kustomize, request({ signal: abort.signal }))).toMatchObject({ kind: 'failed', exitCode: null })
    expect(readFileSync(pids, 'utf8').trim().split('\n')).toHaveLength(2)
  })

  it('leaves no listener and no folder', async () => {
    const counts = (): number[] => ['exit', 'SIGTERM', 'SIGINT'].map((event) => process.listenerCount(event))
    const before = counts()
    for (const { build } of WAYS) await build(script('true'), request())
    expect(counts()).toEqual(before)
    expect(readdirSync(folder)).toEqual(['script.sh'])
  })
})

const launching = canLaunch() ? describe : describe.skip
if (!canLaunch()) process.stderr.write('skipped: there is no launcher without a shell at /bin/sh on Linux\n')
launching('a launcher', () => {
  async function withBuilders<T>(kustomize: Kustomize, count: number, use: (build: (overlay: string, seconds?: number) => Promise<BuildResult>) => Promise<T>): Promise<T> {
    const builders = openBuilders(kustomize, request(), count)
    try {
      return await use((overlay, seconds = 20) => builders?.build(request({ overlay, seconds })) ?? Promise.reject(new Error('no builders')))
    } finally {
      builders?.close()
    }
  }
  const printed = (result: BuildResult): string => (result.kind === 'ok' ? result.stdout.trim() : result.kind)

  it('runs one build at a time, and as many as there are launchers', async () => {
    const log = join(folder, 'log')
    const kustomize = script(`echo + >> ${log}; sleep 0.1; echo - >> ${log}`)
    const most = (): number => {
      let [now, peak] = [0, 0]
      for (const line of readFileSync(log, 'utf8').trim().split('\n')) peak = Math.max(peak, (now += line === '+' ? 1 : -1))
      return peak
    }
    for (const count of [1, 2]) {
      rmSync(log, { force: true })
      await withBuilders(kustomize, count, (build) => Promise.all(['a', 'b', 'c', 'd'].map((overlay) => build(overlay))))
      expect(most()).toBe(count)
    }
  })

  it('gives each its own output, in whatever order they were asked for', async () => {
    const results = await withBuilders(script('printf "%s\\n" "${2##*/}"; echo "no ${2##*/}" >&2'), 2, (build) => Promise.all(['a', 'b c', '$x', '-n', 'e'].map((overlay) => build(overlay))))
    expect(results.map(printed)).toEqual(['a', 'b c', '$x', '-n', 'e'])
    expect(results.map(({ stderr }) => stderr)).toEqual(['no a\n', 'no b c\n', 'no $x\n', 'no -n\n', 'no e\n'])
  })

  it('goes on with the next where one overstays, kills its shell, or is too large', async () => {
    const kustomize = script('case "${2##*/}" in slow) sleep 60;; killer) kill -9 $PPID;; large) yes;; *) echo fine;; esac')
    const found = await withBuilders(kustomize, 1, (build) => Promise.all([build('slow', 0.3), build('x'), build('killer'), build('y'), build('large'), build('z')]))
    expect(found.map(printed)).toEqual(['timeout', 'fine', 'failed', 'fine', 'too-large', 'fine'])
  })

  it('gives a waiting build all of its time', async () => {
    const found = await withBuilders(script('sleep 0.4; echo done'), 1, (build) => Promise.all([build('a', 0.8), build('b', 0.8), build('c', 0.8)]))
    expect(found.map(printed)).toEqual(['done', 'done', 'done'])
  })

  it('does not hold against builds how long this process was busy with something else', async () => {
    const found = await withBuilders(script('sleep 0.3; echo done'), 1, (build) => {
      const builds = [build('a', 0.8), build('b', 0.8)]
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 1500)
      return Promise.all(builds)
    })
    expect(found.map(printed)).toEqual(['done', 'done'])
    for (const { milliseconds } of found) expect(milliseconds).toBeLessThan(1000)
    for (const { milliseconds } of found) expect(milliseconds).toBeGreaterThan(250)
  })
})
