// How manifests, patches and files that generators read may be mutated.

import { isMap, isScalar, isSeq } from 'yaml'
import type { Document } from 'yaml'
import type { Construct } from './constructs.ts'
import type { Range } from './edit.ts'
import type { Mutation } from './mutation.ts'
import { mutationOf } from './mutation.ts'
import type { Random } from './random.ts'
import type { Rules, Steps } from './sites.ts'
import { sitesIn } from './sites.ts'
import type { Parsed, Part } from './source.ts'
import { keyText, lastLine, nodeAt, parsePart, startOf, textAt } from './source.ts'

export type Reading = { readonly fileText: string; readonly random: Random }

/** A field of a resource that a replacement or a var reads. */
export type SourceField = { readonly kind: string; readonly name: string; readonly path: string; readonly construct: Construct }

const NEVER: Pick<Rules, 'newField' | 'newItem' | 'renameKey' | 'brings'> = {
  newField: () => null,
  newItem: () => null,
  renameKey: () => false,
  brings: () => []
}

const MERGE_KEYS = ['name', 'containerPort', 'port', 'protocol', 'mountPath', 'ip', 'topologyKey', 'secretKey']

/** Maps whose keys are the user's own. */
function isOpenMap(path: Steps): boolean {
  const last = path.at(-1)
  return typeof last === 'string' && ['labels', 'annotations', 'matchLabels', 'selector', 'data', 'stringData'].includes(last)
}

export function wholeDocument(document: Document.Parsed, parsed: Parsed): Range {
  const { contents } = document
  if (contents === null) return { file: parsed.part.file, from: 1, to: 1 }
  return { file: parsed.part.file, from: startOf(contents, parsed).line, to: lastLine(contents, parsed) }
}

/** Mutations of a manifest's documents. */
export function resourceMutations(
  part: Part,
  constructs: readonly Construct[],
  sources: readonly SourceField[],
  reading: Reading
): readonly Mutation[] {
  const parsed = parsePart(part)
  if (parsed === null) return []
  const several: readonly Construct[] =
    parsed.documents.filter(({ contents }) => contents !== null).length > 1 ? ['resources: several documents'] : []
  const json: readonly Construct[] = part.json ? ['resources: JSON'] : []
  return parsed.documents.flatMap((document) => {
    const items = nodeAt(document.contents, ['items'])
    const listed = textAt(document.contents, ['kind'])?.endsWith('List') === true && isSeq(items)
    const roots = listed
      ? items.items.map((node, index) => ({ node, path: ['items', index] as Steps }))
      : [{ node: document.contents, path: [] as Steps }]
    return roots.flatMap(({ node }) => {
      const own: readonly Construct[] = [...constructs, ...several, ...json, ...(listed ? (['resources: List'] as const) : [])]
      return sitesIn(node, [], parsed, resourceRules(node, parsed, own, sources), reading.fileText, reading.random)
    })
  })
}

function resourceRules(root: unknown, parsed: Parsed, constructs: readonly Construct[], sources: readonly SourceField[]): Rules {
  const kind = textAt(root, ['kind'])
  const name = textAt(root, ['metadata', 'name'])
  const whole = (): readonly Range[] => {
    if (!isMap(root)) return []
    return [{ file: parsed.part.file, from: startOf(root, parsed).line, to: lastLine(root, parsed) }]
  }
  const identity = (path: Steps): boolean =>
    path.length === 1
      ? ['apiVersion', 'kind'].includes(String(path[0]))
      : path.length === 2 && path[0] === 'metadata' && ['name', 'namespace'].includes(String(path[1]))
  const item = (path: Steps): readonly Range[] => itemRange(root, path, parsed)
  const isItemKey = (path: Steps): boolean => typeof path.at(-2) === 'number' && MERGE_KEYS.includes(String(path.at(-1)))
  return {
    role: (path) => (identity(path) ? 'identity' : isItemKey(path) ? 'redirect' : 'value'),
    entry: (path) => (identity(path) ? whole() : isItemKey(path) ? item(path) : []),
    constructs: (path) => {
      const field = path.join('.')
      const read = sources.filter((source) => source.kind === kind && source.name === name && source.path === field)
      return [...constructs, ...read.map((source) => source.construct)]
    },
    newField: (path, token) => (path.length === 0 ? null : [isOpenMap(path) ? `zz-${token}` : `zz${token}`, token]),
    newItem: () => undefined,
    renameKey: isOpenMapKey,
    brings: () => []
  }
}

function isOpenMapKey(path: Steps): boolean {
  return isOpenMap(path.slice(0, -1))
}

