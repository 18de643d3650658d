import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from '@jest/globals'
import { commitOn, day, emptyRepository, gitOn } from './history-world.ts'
import { actionsCheckout, failure, git, open } from './world.ts'

function overlay(app: string, environment: string): string {
  return `resources:\n- ../../base\nnamespace: ${app}-${environment}\nimages:\n- name: ${app}\n  newTag: v1\nlabels: []\n`
}

function move(directory: string, from: string, to: string): void {
  mkdirSync(join(directory, to, '..'), { recursive: true })
  git(directory, 'mv', from, to)
}

function sample() {
  const directory = emptyRepository()
  const files = ['web', 'api'].flatMap((app) =>
    ['dev', 'prod'].map((environment): [string, string] => [`apps/${app}/${environment}/kustomization.yaml`, overlay(app, environment)])
  )
  const root = commitOn(directory, 0, { ...Object.fromEntries(files), 'apps/web/dev/patch.yaml': 'p\n', 'top/kustomization.yml': 'top\n' })
  return { directory, root }
}

function tipOf(directory: string): string {
  return git(directory, 'rev-parse', 'HEAD')
}

describe('renames of kustomizations', () => {
  it('finds folders that moved, with and without edits, and other names for the file', async () => {
    const { directory, root } = sample()
    move(directory, 'apps/web/dev', 'web/overlays/dev')
    move(directory, 'apps/web/prod', 'web/overlays/prod')
    move(directory, 'top/kustomization.yml', 'kustomization.yaml')
    const moved = commitOn(directory, 1, { 'web/overlays/prod/kustomization.yaml': overlay('web', 'prod').replace('v1', 'v2') })
    const same = commitOn(directory, 2, { 'apps/api/dev/kustomization.yaml': 'rewritten\n', 'apps/new/dev/kustomization.yaml': 'n\n' })
    const repository = await open(directory)
    expect([...(await repository.renames(moved))]).toEqual([
      ['kustomization.yaml', 'top/kustomization.yml'],
      ['web/overlays/dev/kustomization.yaml', 'apps/web/dev/kustomization.yaml'],
      ['web/overlays/prod/kustomization.yaml', 'apps/web/prod/kustomization.yaml']
    ])
    expect((await repository.renames(same)).size).toBe(0)
    expect((await repository.renames(root)).size).toBe(0)
  })

  it('takes the likeliest of files that are equal', async () => {
    const directory = emptyRepository()
    const equal = 'resources: [../base]\n'
    const names = ['dev', 'prod', 'staging']
    commitOn(directory, 0, Object.fromEntries(['api', 'web'].flatMap((app) => names.map((name) => [`${app}/${name}/kustomization.yaml`, equal]))))
    for (const app of ['api', 'web']) for (const name of names) move(directory, `${app}/${name}`, `envs/${name}/${app}`)
    const moved = commitOn(directory, 1, {})
    const renames = await (await open(directory)).renames(moved)
    expect([...renames]).toEqual(
      names.flatMap((name) => ['api', 'web'].map((app) => [`envs/${name}/${app}/kustomization.yaml`, `${app}/${name}/kustomization.yaml`]))
    )
  })

  it('compares a merge with its first parent', async () => {
    const { directory } = sample()
    git(directory, 'checkout', '--quiet', '-b', 'side')
    move(directory, 'apps/web', 'web')
    commitOn(directory, 1, {})
    git(directory, 'checkout', '--quiet', 'main')
    move(directory, 'apps/api', 'api')
    commitOn(directory, 2, {})
    gitOn(directory, 3, 'merge', '--quiet', '--no-ff', '-m', 'Merge', 'side')
    const renames = await (await open(directory)).renames(tipOf(directory))
    expect([...renames.keys()]).toEqual(['web/dev/kustomization.yaml', 'web/prod/kustomization.yaml'])
  })

  it.each([[true], [false]])('fetches the contents that it compares (filters: %s)', async (filter) => {
    const { directory: origin } = sample()
    git(origin, 'config', 'uploadpack.allowFilter', String(filter))
    move(origin, 'apps/web/prod', 'web/prod')
    const moved = commitOn(origin, 20, { 'web/prod/kustomization.yaml': overlay('web', 'prod').replace('v1', 'v2') })
    commitOn(origin, 21, { 'web/prod/kustomization.yaml': 'replaced\n' })
    const tip = commitOn(origin, 22, { 'x.txt': 'x\n' })
    const repository = await open(actionsCheckout(`file://${origin}`, 'refs/heads/main'))
    const { commits } = await repository.history(tip, day(20))
    expect(commits.map(({ id }) => id)).toContain(moved)
    expect([...(await repository.renames(moved))]).toEqual([['web/prod/kustomization.yaml', 'apps/web/prod/kustomization.yaml']])
    expect((await repository.renames(commits.at(-1)?.id ?? '')).size).toBe(0)
  })

  it('knows nothing of what was before a cut, and does not pass over a commit that is not here', async () => {
    const { directory: origin } = sample()
    move(origin, 'apps/web', 'web')
    const tip = commitOn(origin, 20, {})
    const repository = await open(actionsCheckout(`file://${origin}`, 'refs/heads/main'))
    expect((await repository.renames(tip)).size).toBe(0)
    expect((await failure(repository.renames('1'.repeat(40)))).code).toBe('history-unavailable')
    expect((await failure(repository.renames('main'))).code).toBe('history-unavailable')
  })
})
