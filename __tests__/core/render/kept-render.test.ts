import { describe, expect, it, test } from '@jest/globals'
import fc from 'fast-check'
import type { Render } from '../../../src/core/model/render.ts'
import type { Value } from '../../../src/core/model/resource.ts'
import { decodeRender, encodeRender } from '../../../src/core/render/kept-render.ts'
import { DEEPEST, readRender, renderOf } from '../../../src/core/render/read-render.ts'

function built(outcome: ReturnType<typeof readRender>): Render {
  if (outcome.kind !== 'built') throw new Error(outcome.reason)
  return outcome
}

const read = (more: string): Render => built(readRender(`apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: x\n${more}`))

/** Text that tells apart what deep equality may not: the order of keys, and which keys are an object's own. */
function literally(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(literally).join()}]`
  if (typeof value === 'object' && value !== null) {
    return `{${Object.getOwnPropertyNames(value).map((key) => `${JSON.stringify(key)}:${literally(Object.getOwnPropertyDescriptor(value, key)?.value)}`).join()}}`
  }
  return typeof value === 'string' ? JSON.stringify(value) : `${typeof value} ${Object.is(value, -0) ? '-0' : String(value)}`
}

const key = fc.oneof(fc.constantFrom('a', '10', '2', '__proto__', 'constructor', 'toJSON', 'length', ''), fc.string({ unit: 'binary', maxLength: 4 }))
const scalar: fc.Arbitrary<Value> = fc.oneof(
  fc.constantFrom<Value>(null, true, false, 0, -0, 1.5, 1e21, 5e-324, Infinity, -Infinity, NaN, 2 ** 53, '', 'n', '-0', '1n', '\ud800', '\u2028'),
  fc.integer(),
  fc.double(),
  fc.bigInt({ min: -(10n ** 30n), max: 10n ** 30n }),
  fc.string({ unit: 'binary' })
)
const { value } = fc.letrec<{ value: Value }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 5 },
    scalar,
    fc.array(tie('value'), { maxLength: 4 }),
    fc.array(fc.tuple(key, tie('value')), { maxLength: 4 }).map((entries) => Object.fromEntries(entries))
  )
}))
const render: fc.Arbitrary<Render> = fc
  .record({
    bodies: fc.array(fc.tuple(fc.array(fc.tuple(key, value), { maxLength: 4 }), fc.option(fc.constantFrom('ns', '')), fc.boolean()), { minLength: 1, maxLength: 4 }),
    warnings: fc.array(fc.string())
  })
  .map(({ bodies, warnings }) => {
    const documents = bodies.map(([fields, namespace], index) => ({
      ...Object.fromEntries(fields),
      apiVersion: index % 2 === 0 ? 'v1' : 'a.b/v2',
      kind: 'Thing',
      metadata: { name: `thing-${index}-hash`, ...(namespace === null ? {} : { namespace }) }
    }))
    const plain = built(renderOf(documents, warnings))
    const resources = plain.resources.map((each, index) => (bodies[index]?.[2] === true ? { ...each, unhashed: `thing-${index}` } : each))
    return { ...plain, resources }
  })

describe('a kept render', () => {
  it('is the one that was encoded, to the last digit and key', () => {
    fc.assert(
      fc.property(render, (before) => {
        const after = decodeRender(encodeRender(before))
        expect(literally(after)).toBe(literally(before))
      }),
      { numRuns: 200 }
    )
  })

  it('holds all that the output of a build may hold', () => {
    const text = [
      'big: 123456789012345678901234567890\nnegative: -9007199254740993\nedge: 9007199254740991\nzero: -0\nfloat: 0.1\nexponent: 1e400\nless: -1e400',
      'words: [.inf, .nan, 0x10, 010, yes, ~]\nnone:\n__proto__: {a: 1e999}\n"2": b\n"1": a\nempty: {}\nlist: []\ntext: |\n  a\n  b\n'
    ].join('\n')
    const before = read(text)
    const after = decodeRender(encodeRender(before))
    expect(after).toEqual(before)
    expect(literally(after)).toBe(literally(before))
    expect(literally(after)).toContain('"big":bigint 123456789012345678901234567890')
    expect(literally(after)).toContain('"__proto__":{"a":number Infinity}')
  })

  it('may be as deep as what is read, and not deeper', () => {
    const nested = (depth: number): string => `deep: ${'['.repeat(depth)}${']'.repeat(depth)}\n`
    let depth = DEEPEST
    while (readRender(`kind: Thing\nmetadata: {name: x}\n${nested(depth)}`).kind === 'failed') depth -= 1
    expect(depth).toBeGreaterThan(DEEPEST - 5)
    const before = read(nested(depth))
    expect(decodeRender(encodeRender(before))).toEqual(before)
    const deep = encodeRender(read('deep: 1\n')).replace('"deep":1', `"deep":${'['.repeat(100_000)}${']'.repeat(100_000)}`)
    expect(decodeRender(deep)).toBeNull()
  })
})

describe('any other text is no render', () => {
  const good = encodeRender({ ...read('n: 12345678901234567890\nsmall: 1\n'), warnings: ['w'] })
  const change = (from: string, to: string): string => {
    expect(good).toContain(from)
    return good.replace(from, to)
  }

  test.each<[string, () => string]>([
    ['nothing', () => ''],
    ['no JSON', () => good.slice(0, -1)],
    ['another format', () => change('render 1', 'render 2')],
    ['no list', () => '{"length":5}'],
    ['more than there should be', () => change(']]]', ']],0]')],
    ['no resources', () => '["render 1",[],[],[],[]]'],
    ['a body that is no mapping', () => change('{"apiVersion"', '[],{"apiVersion"')],
    ['a resource without a name', () => change('"name":"x"', '"name":""')],
    ['two of one identity', () => '["render 1",[{"kind":"A","metadata":{"name":"x"}},{"kind":"A","metadata":{"name":"x"}}],[],[],[]]'],
    ['a warning that is no text', () => change('["w"]', '[1]')],
    ['a number in nobody\'s place', () => change('[[[0,"n"],', '[[[0,"m"],')],
    ['a number in place of another value', () => change('[[[0,"n"],', '[[[0,"small"],')],
    ['a number in place of a whole body', () => change('[[[0,"n"],', '[[[0],')],
    ['a number in the prototype', () => change('[[[0,"n"],', '[[[0,"__proto__"],')],
    ['a number that is none', () => change('12345678901234567890n', 'one')],
    ['a place that is none', () => change('[[[0,"n"],', '[[[0,["n"]],')],
    ['a name that is not the resource\'s', () => change('["w"],[]', '["w"],[[0,"y"]]')],
    ['a name of no resource', () => change('["w"],[]', '["w"],[[1,"x"]]')],
    ['two names of one resource', () => change('["w"],[]', '["w"],[[0,"x"],[0,"x"]]')]
  ])('%s', (_, text) => {
    expect(decodeRender(good)).not.toBeNull()
    expect(decodeRender(text())).toBeNull()
  })

  it('however it came about', () => {
    fc.assert(
      fc.property(fc.nat(), fc.nat(), fc.string({ unit: 'binary' }), (from, length, text) => {
        const start = from % good.length
        const decoded = decodeRender(good.slice(0, start) + text + good.slice(start + (length % 20)))
        expect(decoded === null || decoded.resources.every(({ id }) => typeof id.name === 'string')).toBe(true)
      }),
      { numRuns: 200 }
    )
    fc.assert(fc.property(fc.json(), (text) => decodeRender(`["render 1",${text},[],[],[]]`) === null))
  })
})