/** The innermost list item on the way, as lines. */
function itemRange(root: unknown, path: Steps, parsed: Parsed): readonly Range[] {
  const depth = path.findLastIndex((step) => typeof step === 'number')
  const node = depth < 0 ? undefined : nodeAt(root, path.slice(0, depth + 1))
  if (!isMap(node) && !isScalar(node)) return []
  return [{ file: parsed.part.file, from: startOf(node, parsed).line, to: lastLine(node, parsed) }]
}

/** Mutations of a patch, whichever kind it is. `entry`: the lines of the kustomization's entry that applies it. */
export function patchMutations(
  part: Part,
  constructs: readonly Construct[],
  entry: readonly Range[],
  reading: Reading
): readonly Mutation[] {
  const parsed = parsePart(part)
  if (parsed === null) return []
  return parsed.documents.flatMap((document) => {
    const { contents } = document
    if (isSeq(contents))
      return sitesIn(contents, [], parsed, operationRules(contents, parsed, constructs), reading.fileText, reading.random)
    const all = [...entry, wholeDocument(document, parsed)]
    return sitesIn(contents, [], parsed, strategicRules(contents, parsed, constructs, all), reading.fileText, reading.random)
  })
}

function strategicRules(root: unknown, parsed: Parsed, constructs: readonly Construct[], entry: readonly Range[]): Rules {
  const identity = (path: Steps): boolean =>
    path[0] === 'apiVersion' || path[0] === 'kind' || (path[0] === 'metadata' && path[1] === 'name' && path.length === 2)
  const isItemKey = (path: Steps): boolean => typeof path.at(-2) === 'number' && MERGE_KEYS.includes(String(path.at(-1)))
  const directive = (path: Steps): readonly Construct[] => {
    for (let depth = path.length; depth >= 0; depth -= 1) {
      const at = nodeAt(root, path.slice(0, depth))
      const found = isMap(at) ? textAt(at, ['$patch']) : null
      if (found === 'delete' || found === 'replace' || found === 'merge') return [`strategic merge: $patch ${found}`]
      if (isSeq(at) && at.items.some((item) => textAt(item, ['$patch']) === 'replace')) return ['strategic merge: $patch replace']
    }
    return []
  }
  return {
    role: (path) => (path.at(-1) === '$patch' || identity(path) || isItemKey(path) ? 'redirect' : 'value'),
    entry: (path) => (isItemKey(path) && directive(path).length === 0 ? itemRange(root, path, parsed) : entry),
    constructs: (path) => {
      const node = nodeAt(root, path)
      return [
        ...constructs,
        'strategic merge',
        ...directive(path),
        ...(path.some((step) => typeof step === 'number') ? (['strategic merge: list merge keys'] as const) : []),
        ...(isScalar(node) && node.value === null ? (['strategic merge: null deletes'] as const) : [])
      ]
    },
    newField: (path, token) => (path.length === 0 ? null : [isOpenMap(path) ? `zz-${token}` : `zz${token}`, token]),
    newItem: () => undefined,
    renameKey: isOpenMapKey,
    brings: () => []
  }
}

function operationRules(root: unknown, parsed: Parsed, constructs: readonly Construct[]): Rules {
  const rows = (path: Steps): readonly Construct[] => {
    const [index] = path
    const operation = typeof index === 'number' ? nodeAt(root, [index]) : undefined
    const name = textAt(operation, ['op'])
    const pointer = `${textAt(operation, ['path']) ?? ''} ${textAt(operation, ['from']) ?? ''}`
    return [
      ...constructs,
      ...(name === 'add' || name === 'replace' || name === 'remove' || name === 'move' || name === 'copy'
        ? ([`json6902: ${name}`] as const)
        : []),
      ...(/\/- /.test(pointer) ? (['json6902: -'] as const) : []),
      ...(pointer.includes('~') ? (['json6902: escapes'] as const) : [])
    ]
  }
  // What a value of several lines is for, and by which key its item is known, is the whole operation's affair.
  const isAddress = (path: Steps): boolean => {
    if (path.length === 2) return path[1] !== 'value' || !isScalar(nodeAt(root, path))
    const inItem = path.length === 3 || typeof path.at(-2) === 'number'
    return path[1] === 'value' && inItem && MERGE_KEYS.includes(String(path.at(-1)))
  }
  return {
    ...NEVER,
    role: (path) => (path[1] === 'op' ? 'skip' : isAddress(path) ? 'redirect' : 'value'),
    entry: (path) => itemRange(root, path.slice(0, 1), parsed),
    constructs: rows,
    newField: (path, token) => (path.length > 1 && path[1] === 'value' ? [`zz${token}`, token] : null),
    newItem: (path, token) => (path.length > 0 ? undefined : `{op: add, path: /metadata/labels/zz${token}, value: ${token}}`),
    renameKey: () => false,
    brings: () => []
  }
}

