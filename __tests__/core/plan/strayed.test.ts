import { expect, test } from '@jest/globals'
import type { ClosureRisk } from '../../../src/core/model/closure.ts'
import type { Contact } from '../../../src/core/model/network.ts'
import { strayed } from '../../../src/core/plan/strayed.ts'
import { closureOf } from '../../../src/core/discover/closure.ts'
import { readKustomizations } from '../../../src/core/discover/kustomizations.ts'
import { treeOf } from '../../support/tree.ts'

const tree = treeOf({ 'over/kustomization.yaml': 'resources: []\n' })
const CLOSURE = closureOf(tree, readKustomizations(tree), 'over', { placeholders: [] })
const remote = (entry: string): ClosureRisk => ({ kind: 'remote', entry, host: 'a.example', file: 'over/kustomization.yaml' })
const to = (host: string | null, address = `https://${host ?? '?'}`): Contact => ({ host, address, ref: null })

/** The reason and the file that is blamed. */
function said(refused: readonly Contact[], risks: readonly ClosureRisk[]): readonly (string | null)[] | null {
  const failure = strayed({ reached: [to('a.example')], refused }, { ...CLOSURE, risks })
  return failure === null ? null : [failure.code, failure.file, failure.reason]
}

test('nothing was refused: nothing is said', () => {
  expect(said([], [remote('https://a.example/x')])).toBeNull()
})

test.each<[string, readonly Contact[], readonly ClosureRisk[], string | null, string]>([
  ['one entry', [to('b.example', 'http://b.example/y')], [remote('https://a.example/x')], 'over/kustomization.yaml', '`https://a.example/x` leads on to `b.example` (`http://b.example/y`), which the policy does not allow; `allow-remote: b.example` would let it be fetched'],
  ['what says most of one host', [to('b.example', 'https://b.example'), to('b.example', 'https://b.example/y')], [remote('x')], 'over/kustomization.yaml', '`x` leads on to `b.example` (`https://b.example/y`), which the policy does not allow; `allow-remote: b.example` would let it be fetched'],
  ['several entries', [to('b.example')], [remote('x'), remote('y')], null, 'a remote base or chart leads on to `b.example` (`https://b.example`), which the policy does not allow; `allow-remote: b.example` would let it be fetched'],
  ['several hosts', [to('c.example'), to('b.example')], [remote('x')], 'over/kustomization.yaml', '`x` leads on to `b.example`, `c.example`, which the policy does not allow; `allow-remote: b.example, c.example` would let it be fetched'],
  ['a host that nobody can tell', [to(null, 'https://[::1]')], [remote('x')], 'over/kustomization.yaml', '`x` leads on to `https://[::1]`, and which host that is cannot be told for certain']
])('%s', (_name, refused, risks, file, reason) => {
  expect(said(refused, risks)).toEqual(['render-blocked', file, reason])
})

test('of very many hosts some are named', () => {
  const [, , reason] = said(Array.from({ length: 30 }, (_, index) => to(`h${index}.example`)), [remote('x')]) ?? []
  expect(reason).toContain(' and 25 more')
  expect((reason ?? '').length).toBeLessThan(400)
})
