// Cutting text to GitHub's sizes.

import { describe, expect, it, test } from '@jest/globals'
import fc from 'fast-check'
import { byteLength, cutBytes, cutCharacters, cutMarkdown } from '../../../src/edges/github/limits.ts'

describe('cutMarkdown', () => {
  it('keeps what fits', () => {
    expect(cutMarkdown('a\nb', 3, 'cut')).toBe('a\nb')
  })

  it('cuts at a line and says so', () => {
    expect(cutMarkdown('first line\nsecond line\nthird', 24, 'cut')).toBe('first line\n\ncut\n')
  })

  it('closes a code fence and a fold', () => {
    const text = `<details>\n<summary>x</summary>\n\n\`\`\`\`yaml\n${'key: value\n'.repeat(50)}\`\`\`\`\n</details>`
    const cut = cutMarkdown(text, 120, '_cut_')
    expect(cut).toMatch(/key: value\n````\n\n<\/details>\n\n_cut_\n$/)
    expect(byteLength(cut)).toBeLessThanOrEqual(120)
  })

  it('does not close what is closed, nor take a fold inside a fence for one', () => {
    const cut = cutMarkdown(`\`\`\`\n<details>\n\`\`\`\n${'x'.repeat(30)}\n${'y'.repeat(100)}`, 70, 'cut')
    expect(cut).toBe(`\`\`\`\n<details>\n\`\`\`\n${'x'.repeat(30)}\n\ncut\n`)
  })

  it('cuts a single long line between characters', () => {
    const cut = cutMarkdown('漢'.repeat(100), 50, 'cut')
    expect(cut).toBe('漢'.repeat(14) + '\n\ncut\n')
  })

  test('never more than the limit, never half a character', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 400 }), fc.integer({ min: 40, max: 300 }), (text, bytes) => {
        const lines = text.replace(/[a-f]/g, '\n```\n').replace(/\p{Surrogate}/gu, '')
        const cut = cutMarkdown(lines, bytes, 'cut')
        expect(byteLength(cut)).toBeLessThanOrEqual(bytes)
        expect(byteLength(cutBytes(lines, bytes))).toBeLessThanOrEqual(bytes)
        expect(cutCharacters(lines, bytes).length).toBeLessThanOrEqual(bytes)
        expect(cutCharacters(lines, bytes)).not.toMatch(/\p{Surrogate}/u)
        if (!lines.includes('\uFFFD')) expect(cut).not.toContain('\uFFFD')
      })
    )
  })

  it('takes a megabyte in a blink', () => {
    const started = performance.now()
    cutMarkdown('| a | b |\n'.repeat(200_000), 1_000_000, 'cut')
    expect(performance.now() - started).toBeLessThan(2000)
  })
})
