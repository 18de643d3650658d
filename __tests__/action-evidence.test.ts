// The Action where history and GitHub decide: the bundle on a depth-1 checkout, with GitHub's clock and what reports about environments.

import { afterAll, describe, expect, test } from '@jest/globals'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Checkout, CheckoutWorld } from './support/checkout.ts'
import { pullRequestCheckout, stateOf } from './support/checkout.ts'
import type { RunnerEvent } from './support/events.ts'
import { pullRequestEvent, pushEvent, scheduleEvent } from './support/events.ts'
import type { FakeDeployment, FakeStatus, FakeWorld } from './support/fake-github-world.ts'
import type { FakeGitHub, FakeGitHubOptions } from './support/fake-github.ts'
import { startFakeGitHub } from './support/fake-github.ts'
import { newestKustomize } from './support/kustomize.ts'
import type { ActionRun } from './support/runner.ts'
import { runAction } from './support/runner.ts'
import type { Files } from './support/scenario.ts'
import { git } from './support/scenario.ts'
import { DIGESTS, overlay, SHOP } from './support/shop.ts'

const HOUR = 3_600_000
/** Every run takes place shortly after it. Whole minutes, as reports show them. */
const NOW = Math.floor(Date.now() / 60_000) * 60_000
/** So many hours before now, ISO 8601. */
const ago = (hours: number): string => new Date(NOW - hours * HOUR).toISOString().replace('.000', '')
/** As reports show it. */
const shown = (hours: number): string => `${ago(hours).slice(0, 16).replace('T', ' ')} UTC`

const PROD = 'apps/shop/overlays/prod/kustomization.yaml'
const SOAK = { soak: 'prod=24h' }
/** Committed 30 hours ago, which says nothing about when it was merged. */
const STAGING_B: CheckoutWorld = { before: SHOP, history: [[ago(30), overlay('staging', DIGESTS.b)]], change: overlay('prod', DIGESTS.b) }
const REPORTED: Files = {
  ...SHOP,
  '.github/parity-gate.yaml': 'version: 1\nenvironments:\n  - name: dev\n  - name: staging\n  - name: prod\n    evidence: reported\n'
}

type Evidence = { readonly level: string; readonly since: string | null; readonly soaked: number | null; readonly clock: string | null }
type Report = {
  readonly verdict: string
  readonly findings: readonly { readonly code: string; readonly level: string; readonly message: string; readonly help: string }[]
  readonly promotions: readonly { readonly decision: string; readonly evidence: Evidence | null }[]
}
type Ran = { readonly run: ActionRun; readonly report: Report; readonly github: FakeGitHub; readonly summary: string; readonly check: string }

const checkouts: Checkout[] = []
afterAll(() => checkouts.forEach(({ remove }) => remove()))

function checkoutOf(world: CheckoutWorld): Checkout {
  const checkout = pullRequestCheckout(world)
  checkouts.push(checkout)
  return checkout
}

type Options = {
  readonly event?: RunnerEvent
  readonly inputs?: Readonly<Record<string, string>>
  readonly github?: FakeGitHubOptions
  readonly token?: null
  /** Hours from now at which the run takes place. */
  readonly later?: number
}

/** One run; the user's checkout is afterwards as it was. */
async function act(checkout: Checkout, options: Options = {}): Promise<Ran> {
  const untouched = stateOf(checkout.workspace)
  const event = options.event ?? pullRequestEvent({ number: 1, headSha: checkout.head, mergeSha: checkout.merge, baseSha: checkout.base })
  const github = await startFakeGitHub(options.github)
  const kustomize = newestKustomize().command
  let report: Report | null = null
  try {
    const run = await runAction(
      {
        workspace: checkout.workspace,
        event,
        github,
        inputs: { kustomize, ...options.inputs },
        environment: clockAhead(options.later ?? 0),
        ...(options.token === undefined ? {} : { token: options.token })
      },
      (temporary) => {
        const file = join(temporary, 'parity-gate-report', 'report.json')
        if (existsSync(file)) report = JSON.parse(readFileSync(file, 'utf8')) as Report
        return Promise.resolve()
      }
    )
    expect(stateOf(checkout.workspace)).toBe(untouched)
    if (report === null || run.summary === null) throw new Error(`no report; the log:\n${run.stdout}\n${run.stderr}`)
    return { run, report, github, summary: run.summary, check: github.checkRuns().find(({ id }) => id === github.jobCheckRunId)?.summary ?? '' }
  } finally {
    await github.close()
  }
}

