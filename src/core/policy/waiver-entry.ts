// Waivers of the policy file: what they select, why, who answers for it, and the day on which they end.

import { matchName } from '../model/glob.ts'
import type { Waiver } from '../model/policy.ts'
import { fileLocation, lineLocation } from '../model/source.ts'
import { readDate } from './calendar-date.ts'
import { readSeveral } from './axis.ts'
import type { Field } from './field.ts'
import { label, readList, readMapping, readText } from './field.ts'
import { FINDING_CODES } from './finding-code.ts'
import { suggest } from './nearest.ts'
import { readPathPattern, readResourcePattern } from './place-pattern.ts'
import type { Complain } from './problem.ts'
import { quote } from './problem.ts'

const WAIVER_KEYS = ['application', 'environments', 'resource', 'path', 'code', 'reason', 'owner', 'expires'] as const

export function readWaivers(field: Field, file: string, complain: Complain): readonly Waiver[] | null {
  return readList(field, 'waivers', (item) => readWaiver(item, file, complain), complain)
}

function readWaiver(item: Field, file: string, complain: Complain): Waiver | null {
  const members = readMapping(item, 'a waiver', WAIVER_KEYS, complain)
  if (members === null) return null
  const text = (key: string, help: string): string | null => {
    const field = members.get(key)
    return field === null ? null : readText(field, 'text', help, complain)
  }
  const reasonField = members.require('reason', 'say why, for those who read the report')
  const reason = reasonField === null ? null : readText(reasonField, 'text', 'say why, for those who read the report', complain)
  const expiresField = members.require('expires', 'add the last day on which it holds, as in `expires: 2026-12-31`')
  const expires = expiresField === null ? null : readDate(expiresField, complain)
  const resourceField = members.get('resource')
  const pathField = members.get('path')
  const codeField = members.get('code')
  const waiver = {
    source: 'policy',
    application: text('application', 'write the application\'s name as reports show it, or a glob'),
    environments: readSeveral(members.get('environments'), 'environments', (env, c) => readText(env, 'text', 'write names', c), complain),
    resource: resourceField === null ? null : readResourcePattern(resourceField, complain),
    path: pathField === null ? null : readPathPattern(pathField, true, complain),
    code: codeField === null ? null : readCode(codeField, complain),
    owner: text('owner', 'name a person or a team'),
    location: members.at === null ? fileLocation(file) : lineLocation(file, members.at.line, members.at.column)
  } as const
  return reason === null || expires === null ? null : { ...waiver, reason, expires }
}

/** A finding's code, or a glob that matches at least one. */
function readCode(field: Field, complain: Complain): string | null {
  const code = readText(field, 'text with a finding\'s code', 'as in `drift-value`', complain)
  if (code === null || FINDING_CODES.some((known) => matchName(code, known))) return code
  const help = suggest(code, FINDING_CODES, 'use a code as reports show it, such as `drift-value`')
  complain(field.node.at, `${label(field)}: there is no finding ${quote(code)}`, help)
  return null
}
