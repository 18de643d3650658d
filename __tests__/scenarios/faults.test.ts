// Everything around a run fails in every way: GitHub, git, the disk. The verdict stays what it is, or the run fails and says why; the
// checkout is left as it was, and nothing of the run stays behind. What kustomize does wrong is in bad-kustomize.test.ts.

import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals'
import { execFileSync } from 'node:child_process'
import { appendFileSync, chmodSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import process from 'node:process'
import { runAction as action } from '../../src/action.ts'
import type { Checkout, CheckoutWorld } from '../support/checkout.ts'
import { pullRequestCheckout, stateOf } from '../support/checkout.ts'
import { pullRequestEvent, scheduleEvent } from '../support/events.ts'
import type { Fault } from '../support/fake-github.ts'
import { startFakeGitHub } from '../support/fake-github.ts'
import type { FakeWorld } from '../support/fake-github-world.ts'
import { newestKustomize } from '../support/kustomize.ts'
import { lastingProcessesOf } from '../support/live-processes.ts'
import type { OwnBundle } from '../support/own-bundle.ts'
import { ownBundle } from '../support/own-bundle.ts'
import type { ActionOptions, ActionRun } from '../support/runner.ts'
import { runAction } from '../support/runner.ts'
import type { Files } from '../support/scenario.ts'
import { git } from '../support/scenario.ts'
import { DIGESTS, overlay, SHOP } from '../support/shop.ts'

const NOW = Math.floor(Date.now() / 60_000) * 60_000
/** So many hours before now, ISO 8601. */
const ago = (hours: number): string => new Date(NOW - hours * 3_600_000).toISOString().replace('.000', '')
const PROD = 'apps/shop/overlays/prod'
const KUSTOMIZE = newestKustomize().command

/** Every way in which the gate asks GitHub is of use here. */
const POLICY = 'version: 1\nenvironments:\n  - name: dev\n  - name: staging\n  - name: prod\n    evidence: reported\n    soak: 4h\n'
const ASKING: Files = { ...SHOP, '.github/parity-gate.yaml': POLICY }
/** Passes, once GitHub has told since when staging has the image and that it was deployed there. */
const PROVEN: CheckoutWorld = { before: ASKING, history: [[ago(30), overlay('staging', DIGESTS.b)]], change: overlay('prod', DIGESTS.b) }
/** Fails for a reason that no service knows about. */
const NOT_LIVE: CheckoutWorld = { ...PROVEN, change: overlay('prod', DIGESTS.c) }

let folder = ''
let bundle: OwnBundle
const checkouts: Checkout[] = []
/** A folder of each run, by which its processes are known. To look at all processes takes as long as a small run, so it is done for many. */
const places: string[] = []
afterEach(async () => {
  expect(await lastingProcessesOf(places.splice(0))).toEqual([])
})
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'parity-gate-faults-'))
  bundle = await ownBundle()
})
afterAll(() => {
  bundle.remove()
  for (const { remove } of checkouts) remove()
  rmSync(folder, { recursive: true, force: true })
})

function checkoutOf(world: CheckoutWorld): Checkout {
  const checkout = pullRequestCheckout(world)
  checkouts.push(checkout)
  return checkout
}

type Ran = {
  readonly run: ActionRun
  readonly codes: readonly string[]
  /** Whether each annotation of the report is in some check run or in the log. */
  readonly shown: boolean
  readonly rerun: number
}
type Report = { readonly findings: readonly { readonly code: string; readonly level: string }[] }

type Options = {
  readonly event?: ActionOptions['event']
  readonly world?: FakeWorld
  readonly faults?: readonly Fault[]
  readonly inputs?: Readonly<Record<string, string>>
  readonly environment?: ActionOptions['environment']
  /** In a process of its own, by this program in place of Node. */
  readonly node?: string
  readonly workspace?: string
}

