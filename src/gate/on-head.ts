// Lines belong to the commit that annotations are shown on: a pull request's head, while the merge commit is what was judged.

import { diffArrays } from 'diff'
import type { Report } from '../core/model/report.ts'
import type { SourceLocation } from '../core/model/source.ts'
import { fileLocation } from '../core/model/source.ts'
import type { Tree } from '../core/model/tree.ts'
import { filesOfFix, fixOnHead } from './fix-on-head.ts'
import type { GateEdges } from './trees.ts'

/** Beyond this many changed lines two files are taken for different ones: the search grows with the square of it. */
const MOST_EDITS = 3000

type Located = { readonly location: SourceLocation | null }

/**
 * The report with every line as `published` numbers it. A line that is not there unchanged falls back to its file, and a repair that
 * does not apply there is left out; where published is null, the commit is not to be had and so it is with all of them.
 */
export async function onHead(report: Report, judged: Tree, published: Tree | null, edges: Pick<GateEdges, 'prefetch'>): Promise<Report> {
  if (published === judged) return report
  const places: readonly Located[] = [...report.findings, ...report.findings.flatMap(({ related }) => related), ...report.waivers]
  const files = new Set([
    ...places.flatMap(({ location }) => (location === null || location.confidence === 'file' ? [] : [location.file])),
    ...report.findings.flatMap(({ fix }) => (fix === null ? [] : filesOfFix(fix)))
  ])
  const moved = [...files].filter((file) => published?.entries.get(file)?.blob !== judged.entries.get(file)?.blob)
  if (moved.length === 0) return report
  if (published !== null) await edges.prefetch(published, moved)
  const translations = new Map(moved.map((file) => [file, translation(judged, published, file)]))
  const settle = <T extends SourceLocation | null>(location: T): T | SourceLocation => {
    const translate = location === null ? undefined : translations.get(location.file)
    return location === null || translate === undefined ? location : translated(location, translate)
  }
  const repair = (fix: string): string | null => {
    if (!filesOfFix(fix).some((file) => translations.has(file))) return fix
    const text = (file: string): string | undefined => (published?.entries.has(file) === true ? published.text(file) : undefined)
    return published === null ? null : fixOnHead(fix, { text, line: (file, line) => translations.get(file)?.(line) ?? (translations.has(file) ? null : line) })
  }
  return {
    ...report,
    findings: report.findings.map((finding) => ({
      ...finding,
      fix: finding.fix === null ? null : repair(finding.fix),
      location: settle(finding.location),
      related: finding.related.map((each) => ({ ...each, location: settle(each.location) })),
      waiver: finding.waiver === null ? null : { ...finding.waiver, location: settle(finding.waiver.location) }
    })),
    waivers: report.waivers.map((waiver) => ({ ...waiver, location: settle(waiver.location) }))
  }
}

function translation(judged: Tree, published: Tree | null, file: string): (line: number) => number | null {
  const text = published?.entries.has(file) === true ? published.text(file) : undefined
  return text === undefined ? () => null : lineTranslation(judged.text(file) ?? '', text)
}

function translated(location: SourceLocation, translate: (line: number) => number | null): SourceLocation {
  if (location.confidence === 'file') return location
  const [line, endLine] = [translate(location.line), translate(location.endLine)]
  // Lines that were put between the two belong to nobody's finding.
  if (line === null || endLine === null || endLine - line !== location.endLine - location.line) return fileLocation(location.file)
  return { ...location, line, endLine }
}

/** From a line of one text to the same, unchanged line of another, both from 1; null where it is changed or gone. */
export function lineTranslation(from: string, to: string): (line: number) => number | null {
  const changes = diffArrays(from.split('\n'), to.split('\n'), { maxEditLength: MOST_EDITS })
  const lines = new Map<number, number>()
  let [left, right] = [1, 1]
  for (const { added, removed, count } of changes ?? []) {
    if (!added && !removed) for (let at = 0; at < count; at += 1) lines.set(left + at, right + at)
    if (!added) left += count
    if (!removed) right += count
  }
  return (line) => lines.get(line) ?? null
}
