// A rendered resource and its identity, in kustomize's sense (group, version, kind, namespace, name).

export type Scalar = null | boolean | number | bigint | string
export type Value = Scalar | readonly Value[] | Mapping
export type Mapping = { readonly [key: string]: Value }

export type ResourceId = {
  /** '' for the core group. */
  readonly group: string
  readonly version: string
  readonly kind: string
  /** null: the resource names none. */
  readonly namespace: string | null
  readonly name: string
}

export type Resource = {
  readonly id: ResourceId
  readonly body: Mapping
  /** The name without its generated hash, where the content that tells it has been masked. */
  readonly unhashed?: string
}

export function isMapping(value: Value | undefined): value is Mapping {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

export function isList(value: Value | undefined): value is readonly Value[] {
  return Array.isArray(value)
}

export function isScalar(value: Value | undefined): value is Scalar {
  return value !== undefined && (value === null || typeof value !== 'object')
}

/** `group/version/Kind/[namespace/]name`; the core group is left out: `v1/Service/shop/web`. */
export function formatResourceId(id: ResourceId): string {
  return [id.group, id.version, id.kind, id.namespace ?? '', id.name].filter((part) => part !== '').join('/')
}

/** The short form for people: `Kind/name`. */
export function shortResourceId(formatted: string): string {
  const parts = formatted.split('/')
  const kind = parts.find((part) => /^[A-Z]/.test(part))
  return kind === undefined ? formatted : `${kind}/${parts.at(-1) ?? ''}`
}
