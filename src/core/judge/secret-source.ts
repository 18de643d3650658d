// Which fields say where a secret comes from (the axis `secret-path`), and which say what keys it has.

import { matchFieldPath } from '../model/glob.ts'
import type { FieldPath } from '../model/field-path.ts'
import type { Mapping, ResourceId } from '../model/resource.ts'
import { isSecret, LAST_APPLIED } from '../model/secret.ts'

type SecretFields = {
  readonly group: string
  readonly kinds: readonly string[]
  /** Patterns of field paths, `/`-separated; `#` starts the part inside an embedded document. */
  readonly sources: readonly string[]
  /** Lists or maps whose items are the secret's keys. */
  readonly keys: readonly string[]
}

const EXTERNAL_SECRET_SOURCES = [
  'secretStoreRef/name',
  'data/*/remoteRef/key',
  'data/*/sourceRef/storeRef/name',
  'dataFrom/*/extract/key',
  'dataFrom/*/find/path',
  'dataFrom/*/sourceRef/storeRef/name'
]
const EXTERNAL_SECRET_KEYS = ['data', 'dataFrom', 'target/template/data']

// Field names: external-secrets.io/v1 API reference; secrets-store-csi-driver.sigs.k8s.io provider pages;
// developer.hashicorp.com Vault Secrets Operator API reference; bitnami-labs/sealed-secrets README.
const SECRET_FIELDS: readonly SecretFields[] = [
  { group: '', kinds: ['Secret'], sources: [], keys: ['data', 'stringData'] },
  {
    group: 'external-secrets.io',
    kinds: ['ExternalSecret'],
    sources: EXTERNAL_SECRET_SOURCES.map((path) => `spec/${path}`),
    keys: EXTERNAL_SECRET_KEYS.map((path) => `spec/${path}`)
  },
  {
    group: 'external-secrets.io',
    kinds: ['ClusterExternalSecret'],
    sources: EXTERNAL_SECRET_SOURCES.map((path) => `spec/externalSecretSpec/${path}`),
    keys: EXTERNAL_SECRET_KEYS.map((path) => `spec/externalSecretSpec/${path}`)
  },
  {
    group: 'secrets-store.csi.x-k8s.io',
    kinds: ['SecretProviderClass'],
    sources: [
      'spec/parameters/keyvaultName',
      'spec/parameters/objects#/*/secretPath',
      'spec/parameters/objects#/array/*/secretPath',
      'spec/parameters/secrets#/*/resourceName'
    ],
    keys: ['spec/parameters/objects#', 'spec/parameters/objects#/array', 'spec/parameters/secrets#', 'spec/secretObjects/*/data']
  },
  {
    group: 'secrets.hashicorp.com',
    kinds: ['VaultStaticSecret', 'VaultDynamicSecret', 'VaultPKISecret'],
    sources: ['spec/mount', 'spec/path', 'spec/vaultAuthRef'],
    keys: ['spec/destination/transformation/templates']
  },
  { group: 'bitnami.com', kinds: ['SealedSecret'], sources: ['spec/encryptedData/*'], keys: ['spec/encryptedData'] }
]

const INJECTOR = 'vault.hashicorp.com/'
const INJECTED_SECRET = `${INJECTOR}agent-inject-secret-`
const INJECTED_TEMPLATE = `${INJECTOR}agent-inject-template-`

/** Whether the field itself names the place that a secret comes from. */
export function isSecretSource(id: ResourceId, path: FieldPath): boolean {
  const last = path.at(-1) ?? ''
  if (path.at(-2) === 'annotations' && last.startsWith(INJECTED_SECRET)) return true
  return fieldsOf(id).some((fields) => fields.sources.some((pattern) => matchFieldPath(pattern.split('/'), path)))
}

/** The secret's key that a field path is or lies in; null where it is no key. */
export function secretKeyAt(id: ResourceId, path: FieldPath): string | null {
  for (const fields of fieldsOf(id)) {
    for (const keys of fields.keys) {
      const depth = keys.split('/').length
      if (path.length === depth + 1 && matchFieldPath(keys.split('/'), path.slice(0, depth))) return path[depth] ?? null
      // The whole list or map is missing: every key of it is.
      if (path.length === depth && matchFieldPath(keys.replace(/#$/, '').split('/'), path)) return path.at(-1) ?? null
    }
  }
  return null
}

/** Whether the field holds a Secret's own value, which never leaves the process. */
export function isSecretValue(id: ResourceId, path: FieldPath): boolean {
  return isSecret(id) && (path[0] === 'data' || path[0] === 'stringData' || (path[1] === 'annotations' && path[2] === LAST_APPLIED))
}

/** Whether a mapping of a Secret has the Secret's values in its fields. */
export function holdsSecretValues(id: ResourceId, path: FieldPath, mapping: Mapping): boolean {
  return Object.keys(mapping).some((key) => isSecretValue(id, [...path, key]))
}

/**
 * The text with the places that secrets come from taken out: Argo CD Vault Plugin's `<path:…#key>`, Bank-Vaults'
 * `vault:…#KEY`, and the paths in a Vault agent template. What follows `#` is a key and stays.
 */
export function withoutSecretPaths(text: string, path: FieldPath): string {
  const plain = text
    .replaceAll(/<path:[^#>]*/g, '<path:')
    .replaceAll(/(?<![\w-])vault:[\w./-]+(?=#)/g, 'vault:')
  const key = path.at(-1) ?? ''
  return path.at(-2) === 'annotations' && key.startsWith(INJECTED_TEMPLATE) ? plain.replaceAll(/secret "[^"]*"/g, 'secret ""') : plain
}

/** The paths that placeholders in a text name: `kv/data/app` of `<path:kv/data/app#password>`. */
export function placeholderPaths(text: string): readonly string[] {
  const paths: string[] = []
  for (const match of text.matchAll(/<path:([^#>]*)/g)) paths.push(match[1] ?? '')
  for (const match of text.matchAll(/(?<![\w-])vault:([\w./-]+)(?=#)/g)) paths.push(match[1] ?? '')
  return paths
}

function fieldsOf(id: ResourceId): readonly SecretFields[] {
  return SECRET_FIELDS.filter((fields) => fields.group === id.group && fields.kinds.includes(id.kind))
}
