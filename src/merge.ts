// `merge`: reads the reports of all shards from disk and makes them one.

import { readdir, readFile, stat, writeFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { UserError } from './core/model/error.ts'
import type { Finding } from './core/model/finding.ts'
import { byFinding } from './core/model/finding.ts'
import type { Report } from './core/model/report.ts'
import { reportJson } from './core/report/json.ts'
import type { NamedReport } from './core/report/merge-reports.ts'
import { mergeReports } from './core/report/merge-reports.ts'
import { readReport } from './core/report/read-report.ts'
import { runMistake } from './core/report/shard-problems.ts'
import { createFolders } from './edges/files/create-folders.ts'
import { systemMessage } from './edges/files/system-error.ts'
import { failedReport } from './run.ts'

/** Far more than the report of three thousand overlays that all drift; below what a JavaScript string can hold. */
const LARGEST_REPORT = 256 * 1024 * 1024

const AGAIN = 'Re-run all jobs of the workflow, so that all shards judge the same.'

export type MergeRequest = {
  /** Files as the user names them; paths are relative to `directory`. */
  readonly files: readonly string[]
  readonly directory: string
  /** What is known to have gone wrong with the jobs that left the reports. */
  readonly mistakes?: readonly Finding[]
}

/** The one report. What cannot be read, or does not belong together, is an error of the report, which then fails. */
export async function mergeFiles({ files, directory, mistakes = [] }: MergeRequest): Promise<Report> {
  const read = await readAll(files, directory)
  const unreadable = read.flatMap((each) => (each.kind === 'unreadable' ? [each.finding] : []))
  const reports = read.flatMap((each) => (each.kind === 'read' ? [each.named] : []))
  const report = unreadable.length > 0 ? failedReport(unreadable, false) : mergeReports(reports)
  return mistakes.length === 0 ? report : { ...report, findings: [...report.findings, ...mistakes].toSorted(byFinding), verdict: 'fail' }
}

/** Writes the merged report as `report.json` into a folder, which is made where it is not there. */
export async function leaveReport(report: Report, folder: string): Promise<void> {
  try {
    createFolders(resolve(folder))
    await writeFile(join(folder, 'report.json'), reportJson(report))
  } catch (error) {
    throw new UserError('usage', `cannot write \`${join(folder, 'report.json')}\`: ${systemMessage(error)}`, { help: 'Name a folder that can be written to with --report-directory.' })
  }
}

/** Every `report.json` below a folder, sorted; none where there is no such folder. */
export async function reportsBelow(folder: string, directory: string): Promise<readonly string[]> {
  try {
    const found = await readdir(resolve(directory, folder), { recursive: true })
    return found.filter((path) => /(?:^|[/\\])report\.json$/.test(path)).map((path) => join(folder, path)).sort()
  } catch {
    return []
  }
}

type Read = { readonly kind: 'read'; readonly named: NamedReport } | { readonly kind: 'unreadable'; readonly finding: Finding }

async function readAll(files: readonly string[], directory: string): Promise<readonly Read[]> {
  const read: Read[] = []
  for (const name of files) {
    const text = await readText(name, directory)
    const reading = text.kind === 'text' ? readReport(text.text) : null
    if (text.kind === 'unreadable') read.push(text)
    else if (reading?.kind === 'ok') read.push({ kind: 'read', named: { name, report: reading.report } })
    else read.push(unreadable(`\`${name}\` is no report of this version: ${reading?.problem ?? ''}`, `Let all shards and the merging job use the same version. ${AGAIN}`))
  }
  return read
}

type Text = { readonly kind: 'text'; readonly text: string } | Extract<Read, { readonly kind: 'unreadable' }>

async function readText(name: string, directory: string): Promise<Text> {
  const path = resolve(directory, name)
  try {
    const found = await stat(path)
    if (found.isDirectory()) return unreadable(`\`${name}\` is a folder`, `Name the reports in it, as in \`${join(name, '*', 'report.json')}\`.`)
    if (!found.isFile()) return unreadable(`\`${name}\` is no file`, 'Name the `report.json` of every shard.')
    if (found.size > LARGEST_REPORT) return unreadable(`\`${name}\` has ${String(found.size)} bytes, more than any report`, AGAIN)
    return { kind: 'text', text: await readFile(path, 'utf8') }
  } catch (error) {
    if (/[*?[\]{}]/.test(name)) return unreadable(`no file matches \`${name}\``, `No shard left a report there: download the shards' artifacts first. ${AGAIN}`)
    return unreadable(`\`${name}\` cannot be read: ${systemMessage(error)}`, AGAIN)
  }
}

function unreadable(problem: string, help: string): Extract<Read, { readonly kind: 'unreadable' }> {
  return { kind: 'unreadable', finding: runMistake(problem, help) }
}
