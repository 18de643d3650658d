// A user's mistake: shown with what, where and the next action, never with a stack.

export type UserErrorCode = 'config-invalid' | 'history-unavailable' | 'no-overlays' | 'kustomize-missing' | 'usage'

/** Thrown where the run cannot go on because of something that the user can repair. */
export class UserError extends Error {
  readonly code: UserErrorCode
  readonly help: string
  readonly file: string | null
  readonly line: number | null
  readonly column: number | null

  constructor(
    code: UserErrorCode,
    message: string,
    options: { help: string; file?: string | null; line?: number | null; column?: number | null; cause?: unknown }
  ) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause })
    this.name = 'UserError'
    this.code = code
    this.help = options.help
    this.file = options.file ?? null
    this.line = options.line ?? null
    this.column = options.column ?? null
  }
}
