// One row of the table of origins: the sources of prod, the line that makes it differ from staging, and how the gate finds it.

import { mkdirSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import type { Finding } from '../../../src/core/model/finding.ts'
import { shortResourceId } from '../../../src/core/model/resource.ts'
import type { SourceLocation } from '../../../src/core/model/source.ts'
import { commit, git, judgeIn } from '../../support/scenario.ts'
import type { Sources } from './sources.ts'

/**
 * A construct of kustomize. prod is built from the files, by path below its own folder; `-> target` is a symbolic link. staging is built
 * from the same files, but for the one line that says `<- here`: that is the line which causes the difference. Another line may say
 * `<- and here`: it has to be shown as a related place.
 */
export type Row = {
  readonly name: string
  readonly files: Sources
  /** What the marked line says in staging, with the same indentation; null: staging does not have the line. */
  readonly staging: string | null
  /** `Kind/name /pointer` of one of the findings, list items by merge key. All that there are have to be on the line. */
  readonly finding: string
  /** The answer needs an experiment. */
  readonly confirmed?: true
  /** kustomize 4.5.4 refuses the construct. */
  readonly since5?: true
}

const HERE = '<- here'
const AND_HERE = '<- and here'
const LINK = '-> '

/** `kustomization.yaml:7` for the line that has to be found, and for the related one; null where the row has none. */
export function markedLines({ files }: Row): { readonly line: string | null; readonly related: string | null } {
  const marked = (mark: string): string | null => {
    for (const [path, text] of Object.entries(files)) {
      const line = typeof text === 'string' ? text.split('\n').findIndex((each) => each.includes(mark)) + 1 : 0
      if (line > 0) return `${path}:${line}`
    }
    return null
  }
  return { line: marked(HERE), related: marked(AND_HERE) }
}

function stagingOf({ files, staging }: Row): Sources {
  const other = (text: string): string =>
    text
      .split('\n')
      .flatMap((line) => (!line.includes(HERE) ? [line] : staging === null ? [] : [line.slice(0, line.search(/\S/)) + staging]))
      .join('\n')
  return Object.fromEntries(Object.entries(files).map(([path, text]) => [path, typeof text === 'string' ? other(text) : text]))
}

const POLICY = `version: 1
environments: [{name: staging}, {name: prod}]
overlays: ['rows/{app}/{env}']
allowed-axes: []
enable-helm: true
allow-remote: [127.0.0.1]
limits: {confirm-seconds: 120}
`

/** All rows in one repository, each an application of its own: one run of the gate. Findings by row. */
export async function judgeRows(rows: readonly Row[], kustomize: string): Promise<ReadonlyMap<Row, readonly Finding[]>> {
  const directory = mkdtempSync(join(tmpdir(), 'parity-gate-origins-'))
  try {
    git(directory, 'init', '-q', '-b', 'main')
    const files: Record<string, string | Uint8Array> = { '.github/parity-gate.yaml': POLICY }
    rows.forEach((row, index) => {
      for (const [environment, own] of [['prod', row.files], ['staging', stagingOf(row)]] as const) {
        for (const [path, content] of Object.entries(own)) {
          const at = `rows/${index}/${environment}/${path}`
          if (typeof content !== 'string' || !content.startsWith(LINK)) files[at] = content
          else {
            mkdirSync(dirname(join(directory, at)), { recursive: true })
            symlinkSync(content.slice(LINK.length), join(directory, at))
          }
        }
      }
    })
    const head = commit(directory, files)
    const report = await judgeIn(directory, { head, before: null, live: null }, {}, kustomize, '2026-11-20')
    return new Map(rows.map((row, index) => [row, report.findings.filter(({ application }) => application.split('/').includes(String(index)))]))
  } finally {
    rmSync(directory, { recursive: true, force: true })
  }
}

/** `Kind/name /pointer`. */
export function subject({ resource, path }: Finding): string {
  return `${resource === null ? '' : shortResourceId(resource)} ${path ?? ''}`.trim()
}

/** The place as in markedLines: below prod's folder (or either's), or the whole path; where the line is not known, the file alone. */
export function place(location: SourceLocation | null, either = false): string {
  if (location === null) return 'nowhere'
  const file = location.file.replace(either ? /^rows\/\d+\/(?:prod|staging)\// : /^rows\/\d+\/prod\//, '')
  return location.confidence === 'file' ? file : `${file}:${location.line}`
}
