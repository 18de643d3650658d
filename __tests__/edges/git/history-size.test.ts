import { execFileSync } from 'node:child_process'
import { describe, expect, it } from '@jest/globals'
import type { HistoryCommit } from '../../../src/core/model/history.ts'
import type { TreeEntry } from '../../../src/core/model/tree.ts'
import { START, emptyRepository } from './history-world.ts'
import { actionsCheckout, git, open } from './world.ts'

const COMMITS = 2000
const APPS = 40
const ENVIRONMENTS = ['dev', 'staging', 'prod']
const HOUR = 3600

/** For `git fast-import`: one commit an hour, each with three overlays changed; every hundredth moves or removes one. */
function stream(): string {
  const parts: string[] = []
  for (let index = 0; index < COMMITS; index += 1) {
    const message = `Commit ${index}`
    parts.push(`commit refs/heads/main\ncommitter Ada <ada@example.com> ${START + index * HOUR} +0000\ndata ${message.length}\n${message}\n`)
    for (const step of [0, 1, 2]) {
      const folder = `apps/app-${(index * 7 + step) % APPS}/overlays/${ENVIRONMENTS[(index + step) % 3] ?? ''}`
      const text = `resources: [../../base]\n# ${index} ${step}\n`
      if (index % 100 === 99 && step === 0) parts.push(`D ${folder}\n`)
      else parts.push(`M 100644 inline ${folder}/kustomization.yaml\ndata ${text.length}\n${text}\n`)
    }
  }
  return parts.join('')
}

/** Makes the tree after a commit the one before it; answers with the paths that were not as the commit left them. */
function undo(entries: Map<string, TreeEntry>, { changes }: HistoryCommit): readonly string[] {
  const wrong = changes.filter(({ path, after }) => entries.get(path)?.blob !== after?.blob || entries.get(path)?.mode !== after?.mode)
  for (const { path, before } of changes) {
    if (before === null) entries.delete(path)
    else entries.set(path, before)
  }
  return wrong.map(({ path }) => path)
}

describe('a history of two thousand commits', () => {
  it('leads from the tree of the tip back to that of the oldest commit, in a clone and in a checkout of depth 1', async () => {
    const directory = emptyRepository()
    execFileSync('git', ['fast-import', '--quiet'], { cwd: directory, input: stream() })
    const tip = git(directory, 'rev-parse', 'main')
    git(directory, 'reset', '--quiet', '--hard', 'main')
    const full = await open(directory)
    const whole = await full.history(tip, 0)
    expect([whole.commits.length, whole.end]).toEqual([COMMITS, 'root'])
    expect(whole.commits.at(-1)?.subject).toBe('Commit 0')

    const checkout = await open(actionsCheckout(`file://${directory}`, 'refs/heads/main'))
    const since = START + 500 * HOUR
    const part = await checkout.history(tip, since)
    expect(part).toEqual(await full.history(tip, since))
    expect(part.commits).toHaveLength(COMMITS - 500 + 1)

    const entries = new Map((await full.tree(tip)).entries)
    expect(part.commits.flatMap((commit) => undo(entries, commit))).toEqual([])
    const oldest = await full.tree(part.commits.at(-1)?.id ?? '')
    expect(new Map([...entries].sort())).toEqual(new Map([...oldest.entries].sort()))
  })
})
