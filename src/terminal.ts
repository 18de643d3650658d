// Where the command line reads from and writes to; injected, so that tests can listen.

import type { Say } from './progress.ts'

export type Terminal = {
  readonly stdout: (text: string) => unknown
  readonly stderr: (text: string) => unknown
  readonly color: boolean
  /** Whether what goes to stderr is read on a terminal, where a line can be replaced. */
  readonly live?: boolean
  /** How many characters fit into a line of it now. */
  readonly columns?: () => number | undefined
  readonly environment: Readonly<Record<string, string | undefined>>
  /** The folder that the command was started in. */
  readonly directory: string
}

/** A terminal with a line that is replaced; null where lines cannot be. */
export type LiveTerminal = Terminal & { readonly show: Say | null }

/** Erase in Line, ECMA-48 section 8.3.41, from the beginning of the line. */
const ERASE = '\r\u001b[2K'
const USUAL_COLUMNS = 80

/** Whatever else is written erases the live line first. It is never longer than the terminal: a wrapped one could not be erased. */
export function withLiveLine(terminal: Terminal): LiveTerminal {
  let shown = false
  const erase = (): void => {
    if (shown) terminal.stderr(ERASE)
    shown = false
  }
  const after = (write: Terminal['stdout']) => (text: string): unknown => {
    if (text === '') return undefined
    erase()
    return write(text)
  }
  const show = (line: string): void => {
    // Some terminals wrap when the last column is filled.
    const room = (terminal.columns?.() ?? USUAL_COLUMNS) - 1
    const fitting = [...line].slice(0, Math.max(0, room)).join('')
    if (fitting === '') return erase()
    terminal.stderr(`${shown ? ERASE : ''}${fitting}`)
    shown = true
  }
  return { ...terminal, stdout: after(terminal.stdout), stderr: after(terminal.stderr), show: terminal.live === true ? show : null }
}
