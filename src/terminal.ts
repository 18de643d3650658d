// Where the command line reads from and writes to; injected, so that tests can listen.

export type Terminal = {
  readonly stdout: (text: string) => unknown
  readonly stderr: (text: string) => unknown
  readonly color: boolean
  /** Whether what goes to stderr is read on a terminal, where a line can be replaced. */
  readonly live?: boolean
  readonly environment: Readonly<Record<string, string | undefined>>
  /** The folder that the command was started in. */
  readonly directory: string
}
