// The runner's variables.

import { describe, expect, it } from '@jest/globals'
import { readContext } from '../../../src/edges/github/context.ts'

const SHA = 'a'.repeat(40)
const base = { GITHUB_REPOSITORY: 'acme/shop', GITHUB_SHA: SHA }

describe('readContext', () => {
  it('reads what the runner sets', () => {
    const context = readContext({
      ...base,
      GITHUB_API_URL: 'https://ghes.example.com/api/v3/',
      GITHUB_SERVER_URL: 'https://ghes.example.com',
      GITHUB_RUN_ID: '42',
      GITHUB_RUN_ATTEMPT: '3',
      GITHUB_WORKFLOW_REF: 'acme/shop/.github/workflows/gate.yml@refs/heads/a@b',
      GITHUB_STEP_SUMMARY: '/s',
      GITHUB_OUTPUT: '/o',
      RUNNER_TEMP: '/t'
    })
    expect(context).toEqual({
      repository: 'acme/shop',
      branch: null,
      apiUrl: 'https://ghes.example.com/api/v3',
      serverUrl: 'https://ghes.example.com',
      sha: SHA,
      workflowFile: '.github/workflows/gate.yml',
      summaryFile: '/s',
      outputFile: '/o',
      temporary: '/t',
      runUrl: 'https://ghes.example.com/acme/shop/actions/runs/42',
      runAttempt: 3
    })
  })

  it('does without what is optional', () => {
    expect(readContext({ ...base, GITHUB_OUTPUT: '' })).toMatchObject({
      apiUrl: 'https://api.github.com',
      workflowFile: null,
      summaryFile: null,
      outputFile: null,
      runUrl: null,
      runAttempt: null
    })
  })

  it('does not take a workflow of another repository for its own', () => {
    expect(readContext({ ...base, GITHUB_WORKFLOW_REF: 'acme/other/.github/workflows/gate.yml@refs/heads/main' }).workflowFile).toBeNull()
  })

  it.each([
    [{ GITHUB_SHA: SHA }, /GITHUB_REPOSITORY is not set/],
    [{ ...base, GITHUB_REPOSITORY: 'a/b/c' }, /not owner\/name/],
    [{ ...base, GITHUB_SHA: 'main' }, /not a commit id/],
    [{ ...base, GITHUB_API_URL: 'file:///etc' }, /GITHUB_API_URL is not an address/]
  ])('refuses %j', (environment, message) => {
    expect(() => readContext(environment)).toThrow(message)
  })
})
