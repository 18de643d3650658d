// A backtest for people: how much would have been blocked and why, and the policy that would have fitted.

import type { Backtest, BacktestTotals, SoakTotals, WorstChange } from '../model/backtest.ts'
import type { Decision } from '../model/promotion.ts'
import { isoDate } from '../model/time.ts'
import { showDuration } from './duration.ts'
import { shortRevision } from './quote.ts'
import { count, grouped } from './values.ts'
import { visible } from './visible.ts'
import { suggestionLines } from './backtest-suggestion.ts'

type Paint = (text: string) => string
type Row = readonly string[]

const LONGEST_SUBJECT = 72
const LONGEST_MESSAGE = 160
const KINDS_SHOWN = 4

/** What became of an image, in the order of the table, and how it is called. */
const DECISIONS: readonly (readonly [Decision, string])[] = [
  ['live', 'live in the environment before'],
  ['superseded', 'was live there, replaced since'],
  ['rollback', 'went back to what ran here'],
  ['fan-out', 'live in another variant'],
  ['introduced', 'new to the application'],
  ['first-environment', 'first environment'],
  ['exempt', 'exempt'],
  ['soaking', 'not live there for long enough'],
  ['same-change', 'entered both in one change'],
  ['not-live', 'never live there'],
  ['unproven', 'nothing shows that it was live'],
  ['unpinned', 'nothing identifies it'],
  ['suspect', 'was rolled back before'],
  ['denied', 'on the deny list']
]

/** Lines without a final line end. Control characters of manifests and messages are written out; the only escapes are our own. */
export function backtestText(backtest: Backtest, { color }: { readonly color: boolean }): string {
  const bold: Paint = color ? (text) => `\u001b[1m${text}\u001b[0m` : (text) => text
  const { totals } = backtest
  const blocks = [
    headLines(backtest, bold),
    block(bold, 'Images that entered an environment', decisionRows(totals, backtest.environments)),
    block(bold, `How long they had been live in the environment before (${visible(totals.soakKey)})`, soakRows(totals.soak)),
    unknownLine(totals.soak, backtest.older),
    block(bold, 'Drift between neighbouring environments, by month', driftRows(totals)),
    worstBlock(totals.worst, bold),
    block(bold, 'What could identify an image', keyRows(totals, backtest.key)),
    [bold('The policy that would have fitted'), ...suggestionLines(totals.suggestion, backtest.key, totals.keys)].join('\n')
  ]
  return blocks.filter((each) => each !== '').join('\n\n')
}

function headLines({ branch, totals, builds, kustomize, older, key }: Backtest, bold: Paint): string {
  const { from, to, commits, changes, blocked } = totals
  const span = from === null || to === null ? '' : `, ${isoDate(from)} to ${isoDate(to)}`
  const built = builds === 0 ? '' : ` · ${count(builds, 'build')} with kustomize ${visible(kustomize ?? '')}`
  const share = changes === 0 ? '' : ` (${percent(blocked.changes / changes)})`
  const why = [
    ...(blocked.promotion > 0 ? [`${grouped(blocked.promotion)} by promotion`] : []),
    ...(blocked.drift > 0 ? [`${grouped(blocked.drift)} by new drift`] : []),
    ...(blocked.render > 0 ? [`${grouped(blocked.render)} by what could not be rendered${brokeIt(blocked)}`] : []),
    ...(blocked.existingOnly > 0 ? [`${grouped(blocked.existingOnly)} only by drift that was there before`] : [])
  ]
  return [
    bold(`${visible(branch)}${span}: ${count(commits, 'commit')}, ${grouped(changes)} of them ${changes === 1 ? 'touches' : 'touch'} an overlay`),
    `${bold(`${grouped(blocked.changes)} of ${count(changes, 'change')} would have been blocked${share}`)}${why.length === 0 ? '' : `: ${why.join(', ')}`}`,
    `judged by the policy of today, promotion key ${visible(key)}${older ? ', on what is known since the first commit' : ''}${built}`
  ].join('\n')
}

/** How many of the changes that could not be judged did that themselves. */
function brokeIt({ render, broke }: BacktestTotals['blocked']): string {
  if (broke === render) return ''
  return broke === 0 ? ' (broken before)' : ` (${grouped(broke)} of them broke it)`
}

function decisionRows({ decisions }: BacktestTotals, ladder: readonly string[]): readonly Row[] {
  const entered = new Set(decisions.map(({ environment }) => environment))
  const columns = [...ladder.filter((name) => entered.has(name)), ...[...entered].filter((name) => !ladder.includes(name))]
  const of = (environment: string, decision: Decision): number =>
    decisions.find((each) => each.environment === environment && each.decision === decision)?.promotions ?? 0
  const rows = DECISIONS.flatMap(([decision, label]): Row[] => {
    const cells = columns.map((environment) => of(environment, decision))
    return cells.every((cell) => cell === 0) ? [] : [[label, decision, ...cells.map((cell) => (cell === 0 ? '·' : grouped(cell)))]]
  })
  return rows.length === 0 ? [] : [['', '', ...columns], ...rows]
}

