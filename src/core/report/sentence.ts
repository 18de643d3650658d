// What one code says about one finding: the shape of an entry in the table of words.

import type { Code, Finding } from '../model/finding.ts'
import type { FolderOf } from './folders.ts'

/** The first paragraph is the first choice; lines indented by four blanks are to be pasted. */
export type Sentence = {
  /** What follows the code in a title. */
  readonly about: string
  readonly message: string
  readonly help: readonly (readonly string[])[]
}

export type Writer<C extends Code> = (finding: Finding<C>, folders: FolderOf) => Sentence

export type Writers<C extends Code> = { readonly [K in C]: Writer<K> }
