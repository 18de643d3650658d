import { afterEach, describe, expect, test } from '@jest/globals'
import { rmSync } from 'node:fs'
import type { Stay } from '../../src/core/model/ledger.ts'
import type { Past, PastOptions } from '../support/git-history.ts'
import { commitAt, HOUR, openPast, START, timed } from '../support/git-history.ts'
import { git, newRepository, type Files } from '../support/scenario.ts'
import { DIGESTS, overlay, SHOP } from '../support/shop.ts'
import { DEFAULT_LIMITS } from '../../src/core/model/policy.ts'

const image = (letter: keyof typeof DIGESTS): string => `registry.example.com/shop:1.0@${DIGESTS[letter]}`

const open: (() => void | Promise<void>)[] = []
afterEach(async () => {
  for (const close of open.splice(0)) await close()
})

/** A repository whose first commit has all three environments on digest a, at hour 0. */
function world(files: Files = SHOP): { readonly directory: string; readonly at: (hour: number, files: Files, message?: string) => string } {
  const directory = newRepository()
  open.push(() => rmSync(directory, { recursive: true, force: true }))
  commitAt(directory, START, files, 'start')
  return { directory, at: (hour, change, message) => commitAt(directory, START + hour * HOUR, change, message ?? `hour ${hour}`) }
}

async function past(directory: string, options: PastOptions = {}): Promise<Past> {
  const found = await openPast(directory, options)
  open.push(found.close)
  return found
}

/** `staging 1–5 rolled back`: hours since the start; `…` where it ran before, or runs still. */
function shown(stays: Readonly<Record<string, readonly Stay[]>>): readonly string[] {
  const hour = (time: number): string => String((time - START) / HOUR)
  return Object.entries(stays).flatMap(([environment, found]) =>
    found.map(({ since, until, earlier, rolledBack }) =>
      [environment, `${earlier ? '…' : ''}${hour(since.time)}–${until === null ? '' : hour(until.time)}`, rolledBack ? 'rolled back' : ''].filter((part) => part !== '').join(' ')
    )
  )
}

const pinned = (environment: string, letter: keyof typeof DIGESTS, more = ''): Files => overlay(environment, DIGESTS[letter], more)
const renamed = (files: Files, from: string, to: string): Files =>
  Object.fromEntries(Object.entries(files).flatMap(([path, content]) => [[path, null], [path.replace(from, to), content]]))