/** One run, after which nothing of it is left but its report; its processes are looked for after the test. */
async function act(checkout: Checkout, options: Options = {}): Promise<Ran> {
  const github = await startFakeGitHub({ world: options.world ?? {}, faults: options.faults ?? [] })
  const event = options.event ?? pullRequestEvent({ number: 1, headSha: checkout.head, mergeSha: checkout.merge, baseSha: checkout.base })
  let codes: readonly string[] = []
  let left: readonly string[] = []
  try {
    const run = await runAction(
      {
        workspace: options.workspace ?? checkout.workspace,
        event,
        github,
        inputs: { kustomize: KUSTOMIZE, ...options.inputs },
        environment: options.environment ?? {},
        ...(options.node === undefined ? { action } : { main: bundle.main, node: options.node })
      },
      (temporary) => {
        const file = join(options.inputs?.['report-directory'] ?? join(temporary, 'parity-gate-report'), 'report.json')
        if (existsSync(file) && statSync(file).isFile()) codes = (JSON.parse(readFileSync(file, 'utf8')) as Report).findings.filter(({ level }) => level !== 'notice').map(({ code }) => code)
        left = readdirSync(temporary).filter((name) => name.startsWith('parity-gate-') && name !== 'parity-gate-report')
        places.push(dirname(temporary))
        return Promise.resolve()
      }
    )
    expect(left).toEqual([])
    expect(run.stdout + run.stderr).not.toMatch(/bug of its own|\n\s+at /)
    const annotated = github.checkRuns().some(({ annotations }) => annotations.length > 0) || run.annotations.length > 0
    return { run, codes, shown: annotated, rerun: github.rerun.length }
  } finally {
    await github.close({ violations: false })
  }
}

