// The harness treats a step as the runner does.

import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { mkdtemp, realpath, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pushEvent } from './events.ts'
import { startFakeGitHub } from './fake-github.ts'
import { nodeVersions } from './nodes.ts'
import { inputVariable, runAction, type ActionOptions, type ActionRun } from './runner.ts'
import { readOutputs } from './runner-log.ts'

let folder = ''
beforeAll(async () => {
  folder = await realpath(await mkdtemp(join(tmpdir(), 'parity-gate-step-')))
})
afterAll(() => rm(folder, { recursive: true }))

async function step(source: string, options: Partial<ActionOptions> = {}): Promise<ActionRun> {
  const main = join(folder, 'step.mjs')
  await writeFile(main, `import { appendFileSync, readFileSync } from 'node:fs'\nconst env = process.env\n${source}`)
  return runAction({ main, workspace: folder, event: pushEvent({ before: null, after: 'a'.repeat(40) }), ...options })
}

describe('runAction', () => {
  it('gives inputs, event, token and check run as the runner does', async () => {
    const github = await startFakeGitHub()
    const run = await step(
      `console.log(JSON.stringify([process.cwd(), env['INPUT_REPORT-ONLY'], env['INPUT_GITHUB-TOKEN'], env['INPUT_CHECK-RUN-ID'],
        env.GITHUB_API_URL, JSON.parse(readFileSync(env.GITHUB_EVENT_PATH)).ref, env.GITHUB_EVENT_NAME, env.SECRET_OF_THE_TEST ?? null, env.EXTRA]))`,
      { github, inputs: { 'report-only': 'true' }, environment: { EXTRA: 'yes' } }
    )
    expect(JSON.parse(run.stdout)).toEqual([folder, 'true', 'ghs_fake', '9000001', github.url, 'refs/heads/main', 'push', null, 'yes'])
    expect(run).toMatchObject({ exitCode: 0, stderr: '', outputs: {}, summary: '', environmentFile: '' })
    expect(inputVariable('a name-with both')).toBe('INPUT_A_NAME-WITH_BOTH')
    await github.close()
  })

  it('reads outputs, the summary and the exit status', async () => {
    const run = await step(`
      appendFileSync(env.GITHUB_OUTPUT, 'verdict<<E1\\nfail\\nover lines\\nE1\\nerrors=3\\n')
      appendFileSync(env.GITHUB_STEP_SUMMARY, '# Red')
      process.exitCode = 1`)
    expect(run).toMatchObject({ exitCode: 1, outputs: { verdict: 'fail\nover lines', errors: '3' }, summary: '# Red' })
  })

  it('drops a summary that is too large', async () => {
    expect((await step(`appendFileSync(env.GITHUB_STEP_SUMMARY, 'x'.repeat(1024 * 1024 + 1))`)).summary).toBeNull()
  })

  it('takes commands from both streams, also where nobody meant one', async () => {
    const run = await step(`
      console.log('  ::error file=' + process.cwd() + '/a.yaml,line=2,endLine=2,col=4,title=a%2Cb::one%0Atwo')
      console.error('kustomize said ##[set-output name=verdict]pass')
      console.log('::stop-commands::tok\\n::error::not this\\n::tok::\\n::unknown::x')
      console.log('::warning line=3,endLine=5,col=1::lines')`)
    expect(run.commands.map((command) => [command.name, command.legacy])).toEqual([['error', false], ['warning', false], ['set-output', true]])
    expect(run.annotations).toEqual([
      { level: 'error', message: 'one\ntwo', title: 'a,b', file: 'a.yaml', line: 2, endLine: 2, column: 4 },
      { level: 'warning', message: 'lines', title: null, file: null, line: 3, endLine: 5, column: null }
    ])
  })

  it('keeps ten annotations of a level', async () => {
    const run = await step(`for (let i = 0; i < 12; i++) console.log('::error::' + i); console.log('::notice::n')`)
    expect(run.commands).toHaveLength(13)
    expect(run.annotations.map((annotation) => annotation.message)).toEqual(['0', '1', '2', '3', '4', '5', '6', '7', '8', '9', 'n'])
  })

  it('fails where the runner would fail the step', () => {
    expect(() => readOutputs('verdict<<E\npass\n')).toThrow('delimiter not found')
    expect(() => readOutputs('nonsense\n')).toThrow('Invalid format')
  })

  it.each(nodeVersions())('runs on Node $version', async ({ version, command }) => {
    expect((await step('console.log(process.versions.node)', { node: command })).stdout.trim()).toBe(version)
  })
})