describe('the ledger', () => {
  test('an image that stays is live since the commit that brought it, and nothing but that commit is built', async () => {
    const { directory, at } = world()
    at(1, pinned('staging', 'b'))
    at(2, { 'README.md': 'hello' })
    at(3, { 'apps/shop/overlays/staging/replicas.yaml': 'apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: shop\nspec:\n  replicas: 9\n' })
    const { stays, builds } = await past(directory)
    expect(shown(await stays(image('b')))).toEqual(['staging 1–'])
    expect(builds()).toBe(1)
    expect(shown(await stays(image('a')))).toEqual(['dev 0–', 'staging 0–1', 'prod 0–'])
  })

  test('an image that was replaced: three builds tell when, and that it was no rollback', async () => {
    const { directory, at } = world()
    at(1, pinned('staging', 'b'))
    for (const hour of [2, 3, 4]) at(hour, pinned('staging', 'b', `commonAnnotations:\n  hour: "${hour}"\n`))
    at(5, pinned('staging', 'c'))
    at(6, { 'apps/shop/overlays/staging/secret.yaml': SHOP['apps/shop/overlays/dev/secret.yaml'] ?? '' })
    const { stays, builds } = await past(directory)
    expect(shown(await stays(image('b')))).toEqual(['staging 1–5'])
    expect(builds()).toBeLessThanOrEqual(3)
  })

  test('a merge commit, not the commits of its branch, brings an image', async () => {
    const { directory, at } = world()
    git(directory, 'checkout', '-q', '-b', 'change')
    at(1, pinned('staging', 'c'))
    at(2, pinned('staging', 'b'))
    git(directory, 'checkout', '-q', 'main')
    at(3, { 'README.md': 'meanwhile' })
    timed(START + 4 * HOUR, () => git(directory, 'merge', '-q', '--no-ff', '-m', 'merge', 'change'))
    const { stays } = await past(directory)
    expect(shown(await stays(image('b')))).toEqual(['staging 4–'])
    expect(shown(await stays(image('c')))).toEqual([])
  })

  test('a squash brings an image at its own time', async () => {
    const { directory, at } = world()
    git(directory, 'checkout', '-q', '-b', 'change')
    at(1, pinned('staging', 'b'))
    at(2, pinned('staging', 'b', 'commonAnnotations:\n  x: one\n'))
    git(directory, 'checkout', '-q', 'main')
    git(directory, 'merge', '-q', '--squash', 'change')
    at(5, {}, 'squashed')
    expect(shown(await (await past(directory)).stays(image('b')))).toEqual(['staging 5–'])
  })

  test('a rebase brings it at the time of the rebase', async () => {
    const { directory, at } = world()
    git(directory, 'checkout', '-q', '-b', 'change')
    at(1, pinned('staging', 'b'))
    git(directory, 'checkout', '-q', 'main')
    at(3, { 'README.md': 'meanwhile' })
    git(directory, 'checkout', '-q', 'change')
    timed(START + 6 * HOUR, () => git(directory, 'rebase', '-q', 'main'))
    git(directory, 'checkout', '-q', 'main')
    git(directory, 'merge', '-q', '--ff-only', 'change')
    expect(shown(await (await past(directory)).stays(image('b')))).toEqual(['staging 6–'])
  })

  test('a revert ends it as a rollback', async () => {
    const { directory, at } = world()
    at(1, pinned('staging', 'b'))
    at(2, { 'README.md': 'more' })
    timed(START + 4 * HOUR, () => git(directory, 'revert', '--no-edit', 'HEAD~1'))
    const { stays, builds } = await past(directory)
    expect(shown(await stays(image('b')))).toEqual(['staging 1–4 rolled back'])
    expect(builds()).toBeLessThanOrEqual(3)
    expect(shown(await stays(image('a')))).toEqual(['dev 0–', 'staging 0–1', 'staging 4–', 'prod 0–'])
  })

  test('what a forced push has thrown away was never live', async () => {
    const { directory, at } = world()
    at(1, pinned('staging', 'b'))
    git(directory, 'reset', '-q', '--hard', 'HEAD~1')
    at(2, pinned('staging', 'c'))
    const { stays } = await past(directory)
    expect(shown(await stays(image('b')))).toEqual([])
    expect(shown(await stays(image('c')))).toEqual(['staging 2–'])
  })

  test('clocks that are wrong: no commit is older than its parent, and none in the future', async () => {
    const { directory, at } = world()
    at(5, pinned('staging', 'b'))
    at(2, pinned('staging', 'c'))
    at(9000, pinned('staging', 'b', 'commonAnnotations:\n  x: one\n'))
    const { stays } = await past(directory, { now: START + 8 * HOUR })
    expect(shown(await stays(image('b')))).toEqual(['staging 5–5', 'staging 8–'])
    expect(shown(await stays(image('c')))).toEqual(['staging 5–8 rolled back'])
  })

  test('a commit that breaks the render ends nothing and begins nothing', async () => {
    const { directory, at } = world()
    at(1, pinned('staging', 'b'))
    at(2, pinned('staging', 'b', 'components:\n  - ../../missing\n'))
    at(3, pinned('staging', 'c', 'components:\n  - ../../missing\n'))
    at(4, pinned('staging', 'c'))
    const { stays } = await past(directory)
    expect(shown(await stays(image('b')))).toEqual(['staging 1–4'])
    expect(shown(await stays(image('c')))).toEqual(['staging 4–'])
  })

  test('an image that came in a commit that does not render is live from the next one that does', async () => {
    const { directory, at } = world()
    at(1, pinned('staging', 'b', 'components:\n  - ../../missing\n'))
    at(2, pinned('staging', 'b'))
    expect(shown(await (await past(directory)).stays(image('b')))).toEqual(['staging 2–'])
  })

  test('an overlay that was moved keeps its past', async () => {
    const { directory, at } = world()
    at(1, pinned('staging', 'b'))
    at(2, renamed({ ...SHOP, ...pinned('staging', 'b') }, 'apps/shop/', 'deploy/shop/'))
    at(3, { 'README.md': 'hello' })
    const { stays, builds } = await past(directory)
    expect(shown(await stays(image('b')))).toEqual(['staging 1–'])
    expect(builds()).toBeLessThanOrEqual(3)
    expect(shown(await stays(image('a')))).toEqual(['dev 0–', 'staging 0–1', 'prod 0–'])
  })

  test('an overlay whose folder was renamed and edited at once keeps its past', async () => {
    const { directory, at } = world()
    const before = Object.fromEntries(Object.entries(SHOP).filter(([path]) => path.includes('/staging/')))
    at(1, pinned('staging', 'b'))
    at(2, { ...renamed(before, 'overlays/staging/', 'overlays/stg/'), ...renamedTo(pinned('staging', 'b', 'commonAnnotations:\n  moved: here\n'), 'stg') })
    const found = await past(directory)
    expect(shown(await found.stays(image('b')))).toEqual(['staging 1–'])
  })

  test('another environment that took over a folder has not its past', async () => {
    const { directory, at } = world()
    at(1, pinned('staging', 'b'))
    at(2, Object.fromEntries(Object.keys(pinned('staging', 'b')).map((path) => [path, null])))
    at(3, { ...SHOP, ...renamed(Object.fromEntries(Object.entries(SHOP).filter(([path]) => path.includes('/prod/'))), '/prod/', '/staging/') })
    at(4, pinned('prod', 'a'))
    expect(shown(await (await past(directory)).stays(image('a')))).toEqual(['dev 0–', 'staging 0–1', 'staging 3–', 'prod 0–3', 'prod 4–'])
  })

  test('an overlay that was deleted and came back had no pins between', async () => {
    const { directory, at } = world()
    const gone = Object.fromEntries(Object.keys(pinned('staging', 'a')).map((path) => [path, null]))
    at(2, gone)
    at(3, { 'README.md': 'away' })
    at(5, pinned('staging', 'a'))
    expect(shown(await (await past(directory)).stays(image('a')))).toEqual(['dev 0–', 'staging 0–2', 'staging 5–', 'prod 0–'])
  })

  test('a digest that a base sets moves every environment at once', async () => {
    const unpinned = (environment: string): Files =>
      Object.fromEntries(Object.entries(pinned(environment, 'a')).map(([path, text]) => [path, String(text).replace(/images:[^]*?(?=patches)/, '')]))
    const base = String(SHOP['apps/shop/base/kustomization.yaml'])
    const inBase = (letter: keyof typeof DIGESTS): Files => ({
      'apps/shop/base/kustomization.yaml': `${base}images:\n  - name: registry.example.com/shop\n    newTag: "1.0"\n    digest: ${DIGESTS[letter]}\n`
    })
    const { directory, at } = world({ ...SHOP, ...unpinned('dev'), ...unpinned('staging'), ...inBase('a') })
    at(1, inBase('b'))
    at(2, pinned('prod', 'a'))
    const { stays } = await past(directory)
    expect(shown(await stays(image('b')))).toEqual(['dev 1–', 'staging 1–'])
    expect(shown(await stays(image('a')))).toEqual(['dev 0–1', 'staging 0–1', 'prod 0–'])
  })

  test('a digest that a component sets, and an overlay that comes to use it', async () => {
    const component = (letter: keyof typeof DIGESTS): Files => ({
      'apps/shop/parts/pin/kustomization.yaml': `apiVersion: kustomize.config.k8s.io/v1alpha1\nkind: Component\nimages:\n  - name: registry.example.com/shop\n    digest: ${DIGESTS[letter]}\n`
    })
    const using = (environment: string): Files =>
      Object.fromEntries(Object.entries(pinned(environment, 'a', 'components:\n  - ../../parts/pin\n')).map(([path, text]) => [path, String(text).replace(/images:[^]*?(?=patches)/, '')]))
    const { directory, at } = world({ ...SHOP, ...component('b') })
    at(1, using('staging'))
    at(2, component('c'))
    at(3, { 'README.md': 'hello' })
    const { stays } = await past(directory)
    expect(shown(await stays(image('b')))).toEqual(['staging 1–2'])
    expect(shown(await stays(image('c')))).toEqual(['staging 2–'])
  })

  test('an image that a JSON 6902 patch sets', async () => {
    const patched = (letter: keyof typeof DIGESTS): Files => ({
      'apps/shop/overlays/staging/image.yaml': `- op: replace\n  path: /spec/template/spec/containers/0/image\n  value: registry.example.com/mirror/shop@${DIGESTS[letter]}\n`
    })
    const text = String(pinned('staging', 'a')['apps/shop/overlays/staging/kustomization.yaml'])
    const { directory, at } = world()
    at(1, { 'apps/shop/overlays/staging/kustomization.yaml': `${text}  - path: image.yaml\n    target:\n      kind: Deployment\n`, ...patched('b') })
    at(2, patched('c'))
    at(3, patched('b'))
    const { stays } = await past(directory)
    expect(shown(await stays(image('b')))).toEqual(['staging 1–2', 'staging 3–'])
    expect(shown(await stays(image('c')))).toEqual(['staging 2–3 rolled back'])
  })

  test('a look-back that is too short says so', async () => {
    const { directory, at } = world()
    at(1, pinned('staging', 'b'))
    at(2, { 'README.md': 'hello' })
    at(9, pinned('dev', 'b'))
    at(10, pinned('staging', 'c'))
    const { stays, commits } = await past(directory, { since: START + 5 * HOUR })
    expect(commits.map(({ subject }) => subject)).toEqual(['hour 10', 'hour 9', 'hour 2'])
    expect(shown(await stays(image('b')))).toEqual(['dev 9–', 'staging …2–10'])
    expect(shown(await stays(image('a')))).toEqual(['dev …2–9', 'prod …2–'])
  })

  test('a build that a limit ends is an error, not a commit that changed nothing', async () => {
    const { directory, at } = world()
    at(1, pinned('staging', 'b'))
    at(2, pinned('staging', 'c'))
    const limits = { ...DEFAULT_LIMITS, outputMegabytes: 0 }
    const { stays } = await past(directory, { policy: { limits } })
    await expect(stays(image('b'))).rejects.toMatchObject({ code: 'history-unavailable' })
  })

  test('every image of every overlay, each distinct closure rendered once', async () => {
    const { directory, at } = world()
    at(1, pinned('dev', 'b'))
    at(2, pinned('staging', 'b'))
    at(3, pinned('dev', 'a'))
    const { full, builds } = await past(directory)
    const stays = Object.fromEntries([...(await full())].map(([{ environment }, found]) => [environment, found]))
    expect(shown(stays)).toEqual(['dev 0–1', 'dev 1–3 rolled back', 'dev 3–', 'staging 0–2', 'staging 2–', 'prod 0–'])
    expect(builds()).toBe(2)
  })
})

const renamedTo = (files: Files, name: string): Files => Object.fromEntries(Object.entries(files).map(([path, text]) => [path.replace('/staging/', `/${name}/`), text]))
