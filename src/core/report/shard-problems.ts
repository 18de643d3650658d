// Why reports do not make up one: a shard is missing, there twice, or judged something else than the others.

import type { Finding } from '../model/finding.ts'
import { finding } from '../model/finding.ts'
import type { Report } from '../model/report.ts'
import { formatShard } from '../model/shard.ts'
import type { NamedReport, ShardReport } from './merge-reports.ts'

/** A mistake of the run as a whole, with the next action. */
export function runMistake(problem: string, help: string): Finding<'config-invalid'> {
  return finding('config-invalid', 'error', { problem, help })
}

/** What makes reports that belong together. */
export const JUDGE_AGAIN = 'Re-run all jobs of the workflow, so that all shards judge the same; re-running failed jobs alone is not enough.'

/** In the order of shards; empty where the reports are those of all shards of one run. */
export function problemsOf(reports: readonly NamedReport[], shards: readonly ShardReport[]): readonly Finding[] {
  const [first] = shards
  if (reports.length === 0) return [runMistake('there is no report of any shard', `No shard left one in this attempt of the run, or they were not handed over. ${JUDGE_AGAIN}`)]
  const whole = reports.filter(({ report }) => report.shard === undefined)
  if (first === undefined || whole.length > 0) {
    return whole.map(({ name }) => runMistake(`\`${name}\` is no report of a shard`, 'Give the `report.json` of runs with the input `shard` alone.'))
  }
  const disagreements = shards.slice(1).flatMap((other) => disagreement(first, other))
  return disagreements.length > 0 ? disagreements : absences(shards, first.shard.of)
}

/** What all shards of a run have in common, in the words of people. */
const SHARED: readonly (readonly [what: string, of: (report: Report) => unknown, help?: string])[] = [
  ['the number of shards', ({ shard }) => shard?.of],
  ['the base (`before`)', ({ before }) => before],
  ['the base branch\'s tip (`live`), which has moved meanwhile', ({ live }) => live, 'Give every shard the one that the plan found: `shard: ${{ matrix.shard }}@${{ needs.plan.outputs.live }}`.'],
  ['the judged revision (`head`)', ({ head }) => head],
  ['the environments', ({ environments }) => environments],
  ['the applications', ({ applications }) => applications.map(({ name, overlays }) => [name, overlays.map(({ environment, variant, path }) => [environment, variant, path])])],
  ['the policy, or about who judges what', ({ shard }) => [shard?.plan]],
  ['whether they only report', ({ reportOnly }) => reportOnly],
  ['the exempt images', ({ exemptImages }) => exemptImages],
  ['what was detected', ({ detected }) => detected]
]

function disagreement(a: ShardReport, b: ShardReport): readonly Finding[] {
  const tell = (what: string, left: unknown, right: unknown, help?: string): Finding => {
    const shown = [left, right].map((value) => (value === null ? 'none' : typeof value === 'string' || typeof value === 'number' ? `\`${String(value)}\`` : ''))
    const values = shown.includes('') ? '' : `: ${shown.join(' and ')}`
    return runMistake(`\`${a.name}\` and \`${b.name}\` disagree about ${what}${values}`, help === undefined ? JUDGE_AGAIN : `${JUDGE_AGAIN} ${help}`)
  }
  const found = SHARED.find(([, of]) => JSON.stringify(of(a.report)) !== JSON.stringify(of(b.report)))
  if (found !== undefined) return [tell(found[0], found[1](a.report), found[1](b.report), found[2])]
  const [left, right] = [versionOf(a.report), versionOf(b.report)]
  return left === null || right === null || left === right ? [] : [tell('the version of kustomize', left, right)]
}

/** Without where it was found; null where nothing was built. */
function versionOf({ kustomize }: Report): string | null {
  return kustomize === null ? null : (kustomize.split(' ')[0] ?? null)
}

function absences(shards: readonly ShardReport[], of: number): readonly Finding[] {
  return Array.from({ length: of }, (_, at) => at + 1).flatMap((index): readonly Finding[] => {
    const own = shards.filter(({ shard }) => shard.index === index)
    const name = formatShard({ index, of })
    if (own.length === 1) return []
    if (own.length === 0) return [runMistake(`shard ${name} left no report`, `Its job failed, was cancelled, or did not hand it over; its log says why. ${JUDGE_AGAIN}`)]
    return [runMistake(`shard ${name} has several reports: ${own.map((each) => `\`${each.name}\``).join(', ')}`, 'Give the reports of one run, each once.')]
  })
}
