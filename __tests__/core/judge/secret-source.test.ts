import { describe, expect, test } from '@jest/globals'
import { holdsSecretValues, isSecretSource, isSecretValue, placeholderPaths, secretKeyAt, withoutSecretPaths } from '../../../src/core/judge/secret-source.ts'
import { parsePointer } from '../../../src/core/model/field-path.ts'
import type { ResourceId } from '../../../src/core/model/resource.ts'

const GROUPS: Readonly<Record<string, string>> = {
  Secret: '',
  ConfigMap: '',
  Deployment: 'apps',
  ExternalSecret: 'external-secrets.io',
  ClusterExternalSecret: 'external-secrets.io',
  SecretProviderClass: 'secrets-store.csi.x-k8s.io',
  VaultStaticSecret: 'secrets.hashicorp.com',
  VaultDynamicSecret: 'secrets.hashicorp.com',
  VaultPKISecret: 'secrets.hashicorp.com',
  SealedSecret: 'bitnami.com'
}
const id = (kind: string, group: string = GROUPS[kind] ?? 'example.com'): ResourceId => ({ group, version: 'v1', kind, namespace: null, name: 'x' })

describe('isSecretSource: fields that the axis `secret-path` may let differ', () => {
  test.each<[string, string, boolean]>([
    ['ExternalSecret', '/spec/secretStoreRef/name', true],
    ['ExternalSecret', '/spec/secretStoreRef/kind', false],
    ['ExternalSecret', '/spec/data/password/remoteRef/key', true],
    ['ExternalSecret', '/spec/data/password/remoteRef/property', false],
    ['ExternalSecret', '/spec/data/password/remoteRef/version', false],
    ['ExternalSecret', '/spec/data/password/secretKey', false],
    ['ExternalSecret', '/spec/data/password/sourceRef/storeRef/name', true],
    ['ExternalSecret', '/spec/dataFrom/0/extract/key', true],
    ['ExternalSecret', '/spec/dataFrom/0/find/path', true],
    ['ExternalSecret', '/spec/dataFrom/0/find/name/regexp', false],
    ['ExternalSecret', '/spec/dataFrom/0/sourceRef/storeRef/name', true],
    ['ExternalSecret', '/spec/externalSecretSpec/secretStoreRef/name', false],
    ['ExternalSecret', '/secretStoreRef/name', false],
    ['ClusterExternalSecret', '/spec/externalSecretSpec/secretStoreRef/name', true],
    ['ClusterExternalSecret', '/spec/externalSecretSpec/data/password/remoteRef/key', true],
    ['ClusterExternalSecret', '/spec/secretStoreRef/name', false],
    ['SecretProviderClass', '/spec/parameters/keyvaultName', true],
    ['SecretProviderClass', '/spec/parameters/tenantId', false],
    ['SecretProviderClass', '/spec/parameters/objects#/password/secretPath', true],
    ['SecretProviderClass', '/spec/parameters/objects#/password/objectName', false],
    ['SecretProviderClass', '/spec/parameters/objects#/array/0/secretPath', true],
    ['SecretProviderClass', '/spec/parameters/secrets#/password/resourceName', true],
    ['VaultStaticSecret', '/spec/mount', true],
    ['VaultStaticSecret', '/spec/path', true],
    ['VaultStaticSecret', '/spec/vaultAuthRef', true],
    ['VaultStaticSecret', '/spec/type', false],
    ['VaultDynamicSecret', '/spec/path', true],
    ['VaultPKISecret', '/spec/mount', true],
    ['SealedSecret', '/spec/encryptedData/password', true],
    ['SealedSecret', '/spec/template/type', false],
    ['Secret', '/data/password', false],
    ['Deployment', '/spec/template/metadata/annotations/vault.hashicorp.com~1agent-inject-secret-db', true],
    ['Deployment', '/spec/template/metadata/annotations/vault.hashicorp.com~1agent-inject-template-db', false],
    ['Deployment', '/spec/template/metadata/labels/vault.hashicorp.com~1agent-inject-secret-db', false],
    ['Deployment', '/spec/template/metadata/annotations/x-vault.hashicorp.com~1agent-inject-secret-db', false]
  ])('%s %s: %j', (kind, pointer, expected) => expect(isSecretSource(id(kind), parsePointer(pointer))).toBe(expected))

  test('of their own group only', () => {
    expect(isSecretSource(id('ExternalSecret', 'example.com'), ['spec', 'secretStoreRef', 'name'])).toBe(false)
    expect(isSecretSource(id('SealedSecret', 'external-secrets.io'), ['spec', 'encryptedData', 'a'])).toBe(false)
  })
})

