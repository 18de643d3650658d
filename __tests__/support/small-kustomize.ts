// A small kustomize in memory, for property tests that render thousands of commits: resources, components, strategic merge and
// JSON 6902 patches, name prefixes, images and generated ConfigMaps. What it does not know, or cannot find, fails.

import { load, loadAll } from 'js-yaml'
import type { Mapping, Resource, Value } from '../../src/core/model/resource.ts'
import { isList, isMapping, isScalar } from '../../src/core/model/resource.ts'
import { folderOf, joinPath } from '../../src/core/model/repo-path.ts'
import type { Tree } from '../../src/core/model/tree.ts'

type Item = { readonly original: string; body: Mapping }

/** The resources of one overlay; null where it does not render. */
export function smallKustomize(tree: Tree, folder: string): readonly Resource[] | null {
  try {
    return accumulate(tree, folder, []).map(({ body }) => ({ id: idOf(body), body }))
  } catch {
    return null
  }
}

function accumulate(tree: Tree, folder: string, given: readonly Item[]): Item[] {
  const fields = load(text(tree, `${folder}/kustomization.yaml`)) as Record<string, Value>
  const list = (name: string): readonly Value[] => (isList(fields[name]) ? fields[name] : [])
  const items: Item[] = [...given]
  for (const entry of list('resources')) {
    const path = pathOf(folder, entry)
    if (tree.entries.has(path)) {
      for (const body of loadAll(text(tree, path)) as (Mapping | null)[]) if (body !== null) items.push({ original: nameIn(body), body })
    } else items.push(...accumulate(tree, path, []))
  }
  for (const entry of list('configMapGenerator')) {
    if (!isMapping(entry)) throw new Error('generator')
    const literals = isList(entry['literals']) ? entry['literals'] : []
    const files = isList(entry['files']) ? entry['files'].map((file) => text(tree, pathOf(folder, file))) : []
    items.push({ original: word(entry['name']), body: { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: word(entry['name']) }, data: { all: JSON.stringify([literals, files]) } } })
  }
  let current = items
  for (const entry of list('components')) current = accumulate(tree, pathOf(folder, entry), current)
  for (const entry of list('patches')) if (isMapping(entry)) current = patch(tree, folder, entry, current)
  const prefix = fields['namePrefix']
  if (typeof prefix === 'string') for (const item of current) item.body = { ...item.body, metadata: { ...(item.body['metadata'] as Mapping), name: `${prefix}${nameIn(item.body)}` } }
  for (const entry of list('images')) if (isMapping(entry)) for (const item of current) item.body = withImage(item.body, entry) as Mapping
  const names = current.map(({ body }) => `${word(body['kind'])}/${nameIn(body)}`)
  if (new Set(names).size < names.length) throw new Error('two resources of one name')
  return current
}

function patch(tree: Tree, folder: string, entry: Mapping, items: readonly Item[]): Item[] {
  const source = typeof entry['patch'] === 'string' ? entry['patch'] : text(tree, pathOf(folder, entry['path'] ?? ''))
  const content = load(source) as Value
  if (isList(content)) {
    const target = entry['target'] as Mapping
    return items.map((item) => {
      const hit = item.body['kind'] === target['kind'] && (item.original === target['name'] || nameIn(item.body) === target['name'])
      return hit ? { ...item, body: operate(structuredClone(item.body), content as readonly Mapping[]) } : item
    })
  }
  if (!isMapping(content)) throw new Error('patch')
  const hits = items.filter((item) => item.body['kind'] === content['kind'] && [item.original, nameIn(item.body)].includes(nameIn(content)))
  if (hits.length !== 1) throw new Error('no resource matches strategic merge patch')
  return items.map((item) => (item === hits[0] ? { ...item, body: { ...(merge(item.body, content) as Mapping), metadata: item.body['metadata'] ?? {} } } : item))
}

