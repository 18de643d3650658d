// The shorter parts of a report: findings that are no drift, waivers in force, exempt images, what was detected, revisions.

import type { Finding } from '../model/finding.ts'
import type { Report } from '../model/report.ts'
import type { FolderOf } from './folders.ts'
import { block, code, escapeMarkdown, sentence } from './markdown.ts'
import { count, grouped, showText } from './values.ts'
import { wordsOf } from './words.ts'
import { fetchedWords } from './words-fetched.ts'
import { placeName, placeOf, shortRevision } from './quote.ts'
import { showDuration } from './duration.ts'
import { boundedTable } from './bounded-table.ts'
import type { TableSize } from './bounded-table.ts'
import { isParity, levelMark } from './drift-section.ts'

const LONGEST_LIST = 100

/** Everything that is no drift and not waived: images, builds, configuration, waivers. */
export function otherSection(findings: readonly Finding[], folders: FolderOf, size: TableSize): string {
  const others = findings.filter((finding) => finding.waiver === null && !isParity(finding))
  if (others.length === 0) return ''
  const row = (index: number): readonly string[] =>
    others.slice(index, index + 1).flatMap((finding) => [
      levelMark(finding),
      code(finding.code),
      placeCell(finding),
      sentence(wordsOf(finding, folders).message),
      finding.location === null ? '' : code(placeOf(finding.location))
    ])
  return `### Other findings\n\n${boundedTable(['', 'Code', 'Where', 'What', 'Line'], others.length, row, size)}`
}

/** Waivers that let something through, with who answers for them. */
export function waiverSection(report: Report, size: TableSize): string {
  const { waivers } = report
  if (waivers.length === 0) return ''
  const row = (index: number): readonly string[] =>
    waivers.slice(index, index + 1).flatMap((waiver) => [
      escapeMarkdown(showText(waiver.reason)),
      waiver.owner === null ? '' : code(waiver.owner),
      waiver.expires === null ? 'never' : code(waiver.expires),
      grouped(waiver.findings),
      code(placeOf(waiver.location))
    ])
  return `### Waivers in force\n\n${boundedTable(['Reason', 'Owner', 'Expires', 'Findings', 'Written at'], waivers.length, row, size)}`
}

/** Image repositories outside the promotion rules. */
export function exemptSection(report: Report): string {
  const { exemptImages } = report
  if (exemptImages.length === 0) return ''
  const shown = exemptImages.slice(0, LONGEST_LIST).map((glob) => code(showText(glob)))
  const rest = exemptImages.length - shown.length
  return `### Exempt images\n\nOutside the promotion rules: ${shown.join(', ')}${rest > 0 ? ` and ${grouped(rest)} more` : ''}.`
}

/** From where builds have fetched. */
export function fetchedSection(report: Report): string {
  const words = fetchedWords(report)
  return words === '' ? '' : `${sentence(`${words.slice(0, 1).toUpperCase()}${words.slice(1)}`)}. All of it is in <code>report.json</code>.`
}

/** What the gate found out by itself, as lines that say it explicitly. */
export function detectedSection(report: Report): string {
  const { detected } = report
  if (detected.length === 0) return ''
  const shown = detected.slice(0, LONGEST_LIST)
  const rest = detected.length - shown.length
  const lines = rest > 0 ? [...shown, `# ... and ${grouped(rest)} more`] : shown
  const intro =
    'Environments and overlays were detected. To say them explicitly, put these lines into <code>.github/parity-gate.yaml</code>:'
  return `<details><summary>What was detected</summary>\n\n${intro}\n\n${block(lines.join('\n'))}\n\n</details>`
}

/** Revisions, kustomize and how much was built. */
export function footerSection(report: Report): string {
  const { stats } = report
  const revision = (name: string, id: string | null): readonly string[] => (id === null ? [] : [`${name} ${code(shortRevision(id))}`])
  const builds = [
    count(stats.builds, 'build'),
    ...(stats.cached > 0 ? [`${grouped(stats.cached)} cached`] : []),
    ...(stats.reused > 0 ? [`${grouped(stats.reused)} reused`] : [])
  ]
  const parts = [
    ...revision('before', report.before),
    ...(report.live === report.before ? [] : revision('live', report.live)),
    ...revision('head', report.head),
    report.kustomize === null ? 'no kustomize was used' : `kustomize ${code(report.kustomize)}`,
    `${grouped(stats.affected)} of ${count(stats.overlays, 'overlay')} affected`,
    `${builds.join(', ')} in ${showDuration(stats.milliseconds / 1_000)}`
  ]
  return `<sub>${parts.join(' · ')}</sub>`
}

function placeCell(finding: Finding): string {
  const parts = [
    ...(finding.application === '' ? [] : [code(finding.application)]),
    ...(finding.environment === '' ? [] : [code(placeName(finding.environment, finding.variant))])
  ]
  return parts.join('<br>')
}
