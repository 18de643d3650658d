// Where in the renders a rule holds: resource patterns and JSON Pointers whose segments may be globs.

import { parsePointer } from '../model/field-path.ts'
import type { PathPattern, ResourcePattern } from '../model/policy.ts'
import type { Field } from './field.ts'
import { label, readText } from './field.ts'
import type { Complain } from './problem.ts'
import { quote } from './problem.ts'

const KIND = /^[A-Z*?[][A-Za-z0-9*?[\]!^-]*$/
const GROUP = /^[a-z0-9*?[][a-z0-9*?[\]!^.-]*$/
const NAME = /^[^\s/](?:[^\s]*[^\s/])?$/

/** `Kind`, `Kind.group`, either with `/name`; null where the text is none of these. */
export function parseResourcePattern(text: string): ResourcePattern | null {
  const slash = text.indexOf('/')
  const type = slash < 0 ? text : text.slice(0, slash)
  const name = slash < 0 ? null : text.slice(slash + 1)
  const dot = type.indexOf('.')
  const kind = dot < 0 ? type : type.slice(0, dot)
  const group = dot < 0 ? null : type.slice(dot + 1)
  if (!KIND.test(kind) || (group !== null && !GROUP.test(group)) || (name !== null && !NAME.test(name))) return null
  return { kind, group, name }
}

/** A pointer by RFC 6901, '' included; null where `~` is followed by anything but 0 or 1 or the start is no `/`. */
export function parsePathPattern(text: string): PathPattern | null {
  if (text !== '' && (!text.startsWith('/') || /~(?![01])/.test(text))) return null
  return parsePointer(text)
}

export const RESOURCE_HELP = 'write a kind as in `Ingress`, `Rollout.argoproj.io`, `ConfigMap/app-config` or `*.operators.coreos.com`'
export const PATH_HELP = 'write a JSON Pointer as in `/spec/rules/*/host`; `/` inside a key is `~1`, `~` is `~0`'

export function readResourcePattern(field: Field, complain: Complain): ResourcePattern | null {
  const text = readText(field, 'text `Kind[.group][/name]`', RESOURCE_HELP, complain)
  if (text === null) return null
  const pattern = parseResourcePattern(text)
  if (pattern === null) complain(field.node.at, `${label(field)}: ${quote(text)} is no resource pattern`, RESOURCE_HELP)
  return pattern
}

/** `whole`: whether '', the resource itself, makes sense here. */
export function readPathPattern(field: Field, whole: boolean, complain: Complain): PathPattern | null {
  if (whole && field.node.kind === 'text' && field.node.value === '') return []
  const text = readText(field, 'text with a JSON Pointer', PATH_HELP, complain)
  if (text === null) return null
  const pattern = parsePathPattern(text)
  if (pattern === null) complain(field.node.at, `${label(field)}: ${quote(text)} is no JSON Pointer`, PATH_HELP)
  return pattern
}
