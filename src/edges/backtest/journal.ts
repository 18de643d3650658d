// A file of lines that a long run appends its results to, so that another run can go on where it stopped.

import { appendFileSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { UserError } from '../../core/model/error.ts'
import { systemMessage } from '../files/system-error.ts'

export type Journal = {
  readonly file: string
  /** The lines that were there when it was opened, damaged ones included. */
  readonly lines: readonly string[]
  /** Writes one line at once, so that what ends the process later does not lose it. */
  readonly append: (line: string) => void
}

/** Milliseconds: thirty days. */
const MOST_AGE = 30 * 24 * 60 * 60 * 1000

/** Opens or makes the file, and its folder. `fresh`: what is there is thrown away. UserError `usage` where it cannot be written. */
export function openJournal(file: string, { fresh }: { readonly fresh: boolean }): Journal {
  return writing(file, () => {
    mkdirSync(dirname(file), { recursive: true, mode: 0o700 })
    const text = fresh || !existsSync(file) ? '' : readFileSync(file, 'utf8')
    // A run that was killed may have left half a line: the next one must not be written behind it.
    if (fresh) writeFileSync(file, '', { mode: 0o600 })
    else if (text !== '' && !text.endsWith('\n')) appendFileSync(file, '\n')
    forgetOld(file)
    const append = (line: string): void => writing(file, () => appendFileSync(file, `${line}\n`, { mode: 0o600 }))
    return { file, lines: text.split('\n').filter((line) => line !== ''), append }
  })
}

/** Journals that nobody went on with for a month are removed; one that cannot be removed does no harm. */
function forgetOld(file: string): void {
  const folder = dirname(file)
  const family = basename(file).replace(/[0-9a-f]{16}\.jsonl$/, '')
  if (family === basename(file)) return
  for (const name of readdirSync(folder)) {
    const other = join(folder, name)
    if (!name.startsWith(family) || !/^[0-9a-f]{16}\.jsonl$/.test(name.slice(family.length)) || other === file) continue
    if (Date.now() - (statSync(other, { throwIfNoEntry: false })?.mtimeMs ?? Date.now()) > MOST_AGE) rmSync(other, { force: true })
  }
}

function writing<T>(file: string, job: () => T): T {
  try {
    return job()
  } catch (error) {
    throw new UserError('usage', `cannot keep the state of this run in \`${file}\`: ${systemMessage(error)}`, {
      help: 'Let XDG_CACHE_HOME name a folder that can be written, or run without keeping the state: --no-resume.'
    })
  }
}
