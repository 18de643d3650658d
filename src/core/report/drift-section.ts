// Drift for people: a table for each application.

import type { Finding } from '../model/finding.ts'
import { shortResourceId } from '../model/resource.ts'
import type { Section } from './fit.ts'
import { groupBy } from '../model/group.ts'
import { code } from './markdown.ts'
import { showText } from './values.ts'
import { placeName, placeOf, valuePair } from './quote.ts'
import { boundedTable } from './bounded-table.ts'
import type { TableSize } from './bounded-table.ts'

const LONGEST_PATH = 200

/** Findings of parity: they belong to an application and, most of them, to a pair of environments. */
export function isParity(finding: Finding): boolean {
  return finding.code.startsWith('drift-') || finding.code === 'axis-bound' || finding.code === 'cross-environment-reference'
}

/** A mark for the level. */
export function levelMark(finding: Finding): string {
  return finding.level === 'error' ? '❌' : finding.level === 'warning' ? '⚠️' : 'ℹ️'
}

/** One section an application, in the order of `findings`. Waived ones are not listed here. */
export function driftSections(findings: readonly Finding[], rank: number, size: TableSize): readonly Section[] {
  const open = findings.filter((finding) => finding.waiver === null && isParity(finding))
  return [...groupBy(open, (finding) => finding.application)].map(([application, own]) => ({
    name: `drift in ${code(application)}`,
    text: sectionOf(application, own, size),
    rank
  }))
}

function sectionOf(application: string, findings: readonly Finding[], size: TableSize): string {
  const head = ['', 'Environments', 'Field', 'Difference', 'Caused by']
  const row = (index: number): readonly string[] => findings.slice(index, index + 1).flatMap(cellsOf)
  return `### Drift in ${code(application)}\n\n${boundedTable(head, findings.length, row, size)}`
}

function cellsOf(finding: Finding): readonly string[] {
  const field = finding.path === null || finding.path === '' ? [] : [code(showText(finding.path, LONGEST_PATH))]
  return [
    levelMark(finding),
    pairOf(finding),
    [code(showText(shortResourceId(finding.resource ?? ''), LONGEST_PATH)), ...field].join('<br>'),
    whatDiffers(finding),
    [...(finding.location === null ? [] : [code(placeOf(finding.location))]), ...(finding.existing ? ['was there before'] : [])].join(
      '<br>'
    )
  ]
}

function pairOf(finding: Finding): string {
  const own = code(placeName(finding.environment, finding.variant))
  return finding.against === null ? own : `${code(finding.against)} → ${own}`
}

function whatDiffers(finding: Finding): string {
  const { left, right } = valuePair(finding)
  const both = `${left === null ? 'absent' : code(left)} → ${right === null ? 'absent' : code(right)}`
  switch (finding.code) {
    case 'drift-missing-resource':
      return `missing in ${code(finding.args.missingIn)}`
    case 'drift-secret-keys':
      return `key ${code(finding.args.key)} missing in ${code(finding.args.missingIn)}`
    case 'drift-value':
      if (finding.args.note === 'secret') return 'differs (value of a Secret)'
      return finding.args.note === 'order' ? `${both}<br>other order` : both
    case 'axis-bound':
      return `${code(showText(finding.args.value))} does not match ${code(showText(finding.args.bound))}`
    case 'cross-environment-reference':
      return `${code(showText(finding.args.value))} names ${code(finding.args.names)}`
    default:
      return both
  }
}
