// Lines of policy that would let a finding through: the second choice in every help.

import type { Finding } from '../model/finding.ts'
import { formatPointer, parsePointer } from '../model/field-path.ts'
import { DEFAULT_POLICY } from '../model/policy.ts'
import { shortResourceId } from '../model/resource.ts'
import { quote } from './quote.ts'

/** What applies where the policy says nothing, and no longer once it says something. */
const DEFAULTS = DEFAULT_POLICY.axes.map(({ name }) => quote(name)).join(', ')

const POLICY_FILE = '.github/parity-gate.yaml'

/** Indented by four blanks, as everything to paste in a help. */
export function paste(lines: readonly string[]): readonly string[] {
  return lines.map((line) => `    ${line}`)
}

/** A custom axis for the field of this finding; '' as its path lets the resource exist on one side only. */
function axisLines(finding: Finding): readonly string[] {
  const resource = shortResourceId(finding.resource ?? '')
  const between = finding.against === null ? [] : [`  between: [${scalar(finding.against)}, ${scalar(finding.environment)}]`]
  return [
    `- name: ${scalar(axisName(finding))}`,
    `  resources: [${scalar(globbed(resource))}]`,
    `  paths: [${scalar(pathPattern(finding))}]`,
    ...between
  ]
}

/** The paragraph that offers an axis. */
export function allowByAxis(finding: Finding): readonly string[] {
  const place = `${quote('allowed-axes')} in ${quote(POLICY_FILE)}`
  return [`If they are meant to differ, add an axis to ${place} (a first list there also needs ${DEFAULTS}):`, ...paste(axisLines(finding))]
}

/** The paragraph that offers a waiver in the policy file. */
export function allowByWaiver(finding: Finding): readonly string[] {
  const optional = (key: string, value: string | null): readonly string[] => (value === null ? [] : [`  ${key}: ${scalar(value)}`])
  return [
    `For a limited time, add a waiver to ${quote('waivers')} in ${quote(POLICY_FILE)}:`,
    ...paste([
      `- application: ${scalar(globbed(finding.application))}`,
      `  environments: [${scalar(finding.environment)}]`,
      ...optional('resource', finding.resource === null ? null : globbed(shortResourceId(finding.resource))),
      ...optional('path', finding.path === null || finding.path === '' ? null : pathPattern(finding)),
      `  code: ${finding.code}`,
      '  reason: WHY',
      '  owner: WHO',
      '  expires: YYYY-MM-DD'
    ])
  ]
}

/** The paragraph that offers an inline waiver; where no line is known to write it on, one in the policy file. */
export function allowForAWhile(finding: Finding): readonly string[] {
  if (finding.location === null || finding.location.confidence === 'file') return allowByWaiver(finding)
  const comment = quote('# parity-gate: allow -- REASON until YYYY-MM-DD')
  return [`For a limited time, write ${comment} on the line that causes it, or on the line above`]
}

/** A name for the axis out of the field's last words: `catalog-config-rate-limit`. */
function axisName(finding: Finding): string {
  const resource = shortResourceId(finding.resource ?? '').split('/').at(-1) ?? ''
  const field = parsePointer(finding.path ?? '').at(-1) ?? ''
  const words = `${resource}-${field}`.toLowerCase().replaceAll(/[^a-z0-9]+/g, '-')
  return words.replaceAll(/^-|-$/g, '').slice(0, 60) || 'my-axis'
}

function pathPattern(finding: Finding): string {
  return formatPointer(parsePointer(finding.path ?? '').map(globbed))
}

/** A name in which nothing is magic for a glob. */
function globbed(text: string): string {
  return text.replaceAll(/[*?[]/g, '[$&]')
}

/** A YAML scalar: plain where that is safe in a flow list too, else double-quoted (every JSON string is one). */
export function scalar(text: string): string {
  const reserved = /^(?:true|false|yes|no|on|off|y|n|null|~|[-+.\d][-+.\d_eExXoO:]*)$/i
  return /^[A-Za-z0-9/][A-Za-z0-9_./~-]*$/.test(text) && !reserved.test(text) ? text : JSON.stringify(text)
}
