// Environment names as whole words inside values.

import type { Environment } from '../model/environment.ts'
import { environmentWords } from '../model/environment.ts'
import { escapeRegExp } from '../model/text.ts'

/** The text with the environment's own words, where they stand as whole words, replaced by one mark. */
export function replaceOwnWords(text: string, environment: Environment): string {
  let result = text
  for (const word of longestFirst(environmentWords(environment))) {
    result = result.replaceAll(new RegExp(`(?<![A-Za-z0-9])${escapeRegExp(word)}(?![A-Za-z0-9])`, 'g'), '{env}')
  }
  return result
}

const SEPARATORS = '/:._-'

/** What a path, namespace or label says about environments. */
export type EnvironmentMentions = {
  /** Environments that a whole `/`-segment names. */
  readonly segments: readonly string[]
  /** Environments that a word inside a segment names, with the word. */
  readonly words: readonly { readonly environment: string; readonly word: string }[]
}

/** Finds environment words in a value, longest word first so that `pre-prod` is not read as `prod`. */
export function mentionsIn(value: string, environments: readonly Environment[]): EnvironmentMentions {
  const words = environments.flatMap((environment) => environmentWords(environment).map((word) => ({ environment: environment.name, word })))
  const segments = value
    .split('/')
    .flatMap((segment) => words.filter(({ word }) => word === segment).map(({ environment }) => environment))
  let rest = value
  const found: { environment: string; word: string }[] = []
  for (const { environment, word } of words.toSorted((a, b) => b.word.length - a.word.length)) {
    const pattern = new RegExp(`(?<=^|[${SEPARATORS}])${escapeRegExp(word)}(?=$|[${SEPARATORS}])`, 'g')
    if (!pattern.test(rest)) continue
    found.push({ environment, word })
    rest = rest.replaceAll(pattern, '\0')
  }
  return { segments, words: found }
}

function longestFirst(words: readonly string[]): readonly string[] {
  return words.toSorted((a, b) => b.length - a.length)
}