describe('secretKeyAt: fields that are keys of a secret', () => {
  test.each<[string, string, string | null]>([
    ['Secret', '/data/password', 'password'],
    ['Secret', '/stringData/password', 'password'],
    ['Secret', '/data', 'data'],
    ['Secret', '/type', null],
    ['Secret', '/metadata/labels/a', null],
    ['Secret', '/data/password/x', null],
    ['ConfigMap', '/data/password', null],
    ['ExternalSecret', '/spec/data/password', 'password'],
    ['ExternalSecret', '/spec/dataFrom/0', '0'],
    ['ExternalSecret', '/spec/dataFrom', 'dataFrom'],
    ['ExternalSecret', '/spec/target/template/data/url', 'url'],
    ['ExternalSecret', '/spec/data/password/remoteRef', null],
    ['ClusterExternalSecret', '/spec/externalSecretSpec/data/password', 'password'],
    ['ClusterExternalSecret', '/spec/externalSecretSpec/dataFrom/0', '0'],
    ['ClusterExternalSecret', '/spec/externalSecretSpec/target/template/data/url', 'url'],
    ['SecretProviderClass', '/spec/parameters/objects#/password', 'password'],
    ['SecretProviderClass', '/spec/parameters/objects', 'objects'],
    ['SecretProviderClass', '/spec/parameters/objects#/array/0', '0'],
    ['SecretProviderClass', '/spec/parameters/secrets#/password', 'password'],
    ['SecretProviderClass', '/spec/parameters/secrets', 'secrets'],
    ['SecretProviderClass', '/spec/secretObjects/0/data/url', 'url'],
    ['SecretProviderClass', '/spec/parameters/objects/x', null],
    ['SecretProviderClass', '/spec/parameters/objects#', null],
    ['SecretProviderClass', '/spec/parameters/objects/array', null],
    ['SecretProviderClass', '/spec/parameters/tenantId', null],
    ['VaultStaticSecret', '/spec/destination/transformation/templates/url', 'url'],
    ['VaultStaticSecret', '/spec/destination/name', null],
    ['SealedSecret', '/spec/encryptedData/password', 'password'],
    ['Deployment', '/data/password', null]
  ])('%s %s: %j', (kind, pointer, expected) => expect(secretKeyAt(id(kind), parsePointer(pointer))).toBe(expected))
})

test.each<[ResourceId, string, boolean]>([
  [id('Secret'), '/data/password', true],
  [id('Secret'), '/stringData/password', true],
  [id('Secret'), '/data', true],
  [id('Secret'), '/metadata/annotations/kubectl.kubernetes.io~1last-applied-configuration', true],
  [id('Secret'), '/metadata/annotations/other', false],
  [id('Secret'), '/metadata/labels/kubectl.kubernetes.io~1last-applied-configuration', false],
  [id('ConfigMap'), '/metadata/annotations/kubectl.kubernetes.io~1last-applied-configuration', false],
  [id('Secret'), '/type', false],
  [id('Secret', 'example.com'), '/data/password', false],
  [id('ConfigMap'), '/data/password', false]
])("%j %s is a Secret's own value: %j", (resource, pointer, expected) => expect(isSecretValue(resource, parsePointer(pointer))).toBe(expected))

test('a mapping of a Secret holds its values where one of its fields does', () => {
  const lastApplied = 'kubectl.kubernetes.io/last-applied-configuration'
  expect(holdsSecretValues(id('Secret'), ['data'], { a: 'MQ==' })).toBe(true)
  expect(holdsSecretValues(id('Secret'), ['metadata', 'annotations'], { a: '1', [lastApplied]: '{}' })).toBe(true)
  expect(holdsSecretValues(id('Secret'), ['metadata', 'annotations'], { a: '1' })).toBe(false)
  expect(holdsSecretValues(id('ConfigMap'), ['data'], { a: '1' })).toBe(false)
})

describe('placeholders', () => {
  test.each<[string, string, readonly string[]]>([
    ['<path:kv/data/app#password>', '<path:#password>', ['kv/data/app']],
    ['a <path:kv/a#x> b <path:kv/b#y#3>', 'a <path:#x> b <path:#y#3>', ['kv/a', 'kv/b']],
    ['<path:kv/app>', '<path:>', ['kv/app']],
    ['vault:kv/data/app#KEY', 'vault:#KEY', ['kv/data/app']],
    ['${vault:kv/a-b.c#KEY} vault:kv/d#E', '${vault:#KEY} vault:#E', ['kv/a-b.c', 'kv/d']],
    ['vault:kv/data/app', 'vault:kv/data/app', []],
    ['my-vault:kv/app#KEY', 'my-vault:kv/app#KEY', []],
    ['myvault:kv/app#KEY', 'myvault:kv/app#KEY', []],
    ['plain', 'plain', []]
  ])('%s', (text, without, paths) => {
    expect(withoutSecretPaths(text, ['data', 'x'])).toBe(without)
    expect(placeholderPaths(text)).toEqual(paths)
  })

  const template = '{{- with secret "kv/staging/db" -}}{{ .Data.password }}{{ end }}{{ secret "kv/b" }}'
  test.each<[string, boolean]>([
    ['/metadata/annotations/vault.hashicorp.com~1agent-inject-template-db', true],
    ['/metadata/annotations/vault.hashicorp.com~1agent-inject-secret-db', false],
    ['/metadata/annotations/other-vault.hashicorp.com~1agent-inject-template-db', false],
    ['/metadata/labels/vault.hashicorp.com~1agent-inject-template-db', false]
  ])('the paths in a Vault agent template: %s %j', (pointer, taken) => {
    const expected = taken ? '{{- with secret "" -}}{{ .Data.password }}{{ end }}{{ secret "" }}' : template
    expect(withoutSecretPaths(template, parsePointer(pointer))).toBe(expected)
  })
})
