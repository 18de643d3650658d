// The Action as the runner runs it: the bundle, a depth-1 checkout, and a server that holds requests to GitHub's own description.

import { afterAll, describe, expect, test } from '@jest/globals'
import { existsSync, readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import type { Checkout } from './support/checkout.ts'
import { pullRequestCheckout, stateOf } from './support/checkout.ts'
import type { RunnerEvent } from './support/events.ts'
import { dispatchEvent, mergeGroupEvent, pullRequestEvent, pushEvent, scheduleEvent } from './support/events.ts'
import type { FakeGitHub, FakeGitHubOptions } from './support/fake-github.ts'
import { startFakeGitHub } from './support/fake-github.ts'
import { newestKustomize } from './support/kustomize.ts'
import { nodeVersions } from './support/nodes.ts'
import type { ActionRun } from './support/runner.ts'
import { runAction } from './support/runner.ts'
import type { Files } from './support/scenario.ts'
import { DIGESTS, overlay, SHOP } from './support/shop.ts'

const PROD = 'apps/shop/overlays/prod/kustomization.yaml'
/** The one in use: each supported version in turn. */
const kustomize = newestKustomize().command
const GREEN: Files = { 'apps/shop/overlays/prod/replicas.yaml': (SHOP['apps/shop/overlays/prod/replicas.yaml'] as string).replace('replicas: 4', 'replicas: 9') }
const RED: Files = overlay('prod', DIGESTS.b)

/** What the payload says of the base may be hours old; the gate must not ask it. */
const STALE = 'd'.repeat(40)

const checkouts: Checkout[] = []
afterAll(() => checkouts.forEach(({ remove }) => remove()))

type Ran = { readonly run: ActionRun; readonly github: FakeGitHub; readonly report: Report; readonly checkout: Checkout }
type Report = { readonly verdict: string; readonly findings: readonly { readonly code: string; readonly location: { readonly line: number } | null }[]; readonly promotions: readonly { readonly decision: string }[]; readonly before: string | null; readonly live: string | null; readonly head: string; readonly kustomize: string | null }

async function act(
  change: Files,
  options: {
    readonly event?: (checkout: Checkout) => RunnerEvent
    readonly github?: FakeGitHubOptions
    readonly inputs?: Readonly<Record<string, string>>
    readonly before?: Files
    readonly merged?: Files
    readonly meanwhile?: Files
    readonly ref?: 'merge' | 'head'
    readonly node?: string
    readonly token?: string | null
  } = {}
): Promise<Ran> {
  const { before = SHOP, merged, meanwhile, ref, github: fake } = options
  const checkout = pullRequestCheckout({
    before,
    change,
    ...(merged === undefined ? {} : { merged }),
    ...(meanwhile === undefined ? {} : { meanwhile }),
    ...(ref === undefined ? {} : { ref })
  })
  checkouts.push(checkout)
  const untouched = stateOf(checkout.workspace)
  const github = await startFakeGitHub(fake)
  const event = options.event?.(checkout) ?? pullRequestEvent({ number: 1, headSha: checkout.head, mergeSha: checkout.merge, baseSha: STALE })
  let report: Report | null = null
  let left: readonly string[] = []
  try {
    const run = await runAction(
      {
        workspace: checkout.workspace,
        event,
        inputs: { kustomize, ...options.inputs },
        github,
        ...(options.node === undefined ? {} : { node: options.node }),
        ...(options.token === undefined ? {} : { token: options.token })
      },
      (temporary) => {
        const file = join(temporary, 'parity-gate-report', 'report.json')
        if (existsSync(file)) report = JSON.parse(readFileSync(file, 'utf8')) as Report
        left = readdirSync(temporary).filter((name) => name.startsWith('parity-gate-') && name !== 'parity-gate-report')
        return Promise.resolve()
      }
    )
    expect(left).toEqual([])
    expect(stateOf(checkout.workspace)).toBe(untouched)
    if (report === null) throw new Error(`no report.json; the log:\n${run.stdout}\n${run.stderr}`)
    return { run, github, report, checkout }
  } finally {
    await github.close()
  }
}

const ownRun = ({ github }: Ran) => github.checkRuns().find(({ ofJob }) => ofJob)

describe.each([newestKustomize()])('kustomize $version', () => {
  describe('pull_request', () => {
    test('green: the verdict is the exit status, the own check run is enriched and nothing is printed as a command', async () => {
      const ran = await act(GREEN)
      expect(ran.run.exitCode).toBe(0)
      expect(ran.run.outputs).toMatchObject({ verdict: 'pass', errors: '0', warnings: '0' })
      expect(ran.report.verdict).toBe('pass')
      expect(ran.report.before).toBe(ran.checkout.base)
      expect(ran.report.live).toBe(ran.checkout.base)
      expect(ran.report.head).toBe(ran.checkout.merge)
      expect(ran.run.annotations).toEqual([])
      expect(ownRun(ran)).toMatchObject({ annotations: [], title: expect.stringContaining('pass') })
      expect(ran.run.summary).toContain('pass')
    })

    test('red: the annotation stands on the digest, and the summary says what to do', async () => {
      const ran = await act(RED)
      expect(ran.run.exitCode).toBe(1)
      expect(ran.run.outputs).toMatchObject({ verdict: 'fail', errors: '1' })
      expect(ran.report.findings.map(({ code }) => code)).toEqual(['image-not-live'])
      const [annotation] = ownRun(ran)?.annotations ?? []
      expect(annotation).toMatchObject({ path: PROD, start_line: 7, end_line: 7, annotation_level: 'failure' })
      expect(annotation?.message).toContain('not live in `staging`')
      expect(ran.run.summary).toContain('kustomize edit set image')
      expect(ran.run.annotations).toEqual([])
    })

    test("the annotation stands on the head's line where the base has moved it in the merge commit", async () => {
      const ran = await act(RED, { merged: { [PROD]: `# Owned by the shop team.\n\n${SHOP[PROD] as string}` } })
      expect(ran.report.before).not.toBe(ran.checkout.base)
      const [annotation] = ownRun(ran)?.annotations ?? []
      expect(annotation).toMatchObject({ path: PROD, start_line: 7, end_line: 7, annotation_level: 'failure' })
      expect(ran.report.findings[0]?.location).toMatchObject({ line: 7, confidence: 'exact' })
    })

    test('a fork: the token may not write checks, so the log carries the annotations; the verdict is the same', async () => {
      const ran = await act(RED, { github: { checks: 'read' } })
      expect(ran.run.exitCode).toBe(1)
      expect(ran.github.checkRuns().flatMap(({ annotations }) => annotations)).toEqual([])
      expect(ran.run.annotations).toHaveLength(1)
      expect(ran.run.annotations[0]).toMatchObject({ level: 'error', file: PROD, line: 7 })
      expect(ran.run.summary).toContain('fail')
    })

    test('no token at all', async () => {
      const ran = await act(RED, { token: null })
      expect(ran.run.exitCode).toBe(1)
      expect(ran.run.annotations).toHaveLength(1)
    })

    test('120 annotations go out in batches of 50', async () => {
      const literals = Array.from({ length: 120 }, (_, index) => `      - KEY_${String(index).padStart(3, '0')}=${index}\n`).join('')
      const ran = await act(overlay('prod', DIGESTS.a, `configMapGenerator:\n  - name: shop\n    behavior: merge\n    literals:\n${literals}`))
      expect(ran.run.exitCode).toBe(1)
      const own = ownRun(ran)
      expect(own?.annotations).toHaveLength(120)
      expect(new Set(own?.annotations.map(({ start_line }) => start_line)).size).toBe(120)
      const sizes = ran.github.requests.filter(({ method }) => method === 'PATCH').map(({ body }) => (body as { output: { annotations?: readonly unknown[] } }).output.annotations?.length ?? 0)
      expect(sizes).toEqual([50, 50, 20])
    })

    test('nothing affected ends at once with that sentence', async () => {
      const ran = await act({ 'README.md': 'hello\n' })
      expect(ran.run.exitCode).toBe(0)
      expect(ran.report.kustomize).toBeNull()
      expect(ran.run.summary).toMatch(/touches no (application|overlay)/)
    })

    test('what was merged meanwhile counts as live, not what was live when the pull request was opened', async () => {
      const ran = await act(overlay('prod', DIGESTS.b), { before: { ...SHOP, ...overlay('staging', DIGESTS.b) }, meanwhile: overlay('staging', DIGESTS.c) })
      expect(ran.report.live).not.toBe(ran.report.before)
      expect(ran.report.promotions.map(({ decision }) => decision)).toEqual(['superseded'])
      expect(ran.run.summary).toContain('replaced there since')
    })

    test("a checkout of the pull request's head is compared with the merge base", async () => {
      const ran = await act(RED, { ref: 'head', meanwhile: { 'README.md': 'hello\n' } })
      expect(ran.report.before).toBe(ran.checkout.base)
      expect(ran.report.head).toBe(ran.checkout.head)
      expect(ran.report.findings.map(({ code }) => code)).toEqual(['image-not-live'])
    })

    test('check-name also writes a check run of its own, on the head of the pull request', async () => {
      const ran = await act(RED, { inputs: { 'check-name': 'environments' } })
      const separate = ran.github.checkRuns().find(({ name }) => name === 'environments')
      expect(separate).toMatchObject({ headSha: ran.checkout.head, status: 'completed', conclusion: 'failure' })
      expect(separate?.summary).toContain('image-not-live')
      // Annotations go to one run only: the pull request would show each twice.
      expect(separate?.annotations).toEqual([])
      expect(ownRun(ran)?.annotations).toHaveLength(1)
    })

    test('report-only publishes everything and exits 0', async () => {
      const ran = await act(RED, { inputs: { 'report-only': 'true' } })
      expect(ran.run.exitCode).toBe(0)
      expect(ran.run.outputs['verdict']).toBe('fail')
      expect(ran.run.summary).toContain('report only')
    })

    test('a mistake in an input is a finding, with a report', async () => {
      const ran = await act(RED, { inputs: { shard: '9/8' } })
      expect(ran.run.exitCode).toBe(1)
      expect(ran.report.findings.map(({ code }) => code)).toEqual(['config-invalid'])
      expect(ran.run.summary).toContain('must be a part such as')
    })

    test('the policy of the base decides; the one of the change is shown', async () => {
      const ran = await act({ ...RED, '.github/parity-gate.yaml': 'version: 1\nexempt-images: [registry.example.com/*]\n' })
      expect(ran.run.exitCode).toBe(1)
      expect(ran.report.findings.map(({ code }) => code).toSorted()).toEqual(['image-not-live', 'policy-changed'])
      expect(ran.run.summary).toMatch(/pass/)
    })
  })

  describe('other events', () => {
    test('merge_group compares with its own base', async () => {
      const ran = await act(RED, { event: ({ base, merge }) => mergeGroupEvent({ headSha: merge, baseSha: base }) })
      expect(ran.report.before).toBe(ran.checkout.base)
      expect(ran.report.findings.map(({ code }) => code)).toEqual(['image-not-live'])
      expect(ran.run.exitCode).toBe(1)
    })

    test('push compares with what was there before it', async () => {
      const ran = await act(RED, { event: ({ base, merge }) => pushEvent({ before: base, after: merge }) })
      expect(ran.report).toMatchObject({ before: ran.checkout.base, live: ran.checkout.base })
      expect(ran.run.exitCode).toBe(1)
    })

    test.each<[string, (checkout: Checkout) => RunnerEvent]>([
      ['schedule', ({ merge }) => scheduleEvent({ sha: merge })],
      ['workflow_dispatch', ({ merge }) => dispatchEvent({ sha: merge })]
    ])('%s judges everything for parity and nothing for promotion', async (_name, event) => {
      const ran = await act(RED, { event })
      expect(ran.report).toMatchObject({ before: null, verdict: 'pass', promotions: [] })
      expect(ran.report.kustomize).not.toBeNull()
      expect(ran.run.exitCode).toBe(0)
    })

    test.each(['pull_request_target', 'workflow_run', 'issue_comment'])('%s is refused with the reason', async (name) => {
      const ran = await act(RED, { event: ({ head, merge }) => ({ ...pullRequestEvent({ number: 1, headSha: head, mergeSha: merge, baseSha: STALE }), name }) })
      expect(ran.run.exitCode).toBe(1)
      expect(ran.report.findings.map(({ code }) => code)).toEqual(['config-invalid'])
      expect(ran.run.summary).toContain(name)
    })
  })
})

describe.each(nodeVersions())('Node $version', ({ command }) => {
  test('runs the bundle', async () => {
    const ran = await act(RED, { node: command })
    expect(ran.run.exitCode).toBe(1)
    expect(ran.report.findings.map(({ code }) => code)).toEqual(['image-not-live'])
  })
})