/** Mutations of a file that a generator puts into a key: lines of text, or fields where it is YAML or JSON. */
export function dataFileMutations(part: Part, constructs: readonly Construct[], reading: Reading): readonly Mutation[] {
  const rules: Rules = { ...NEVER, role: () => 'value', entry: () => [], constructs: () => constructs }
  if (/\.(ya?ml|json)$/.test(part.file)) {
    const parsed = parsePart(part)
    const open: Rules = { ...rules, newField: (_path, token) => [`zz${token}`, token], newItem: () => undefined }
    return parsed === null
      ? []
      : parsed.documents.flatMap(({ contents }) => sitesIn(contents, [], parsed, open, reading.fileText, reading.random))
  }
  return lineMutations(part, constructs, reading)
}

/** Mutations of an env file, line by line. */
export function envFileMutations(part: Part, constructs: readonly Construct[], reading: Reading): readonly Mutation[] {
  return lineMutations(part, constructs, reading, (token) => `ZZ${token.toUpperCase()}=${token}`)
}

function lineMutations(
  part: Part,
  constructs: readonly Construct[],
  { random }: Reading,
  newLine?: (token: string) => string
): readonly Mutation[] {
  const lines = part.text.split('\n')
  return lines.flatMap((text, index): readonly Mutation[] => {
    if (text.trim() === '' || text.trimStart().startsWith('#')) return []
    const line = index + 1
    const [token, added] = [random.token(), random.token()]
    const base = { constructs, role: 'value' } as const
    const grown = mutationOf(
      part.file,
      { kind: 'replace', line, from: text.length, to: text.length, text: token },
      { ...base, token, what: `change line ${line}` }
    )
    const gone = mutationOf(part.file, { kind: 'delete', from: line, to: line }, { ...base, token: null, what: `delete line ${line}` })
    const unique = lines.filter((other) => other === text).length === 1
    const inserted = mutationOf(
      part.file,
      { kind: 'insert', before: line, lines: [newLine?.(added) ?? added] },
      { ...base, token: added, what: `add line ${line}` }
    )
    return [grown, ...(unique && lines.filter((each) => each.trim() !== '').length > 1 ? [gone] : []), inserted]
  })
}

/** Configuration of a builtin transformer or generator: fields hold values, what selects redirects. */
export function pluginMutations(
  part: Part,
  constructs: readonly Construct[],
  brings: Rules['brings'],
  reading: Reading
): readonly Mutation[] {
  const parsed = parsePart(part)
  if (parsed === null) return []
  return parsed.documents.flatMap((document) => {
    const root = document.contents
    const selecting = (path: Steps): boolean =>
      ['fieldSpecs', 'target', 'behavior', 'options'].includes(String(path[0])) ||
      (path.length === 2 && path.at(-1) === 'name') ||
      path[0] === 'name'
    const rules: Rules = {
      ...NEVER,
      role: (path) =>
        path.length === 1 && ['apiVersion', 'kind', 'patch', 'path'].includes(String(path[0]))
          ? 'skip'
          : path[0] === 'metadata' && path[1] !== 'namespace' && String(root && textAt(root, ['kind'])).endsWith('Transformer')
            ? 'skip'
            : selecting(path) || path[0] === 'metadata'
              ? 'redirect'
              : 'value',
      entry: () => [wholeDocument(document, parsed)],
      constructs: () => constructs,
      newField: (path, token) => (path.length === 1 && ['labels', 'annotations'].includes(String(path[0])) ? [`zz-${token}`, token] : null),
      newItem: (path, token) => (path[0] === 'literals' ? `ZZ${token.toUpperCase()}=${token}` : null),
      renameKey: (path) => path.length === 2 && ['labels', 'annotations'].includes(String(path[0])),
      brings
    }
    return sitesIn(root, [], parsed, rules, reading.fileText, reading.random)
  })
}

/** Keys of a values file. */
export function valuesMutations(part: Part, constructs: readonly Construct[], reading: Reading): readonly Mutation[] {
  const parsed = parsePart(part)
  if (parsed === null) return []
  const rules: Rules = {
    ...NEVER,
    role: () => 'value',
    entry: () => [],
    constructs: () => constructs,
    newField: (_path, token) => [`zz${token}`, token]
  }
  return parsed.documents.flatMap(({ contents }) => sitesIn(contents, [], parsed, rules, reading.fileText, reading.random))
}

export { keyText }