/** Sets the clock of the step's Node. */
function clockAhead(hours: number): Readonly<Record<string, string>> {
  const script = `const real=Date.now;Date.now=()=>real()+${hours * HOUR}`
  return hours === 0 ? {} : { NODE_OPTIONS: `--import=data:text/javascript,${encodeURIComponent(script)}` }
}

/** The pull request that brought a commit to `main`. */
function mergedAt(checkout: Checkout, hours: number): FakeWorld {
  const commit = checkout.history[0] ?? ''
  return { pulls: [{ number: 41, head: '1'.repeat(40), commits: [commit], merged: { at: ago(hours), commit } }] }
}

const codes = ({ report }: Ran): readonly string[] => report.findings.filter(({ level }) => level !== 'notice').map(({ code }) => code)

describe('soak', () => {
  test('a pull request waits, is run again by the schedule when its moment has come, and passes: nobody pushes', async () => {
    const checkout = checkoutOf(STAGING_B)
    const world = mergedAt(checkout, 20)
    const early = await act(checkout, { inputs: SOAK, github: { world } })
    expect(early.run.exitCode).toBe(1)
    expect(codes(early)).toEqual(['image-soaking'])
    expect(early.report.promotions).toMatchObject([{ decision: 'soaking', evidence: { since: ago(20), clock: 'merged' } }])
    expect(early.summary).toContain('time of the merge')
    expect(early.summary).toContain(shown(-4))
    expect(early.check).toMatch(new RegExp(`^<!-- parity-gate soaking-until=${ago(-4)} -->\n`))

    const pull = { number: 42, head: checkout.head }
    const failed = { commit: checkout.head, name: 'parity', conclusion: 'failure', at: ago(0), summary: early.check, job: true }
    const main = checkoutOf({ ...STAGING_B, ref: 'main' })
    const nightly: Options = {
      event: scheduleEvent({ sha: main.base }),
      inputs: SOAK,
      github: { world: { pulls: [...(world.pulls ?? []), pull], checks: [failed] } }
    }
    const waiting = await act(main, nightly)
    expect(waiting.github.rerun).toEqual([])
    expect(waiting.summary).toMatch(new RegExp(`<code>prod</code> in (?:4 h|3 h \\d+ min) \\(${shown(-4)}\\)`))
    expect(waiting.run.stdout).toMatch(new RegExp(`#42: its images soak for another (?:4 h|3 h \\d+ min), until ${shown(-4)}\\.`))
    const due = await act(main, { ...nightly, later: 5 })
    expect(due.github.rerun).toHaveLength(1)
    expect(due.run.stdout).toContain(`#42: run again, its images have soaked since ${shown(-4)}.`)
    expect(due.run.exitCode).toBe(0)

    const late = await act(checkout, { inputs: SOAK, github: { world }, later: 5 })
    expect(late.run.exitCode).toBe(0)
    expect(late.report.promotions).toMatchObject([{ decision: 'live', evidence: { since: ago(20), clock: 'merged' } }])
    expect(late.check).toMatch(/^<!-- parity-gate -->\n/)
  })

  test('without `actions: write` the schedule says what to grant, and its own verdict stands', async () => {
    const checkout = checkoutOf({ ...STAGING_B, ref: 'main' })
    const summary = `<!-- parity-gate soaking-until=${ago(1)} -->\n\nwaits`
    const checks = [{ commit: checkout.head, name: 'parity', conclusion: 'failure', at: ago(3), summary, job: true }]
    const ran = await act(checkout, {
      event: scheduleEvent({ sha: checkout.base }),
      github: { readOnly: ['actions'], world: { pulls: [{ number: 42, head: checkout.head }], checks } }
    })
    expect(ran.github.rerun).toEqual([])
    expect(ran.run.stdout).toMatch(/#42: has soaked, but cannot be run again .*grant the job `actions: write`/)
    expect(ran.run.exitCode).toBe(0)
  })

  test('where no pull request is known the push tells the time', async () => {
    const checkout = checkoutOf(STAGING_B)
    const [after = ''] = checkout.history
    const world = { pushes: [{ before: '0'.repeat(40), after, at: ago(10) }] }
    const fault = { kind: 'status', status: 404, path: /\/commits\/[0-9a-f]+\/pulls$/, times: 99 } as const
    const ran = await act(checkout, { inputs: SOAK, github: { world, faults: [fault] } })
    expect(ran.report.promotions).toMatchObject([{ decision: 'soaking', evidence: { since: ago(10), clock: 'pushed' } }])
    expect(ran.summary).toContain('time of the push')
  })

  test("where GitHub tells nothing the committer's clock stands in, and every report says that it is unproven", async () => {
    const checkout = checkoutOf(STAGING_B)
    const ran = await act(checkout, { inputs: SOAK, github: { denied: ['pull-requests'] } })
    expect(ran.report.promotions).toMatchObject([{ decision: 'live', evidence: { since: ago(30), clock: 'committed' } }])
    expect(ran.summary).toContain("unproven: the committer's own clock")
    expect(ran.run.stdout).toContain('grant the job `pull-requests: read`')
  })
})

describe('history that is not as it should be', () => {
  test('an origin that is shallow itself: an error that says what to do, not a pass', async () => {
    const checkout = checkoutOf(STAGING_B)
    writeFileSync(join(checkout.origin, '.git/shallow'), `${checkout.base}\n`)
    const ran = await act(checkout, { inputs: SOAK })
    expect(ran.run.exitCode).toBe(1)
    expect(codes(ran).toSorted()).toEqual(['history-unavailable', 'image-unproven'])
    expect(ran.report.findings.find(({ code }) => code === 'history-unavailable')?.help).toContain('git fetch --unshallow')
    expect(ran.summary).toContain('nobody knows since when it has been live in <code>staging</code>')
    expect(ran.check).toMatch(/^<!-- parity-gate -->\n/)
  })

  test('no origin at all', async () => {
    const checkout = checkoutOf(STAGING_B)
    git(checkout.workspace, 'remote', 'remove', 'origin')
    const ran = await act(checkout, { inputs: SOAK })
    expect(ran.run.exitCode).toBe(1)
    expect(codes(ran)).toEqual(['history-unavailable'])
    expect(ran.report.findings[0]?.help).toContain('git remote add origin')
  })

  test('a base branch that was rewritten counts as it is now', async () => {
    const checkout = checkoutOf(STAGING_B)
    git(checkout.origin, 'update-ref', 'refs/heads/main', `${checkout.base}^`)
    const ran = await act(checkout, { inputs: SOAK })
    expect(ran.run.exitCode).toBe(1)
    expect(ran.report.promotions).toMatchObject([{ decision: 'not-live' }])
  })

  test('a commit from the future has soaked no second', async () => {
    const checkout = checkoutOf({ ...STAGING_B, history: [[ago(-240), overlay('staging', DIGESTS.b)]] })
    const ran = await act(checkout, { inputs: SOAK, token: null })
    expect(ran.run.exitCode).toBe(1)
    expect(ran.report.promotions).toMatchObject([{ decision: 'soaking', evidence: { soaked: 0, clock: 'committed' } }])
  })
})

describe('evidence: reported', () => {
  /** Staging has the image for 20 hours; `world` is told which commit brought it. */
  async function reported(world: (commit: string) => FakeWorld, github: FakeGitHubOptions = {}): Promise<Ran> {
    const checkout = checkoutOf({ ...STAGING_B, before: REPORTED })
    const [commit = ''] = checkout.history
    return act(checkout, { github: { ...github, world: { ...mergedAt(checkout, 20), ...world(commit) } } })
  }
  const status = (commit: string, state: string, hours: number): FakeStatus => ({ commit, context: 'kustomization/shop-staging/a1b2', state, at: ago(hours), description: `${state} by Flux` })
  const deployment = (commit: string, state: string, hours: number): FakeDeployment => ({ commit, environment: 'staging', at: ago(hours), statuses: [{ state, at: ago(hours) }] })

  test.each<[string, (commit: string) => FakeWorld]>([
    ['status', (commit) => ({ statuses: [status(commit, 'success', 19)] })],
    ['check run', (commit) => ({ checks: [{ commit, name: 'argocd/staging', app: 'argo-cd', at: ago(19) }] })],
    ['deployment', (commit) => ({ deployments: [deployment(commit, 'success', 19)] })]
  ])('a successful %s on the introducing commit lets it pass', async (_kind, world) => {
    const ran = await reported(world)
    expect(ran.run.exitCode).toBe(0)
    expect(ran.report.promotions).toMatchObject([{ decision: 'live', evidence: { level: 'reported' } }])
  })

  test.each<[string, (commit: string) => FakeWorld, RegExp]>([
    ['no record', () => ({}), /no commit statuses named `staging`/],
    ['a record older than the merge', (commit) => ({ statuses: [status(commit, 'success', 21)] }), /older than the pin/],
    ['a newer failure', (commit) => ({ statuses: [status(commit, 'success', 19), status(commit, 'failure', 2)] }), /says failure .*failure by Flux/],
    ['a failed check run', (commit) => ({ checks: [{ commit, name: 'argocd/staging', app: 'argo-cd', conclusion: 'failure', at: ago(2) }] }), /says failure/],
    ['a deployment that is still under way', (commit) => ({ deployments: [deployment(commit, 'in_progress', 2)] }), /says in_progress/]
  ])('%s leaves it unproven', async (_kind, world, words) => {
    const ran = await reported(world)
    expect(ran.run.exitCode).toBe(1)
    expect(codes(ran)).toEqual(['image-unproven'])
    expect(ran.report.findings[0]?.message).toMatch(words)
  })

  test.each<[string, FakeGitHubOptions, RegExp]>([
    ['without `statuses: read`', { denied: ['statuses'] }, /grant the job `statuses: read`/],
    ['answered with HTML', { faults: [{ kind: 'html', path: /\/statuses$/, times: 99 }] }, /could not be read/],
    ['answered with 10 MB', { faults: [{ kind: 'oversize', bytes: 10_000_000, path: /\/statuses$/, times: 99 }] }, /could not be read \(.*larger/]
  ])('%s, a success elsewhere proves nothing', async (_name, github, words) => {
    const ran = await reported((commit) => ({ deployments: [deployment(commit, 'success', 19)] }), github)
    expect(ran.run.exitCode).toBe(1)
    expect(codes(ran)).toEqual(['image-unproven'])
    expect(ran.report.findings[0]?.message).toMatch(words)
  })
})

test('at night a rollback goes through, whatever else is wrong with the application', async () => {
  const drift = 'configMapGenerator:\n  - name: shop\n    behavior: merge\n    literals:\n      - RATE_LIMIT=7\n'
  const { [PROD]: before = '' } = overlay('prod', DIGESTS.a, drift)
  const checkout = checkoutOf({
    before: { ...SHOP, [PROD]: before },
    history: [
      [ago(90), overlay('staging', DIGESTS.b)],
      [ago(5), overlay('prod', DIGESTS.b, drift)]
    ],
    change: { [PROD]: before }
  })
  const ran = await act(checkout, { inputs: SOAK })
  expect(ran.run.exitCode).toBe(0)
  expect(ran.report.promotions).toMatchObject([{ decision: 'rollback' }])
  expect(ran.report.findings.map(({ code, level }) => `${level} ${code}`)).toEqual(['warning drift-value', 'notice image-rollback'])
  expect(ran.summary).toContain('goes back to what ran here before')
})

describe('what is live where', () => {
  const OTHER = Object.fromEntries(Object.entries(SHOP).map(([path, text]) => [path.replace('apps/shop/', 'apps/other/'), text]))
  const checkout = (): Checkout => checkoutOf({ ...STAGING_B, before: { ...SHOP, ...OTHER } })

  test('a push shows the applications that it touches', async () => {
    const { base, merge, ...rest } = checkout()
    const ran = await act({ base, merge, ...rest }, { event: pushEvent({ before: base, after: merge }) })
    const [, board = ''] = ran.summary.split('### What is live where')
    expect(board).toContain('<code>apps/shop</code>')
    expect(board).not.toContain('<code>apps/other</code>')
  })

  test('the schedule shows all', async () => {
    const { merge, ...rest } = checkout()
    const ran = await act({ merge, ...rest }, { event: scheduleEvent({ sha: merge }) })
    const [, board = ''] = ran.summary.split('### What is live where')
    expect(board).toContain('<code>apps/shop</code>')
    expect(board).toContain('<code>apps/other</code>')
  })
})
