// The search for a cause: what is left out, what it takes to convict, and that what is not finished is no answer.

import { describe, expect, test } from '@jest/globals'
import type { Edit } from '../../src/core/confirm/edit.ts'
import type { Suspect, Suspects } from '../../src/core/confirm/suspects.ts'
import type { Line, Result } from '../../src/gate/search.ts'
import { findCause } from '../../src/gate/search.ts'

type Node = { readonly name: string; readonly file?: string; readonly order?: Suspects['order']; readonly parts?: readonly Node[] }

/** Suspects of a tree of names, each on a line of its own; an edit leaves out the stretch from its first to its last descendant. */
function world(nodes: readonly Node[]) {
  const names: string[] = []
  const inner = new Map<Suspect, Suspects>()
  const build = (node: Node, file: string): Suspect => {
    const start = names.length
    names.push(node.name)
    const own = node.file ?? file
    const list = (node.parts ?? []).map((part) => build(part, own))
    const span = { start, end: names.length }
    const suspect: Suspect = {
      entry: { file, line: start + 1, span, key: node.name, text: null, body: null, kind: 'map', entries: [] },
      folder: ''
    }
    inner.set(suspect, { order: node.order ?? 'applied', list })
    return suspect
  }
  const list = nodes.map((node) => build(node, 'kustomization.yaml'))
  const top: Suspects = { order: 'applied', list }
  return { top, names, within: (suspect: Suspect): Suspects => inner.get(suspect) ?? { order: 'applied', list: [] } }
}

async function cause(nodes: readonly Node[], outcome: (left: ReadonlySet<string>) => Result, builds = 100, likely: readonly Line[] = []) {
  const { top, names, within } = world(nodes)
  let made = 0
  const without = (edits: readonly Edit[]): Promise<Result> => {
    made += 1
    const out = new Set(edits.flatMap(({ start, end }) => names.slice(start, end)))
    return Promise.resolve(made > builds ? 'spent' : outcome(new Set(names.filter((name) => !out.has(name)))))
  }
  const found = await findCause(top, { within, without }, likely)
  return { found: found?.entry.key ?? null, made }
}

const leaves = (...names: readonly string[]): readonly Node[] => names.map((name) => ({ name }))
const needs = (name: string) => (left: ReadonlySet<string>): Result => (left.has(name) ? 'same' : 'changed')

describe('findCause', () => {
  test('the one of many, by halves', async () => {
    const { found, made } = await cause(leaves('a', 'b', 'c', 'd', 'e', 'f', 'g', 'h'), needs('g'))
    expect(found).toBe('g')
    expect(made).toBeLessThanOrEqual(5)
  })

  test('the most particular part of an entry', async () => {
    const patch: Node = { name: 'patch', parts: [{ name: 'first', parts: leaves('x', 'y') }, { name: 'second', parts: leaves('z') }] }
    expect((await cause([{ name: 'labels' }, patch], needs('y'))).found).toBe('y')
  })

  test('an entry whose pieces cannot go alone', async () => {
    const operation: Node = { name: 'operation', order: 'together', parts: leaves('op', 'path', 'value') }
    const outcome = (left: ReadonlySet<string>): Result => {
      if (!left.has('operation')) return 'changed'
      return ['op', 'path', 'value'].every((piece) => left.has(piece)) ? 'same' : 'unclear'
    }
    expect((await cause([operation, { name: 'other' }], outcome)).found).toBe('operation')
  })

  test('an entry is no answer where a part of another file cannot be left out', async () => {
    const component: Node = { name: 'component', file: 'part/kustomization.yaml', parts: leaves('prefix', 'suffix') }
    const outcome = (left: ReadonlySet<string>): Result => {
      if (!left.has('component')) return 'changed'
      return left.has('prefix') && left.has('suffix') ? 'same' : 'unclear'
    }
    expect((await cause([component, { name: 'other' }], outcome)).found).toBeNull()
  })

  test('one that cannot be left out alone is convicted by leaving out all beside it', async () => {
    const component: Node = { name: 'component', file: 'part/kustomization.yaml', parts: leaves('prefix', 'suffix') }
    const outcome = (left: ReadonlySet<string>): Result => {
      if (!left.has('component')) return 'changed'
      return left.has('prefix') ? 'same' : 'unclear'
    }
    expect((await cause([component, { name: 'other' }], outcome)).found).toBe('prefix')
  })

  test('a coarse entry is no answer where there was no time for its parts', async () => {
    const component: Node = { name: 'component', file: 'part/kustomization.yaml', parts: leaves('a', 'b', 'c', 'd') }
    for (let builds = 0; builds < 4; builds += 1) expect((await cause([component, { name: 'other' }], needs('b'), builds)).found).toBeNull()
    expect((await cause([component, { name: 'other' }], needs('b'))).found).toBe('b')
  })

  test('what brings the resource, if it needs nothing else', async () => {
    const outcome = (left: ReadonlySet<string>): Result => (left.has('remote') ? 'same' : 'gone')
    expect((await cause(leaves('labels', 'remote', 'base', 'chart'), outcome)).found).toBe('remote')
  })

  test('what writes into a resource, not what brings it', async () => {
    const outcome = (left: ReadonlySet<string>): Result => (!left.has('remote') ? 'gone' : left.has('labels') ? 'same' : 'changed')
    expect((await cause(leaves('remote', 'base', 'labels'), outcome)).found).toBe('labels')
  })

  test('likely lines first', async () => {
    const nodes = leaves('a', 'b', 'c', 'd', 'e', 'f', 'g', 'h')
    expect(await cause(nodes, needs('d'), 100, [{ file: 'kustomization.yaml', line: 4 }])).toEqual({ found: 'd', made: 1 })
    expect((await cause(nodes, needs('d'), 100, [{ file: 'kustomization.yaml', line: 2 }])).found).toBe('d')
  })
})
