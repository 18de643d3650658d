// Keys whose work is still to come: read and checked today, and refused unless they say what happens anyway.

import type { Field } from './field.ts'
import { label, mismatch, readChoice } from './field.ts'
import { parseDuration, readDuration } from './duration.ts'
import type { Complain, Position } from './problem.ts'
import { quote } from './problem.ts'

const HISTORY_DEFAULT = '180d'

/** Tells that this value would be ignored, which nothing may be. */
export function notYet(name: string, at: Position | null, instead: string, complain: Complain): void {
  complain(at, `${name} is not available yet`, instead)
}

/** A choice of which only the default works. */
export function laterChoice(field: Field | null, choices: readonly string[], standard: string, complain: Complain): void {
  if (field === null) return
  const choice = readChoice(field, choices, complain)
  if (choice === null || choice === standard) return
  notYet(`\`${choice}\` for ${label(field)}`, field.node.at, `remove it or write \`${standard}\`, the default`, complain)
}

/** How far back the ledger looks. */
export function laterHistory(field: Field, complain: Complain): void {
  const seconds = readDuration(field, complain)
  if (seconds !== null && seconds !== parseDuration(HISTORY_DEFAULT)) {
    notYet(label(field), field.node.at, `remove it or write \`${HISTORY_DEFAULT}\`, the default`, complain)
  }
}

/** `24h`; `prod=24h` and several of these; or a mapping from environment to duration. */
export function laterSoak(field: Field | null, complain: Complain): void {
  if (field === null) return
  const { node } = field
  const parts: Field[] =
    node.kind === 'mapping'
      ? node.entries.map((entry) => ({ ...field, name: `${field.name}.${entry.key}`, node: entry.value }))
      : node.kind === 'text'
        ? node.value
            .split(/[,\n]/)
            .filter((part) => part.trim() !== '')
            .map((part) => ({ ...field, node: { ...node, value: part.slice(part.indexOf('=') + 1) } }))
        : []
  if (parts.length === 0) {
    mismatch(field, 'a duration such as `24h`', 'write `24h`, or `prod=24h` for one environment', complain)
    return
  }
  const seconds = parts.map((part) => readDuration(part, complain))
  if (seconds.some((value) => value !== null && value > 0)) {
    const shown = node.kind === 'text' ? ` (${quote(node.value.trim())})` : ''
    notYet(`${label(field)}${shown}`, node.at, 'remove it: images do not have to soak in this version', complain)
  }
}
