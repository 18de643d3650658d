import { afterEach, beforeEach, expect, it } from '@jest/globals'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { tracedContacts } from '../../../src/edges/kustomize/git-trace.ts'

let folder = ''
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'git-trace-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

/** `HOST ADDRESS REF` of what these programs were told to fetch. */
function traced(...commands: readonly (readonly string[] | string)[]): readonly string[] {
  const lines = commands.map((argv) => (typeof argv === 'string' ? argv : JSON.stringify({ event: 'start', sid: 'a', argv: ['git', ...argv] })))
  writeFileSync(join(folder, 'trace'), `${lines.join('\n')}\n`)
  return tracedContacts(join(folder, 'trace')).map(({ host, address, ref }) => [host, address, ref].join(' '))
}

const child = (...argv: readonly string[]): string => JSON.stringify({ event: 'start', sid: 'a/b', argv: ['git', ...argv] })

it('kustomize 4 fetches by the name of the remote, 5 by its address', () => {
  expect(traced(['init'], ['remote', 'add', 'origin', 'https://a.example/o/r.git'], ['fetch', '--depth=1', 'origin', 'v1'])).toEqual(['a.example https://a.example/o/r.git v1'])
  expect(traced(['init'], ['remote', 'add', 'origin', 'https://a.example/o/r'], ['fetch', '--depth=1', 'https://a.example/o/r', 'v1'])).toEqual(['a.example https://a.example/o/r v1'])
})

it('submodules are cloned by their address; what git fetches for them has no name of its own', () => {
  const clone = child('clone', '--no-checkout', '--progress', '--', 'https://u:p@sub.example/s.git?x=1', '/tmp/x:y/sub')
  expect(traced(['remote', 'add', 'origin', 'https://a.example/o/r'], ['fetch', 'origin', 'v1'], clone, child('fetch', 'origin', 'a'.repeat(40)))).toEqual([
    'a.example https://a.example/o/r v1',
    'sub.example https://sub.example/s.git '
  ])
})

it.each([
  ['git@A.example:o/r.git', 'a.example ssh://a.example/o/r.git v'],
  ['a.example:/o/r.git', 'a.example ssh://a.example/o/r.git v'],
  ['ssh://git@a.example:2222/o/r', 'a.example:2222 ssh://a.example:2222/o/r v']
])('%s', (address, told) => {
  expect(traced(['fetch', address, 'v'])).toEqual([told])
})

it.each<[string, readonly string[] | string]>([
  ['no JSON', '{"event":"start", '],
  ['null', 'null "start"'],
  ['arguments that are none', '{"event":"start","argv":"fetch https://a.example/x"}'],
  ['another event', '{"event":"exit","argv":["git","fetch","https://a.example/x","v"]}'],
  ['a folder', ['fetch', '/srv/git', 'v']],
  ['file://', ['fetch', 'file:///srv/git', 'v']],
  ['a host that cannot be told', ['fetch', 'https://a@b@c.example/x', 'v']],
  ['an option in place of an address', ['fetch', '--upload-pack=x', '-v']]
])('%s tells nothing', (_name, line) => {
  expect(traced(line)).toEqual([])
})

it('shows nothing but printable text, in bounds', () => {
  expect(traced(['fetch', `https://a.example/${'x'.repeat(1000)}`, 'v`\u202e\n1'])).toEqual([`a.example https://a.example/${'x'.repeat(282)} v???1`])
})

it('is nothing where git left none, as old ones do', () => {
  expect(tracedContacts(join(folder, 'none'))).toEqual([])
})
