// What the system refuses in the middle of a run: a full disk, too many open files. No bug of ours, and nobody can judge on.

import { UserError } from '../../core/model/error.ts'
import { hasCode, reasonOf } from './system-error.ts'

/** A system's refusal as a mistake to be mended on the machine; null for any other error. */
export function refusalOf(error: unknown): UserError | null {
  if (!hasCode(error, 'ENOSPC', 'EDQUOT', 'EFBIG', 'EROFS', 'EIO', 'EMFILE', 'ENFILE', 'ENOMEM', 'EAGAIN')) return null
  return new UserError('usage', `the system refused something that the run needs: ${reasonOf(error)}`, {
    help: 'Make room, or raise the limit, on the machine that runs Parity Gate (its temporary folder is RUNNER_TEMP, else TMPDIR), and run again.',
    cause: error
  })
}