function soakRows(soak: readonly SoakTotals[]): readonly Row[] {
  const rows = soak.flatMap(({ environment, promotions, percentiles, underHour, underDay }): Row[] => {
    if (percentiles === null) return []
    const { p10, p25, median, p75, p90 } = percentiles
    const name = environment === null ? 'all' : `before ${environment}`
    return [[name, grouped(promotions), ...[p10, p25, median, p75, p90].map(showDuration), percent(underHour), percent(underDay)]]
  })
  return rows.length === 0 ? [] : [['', 'images', 'p10', 'p25', 'median', 'p75', 'p90', '< 1 h', '< 24 h'], ...rows]
}

function unknownLine(soak: readonly SoakTotals[], older: boolean): string {
  const unknown = soak.filter(({ environment }) => environment !== null).reduce((sum, each) => sum + each.unknown, 0)
  if (unknown === 0) return ''
  const why = older ? ': they were there already at the first commit; `--since` an earlier date shows more' : ''
  return `  not counted: ${count(unknown, 'image')} of which nobody knows since when${why}`
}

function driftRows({ drift }: BacktestTotals): readonly Row[] {
  const told = drift.filter(({ added, removed }) => added > 0 || removed > 0)
  return told.length === 0 ? [] : [['', 'added', 'removed'], ...told.map(({ month, added, removed }) => [month, grouped(added), grouped(removed)])]
}

function worstBlock(worst: readonly WorstChange[], bold: Paint): string {
  if (worst.length === 0) return ''
  const lines = worst.flatMap(({ commit, time, subject, errors, what, message }) => {
    const kinds = what.slice(0, KINDS_SHOWN).map(({ code, environment, findings }) => `${grouped(findings)} ${code}${environment === '' ? '' : ` in ${visible(environment)}`}`)
    const rest = what.length - kinds.length
    return [
      `  ${shortRevision(commit)}  ${isoDate(time)}  ${count(errors, 'error').padEnd(10)}  ${shortened(subject, LONGEST_SUBJECT)}`,
      `    ${kinds.join(', ')}${rest > 0 ? ` and ${grouped(rest)} more` : ''}`,
      `    ${what.length === 1 && errors === 1 ? '' : 'first: '}${shortened(message.replaceAll('`', ''), LONGEST_MESSAGE)}`
    ]
  })
  return [bold(worst.length === 1 ? 'The worst commit' : `The ${grouped(worst.length)} worst commits`), ...lines].join('\n')
}

function keyRows({ keys }: BacktestTotals, own: string): readonly Row[] {
  if (keys.every(({ entered }) => entered === 0)) return []
  const rows = keys.map(({ key, entered, identified, found }) => [
    key === own ? `${key} (the policy's)` : key,
    grouped(entered),
    grouped(identified),
    `${grouped(found)}${entered === 0 ? '' : ` (${percent(found / entered)})`}`
  ])
  return [['', 'images', 'identified', 'ran in the environment before'], ...rows]
}

/** A heading and an aligned table; '' without rows. The first column stands left, all others right. */
function block(bold: Paint, heading: string, rows: readonly Row[]): string {
  if (rows.length === 0) return ''
  const shown = rows.map((row) => row.map(visible))
  const columns = Math.max(...shown.map((row) => row.length))
  const widths = Array.from({ length: columns }, (_none, column) => Math.max(...shown.map((row) => [...(row[column] ?? '')].length)))
  const lines = shown.map((row) =>
    row.map((cell, column) => {
      const room = ' '.repeat((widths[column] ?? 0) - [...cell].length)
      return column === 0 || /^[a-z-]+$/.test(cell) && column === 1 ? cell + room : room + cell
    })
  )
  return [bold(heading), ...lines.map((cells) => `  ${cells.join('  ')}`.trimEnd())].join('\n')
}

/** On one line; what is cut off is not counted: the commit is named. */
function shortened(text: string, longest: number): string {
  const letters = [...visible(text)]
  return letters.length <= longest ? letters.join('') : `${letters.slice(0, longest - 1).join('').trimEnd()}…`
}

function percent(share: number): string {
  const hundredths = share * 100
  if (hundredths > 0 && hundredths < 1) return '< 1 %'
  // Nearly all is not all.
  return `${String(hundredths > 99 && hundredths < 100 ? 99 : Math.round(hundredths))} %`
}
