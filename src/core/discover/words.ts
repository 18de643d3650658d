// The words that name environments in paths, and how a path segment says one.

import { environmentNamed, environmentWords, type Environment } from '../model/environment.ts'
import { remembered } from '../model/memo.ts'
import { byText } from '../model/text.ts'

/** The known environments in promotion order; synonyms are aliases. */
export const KNOWN_LADDER: readonly Environment[] = [
  rung('dev', ['development']),
  rung('test', ['testing']),
  rung('qa', []),
  rung('int', ['integration']),
  rung('sit', []),
  rung('staging', ['stage', 'stg']),
  rung('uat', []),
  rung('preprod', ['pre-prod']),
  rung('prod', ['production', 'prd', 'live'])
]

/** Folders whose children are environments; directly below them a word may be joined to others by `-`. */
const CONTAINERS: ReadonlySet<string> = new Set(['overlays', 'overlay', 'environments', 'envs', 'env', 'stages', 'clusters'])

/** `non-prod` is everything but prod. */
const NEGATION = /(?:^|-)(?:non|not|no)$/

export type Word = { readonly text: string; readonly environment: string }

/** A segment that names an environment: the word as it stands there, and what is joined to it on either side. */
export type Spoken = { readonly environment: string; readonly word: string; readonly before: string; readonly after: string }

export function isContainer(segment: string): boolean {
  return CONTAINERS.has(segment.toLowerCase())
}

/** Every word of a ladder, longest first, so that `pre-prod` is tried before `prod`. */
export function wordsOf(environments: readonly Environment[]): readonly Word[] {
  return environments
    .flatMap((environment) => environmentWords(environment).map((word) => ({ text: word.toLowerCase(), environment: environment.name })))
    .filter((word) => word.text !== '')
    .sort((a, b) => b.text.length - a.text.length || byText(a.text, b.text))
}

/**
 * The environment that a segment names. Alone, a word must be the whole segment; `joined`, it may stand at the
 * beginning, at the end or in the middle, in this order of preference.
 */
export function spokenIn(segment: string, words: readonly Word[], joined: boolean): Spoken | null {
  const lower = segment.toLowerCase()
  const whole = words.find((word) => word.text === lower)
  if (whole !== undefined) return { environment: whole.environment, word: segment, before: '', after: '' }
  if (!joined) return null
  const first = words.find((word) => lower.startsWith(`${word.text}-`))
  if (first !== undefined) return cut(segment, first, 0)
  const last = words.find((word) => lower.endsWith(`-${word.text}`))
  const end = last === undefined ? null : cut(segment, last, segment.length - last.text.length)
  if (end !== null) return end
  const middle = words.find((word) => lower.includes(`-${word.text}-`))
  return middle === undefined ? null : cut(segment, middle, lower.indexOf(`-${middle.text}-`) + 1)
}

function cut(segment: string, word: Word, at: number): Spoken | null {
  const before = segment.slice(0, Math.max(at - 1, 0))
  if (NEGATION.test(before.toLowerCase())) return null
  const end = at + word.text.length
  return { environment: word.environment, word: segment.slice(at, end), before, after: segment.slice(end + 1) }
}

/** A name with every whole word that means the environment replaced by `{env}`, so that names of a pair can be compared. */
export function withoutWords(name: string, words: readonly string[]): string {
  if (name === '') return name
  const pattern = wholeWords(words.join('\0'))
  return pattern === null ? name : name.replace(pattern, '{env}')
}

/** A pattern for words joined by NUL, each as a whole; null where there is none. A ladder has few, and paths are many. */
const wholeWords = remembered((words: string): RegExp | null => {
  const longest = words.split('\0').filter((word) => word !== '').sort((a, b) => b.length - a.length || byText(a, b))
  if (longest.length === 0) return null
  const pattern = longest.map((word) => word.replace(/[^A-Za-z0-9]/g, '\\$&')).join('|')
  return new RegExp(`(?<![A-Za-z0-9])(?:${pattern})(?![A-Za-z0-9])`, 'gi')
})

function rung(name: string, aliases: readonly string[]): Environment {
  return environmentNamed(name, aliases)
}
