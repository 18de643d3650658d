import { describe, expect, test } from '@jest/globals'
import { inlineWaivers } from '../../../src/core/attribute/inline-waivers.ts'
import { text } from '../../support/text.ts'
import { treeOf } from './world.ts'

function waivers(file: string, content: string): readonly string[] {
  return inlineWaivers(treeOf({ [file]: content }), [file]).map(
    ({ line, covers, reason, until, problem }) =>
      `${line} covers ${covers.join()}: ${problem ?? (until === null ? reason : `${reason} (${until})`)}`
  )
}

describe('what is written', () => {
  test.each([
    ['allow -- gradual rollout', 'gradual rollout'],
    ['allow until 2026-12-31 -- gradual rollout', 'gradual rollout (2026-12-31)'],
    ['allow -- gradual rollout until 2026-12-31', 'gradual rollout (2026-12-31)'],
    ['allow -- until the migration is over', 'until the migration is over'],
    ['allow -- see `a -- b`', 'see `a -- b`'],
    ['allow', 'a reason is missing: write it after `--`'],
    ['allow --', 'a reason is missing: write it after `--`'],
    ['allow until 2026-12-31 --', 'a reason is missing: write it after `--`'],
    ['allow -- until 2026-12-31', 'a reason is missing: write it after `--`'],
    ['allow because of me', 'the reason must follow `--`'],
    ['allow this -- because', 'only `until YYYY-MM-DD` may stand between `allow` and `--`'],
    ['allow until friday -- x', '`friday` is no date: write YYYY-MM-DD'],
    ['allow -- x until 2026-02-30', '`2026-02-30` is no date: write YYYY-MM-DD'],
    ['allow until 2026-12-31 -- x until 2026-11-30', 'two dates: write `until` once'],
    ['ignore -- x', 'expected `parity-gate: allow -- reason`'],
    ['allowed -- x', 'expected `parity-gate: allow -- reason`']
  ])('%s', (comment, expected) => {
    expect(waivers('a.yaml', `a: 1 # parity-gate: ${comment}\n`)).toEqual([`1 covers 1: ${expected}`])
  })
})

describe('where it counts', () => {
  test('on its own line it covers the next line that is no comment', () => {
    expect(waivers('a.yaml', text`
      a:
        # parity-gate: allow -- x
        # and this is why
        b: 1
        c: 2
    `)).toEqual(['2 covers 4: x'])
  })

  test('behind a value, a key and a block scalar’s header it covers its own', () => {
    expect(waivers('a.yaml', text`
      a: "x" # parity-gate: allow -- 1
      b: # parity-gate: allow -- 2
        c: | # parity-gate: allow -- 3
          text
    `)).toEqual([
      '1 covers 1: 1',
      '2 covers 2: 2',
      '3 covers 3: 3'
    ])
  })

  test('text is no comment', () => {
    const content = text`
      a: "# parity-gate: allow -- x"
      b: x#parity-gate: allow -- x
      c: |
        # parity-gate: allow -- x
      d: >-
        # parity-gate: allow -- x
    `
    expect(waivers('a.yaml', content)).toEqual([])
  })

  test('in every document of a file, in flow collections, with CRLF', () => {
    expect(waivers('a.yaml', text`
      a: 1\r
      ---\r
      b: [1, # parity-gate: allow -- x\r
        2]\r
    `)).toEqual(['3 covers 3: x'])
  })

  test('inside inline patches, but not inside literals', () => {
    const content = `resources: []
patches:
- patch: |-
    - op: replace
      path: /spec/replicas
      value: 3 # parity-gate: allow -- one
  target: {kind: Deployment} # parity-gate: allow -- two
patchesStrategicMerge:
- |-
  kind: Deployment
  # parity-gate: allow -- three
  spec: {}
configMapGenerator:
- name: c
  literals:
  - |
    A=
    # parity-gate: allow -- no
`
    expect(waivers('o/kustomization.yaml', content)).toEqual(['6 covers 6: one', '7 covers 7: two', '11 covers 12: three'])
  })

  test.each(['app.env', '.env', '.env.api', 'app.properties'])('in %s, lines that start with #', (file) => {
    expect(waivers(file, '# parity-gate: allow -- x\nA=1 # parity-gate: allow -- no\n')).toEqual(['1 covers 2: x'])
  })

  test('a file of another kind has no comments, a missing one no waivers', () => {
    expect(waivers('README.md', '# parity-gate: allow -- x\n')).toEqual([])
    expect(inlineWaivers(treeOf({}), ['a.yaml'])).toEqual([])
  })

  test('of one file the first thousand; from there on they are a mistake that lets nothing through', () => {
    const found = inlineWaivers(treeOf({ 'a.yaml': `a:\n${'- 1 # parity-gate: allow -- because\n'.repeat(3000)}` }), ['a.yaml'])
    expect(found).toHaveLength(1001)
    expect(found.slice(0, 1000).every(({ problem }) => problem === null)).toBe(true)
    expect(found.at(-1)).toMatchObject({ line: 1002, covers: [], problem: expect.stringContaining('1000 waivers') })
  })

  test('files come sorted and once', () => {
    const tree = treeOf({ 'b.yaml': 'b: 1 # parity-gate: allow -- b\n', 'a.yaml': 'a: 1 # parity-gate: allow -- a\n' })
    expect(inlineWaivers(tree, ['b.yaml', 'a.yaml', 'b.yaml']).map((waiver) => waiver.file)).toEqual(['a.yaml', 'b.yaml'])
  })
})