describe('GitHub', () => {
  let proven: Checkout
  let notLive: Checkout
  let nightly: Checkout
  let states: readonly string[] = []
  const cache = (): string => join(folder, 'cache')
  const inputs = (): Readonly<Record<string, string>> => ({ 'cache-directory': cache(), 'check-name': 'environments' })
  const workspaces = (): readonly string[] => [proven, notLive, nightly].map(({ workspace }) => workspace)

  /** A pull request that has soaked: what the nightly run looks for. */
  const nightlyWorld = (): FakeWorld => ({
    pulls: [{ number: 42, head: nightly.head }],
    checks: [{ commit: nightly.head, name: 'parity', conclusion: 'failure', at: ago(3), summary: `<!-- parity-gate soaking-until=${ago(1)} -->\n\nwaits`, job: true }]
  })
  const evidence = ({ history: [commit = ''] }: Checkout, pulls: boolean): FakeWorld => ({
    ...(pulls ? { pulls: [{ number: 41, head: '1'.repeat(40), commits: [commit], merged: { at: ago(20), commit } }] } : {}),
    pushes: [{ before: '0'.repeat(40), after: commit, at: ago(20) }],
    statuses: [{ commit, context: 'kustomization/shop-staging/a1b2', state: 'success', at: ago(19) }],
    checks: [{ commit, name: 'deploy staging', at: ago(19) }],
    deployments: [{ commit, environment: 'staging', at: ago(19), statuses: [{ state: 'success', at: ago(19) }] }]
  })

  type Place = 'proven' | 'not live' | 'nightly'
  const HEALTHY: Readonly<Record<Place, { readonly exit: number; readonly codes: readonly string[] }>> = {
    proven: { exit: 0, codes: [] },
    'not live': { exit: 1, codes: ['image-not-live'] },
    nightly: { exit: 0, codes: [] }
  }
  const UNPROVEN = { exit: 1, codes: ['image-unproven'] }

  const go = (place: Place, faults: readonly Fault[], pulls = true): Promise<Ran> => {
    if (place === 'nightly') return act(nightly, { event: scheduleEvent({ sha: nightly.base }), world: nightlyWorld(), faults, inputs: inputs() })
    const checkout = place === 'proven' ? proven : notLive
    return act(checkout, { world: evidence(checkout, pulls), faults, inputs: inputs() })
  }

  type Broken = {
    readonly place: Place
    readonly method: string
    readonly path: RegExp
    /** What the log says. */
    readonly says: RegExp
    /** What the gate then cannot judge; unless said, the verdict stays. */
    readonly outcome?: typeof UNPROVEN
    /** Statuses after which all is well, because there is another way. */
    readonly harmless?: readonly number[]
    /** Whether GitHub knows the pull request that brought the image. */
    readonly pulls?: false
  }
  const OWN = /The job's own check run could not be written \(.+\)\. [A-Z].+/
  const REPORTS = /could not be read \(/
  const CALLS: Readonly<Record<string, Broken>> = {
    'updating its own check run': { place: 'not live', method: 'PATCH', path: /\/check-runs\/9000001$/, says: OWN },
    'updating its own check run, of a pass': { place: 'proven', method: 'PATCH', path: /\/check-runs\/9000001$/, says: OWN },
    'creating a check run': { place: 'not live', method: 'POST', path: /\/check-runs$/, says: /A separate check run could not be written \(.+\)\. [A-Z].+/ },
    'merge times': { place: 'proven', method: 'GET', path: /\/commits\/[0-9a-f]+\/pulls$/, says: /GitHub did not say when the commit that counts was merged \(pull requests: .+\): the push tells it\./ },
    'the activity of a branch': { place: 'proven', pulls: false, method: 'GET', path: /\/activity$/, says: /GitHub did not say when .+ \(the branch's activity: .+\): the committer's clock, unproven, stands in\./ },
    'statuses of a commit': { place: 'proven', method: 'GET', path: /\/commits\/[0-9a-f]+\/statuses$/, says: REPORTS, outcome: UNPROVEN },
    'check runs of a commit': { place: 'proven', method: 'GET', path: /\/commits\/[0-9a-f]+\/check-runs$/, says: REPORTS, outcome: UNPROVEN },
    'reading its own check run': { place: 'proven', method: 'GET', path: /\/check-runs\/9000001$/, says: REPORTS, outcome: UNPROVEN, harmless: [404] },
    deployments: { place: 'proven', method: 'GET', path: /\/deployments$/, says: REPORTS, outcome: UNPROVEN },
    'statuses of a deployment': { place: 'proven', method: 'GET', path: /\/deployments\/\d+\/statuses$/, says: REPORTS, outcome: UNPROVEN },
    'open pull requests': { place: 'nightly', method: 'GET', path: /\/acme\/shop\/pulls$/, says: /No soaked check is run again: open pull requests cannot be listed \(.+\)/ },
    'checks of a pull request': { place: 'nightly', method: 'GET', path: /\/commits\/[0-9a-f]+\/check-runs$/, says: /#42: its checks cannot be read \(.+\)/ },
    'the job of a check run': { place: 'nightly', method: 'GET', path: /\/actions\/jobs\/\d+$/, says: /#42: has soaked, but cannot be run again \(.+\)/, harmless: [404] },
    'running a job again': { place: 'nightly', method: 'POST', path: /\/rerun$/, says: /#42: has soaked, but cannot be run again \(.+\)/ }
  }

  type Kind = Fault extends infer F ? (F extends Fault ? Omit<F, 'method' | 'path'> : never) : never
  const status = (code: number, message: string, headers: Readonly<Record<string, string>> = {}): Kind => ({ kind: 'status', status: code, message, headers, times: 999 })
  const used = (reset: number): Readonly<Record<string, string>> => ({ 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': String(Math.floor(Date.now() / 1000) + reset) })
  const KINDS: Readonly<Record<string, Kind>> = {
    'a token that it does not know': status(401, 'Bad credentials'),
    'a permission that is missing': status(403, 'Resource not accessible by integration'),
    'a secondary limit that does not end': status(403, 'You have exceeded a secondary rate limit.', { 'retry-after': '1' }),
    'a used-up limit, over long ago by our clock': status(403, 'API rate limit exceeded', used(-86_400)),
    'a used-up limit, for years by our clock': status(403, 'API rate limit exceeded', used(100_000_000)),
    'not found': status(404, 'Not Found'),
    'a conflict': status(409, 'Conflict'),
    'a refusal of what was sent': status(422, 'Validation Failed'),
    'a 429 that does not end': status(429, 'Too many requests', { 'retry-after': '1' }),
    'an error of the server': status(500, 'Server Error'),
    'a broken connection': { kind: 'reset', times: 999 },
    'half an answer': { kind: 'half', times: 999 },
    'a page for people': { kind: 'html', times: 999 },
    'an endless answer': { kind: 'oversize', bytes: 6_000_000, times: 999 }
  }

  type Row = { readonly call: string; readonly kind: string }
  const rows: readonly Row[] = Object.keys(CALLS).flatMap((call) => Object.keys(KINDS).map((kind) => ({ call, kind })))
  const results = new Map<string, Ran | Error>()
  const keyOf = ({ call, kind }: Row): string => `${call} / ${kind}`

  const attempt = async (row: Row): Promise<void> => {
    const { place, method, path, pulls } = CALLS[row.call] as Broken
    const ran = await go(place, [{ ...(KINDS[row.kind] as Kind), method, path }], pulls !== false).catch((error: unknown) => error as Error)
    results.set(keyOf(row), ran)
  }

  beforeAll(async () => {
    ;[proven, notLive, nightly] = [checkoutOf(PROVEN), checkoutOf(NOT_LIVE), checkoutOf({ ...PROVEN, ref: 'main' })]
    states = workspaces().map(stateOf)
    // The first ones render; the others find the renders in the cache, and mostly wait for their next attempt.
    for (const place of Object.keys(HEALTHY) as readonly Place[]) {
      const { run, codes, rerun } = await go(place, [])
      expect({ exit: run.exitCode, codes }).toEqual(HEALTHY[place])
      expect(rerun).toBe(place === 'nightly' ? 1 : 0)
    }
    const queue = [...rows]
    const worker = async (): Promise<void> => {
      for (let row = queue.shift(); row !== undefined; row = queue.shift()) await attempt(row)
    }
    await Promise.all(Array.from({ length: 24 }, worker))
  }, 300_000)

  describe.each(Object.keys(CALLS))('%s answered by', (call) => {
    test.each(Object.keys(KINDS))('%s', (kind) => {
      const ran = results.get(keyOf({ call, kind }))
      if (ran === undefined || ran instanceof Error) throw ran ?? new Error('it did not run')
      const { place, says, outcome, harmless = [] } = CALLS[call] as Broken
      const fault = KINDS[kind] as Kind
      const well = fault.kind === 'status' && harmless.includes(fault.status)
      expect({ exit: ran.run.exitCode, codes: ran.codes }).toEqual(well ? HEALTHY[place] : (outcome ?? HEALTHY[place]))
      if (!well) expect(ran.run.stdout).toMatch(says)
      if (fault.kind === 'status' && fault.message === 'Resource not accessible by integration') expect(ran.run.stdout).toMatch(/[Gg]rant the job `[a-z-]+: (?:read|write)`/)
      expect(ran.run.outputs['verdict']).toBe(ran.run.exitCode === 0 ? 'pass' : 'fail')
      expect(ran.shown).toBe(ran.run.exitCode === 1)
      expect(ran.rerun).toBe(place === 'nightly' && well ? 1 : 0)
    })
  })

  test('an answer that is slow is waited for', async () => {
    const { run, codes } = await go('proven', [{ kind: 'slow', milliseconds: 1500, times: 999 }])
    expect({ exit: run.exitCode, codes }).toEqual(HEALTHY.proven)
    expect(run.stdout).not.toContain('did not say')
  })

  test('times from the future are not believed', async () => {
    const checkout = proven
    const [brought = ''] = checkout.history
    const world = { ...evidence(checkout, true), pulls: [{ number: 41, head: '1'.repeat(40), commits: [brought], merged: { at: ago(-24), commit: brought } }] }
    const { run, codes } = await act(checkout, { world, inputs: inputs() })
    expect({ exit: run.exitCode, codes }).toEqual(HEALTHY.proven)
    expect(run.stdout).toContain('a pull request says that it was merged in the future')
  })

  test('the checkouts are as they were', () => {
    expect(workspaces().map(stateOf)).toEqual(states)
  })
})

describe('the disk', () => {
  let green: Checkout
  let red: Checkout
  let states: readonly string[] = []
  beforeAll(() => {
    ;[green, red] = [checkoutOf({ before: SHOP, change: replicas(9) }), checkoutOf({ before: SHOP, change: overlay('prod', DIGESTS.b) })]
    states = [green, red].map(({ workspace }) => stateOf(workspace))
    writeFileSync(join(folder, 'file'), 'mine')
  })
  const inputs = (): Readonly<Record<string, string>> => ({ 'cache-directory': join(folder, 'disk-cache') })

  type Row = readonly [string, () => Pick<Options, 'inputs' | 'environment'>, words: string]
  const REPORT = 'Let `report-directory` name a folder that this job may write to'
  const VERDICT_STAYS: readonly Row[] = [
    ['report directory: a file', () => ({ inputs: { 'report-directory': join(folder, 'file') } }), REPORT],
    ['report directory: below a file', () => ({ inputs: { 'report-directory': join(folder, 'file', 'reports') } }), REPORT],
    ['report directory: nowhere', () => ({ inputs: { 'report-directory': '/proc/parity-gate/reports' } }), REPORT],
    ['report.json: a folder', () => ({ inputs: { 'report-directory': made('reports', 'report.json') } }), REPORT],
    ['job summary: a folder', () => ({ environment: { GITHUB_STEP_SUMMARY: made('summary') } }), 'The job summary was not written'],
    ['job summary: nowhere', () => ({ environment: { GITHUB_STEP_SUMMARY: join(folder, 'no', 'such', 'file') } }), 'The job summary was not written'],
    ['outputs: a folder', () => ({ environment: { GITHUB_OUTPUT: made('outputs') } }), 'The outputs of this step are not set'],
    ['outputs: nowhere', () => ({ environment: { GITHUB_OUTPUT: join(folder, 'no', 'such', 'file') } }), 'The outputs of this step are not set']
  ]
  test.each(VERDICT_STAYS)('%s: the verdict stays, and the check is written', async (_name, broken, words) => {
    const { inputs: own, ...rest } = broken()
    const failed = await act(red, { ...rest, inputs: { ...inputs(), ...own } })
    expect(failed.run.exitCode).toBe(1)
    expect(failed.shown).toBe(true)
    expect(failed.run.stdout).toContain(words)
    const passed = await act(green, { ...rest, inputs: { ...inputs(), ...own } })
    expect(passed.run.exitCode).toBe(0)
    expect(passed.run.stdout).toContain(words)
  })

  test('a report directory is made with the folders above it', async () => {
    const { run, codes } = await act(red, { inputs: { ...inputs(), 'report-directory': join(folder, 'a', 'b', 'c') } })
    expect(run.outputs['report-directory']).toBe(join(folder, 'a', 'b', 'c'))
    expect(codes).toEqual(['image-not-live'])
  })

  const NOT_JUDGED: readonly Row[] = [
    ['temporary folder: nowhere', () => ({ environment: { RUNNER_TEMP: join(folder, 'nowhere') }, inputs: { 'report-directory': join(folder, 'r') } }), 'no temporary folder can be made in'],
    ['temporary folder: a file', () => ({ environment: { RUNNER_TEMP: join(folder, 'file') }, inputs: { 'report-directory': join(folder, 'r') } }), 'no temporary folder can be made in'],
    ['cache: a file', () => ({ inputs: { 'cache-directory': join(folder, 'file') } }), 'cannot be used: it is a file'],
    ['event: nowhere', () => ({ environment: { GITHUB_EVENT_PATH: join(folder, 'nowhere') } }), 'GITHUB_EVENT_PATH']
  ]
  test.each(NOT_JUDGED)('%s: the run fails, says so, and so does its check', async (_name, broken, words) => {
    const { run, codes } = await act(green, broken())
    expect(run.exitCode).toBe(1)
    expect(codes).toEqual(['config-invalid'])
    expect(run.stdout).toContain(words)
    expect(run.stdout).toContain('Published to the job\'s own check run')
  })

  // The shell's limit on the size of files stands for a full disk: the system refuses the rest of a write, in git's processes too.
  test.each([0, 1])('full after %i blocks: the run fails, says so, and so does its check', async (blocks) => {
    // Not `sh`, which may drop `INPUT_GITHUB-TOKEN`: no shell's variable has such a name.
    const node = program('node', `trap '' XFSZ; ulimit -f ${blocks}; exec '${process.execPath}' "$@"`, '/bin/bash')
    const { run } = await act(green, { node })
    expect(run.exitCode).toBe(1)
    expect(run.stdout).toMatch(/larger than the system allows|git was killed|[Ff]ile too large/)
    expect(run.stdout).toContain('Published to the job\'s own check run')
  })

  test('the checkouts are as they were', () => {
    expect([green, red].map(({ workspace }) => stateOf(workspace))).toEqual(states)
    expect(readFileSync(join(folder, 'file'), 'utf8')).toBe('mine')
  })
})

describe('git', () => {
  const real = execFileSync('sh', ['-c', 'command -v git'], { encoding: 'utf8' }).trim()
  const path = process.env['PATH']

  /** A run with another git in front of, or in place of, the real one. */
  async function withGit(checkout: Checkout, search: string, options: Options = {}): Promise<Ran> {
    process.env['PATH'] = search
    try {
      return await act(checkout, options)
    } finally {
      process.env['PATH'] = path
    }
  }

  describe('the program', () => {
    let checkout: Checkout
    beforeAll(() => {
      checkout = checkoutOf({ before: SHOP, change: replicas(9) })
    })

    test.each<[string, string | null, number, string]>([
      ['is not there', null, 0o755, '`git` was not found'],
      ['may not be run', 'exit 0', 0o644, '`git` may not be executed'],
      ['always fails', 'echo "fatal: boom" >&2; exit 128', 0o755, 'fatal: boom'],
      ['is killed', 'kill -KILL $$', 0o755, 'git was killed'],
      ['says nothing', 'exit 0', 0o755, 'git cannot read the repository'],
      ['says something else', 'echo hello', 0o755, 'git cannot read the repository']
    ])('%s', async (_name, body, mode, words) => {
      const before = stateOf(checkout.workspace)
      const bin = mkdtempSync(join(folder, 'bin-'))
      if (body !== null) {
        writeFileSync(join(bin, 'git'), `#!/bin/sh\n${body}\n`)
        chmodSync(join(bin, 'git'), mode)
      }
      const { run, codes } = await withGit(checkout, bin)
      expect(run.exitCode).toBe(1)
      expect(codes).toEqual(['config-invalid'])
      expect(run.stdout).toContain(words)
      expect(stateOf(checkout.workspace)).toBe(before)
    })
  })

  describe('one of its commands', () => {
    let checkout: Checkout
    let known: FakeWorld
    let verbs: readonly string[] = []
    const VERB = `for word in "$@"; do case "$word" in --git-dir=*|-c|*=*) ;; *) verb="$word"; break;; esac; done`
    const inputs = (): Readonly<Record<string, string>> => ({ 'cache-directory': join(folder, 'git-cache'), soak: 'prod=24h' })

    // Fails for soak alone, which only history proves: whatever goes wrong must not make it pass.
    beforeAll(async () => {
      checkout = checkoutOf({ before: SHOP, history: [[ago(30), overlay('staging', DIGESTS.b)]], change: overlay('prod', DIGESTS.b) })
      const [brought = ''] = checkout.history
      known = { pulls: [{ number: 41, head: '1'.repeat(40), commits: [brought], merged: { at: ago(20), commit: brought } }] }
      const calls = join(folder, 'calls')
      const watched = program('git', `${VERB}\necho "$verb" >> '${calls}'\nexec '${real}' "$@"`)
      const { run, codes } = await withGit(checkout, `${dirname(watched)}:${path ?? ''}`, { world: known, inputs: inputs() })
      expect({ exit: run.exitCode, codes }).toEqual({ exit: 1, codes: ['image-soaking'] })
      verbs = [...new Set(readFileSync(calls, 'utf8').trim().split('\n'))].sort()
    })

    test.each([
      ['fails', 'echo "fatal: boom" >&2; exit 128'],
      ['is killed', 'kill -KILL $$'],
      ['says nothing', 'exit 0']
    ])('%s, whichever it is', async (_name, body) => {
      const before = stateOf(checkout.workspace)
      expect(verbs).toEqual(expect.arrayContaining(['cat-file', 'fetch', 'ls-tree', 'rev-parse', 'remote']))
      for (const broken of verbs) {
        const bad = program('git', `${VERB}\nif [ "$verb" = ${broken} ]; then ${body}; fi\nexec '${real}' "$@"`)
        const { run, codes } = await withGit(checkout, `${dirname(bad)}:${path ?? ''}`, { world: known, inputs: inputs() })
        expect([broken, run.exitCode]).toEqual([broken, 1])
        expect([broken, codes.filter((code) => !['image-soaking', 'image-unproven', 'history-unavailable', 'config-invalid', 'no-overlays'].includes(code))]).toEqual([broken, []])
        expect([broken, codes.length > 0]).toEqual([broken, true])
      }
      expect(stateOf(checkout.workspace)).toBe(before)
    })
  })

  describe('the repository', () => {
    const SAME = { exit: 0, codes: [], says: '' }
    const lost = (says: string) => ({ exit: 1, codes: ['history-unavailable'], says })
    type Expected = { readonly exit: number; readonly codes: readonly string[]; readonly says: string }
    const KUSTOMIZATION = `${PROD}/kustomization.yaml`

    /** What the checkout holds of a path, as a file of its own. */
    const objectOf = ({ workspace }: Checkout, file: string): string => {
      const packs = join(workspace, '.git/objects/pack')
      for (const name of existsSync(packs) ? readdirSync(packs).filter((each) => each.endsWith('.pack')) : []) {
        renameSync(join(packs, name), join(folder, name))
        rmSync(join(packs, name.replace('.pack', '.idx')))
        execFileSync('git', ['unpack-objects', '-q'], { cwd: workspace, input: readFileSync(join(folder, name)) })
      }
      const id = git(workspace, 'rev-parse', `HEAD:${file}`)
      return join(workspace, '.git/objects', id.slice(0, 2), id.slice(2))
    }
    const noOrigin = ({ workspace }: Checkout): void => void git(workspace, 'remote', 'remove', 'origin')

    test.each<[string, (checkout: Checkout) => string | void, Expected]>([
      ['its index is locked, and its references', ({ workspace }) => ['index', 'HEAD', 'shallow', 'config'].forEach((name) => writeFileSync(join(workspace, `.git/${name}.lock`), '')), SAME],
      ['an object is missing that origin has', (checkout) => rmSync(objectOf(checkout, KUSTOMIZATION)), SAME],
      ['an object is missing', (checkout) => (rmSync(objectOf(checkout, KUSTOMIZATION)), git(checkout.workspace, 'remote', 'set-url', 'origin', 'file:///nowhere'), undefined), lost('cannot fetch')],
      ['an object is cut off', (checkout) => damage(objectOf(checkout, KUSTOMIZATION), 20), lost('`git fsck` shows')],
      ['an object is no object', (checkout) => overwrite(objectOf(checkout, KUSTOMIZATION), Buffer.from('hello')), lost('`git fsck` shows')],
      ['a pack is damaged', ({ workspace }) => damagedPack(workspace, KUSTOMIZATION), lost('`git fsck` shows')],
      ['its tree is damaged', (checkout) => overwrite(objectOf(checkout, 'apps'), Buffer.from('hello')), lost('`git fsck` shows')],
      ['it has a submodule that is not there', ({ workspace }) => mergeWith(workspace, () => git(workspace, 'update-index', '--add', '--cacheinfo', `160000,${'5'.repeat(40)},vendor/library`)), SAME],
      ['it is checked out in part', ({ workspace }) => void git(workspace, 'sparse-checkout', 'set', 'apps/shop/base'), SAME],
      ['it is a linked work tree', ({ workspace }) => (git(workspace, 'worktree', 'add', '-q', '--detach', join(workspace, '..', 'linked')), join(workspace, '..', 'linked')), SAME],
      ['it belongs to somebody else', ({ workspace }) => void execFileSync('chown', ['-R', '65534:65534', workspace]), SAME],
      ['names have line breaks, quotes and bytes that are no text', ({ workspace }) => mergeWith(workspace, () => strangeNames(workspace)), SAME],
      ['it has no origin', noOrigin, lost('no remote `origin`')]
    ])('%s', async (_name, change, expected) => {
      const checkout = checkoutOf({ before: SHOP, change: replicas(9) })
      const workspace = change(checkout) ?? checkout.workspace
      const owner = statSync(workspace).uid
      const ours = (): void => void execFileSync('chown', ['-R', String(process.getuid?.() ?? 0), checkout.workspace])
      const state = (): string => [git(workspace, 'for-each-ref'), readFileSync(join(checkout.workspace, '.git/config'), 'utf8'), filesBelow(join(checkout.workspace, '.git'))].join('\n')
      if (owner !== process.getuid?.()) ours()
      const before = state()
      if (owner !== process.getuid?.()) {
        execFileSync('chown', ['-R', String(owner), checkout.workspace])
        expect(() => git(workspace, 'for-each-ref')).toThrow('dubious ownership')
      }
      const head = mergeHead.get(workspace)
      const event = pullRequestEvent({ number: 1, headSha: checkout.head, mergeSha: head ?? checkout.merge, baseSha: checkout.base })
      const { run, codes } = await act(checkout, { workspace, event })
      expect({ exit: run.exitCode, codes }).toEqual({ exit: expected.exit, codes: expected.codes })
      expect(run.stdout).toContain(expected.says)
      if (owner !== process.getuid?.()) ours()
      expect(state()).toBe(before)
    })

    test('it is a partial clone, with its remote and without', async () => {
      const { origin, base, head, merge } = checkoutOf({ before: SHOP, change: replicas(9) })
      const workspace = mkdtempSync(join(folder, 'partial-'))
      git(workspace, 'clone', '-q', '--filter=blob:none', '--no-checkout', `file://${origin}`, '.')
      git(workspace, 'fetch', '-q', 'origin', merge)
      git(workspace, 'update-ref', '--no-deref', 'HEAD', merge)
      const checkout = { workspace, origin, base, head, merge, history: [], remove: () => undefined }
      const objects = git(workspace, 'count-objects', '-v')
      const event = pullRequestEvent({ number: 1, headSha: head, mergeSha: merge, baseSha: base })
      const near = await act(checkout, { event })
      expect({ exit: near.run.exitCode, codes: near.codes }).toEqual({ exit: 0, codes: [] })
      git(workspace, 'remote', 'set-url', 'origin', 'file:///nowhere')
      const far = await act(checkout, { event })
      expect({ exit: far.run.exitCode, codes: far.codes }).toEqual({ exit: 1, codes: ['history-unavailable'] })
      expect(far.run.stdout).toContain('cannot fetch')
      expect(git(workspace, 'count-objects', '-v')).toBe(objects)
    })
  })

  describe('files of another kind', () => {
    const crlf = (files: Files): Files => Object.fromEntries(Object.entries(files).map(([name, text]) => [name, String(text).replaceAll('\n', '\r\n')]))
    const bom = (files: Files): Files => Object.fromEntries(Object.entries(files).map(([name, text]) => [name, `\uFEFF${String(text)}`]))
    const pointer = `version https://git-lfs.github.com/spec/v1\noid sha256:${'4'.repeat(64)}\nsize 12345\n`

    test.each<[string, Files, number, readonly string[], string]>([
      ['lines end as on Windows', crlf(overlay('prod', DIGESTS.a)), 0, [], ''],
      ['lines end as on Windows, and the image is not live', crlf(overlay('prod', DIGESTS.c)), 1, ['image-not-live'], ''],
      ['files begin with a byte order mark', bom(overlay('prod', DIGESTS.a)), 0, [], ''],
      ['files begin with a byte order mark, and the image is not live', bom(overlay('prod', DIGESTS.c)), 1, ['image-not-live'], ''],
      ['Git LFS left a pointer', { [`${PROD}/replicas.yaml`]: pointer }, 1, ['render-failed'], `${PROD}`]
    ])('%s', async (_name, change, exit, codes, words) => {
      const checkout = checkoutOf({ before: SHOP, change: { 'README.md': 'other\n', ...change } })
      const before = stateOf(checkout.workspace)
      const ran = await act(checkout)
      expect({ exit: ran.run.exitCode, codes: ran.codes }).toEqual({ exit, codes })
      expect(ran.run.stdout).toContain(words)
      expect(stateOf(checkout.workspace)).toBe(before)
    })
  })
})

function replicas(count: number): Files {
  return { [`${PROD}/replicas.yaml`]: String(SHOP[`${PROD}/replicas.yaml`]).replace('replicas: 4', `replicas: ${count}`) }
}

/** A folder in ours. */
function made(...names: readonly string[]): string {
  mkdirSync(join(folder, ...names), { recursive: true })
  return join(folder, names[0] ?? '')
}

/** A script of that name in a folder of its own. */
function program(name: string, body: string, shell = '/bin/sh'): string {
  const file = join(mkdtempSync(join(folder, 'program-')), name)
  writeFileSync(file, `#!${shell}\n${body}\n`)
  chmodSync(file, 0o755)
  return file
}

function overwrite(file: string, content: Uint8Array): void {
  chmodSync(file, 0o644)
  writeFileSync(file, content)
}

function damage(file: string, keep: number): void {
  overwrite(file, readFileSync(file).subarray(0, keep))
}

/** Overwrites the packed bytes of one file. */
function damagedPack(workspace: string, path: string): void {
  git(workspace, 'repack', '-a', '-d', '-q')
  const packs = join(workspace, '.git/objects/pack')
  const index = readdirSync(packs).find((name) => name.endsWith('.idx')) ?? ''
  const id = git(workspace, 'rev-parse', `HEAD:${path}`)
  const entry = git(workspace, 'verify-pack', '-v', join(packs, index)).split('\n').find((line) => line.startsWith(id))
  const offset = Number(entry?.split(/\s+/)[4])
  const pack = join(packs, index.replace('.idx', '.pack'))
  const bytes = readFileSync(pack)
  bytes.fill(0xff, offset + 4, offset + 12)
  overwrite(pack, bytes)
}

/** Merge commits that a test made itself, by work tree. */
const mergeHead = new Map<string, string>()

/** Puts more into the merge commit that is checked out. */
function mergeWith(workspace: string, change: () => unknown): void {
  const old = git(workspace, 'cat-file', 'commit', 'HEAD')
  change()
  const input = `${old.replace(/^tree .*/, `tree ${git(workspace, 'write-tree')}`)}\n`
  // Its parents are not here, so `git commit-tree` would refuse them.
  const merge = execFileSync('git', ['hash-object', '-t', 'commit', '-w', '--stdin'], { cwd: workspace, input, encoding: 'utf8' }).trim()
  appendFileSync(join(workspace, '.git/shallow'), `${merge}\n`)
  git(workspace, 'update-ref', '--no-deref', 'HEAD', merge)
  git(workspace, 'reset', '-q', '--hard')
  mergeHead.set(workspace, merge)
}

function strangeNames(workspace: string): void {
  const names = ['line\nbreak.yaml', 'quote".yaml', "quote'.yaml", ' blank .yaml', '-rf', 'tab\t.yaml']
  for (const name of names) writeFileSync(join(workspace, PROD, name), 'a: 1\n')
  writeFileSync(Buffer.concat([Buffer.from(join(workspace, PROD, 'caf')), Buffer.from([0xe9]), Buffer.from('.yaml')]), 'a: 1\n')
  git(workspace, 'add', '-A')
}

/** Names, sizes and modes of all files below a folder. */
function filesBelow(path: string): string {
  const entries = readdirSync(path, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name))
  return entries.map((file) => `${file} ${statSync(file).size} ${statSync(file).mode}`).sort().join('\n')
}
