import { describe, expect, it, test } from '@jest/globals'
import type { Closure } from '../../../src/core/model/closure.ts'
import { DEFAULT_LIMITS } from '../../../src/core/model/policy.ts'
import { createSourceCheck, type SourceCheck, type SourceLimits } from '../../../src/core/plan/source-bounds.ts'
import { sourceOf, type Files } from '../attribute/world.ts'

const K = 'overlays/prod/kustomization.yaml'
const R = 'overlays/prod/resource.yaml'

function check(files: Files, limits: Partial<SourceLimits> = {}, closure: Partial<Closure> = {}): ReturnType<SourceCheck> {
  const source = sourceOf({ [K]: 'resources: [resource.yaml]\n', ...files }, 'overlays/prod')
  return createSourceCheck({ ...DEFAULT_LIMITS, ...limits })(source.tree, { ...source.closure, ...closure })
}

/** Each level repeats the one before ten times. */
function bomb(levels: number): string {
  const lines = Array.from({ length: levels - 1 }, (_, at) => `a${at + 1}: &a${at + 1} [${Array(10).fill(`*a${at}`).join(', ')}]`)
  return ['a0: &a0 [1, 1, 1, 1, 1, 1, 1, 1, 1, 1]', ...lines].join('\n')
}

const indented = (text: string, by: number): string => text.replaceAll(/^/gm, ' '.repeat(by))
const escaped = (text: string): string => `"${[...text].map((letter) => `\\x${letter.charCodeAt(0).toString(16).padStart(2, '0')}`).join('')}"`

describe('aliases', () => {
  it.each([
    ['in a resource', R, bomb(13), 6],
    ['in an inline patch', K, `patches:\n- patch: |-\n${indented(bomb(13), 4)}\n`, 8],
    ['in a quoted inline patch', K, `patches:\n- patch: ${JSON.stringify(bomb(13))}\n`, 2],
    ['spelled in escapes', K, `patches:\n- patch: ${escaped(bomb(13))}\n`, 2],
    ['in a patch within an inline transformer', K, `transformers:\n- |-\n  kind: PatchTransformer\n  patch: |-\n${indented(bomb(13), 4)}\n`, 10],
    ['merged', R, bomb(13).replaceAll(/: (&a[1-9]\d*) /g, ': $1\n  <<: '), null],
    ['behind what only YAML 1.1 takes for a line end', R, `# \u2028${bomb(13).replaceAll('\n', '\u2028')}`, 7]
  ])('%s', (_name, path, text, line) => {
    const failure = check({ [path]: text })
    expect(failure).toMatchObject({ code: 'limit-exceeded', limit: 'yaml-nodes', file: path, line: line ?? expect.any(Number) })
    expect(failure?.reason).toContain('200000 values once its aliases are spelled out')
  })

  test('a text that parsers read in different ways has few aliases or none', () => {
    const levels = bomb(13).split('\n')
    expect(check({ [R]: `x:\n${levels.map((level) => `  ${level}\n  q${level.slice(0, 2)}: "\n"`).join('\n')}` })).toMatchObject({ limit: 'yaml-nodes' })
  })

  it.each([
    ['a few levels', bomb(4)],
    ['a script with `&&` and globs', 'run: |\n  cd /tmp && rm -f *.log &\n  echo *\n'],
    ['one anchor used often', `base: &base {a: 1}\n${Array.from({ length: 1000 }, (_, at) => `k${at}: *base`).join('\n')}\n`]
  ])('let through: %s', (_name, text) => {
    expect(check({ [R]: text })).toBeNull()
  })
})

describe('depth', () => {
  const nested = (levels: number, line: (at: number) => string): string => Array.from({ length: levels }, (_, at) => line(at)).join('\n')
  it.each([
    ['lists', `a: ${'['.repeat(100_000)}`, 1],
    ['mappings of JSON', `${'{"a":'.repeat(100_000)}1${'}'.repeat(100_000)}`, 1],
    ['closing brackets in texts', `a: ${'["]", '.repeat(300)}`, 1],
    ['mappings by indentation', nested(300, (at) => `${' '.repeat(at)}a:`), 201],
    ['comments in between', nested(300, (at) => `${' '.repeat(at)}a:\n# c`), 401],
    ['lists in a line', `${'- '.repeat(300)}x`, 1]
  ])('%s', (_name, text, line) => {
    expect(check({ [R]: text })).toMatchObject({ code: 'limit-exceeded', limit: 'yaml-depth', file: R, line })
  })

  it.each([
    ['as deep as allowed', `${'['.repeat(190)}${']'.repeat(190)}`],
    ['a line of dashes', `# ${'-'.repeat(500)}\na: 1\n`],
    ['many lists side by side', 'a:\n' + '- [1, 2]\n'.repeat(5000)],
    ['brackets in a text', `data:\n  a: |\n${'    x[[[\n'.repeat(500)}`]
  ])('let through: %s', (_name, text) => {
    expect(check({ [R]: text })).toBeNull()
  })
})

describe('size and number', () => {
  test('one file', () => {
    expect(check({ [R]: `a: ${'x'.repeat(8_000_001)}` })).toMatchObject({ limit: 'file-megabytes', file: R })
  })

  test('all files', () => {
    const files = Object.fromEntries(Array.from({ length: 5 }, (_, at) => [`overlays/prod/${at}.txt`, `${at}${'x'.repeat(900_000)}`]))
    expect(check(files, { sourceMegabytes: 4 })).toMatchObject({ limit: 'source-megabytes' })
    expect(check(files, { sourceMegabytes: 5 })).toBeNull()
  })

  test('documents', () => {
    expect(check({ [R]: 'a: 1\n---\n'.repeat(6000) })).toMatchObject({ limit: 'resources', file: R })
  })

  test('files that are named', () => {
    const missing = Array.from({ length: 100_000 }, (_, at) => ({ entry: `${at}.yaml`, file: K }))
    expect(check({}, {}, { missing })).toMatchObject({ limit: 'resources', file: K })
  })

  test('kustomizations over kustomizations', () => {
    expect(check({}, {}, { nesting: { depth: 33, loads: 33 } })).toMatchObject({ limit: 'base-depth' })
    expect(check({}, {}, { nesting: { depth: 20, loads: 2 ** 20 } })).toMatchObject({ limit: 'resources' })
  })
})

test('each content is looked at once', () => {
  const { tree, closure } = sourceOf({ [K]: 'resources: [resource.yaml]\n', [R]: 'a: 1\n' }, 'overlays/prod')
  let reads = 0
  const counted = { ...tree, text: (path: string) => ((reads += 1), tree.text(path)) }
  const sources = createSourceCheck(DEFAULT_LIMITS)
  expect([sources(counted, closure), sources(counted, closure)]).toEqual([null, null])
  expect(reads).toBe(2)
})
