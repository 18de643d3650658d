// A pull request in which every name is written to be more than a name: files, keys, values, images, commits, authors, branches.

import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { execFileSync } from 'node:child_process'
import { readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import process from 'node:process'
import { insistTerminal } from '../../fuzz/channels.ts'
import { pullRequestCheckout } from '../support/checkout.ts'
import { command } from '../support/command.ts'
import { pullRequestEvent } from '../support/events.ts'
import { startFakeGitHub } from '../support/fake-github.ts'
import type { FakeCheckRun } from '../support/fake-github.ts'
import { aliveIn } from '../support/github-markdown.ts'
import { newestKustomize } from '../support/kustomize.ts'
import { ownBundle } from '../support/own-bundle.ts'
import type { OwnBundle } from '../support/own-bundle.ts'
import { runAction } from '../support/runner.ts'
import type { ActionRun } from '../support/runner.ts'
import { readLog } from '../support/runner-log.ts'
import { commit, newRepository } from '../support/scenario.ts'
import type { Files } from '../support/scenario.ts'
import { DIGESTS, SHOP } from '../support/shop.ts'

/** Fit for names of files: no `/`, no NUL. */
const NAMES: readonly string[] = [
  'new\nline.yaml',
  '::error::forged.yaml',
  '##[error]forged.yaml',
  'a\r::set-output name=verdict::pass.yaml',
  '`rm -rf`|b|.yaml',
  '\u202etxt.exe.yaml',
  '\u001b[2J\u001b]0;title\u0007.yaml',
  '<img src=x onerror=alert(1)>.yaml',
  '![x](evil.example).yaml',
  '[click](javascript:alert(1)).yaml',
  '@team #1 GH-2 acme#3 $' + '{{ github.token }}.yaml',
  "quote' \"double\" \\back %0A::error::x.yaml",
  'zero\u200bwidth\ufeff\u00ad.yaml',
  'www.evil.example.yaml'
]

/** Fit for values of fields. */
const VALUES: readonly string[] = [...NAMES, 'https://evil.example/?q=1', '</code></pre></details><script>alert(1)</script>', '```\n# head\n```', '| a | b |\n|---|---|', '-->', ':tada: _em_ **strong** ~~gone~~', '\u2028::warning::x', '%0A%0D::error::y', '=1+1']

/** In YAML, with what is not plain as an escape: kustomize takes no control characters. */
const text = (value: string): string => JSON.stringify(value).replaceAll(/[^\x20-\x7e]/g, (sign) => `\\u${sign.charCodeAt(0).toString(16).padStart(4, '0')}`)

/** prod with a folder, files, keys, annotations, containers and images under such names. */
function hostileChange(): Files {
  const folder = 'apps/shop/overlays/prod'
  const annotations = VALUES.map((value, index) => `    note-${index}: ${text(value)}`).join('\n')
  const files: Files = Object.fromEntries(
    NAMES.map((name, index) => [`${folder}/${name}`, `apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: extra-${index}\n  annotations:\n${annotations}\ndata:\n${VALUES.map((value, at) => `  ${text(at % 2 === 0 ? `${value}` : `key-${at}`)}: ${text(value)}`).join('\n')}\n`])
  )
  return {
    ...files,
    [`${folder}/kustomization.yaml`]: `resources: [../../base, ${NAMES.map(text).join(', ')}]
namespace: shop-prod
images: [{name: registry.example.com/shop, newTag: ${text('1::error::')}, digest: ${text(DIGESTS.b)}}]
patches:
- path: replicas.yaml
- target: {kind: Deployment}
  patch: |-
    - op: add
      path: /spec/template/spec/containers/0/env
      value: [${VALUES.map((value) => `{name: ${text(value)}, value: ${text(value)}}`).join(', ')}]
    - op: add
      path: /metadata/annotations
      value: {${VALUES.map((value) => `${text(value)}: ${text(value)}`).join(', ')}}
    - op: add
      path: /spec/template/spec/initContainers
      value: [${VALUES.map((value) => `{name: ${text(value)}, image: ${text(value)}}`).join(', ')}]
# parity-gate: allow -- ${VALUES.join(' ').replaceAll(/[\p{Cc}\ufeff\u2028]/gu, '')}
commonAnnotations: {x: "y"}
`,
    [`apps/@team #1 <b> \`x\`/overlays/prod/kustomization.yaml`]: 'resources: [missing\u202e.yaml]\n',
    [`apps/@team #1 <b> \`x\`/overlays/staging/kustomization.yaml`]: 'resources: []\nnope: [1]\n'
  }
}

/** Waivers for whatever concerns the replicas, by people and for reasons with such names. */
const waivers = VALUES.map((value) => `- {reason: ${text(value)}, owner: ${text(value)}, expires: 2099-01-01, application: apps/shop, path: '/metadata/annotations/**'}\n`).join('')
const BEFORE: Files = { ...SHOP, '.github/parity-gate.yaml': `version: 1\nhistory: 3650d\nwaivers:\n${waivers}` }
const INVALID: Files = {
  '.github/parity-gate.yaml': `version: 1\n${VALUES.map((value) => `${text(value)}: 1\n`).join('')}exempt-images: [${VALUES.map(text).join(', ')}]\nenvironments: [${VALUES.map(text).join(', ')}]\n`
}

type Ran = { readonly run: ActionRun; readonly report: string; readonly checks: readonly FakeCheckRun[] }

let bundle: OwnBundle
const ran = new Map<string, Ran>()

async function act(change: Files): Promise<Ran> {
  const checkout = pullRequestCheckout({ before: BEFORE, change })
  let report = ''
  const github = await startFakeGitHub()
  try {
    const event = pullRequestEvent({ number: 1, headSha: checkout.head, mergeSha: checkout.merge, baseSha: checkout.base, headRef: 'x`::error::##[error]@team\u202e' })
    const run = await runAction({ main: bundle.main, workspace: checkout.workspace, event, github, inputs: { kustomize: newestKustomize().command, 'check-name': 'Parity' }, timeout: 280_000 }, (temporary) => {
      report = readFileSync(join(temporary, 'parity-gate-report', 'report.json'), 'utf8')
      return Promise.resolve()
    })
    return { run, report, checks: github.checkRuns() }
  } finally {
    await github.close()
    checkout.remove()
  }
}

beforeAll(async () => {
  bundle = await ownBundle()
  ran.set('names and values', await act(hostileChange()))
  ran.set('a policy', await act(INVALID))
}, 600_000)
afterAll(() => bundle.remove())

const of = (name: string): Ran => {
  const found = ran.get(name)
  if (found === undefined) throw new Error(`there is no run of ${name}`)
  return found
}

describe.each(['names and values', 'a policy'])('the Action, %s', (name) => {
  test('fails, and says so', () => {
    const { run, report } = of(name)
    const { findings } = JSON.parse(report) as { readonly findings: readonly { readonly code: string }[] }
    expect(run.exitCode).toBe(1)
    expect(run.outputs).toMatchObject({ verdict: 'fail' })
    expect(findings.length).toBeGreaterThan(20)
    const codes = findings.map(({ code }) => code)
    if (name !== 'a policy') expect(codes).toEqual(expect.arrayContaining(['drift-missing-field', 'drift-missing-resource', 'image-unpinned', 'render-failed']))
    expect(run.environmentFile).toBe('')
  })

  test('the log has no command but its own, and no control character', () => {
    const { run } = of(name)
    for (const stream of [run.stdout, run.stderr]) {
      for (const { name: command, legacy, properties } of readLog(stream).commands) {
        expect(legacy).toBe(false)
        expect(['error', 'warning', 'notice', 'group', 'endgroup']).toContain(command)
        if (command === 'error') expect(properties['title'] ?? 'Parity').not.toMatch(/^forged/)
      }
      expect(stream).not.toContain('##[')
      // eslint-disable-next-line no-control-regex
      expect(stream).not.toMatch(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/)
    }
  })

  test('the summary shows text, and nothing of it is alive', () => {
    const { run } = of(name)
    expect(run.summary).toContain('<code>')
    expect(aliveIn(run.summary ?? '')).toEqual([])
  })

  test('neither is anything in the check runs', () => {
    const { checks } = of(name)
    expect(checks.some(({ summary }) => summary !== null && summary !== '')).toBe(true)
    for (const { title, summary, text: details } of checks) {
      expect(aliveIn((summary ?? '').replace(/^<!--[^>]*-->/, ''))).toEqual([])
      expect(aliveIn(details ?? '')).toEqual([])
      insistTerminal(title ?? '', false)
    }
  })

  test('annotations hold no hidden character', () => {
    const all = of(name).checks.flatMap(({ annotations }) => annotations)
    expect(all.length).toBeGreaterThan(0)
    for (const { title, message } of all) insistTerminal(`${title ?? ''}\n${message}`, false)
  })

  test('the report is JSON that keeps the names as they are', () => {
    const { report } = of(name)
    expect(report).not.toMatch(/[\u0000-\u0009\u000b-\u001f]/) // eslint-disable-line no-control-regex
    expect(JSON.stringify(JSON.parse(report))).toContain('::error::')
  })
})

describe('the command line', () => {
  test('prints and remembers commits by anybody', async () => {
    const directory = newRepository()
    try {
      const base = commit(directory, BEFORE)
      commit(directory, hostileChange())
      const subject = VALUES.map((value) => value.replaceAll(/[\n\r]/g, ' ')).join(' ')
      const author = { GIT_AUTHOR_NAME: 'x\u202e `@team` ::error::', GIT_AUTHOR_EMAIL: 'a@b', GIT_COMMITTER_NAME: 'y\u001b[2J', GIT_COMMITTER_EMAIL: 'a@b' }
      commit(directory, { 'apps/shop/overlays/prod/kustomization.yaml': String(SHOP['apps/shop/overlays/prod/kustomization.yaml']).replaceAll(DIGESTS.a, DIGESTS.c) })
      execFileSync('git', ['commit', '-q', '--amend', '--reset-author', '-m', subject], { cwd: directory, env: { ...process.env, ...author } })
      for (const args of [['check', '--base', base], ['check', '--all', '--no-color'], ['status'], ['backtest', '--no-resume']]) {
        const { stdout, stderr } = await command(directory, [...args, '--kustomize', newestKustomize().command])
        expect(stdout).not.toBe('')
        insistTerminal(stdout, false)
        insistTerminal(stderr, false)
      }
    } finally {
      rmSync(directory, { recursive: true, force: true })
    }
  }, 300_000)
})
