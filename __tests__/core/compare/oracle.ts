// A slow and obvious judge of whether two renders mean the same, for the resources that the property tests make up.
import type { Mapping, Value } from '../../../src/core/model/resource.ts'
import { isList, isMapping } from '../../../src/core/model/resource.ts'

export type World = { readonly namespace: string; readonly word: string }

const MERGED: Readonly<Record<string, (item: Mapping) => string>> = {
  containers: (item) => word(item, 'name'),
  env: (item) => word(item, 'name'),
  volumeMounts: (item) => word(item, 'mountPath'),
  ports: (item) => `${word(item, 'containerPort')}${word(item, 'port')}/${word(item, 'protocol') || 'TCP'}`
}
const THOUSANDTHS: Readonly<Record<string, number>> = {
  '1': 1000,
  '1000m': 1000,
  '0.5': 500,
  '500m': 500,
  '2e3': 2_000_000,
  '2k': 2_000_000
}

/** One text for all renders that mean the same in their worlds. */
export function meaning(bodies: readonly Mapping[], world: World): string {
  return bodies
    .map((body) => plain(body, [word(body, 'kind')], world))
    .sort()
    .join('\n')
}

/** A field's text; '' where it is absent. */
export function word(mapping: Mapping, field: string): string {
  const value = mapping[field]
  return value === undefined || value === null ? '' : typeof value === 'object' ? JSON.stringify(value) : String(value)
}

function plain(value: Value, path: readonly string[], world: World): string {
  if (isMapping(value)) {
    const members = Object.keys(value)
      .filter((key) => value[key] !== null && !(path.at(-1) === 'labels' && value[key] === world.word))
      .sort()
      .map((key) => `${JSON.stringify(key)}:${plain(value[key] ?? null, [...path, key], world)}`)
    return `{${members.join()}}`
  }
  if (isList(value)) {
    const key = path[0] === 'Thing' ? undefined : MERGED[path.at(-1) ?? '']
    const keyable = key !== undefined && value.every((item) => isMapping(item))
    const refers = path.at(-1) === 'env' && JSON.stringify(value).includes('$(')
    const items = keyable && !refers ? [...value].sort((a, b) => (isMapping(a) && isMapping(b) && key(a) < key(b) ? -1 : 1)) : value
    return `[${items.map((item) => plain(item, [...path, '[]'], world)).join()}]`
  }
  if (path.at(-1) === 'namespace' && path.at(-2) === 'metadata' && value === world.namespace) return '<own namespace>'
  if (path.at(-2) === 'limits' && path[0] !== 'ConfigMap') return `${THOUSANDTHS[String(value)] ?? JSON.stringify(value)}`
  return typeof value === 'bigint' ? `${value}n` : JSON.stringify(value)
}
