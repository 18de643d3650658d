// What was detected, as lines of policy to paste that mean the same.

import type { Environment } from '../model/environment.ts'
import { groupBy } from '../model/group.ts'
import { remembered } from '../model/memo.ts'
import type { Named, Slot } from './naming.ts'
import { compilePattern, type PatternMatch } from './patterns.ts'
import { wordsOf } from './words.ts'

/** More lines than a person would read. */
const MOST_LINES = 40
const MOST_NAMES = 20

/** The `environments:` block. */
export function environmentLines(environments: readonly Environment[]): readonly string[] {
  const rungs = environments.flatMap((environment) => [
    `  - name: ${quoted(environment.name)}`,
    ...(environment.aliases.length === 0 ? [] : [`    aliases: [${environment.aliases.map(quoted).join(', ')}]`])
  ])
  return ['environments:', ...rungs]
}

/** The `overlays:` block: patterns that find exactly these overlays, by the same names, among all the folders given. */
export function overlayLines(named: readonly Named[], environments: readonly Environment[], folders: readonly string[]): readonly string[] {
  const tailOf = remembered(tail)
  const groups = groupBy(named, ({ place, slots }) => `${place.index} ${tailOf(slots)}`)
  const patterns = [...groups.values()].flatMap((group) => patternsOf(group, environments, folders))
  const lines = [...new Set(patterns)].sort().map((pattern) => `  - ${quoted(pattern)}`)
  const rest = lines.length - MOST_LINES
  return ['overlays:', ...lines.slice(0, MOST_LINES), ...(rest > 0 ? [`  # and ${rest} more`] : [])]
}

/** A sentence about the folders beside environments whose words are not known; none where there are no such folders. */
export function unknownLines(folders: readonly string[]): readonly string[] {
  if (folders.length === 0) return []
  const shown = folders.slice(0, MOST_NAMES).join(', ')
  const rest = folders.length > MOST_NAMES ? ` and ${folders.length - MOST_NAMES} more` : ''
  return [`# Beside these, not recognised as environments: ${shown}${rest}. Name them under environments if they are.`]
}

/** The environment's segment and what follows, variants as placeholders. */
function tail(slots: readonly Slot[]): string {
  let variants = 0
  const [before = '', after = '', ...below] = slots.map((slot) => {
    if (slot.text === '' || slot.role === 'name') return slot.text
    variants += 1
    return variants === 1 ? '{variant}' : `{variant${variants}}`
  })
  const segment = [before, '{env}', after].filter((part) => part !== '').join('-')
  return [segment, ...below].join('/')
}

function patternsOf(group: readonly Named[], environments: readonly Environment[], folders: readonly string[]): readonly string[] {
  const first = group[0]
  if (first === undefined) return []
  const end = tail(first.slots)
  const literal = group.map(({ place }) => (place.parent === '' ? end : `${place.parent}/${end}`))
  if (new Set(literal).size < 2) return literal
  const above = first.place.segments.slice(0, first.place.index)
  const columns = above.map((segment, at) => (group.every(({ place }) => place.segments[at] === segment) ? segment : '*'))
  const wide = [...columns, end].join('/')
  // `{app}` reads best, where the name ends with it.
  const named = [...columns]
  const at = named.lastIndexOf('*')
  named[at] = '{app}'
  const candidates = [[...named, end].join('/'), wide]
  const fitting = candidates.find((pattern) => means(pattern, group, environments, folders))
  return fitting === undefined ? literal : [fitting]
}

function means(pattern: string, group: readonly Named[], environments: readonly Environment[], folders: readonly string[]): boolean {
  const compiled = compilePattern(pattern, wordsOf(environments))
  const expected = new Map(group.map((overlay) => [overlay.path, overlay]))
  return folders.every((folder) => {
    const found = compiled.match(folder)
    const overlay = expected.get(folder)
    if (found === null || overlay === undefined) return found === null && overlay === undefined
    return same(overlay, found)
  })
}

function same(named: Named, { application, environment, variant }: PatternMatch): boolean {
  return named.application === application && named.place.environment === environment && named.variant === variant
}

function quoted(text: string): string {
  const plain = /^[A-Za-z_][\w./-]*(?:\{[^{}]*\}[\w./-]*)*$/.test(text) && !/^(?:true|false|null|yes|no|on|off|y|n)$/i.test(text)
  return plain ? text : `'${text.replaceAll("'", "''")}'`
}
