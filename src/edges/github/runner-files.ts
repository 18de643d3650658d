// The files through which a step hands its outputs and its summary to the runner.

import { randomUUID } from 'node:crypto'
import { appendFile, stat } from 'node:fs/promises'
import { STEP_SUMMARY_BYTES, cutMarkdown } from './limits.ts'

/** Sets a step output. The delimiter is random, so that no value can end its own block. Without a file nothing happens. */
export async function setOutput(file: string | null, name: string, value: string): Promise<void> {
  if (file === null) return
  const delimiter = `ghadelimiter_${randomUUID()}`
  await appendFile(file, `${name}<<${delimiter}\n${value}\n${delimiter}\n`)
}

/**
 * Appends to the job summary. Beyond the runner's limit the rest is left out with a note, as the runner would drop all of it.
 * Returns whether it was written: a runner without summaries is no error.
 */
export async function writeSummary(file: string | null, markdown: string): Promise<boolean> {
  if (file === null) return false
  try {
    const before = await stat(file)
    const room = STEP_SUMMARY_BYTES - before.size - 1
    if (room < NOTE.length * 2) return false
    await appendFile(file, cutMarkdown(markdown, room, NOTE) + '\n')
    return true
  } catch {
    return false
  }
}

const NOTE = '_The rest is left out: a job summary holds 1 MiB. `report.json` has all of it._'