function merge(base: Value | undefined, over: Value, key = ''): Value | undefined {
  if (over === null) return undefined
  if (isMapping(over)) {
    const result: Record<string, Value> = isMapping(base) ? { ...base } : {}
    for (const [name, child] of Object.entries(over)) {
      if (name === '$patch') continue
      const merged = merge(result[name], child, name)
      if (merged === undefined) Reflect.deleteProperty(result, name)
      else result[name] = merged
    }
    return result
  }
  if (isList(over) && ['containers', 'initContainers', 'env'].includes(key)) {
    const old = isList(base) ? (base as readonly Mapping[]) : []
    const mine = (over as readonly Mapping[]).filter((item) => item['$patch'] !== 'delete')
    const gone = (over as readonly Mapping[]).filter((item) => item['$patch'] === 'delete').map((item) => item['name'])
    const rest = old.filter((item) => !gone.includes(item['name'] ?? null) && !mine.some((each) => each['name'] === item['name']))
    return [...mine.map((item) => merge(old.find((each) => each['name'] === item['name']), item) ?? {}), ...rest]
  }
  return over
}

function operate(body: Record<string, Value>, operations: readonly Mapping[]): Mapping {
  for (const { op, path, value } of operations) {
    const segments = word(path).split('/').slice(1)
    const last = segments.pop() ?? ''
    let here: unknown = body
    for (const segment of segments) here = (here as Record<string, unknown>)[segment]
    if (typeof here !== 'object' || here === null) throw new Error(`no ${word(path)}`)
    if (Array.isArray(here)) {
      if (last !== '-' && Number(last) >= here.length) throw new Error(`no ${word(path)}`)
      if (op === 'remove') here.splice(Number(last), 1)
      else if (last === '-') here.push(value)
      else here[Number(last)] = value
    } else if (op === 'remove') {
      if (!(last in here)) throw new Error(`no ${word(path)}`)
      Reflect.deleteProperty(here, last)
    } else (here as Record<string, unknown>)[last] = value
  }
  return body
}

function withImage(value: Value, entry: Mapping): Value {
  if (isList(value)) return value.map((item) => withImage(item, entry))
  if (!isMapping(value)) return value
  return Object.fromEntries(
    Object.entries(value).map(([key, child]) => {
      if (!['containers', 'initContainers'].includes(key) || !isList(child)) return [key, withImage(child, entry)]
      return [key, child.map((item) => (isMapping(item) && typeof item['image'] === 'string' ? { ...item, image: rewritten(item['image'], entry) } : item))]
    })
  )
}

function rewritten(image: string, { name, newName, newTag, digest }: Mapping): string {
  const match = new RegExp(`^${word(name)}(:[a-zA-Z0-9_.{}-]*)?(@sha256:[a-zA-Z0-9_.{}-]*)?$`).exec(image)
  if (match === null) return image
  const kept = newTag === undefined && digest === undefined
  const tag = kept ? (match[1] ?? '') : newTag === undefined ? '' : `:${word(newTag)}`
  const hash = kept ? (match[2] ?? '') : digest === undefined ? '' : `@${word(digest)}`
  const bare = image.slice(0, image.length - (match[1] ?? '').length - (match[2] ?? '').length)
  return `${newName === undefined ? bare : word(newName)}${tag}${hash}`
}

function text(tree: Tree, path: string): string {
  const found = tree.entries.has(path) ? tree.text(path) : undefined
  if (found === undefined) throw new Error(`no file ${path} beside ${folderOf(path)}`)
  return found
}

function word(value: Value | undefined): string {
  return isScalar(value) ? String(value) : ''
}

function pathOf(folder: string, entry: Value): string {
  return joinPath(folder, word(entry)) ?? ''
}

function nameIn(body: Mapping): string {
  const metadata = body['metadata']
  return isMapping(metadata) ? word(metadata['name']) : ''
}

function idOf(body: Mapping): Resource['id'] {
  const [group = '', version] = word(body['apiVersion']).split('/')
  return { group: version === undefined ? '' : group, version: version ?? group, kind: word(body['kind']), namespace: null, name: nameIn(body) }
}
