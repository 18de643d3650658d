// The renderers: any texts in every place of a run, and in each channel nothing of them is more than text.

import { annotations } from '../../src/core/report/annotations.ts'
import { backtestJson } from '../../src/core/report/backtest-json.ts'
import { backtestText } from '../../src/core/report/backtest.ts'
import { boardJson } from '../../src/core/report/board-json.ts'
import { boardTerminal } from '../../src/core/report/board-terminal.ts'
import { checkOutput, LARGEST_TEXT } from '../../src/core/report/check-output.ts'
import { reportJson } from '../../src/core/report/json.ts'
import { jobSummary, LARGEST_SUMMARY } from '../../src/core/report/summary.ts'
import { terminalReport } from '../../src/core/report/terminal.ts'
import { wordsOf } from '../../src/core/report/words.ts'
import { apiAnnotation, apiOutput } from '../../src/edges/github/check-run.ts'
import { annotationCommands, escapeLog, group } from '../../src/edges/github/commands.ts'
import { insistJson, insistLog, insistMarkdown, insistTerminal } from '../channels.ts'
import { hostileBacktest, hostileBoard, hostileReport, textsOf } from '../hostile-report.ts'
import { insist, insistEqual } from '../insist.ts'

/** Between two texts of an input: U+001E, the record separator. */
const BETWEEN = '\u001e'
const LARGEST_CHECK = 65_535

export function report(data: Buffer): void {
  const texts = data.toString('utf8').split(BETWEEN)
  // A few findings at a time keep an input fast; the first byte says which.
  const few = (index: number): boolean => (index + (data[0] ?? 0)) % 6 === 0
  const fresh = (): ReturnType<typeof textsOf> => textsOf(texts)
  const run = hostileReport(fresh(), few)
  for (const finding of run.findings) {
    const { title, message, help } = wordsOf(finding)
    for (const line of [title, message, ...help.split('\n')]) insistTerminal(line, false)
    insist(!message.includes('\n') && message.split('`').length % 2 === 1, `a message on one line with backticks in pairs: ${message}`)
  }
  const board = hostileBoard(fresh())
  const backtest = hostileBacktest(fresh())
  const color = texts.length % 2 === 0
  insistTerminal(terminalReport(run, { color, quiet: texts.length % 3 === 0 }), color)
  insistTerminal(boardTerminal(board, { color }), color)
  insistTerminal(backtestText(backtest, { color }), color)
  for (const json of [reportJson(run), boardJson(board), backtestJson(backtest)]) insistJson(json)
  insistEqual(reportJson(hostileReport(fresh(), few)), reportJson(run), 'the same bytes again')

  const summary = jobSummary(run)
  insistMarkdown(summary)
  insist(Buffer.byteLength(summary) <= LARGEST_SUMMARY, 'a summary that GitHub drops')
  const check = checkOutput(run)
  for (const text of [check.summary, check.text]) {
    insistMarkdown(text.replace(/^<!--[ -;=?-~]*-->\n\n/, ''))
    insist(Buffer.byteLength(text) <= LARGEST_TEXT, 'a check output that GitHub refuses')
  }
  for (const size of ['full', 'small'] as const) {
    const output = apiOutput(check, '', size)
    insist(Buffer.byteLength(output.summary) <= LARGEST_CHECK && Buffer.byteLength(output.text ?? '') <= LARGEST_CHECK && output.title.length <= 255, 'the limits of a check run')
  }
  const all = annotations(run)
  for (const annotation of all) {
    const sent = apiAnnotation(annotation, 'full')
    insist(sent.start_line >= 1 && sent.end_line >= sent.start_line && sent.message !== '', 'an annotation with a place and a message')
    insist(Buffer.byteLength(sent.message) <= 64_000 && (sent.title ?? '').length <= 255, 'the limits of an annotation')
    insistTerminal(`${sent.title ?? ''}\n${sent.message}`, false)
  }
  const commands = annotationCommands(all)
  insistLog(commands, commands.length)
  const lines = terminalReport(run, { color: false, quiet: false }).split('\n')
  insistLog(group('Parity', [...lines, ...texts]), 2)
  insistLog(texts.map(escapeLog), 0)
}
