// The words of every finding: one table by code; all reports take their sentences from here.

import type { Code, Finding } from '../model/finding.ts'
import type { FolderOf } from './folders.ts'
import { nowhere } from './folders.ts'
import { visible } from './visible.ts'
import { DRIFT_WORDS } from './words-drift.ts'
import { fixHelp } from './words-fix.ts'
import { IMAGE_WORDS } from './words-images.ts'
import { placeOf, plain, quote } from './quote.ts'
import { RUN_WORDS } from './words-run.ts'
import type { Sentence, Writers } from './sentence.ts'

export type Words = {
  /** At most 100 characters, plain text: `image-not-live: prod catalog`. */
  readonly title: string
  /** One sentence on one line without a final period; identifiers stand in backticks, which always come in pairs. */
  readonly message: string
  /** Paragraphs with an empty line between them, the first choice first; lines indented by four blanks are to be pasted. */
  readonly help: string
}

const LONGEST_TITLE = 100
const WORDS: Writers<Code> = { ...DRIFT_WORDS, ...IMAGE_WORDS, ...RUN_WORDS }

/** Puts a finding into words. With `folders` the help names the folder to go to; without, it describes it. */
export function wordsOf(finding: Finding, folders: FolderOf = nowhere): Words {
  const { about, message, help } = sentenceOf(finding, folders)
  const paragraphs = finding.waiver === null ? [...help, ...fixHelp(finding)] : [[waived(finding)]]
  return {
    title: cut(visible(about === '' ? finding.code : `${finding.code}: ${about}`)),
    message: visible(message),
    help: paragraphs.map((lines) => lines.map(visible).join('\n')).join('\n\n')
  }
}

function sentenceOf<C extends Code>(finding: Finding<C>, folders: FolderOf): Sentence {
  return WORDS[finding.code](finding, folders)
}

function waived(finding: Finding): string {
  const { waiver } = finding
  if (waiver === null) return ''
  const owner = waiver.owner === null ? '' : `, owner ${quote(waiver.owner)}`
  const until = waiver.expires === null ? '' : ` until ${quote(waiver.expires)}`
  return `Nothing to do: waived${until} at ${quote(placeOf(waiver.location))}${owner}: ${plain(waiver.reason)}`
}

function cut(title: string): string {
  const letters = [...title]
  return letters.length <= LONGEST_TITLE ? title : `${letters.slice(0, LONGEST_TITLE - 1).join('')}…`
}
