import { describe, expect, it } from '@jest/globals'
import type { Render } from '../../src/core/model/render.ts'
import { readRender } from '../../src/core/render/read-render.ts'
import type { Held } from '../../src/gate/held.ts'
import { createHeld } from '../../src/gate/held.ts'

/** A render that says `text`, and nothing else. */
function saying(text: string): Render {
  const outcome = readRender(`apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: shop\ndata:\n  text: ${text}\n`, [])
  if (outcome.kind === 'failed') throw new Error(outcome.reason)
  return outcome
}

/** Room for one render of size 10; what is put away is counted. */
function small(): { readonly held: Held; readonly written: string[] } {
  const texts = new Map<string, string>()
  const written: string[] = []
  const write = (key: string, text: string): void => {
    written.push(key)
    texts.set(key, text)
  }
  return { held: createHeld({ read: (key) => texts.get(key) ?? null, write }, 10), written }
}

describe('renders in memory', () => {
  it('come back when there was no room for them', () => {
    const { held, written } = small()
    held.put('a', saying('one'), 10)
    held.put('b', saying('two'), 10)
    expect(written).toEqual(['a'])
    expect(held.get('a')).toEqual(saying('one'))
    expect(held.get('b')).toEqual(saying('two'))
  })

  it('are written once, however often they come and go', () => {
    const { held, written } = small()
    held.put('a', saying('one'), 10)
    held.put('b', saying('two'), 10)
    for (const key of ['a', 'b', 'a', 'b']) held.get(key)
    expect(written).toEqual(['a', 'b'])
  })

  it('that take the place of others come back, not those', () => {
    const { held } = small()
    held.put('a', saying('masked'), 10)
    held.put('b', saying('two'), 10)
    held.put('a', saying('true'), 10)
    held.put('b', saying('two'), 10)
    expect(held.get('a')).toEqual(saying('true'))
  })

  it('that were never put are an error', () => {
    expect(() => small().held.get('a')).toThrow('the render a was put away and is lost')
  })
})
