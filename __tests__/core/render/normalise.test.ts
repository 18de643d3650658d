import { describe, expect, it } from '@jest/globals'
import type { Resource } from '../../../src/core/model/resource.ts'
import { normalise } from '../../../src/core/render/normalise.ts'

const NAMING = { prefixes: [], suffixes: [], words: [] }

function resource(kind: string, name: string, more: Record<string, string> = {}, namespace: string | null = null): Resource {
  const group = kind === 'CustomResourceDefinition' ? 'apiextensions.k8s.io' : ''
  return {
    id: { group, version: 'v1', kind, namespace, name },
    body: { kind, metadata: { name }, ...(kind === 'ConfigMap' ? { data: more } : {}) }
  }
}

function names(
  resources: readonly Resource[],
  naming: Partial<typeof NAMING> | { prefixes?: string[]; suffixes?: string[]; words?: string[] }
) {
  return normalise({ kind: 'built', resources, warnings: [] }, { ...NAMING, ...naming }).resources.map((r) => r.canonical.name)
}

describe('normalise', () => {
  it('undoes prefixes and suffixes from the outside in, where the name carries them', () => {
    const naming = { prefixes: ['prod-', 'b-'], suffixes: ['-eu', '-v1'] }
    expect(
      names([resource('Service', 'prod-b-web-v1-eu'), resource('Service', 'prod-api-eu'), resource('Service', 'prod-')], naming)
    ).toEqual(['web', 'api', 'prod-'])
  })

  it('leaves names alone that kustomize does not change', () => {
    const naming = { prefixes: ['prod-'], words: ['prod'] }
    const resources = [resource('CustomResourceDefinition', 'prod-things.prod.example.com'), resource('Namespace', 'prod-shop')]
    expect(names(resources, naming)).toEqual(['prod-things.prod.example.com', 'shop'])
  })

  it('takes the own words out as whole tokens', () => {
    const found = names(
      ['shop-prod', 'prod.shop', 'a-production-b', 'preprod', 'prod', 'x:prod:y', 'reproduce-prod'].map((n) => resource('Service', n)),
      {
        words: ['prod', 'production']
      }
    )
    // `shop-prod` and `prod.shop` would both be `shop`, so they keep their names.
    expect(found).toEqual(['shop-prod', 'prod.shop', 'a-b', 'preprod', '{env}', 'x:y', 'reproduce'])
  })

  it('undoes the hash before all else', () => {
    const hashed = 'prod-empty-s-6ct58987ht'
    const [only] = normalise(
      { kind: 'built', resources: [{ ...resource('ConfigMap', hashed), body: { kind: 'ConfigMap' } }], warnings: [] },
      {
        prefixes: ['prod-'],
        suffixes: ['-s'],
        words: []
      }
    ).resources
    expect(only).toMatchObject({ id: { name: hashed }, canonical: { name: 'empty' }, unhashed: 'prod-empty-s', declared: 'empty' })
  })

  it('lets both keep their names where undoing would make them one, but not across kinds or namespaces', () => {
    const resources = [
      resource('Service', 'web-prod'),
      resource('Service', 'web'),
      resource('Deployment', 'web-prod'),
      resource('Service', 'web-prod', {}, 'other')
    ]
    expect(names(resources, { words: ['prod'] })).toEqual(['web-prod', 'web', 'web', 'web'])
  })

  it('keeps no more of a name than it must', () => {
    const resources = [resource('Service', 'p-web-prod'), resource('Service', 'p-web')]
    expect(names(resources, { prefixes: ['p-'], words: ['prod'] })).toEqual(['web-prod', 'web'])
  })
})
