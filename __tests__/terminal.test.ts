import { describe, expect, it } from '@jest/globals'
import { withLiveLine } from '../src/terminal.ts'
import type { LiveTerminal, Terminal } from '../src/terminal.ts'

const ERASE = '\r\u001b[2K'

function listen(given: Partial<Terminal> = {}): { readonly terminal: LiveTerminal; readonly written: readonly string[] } {
  const written: string[] = []
  const stdout = (text: string): unknown => written.push(`out:${text}`)
  const stderr = (text: string): unknown => written.push(text)
  return { terminal: withLiveLine({ stdout, stderr, color: false, live: true, environment: {}, directory: '/', ...given }), written }
}

describe('the live line', () => {
  it('is replaced, and erased before anything else is written', () => {
    const { terminal, written } = listen()
    terminal.show?.('1 of 3')
    terminal.show?.('2 of 3')
    terminal.stderr('')
    terminal.stderr('said\n')
    terminal.show?.('3 of 3')
    terminal.stdout('result\n')
    terminal.stdout('more\n')
    expect(written).toEqual(['1 of 3', `${ERASE}2 of 3`, ERASE, 'said\n', '3 of 3', ERASE, 'out:result\n', 'out:more\n'])
  })

  it('is erased once', () => {
    const { terminal, written } = listen()
    terminal.show?.('')
    terminal.show?.('x')
    terminal.show?.('')
    terminal.show?.('')
    expect(written).toEqual(['x', ERASE])
  })

  it.each([[10, '123456789'], [5, '1234'], [undefined, '12345678901234567890']])('is shorter than a terminal of %s columns', (columns, line) => {
    const { terminal, written } = listen({ columns: () => columns })
    terminal.show?.('12345678901234567890')
    expect(written).toEqual([line])
  })

  it('is not shown at all where there is no room for it', () => {
    const { terminal, written } = listen({ columns: () => 1 })
    terminal.show?.('12345')
    expect(written).toEqual([])
  })

  it('is none where stderr is no terminal', () => {
    const { terminal, written } = listen({ live: false })
    expect(terminal.show).toBeNull()
    terminal.stderr('a\n')
    expect(written).toEqual(['a\n'])
  })
})
