// Lines of one environment in the words of another one.

import type { Environment } from '../model/environment.ts'
import { environmentWords } from '../model/environment.ts'
import type { Overlay } from '../model/overlay.ts'
import { escapeRegExp } from '../model/text.ts'

/** What a key is called stays; where its value comes from changes its word. */
const NAMES = /^\s*(?:-\s+)?["']?(?:secretKey|objectName|objectAlias|name|property)["']?\s*:/

/** The lines with the name of one environment replaced by that of the other; null where an alias is said, or a third environment. */
export function withWords(lines: readonly string[], from: Overlay, into: Overlay, environments: readonly Environment[]): readonly string[] | null {
  const alone = (word: string): RegExp => new RegExp(`(?<![A-Za-z0-9])${escapeRegExp(word)}(?![A-Za-z0-9])`, 'g')
  const others = environments.flatMap(environmentWords).filter((word) => word !== from.environment)
  const changed = lines.map((line) => {
    if (NAMES.test(line)) return line
    const rest = line.replaceAll(alone(from.environment), ' ')
    return others.some((word) => alone(word).test(rest)) ? null : line.replaceAll(alone(from.environment), into.environment)
  })
  return changed.every((line) => line !== null) ? changed : null
}
