// Repairs are made for the judged files: the same unified diff for the commit that annotations are shown on, where it applies there too.

import { applyPatch, parsePatch } from 'diff'
import type { StructuredPatch, StructuredPatchHunk } from 'diff'

/** What a repair needs to know of the published files; text: undefined where there is no such file. */
export type Published = { readonly text: (file: string) => string | undefined; readonly line: (file: string, line: number) => number | null }

/** The files that a unified diff changes or makes. */
export function filesOfFix(fix: string): readonly string[] {
  return parsePatch(fix).map(fileOf)
}

/** The diff with its line numbers moved along; null where a line that it shows is changed, gone or torn from the next. */
export function fixOnHead(fix: string, published: Published): string | null {
  const moved = parsePatch(fix).map((patch) => movedPatch(patch, published))
  return moved.every((each) => each !== null) ? moved.join('') : null
}

function fileOf({ newFileName }: StructuredPatch): string {
  return (newFileName ?? '').replace(/^b\//, '')
}

function movedPatch(patch: StructuredPatch, published: Published): string | null {
  const file = fileOf(patch)
  const text = published.text(file)
  if ((patch.oldFileName === '/dev/null') !== (text === undefined)) return null
  let shift = 0
  const hunks: StructuredPatchHunk[] = []
  for (const hunk of patch.hunks) {
    const oldStart = hunk.oldLines === 0 ? hunk.oldStart : published.line(file, hunk.oldStart)
    const inStep = (_each: unknown, index: number): boolean => published.line(file, hunk.oldStart + index) === (oldStart ?? 0) + index
    if (oldStart === null || !Array.from({ length: hunk.oldLines }).every(inStep) || !endsAsBefore(hunk, oldStart, text ?? '')) return null
    hunks.push({ ...hunk, oldStart, newStart: oldStart + shift + (hunk.newStart - hunk.oldStart - shiftBefore(patch, hunk)) })
    shift += hunk.newLines - hunk.oldLines
  }
  const result = { ...patch, hunks }
  return applyPatch(text ?? '', result, { fuzzFactor: 0 }) === false ? null : written(result)
}

/** By how many lines the hunks above have moved a hunk's new lines. */
function shiftBefore({ hunks }: StructuredPatch, hunk: StructuredPatchHunk): number {
  return hunks.slice(0, hunks.indexOf(hunk)).reduce((sum, { newLines, oldLines }) => sum + newLines - oldLines, 0)
}

/** `git apply` takes a hunk without lines behind its last change for the end of the file. */
function endsAsBefore({ lines, oldLines }: StructuredPatchHunk, oldStart: number, text: string): boolean {
  const last = lines.findLast((line) => !line.startsWith('\\'))
  return last?.startsWith(' ') === true || oldStart + oldLines > text.replace(/\n$/, '').split('\n').length
}

function written({ oldFileName, newFileName, hunks }: StructuredPatch): string {
  const range = (start: number, count: number): string => (count === 1 ? String(start) : `${start},${count}`)
  const body = hunks.flatMap((hunk) => [`@@ -${range(hunk.oldStart, hunk.oldLines)} +${range(hunk.newStart, hunk.newLines)} @@`, ...hunk.lines])
  return `${[`--- ${oldFileName ?? ''}`, `+++ ${newFileName ?? ''}`, ...body].join('\n')}\n`
}
