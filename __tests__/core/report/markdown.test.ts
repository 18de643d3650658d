import { describe, expect, test } from '@jest/globals'
import { block, code, escapeMarkdown, helpMarkdown, sentence } from '../../../src/core/report/markdown.ts'
import { alive, HOSTILE } from './hostile.ts'

describe('foreign text', () => {
  test.each(HOSTILE)('%j is dead in code, in a sentence, in a block and alone', (text) => {
    for (const markdown of [code(text), escapeMarkdown(text), block(text), sentence(text)]) {
      expect(alive(markdown)).toEqual([])
    }
    for (const markdown of [code(text), escapeMarkdown(text), sentence(text)]) {
      expect(markdown).not.toContain('\n')
      expect(markdown).not.toContain('|')
    }
  })

  test('what it says can still be read', () => {
    expect(code('/data/RATE_LIMIT')).toBe('<code>/data/RATE_LIMIT</code>')
    expect(code('a<b>&"c"')).toBe('<code>a&lt;b&gt;&amp;&quot;c&quot;</code>')
    expect(code('x|y')).toBe('<code>x&#124;y</code>')
    expect(code('@team')).toBe('<code>@\u200bteam</code>')
    expect(code('')).toBe('<code>&quot;&quot;</code>')
    expect(code('_a_b_')).toBe('<code>&#95;a_b&#95;</code>')
  })
})

test('a sentence has its backticks as code', () => {
  expect(sentence('`a` differs: `x|y` <b>')).toBe('<code>a</code> differs: <code>x&#124;y</code> &lt;b&gt;')
})

test('a digest in a block can be pasted, a mention cannot', () => {
  const digest = `sha256:${'0a'.repeat(32)}`
  expect(block(`kustomize edit set image a/b@${digest}`)).toContain(`a/b&#64;${digest.replace(':', ':')}`)
  expect(block('@sha256:short @team')).toBe('<pre>@\u200bsha256&#58;short @\u200bteam</pre>')
})

test('help keeps its paragraphs and blocks apart', () => {
  expect(helpMarkdown('Do `this`:\n    one\n      two\n\nOr that')).toBe('Do <code>this</code>:\n\n<pre>one\n  two</pre>\n\nOr that')
})
