// Who says what: each application is judged by one shard, and what all shards say about it, they say in the same words.

import type { Finding } from '../model/finding.ts'
import { byText } from '../model/text.ts'
import type { ShardReport } from './merge-reports.ts'
import { JUDGE_AGAIN, runMistake } from './shard-problems.ts'

/** A shard with the applications that it has judged, and what it tells about each. */
type Teller = { readonly name: string; readonly judged: ReadonlySet<string>; readonly told: ReadonlyMap<string, ReadonlySet<string>> }

const NOTHING: ReadonlySet<string> = new Set()

/**
 * A mistake for the first application, by name, about which two shards contradict each other; one for each two of them. Shards that
 * split the same work have none, so such reports were mixed up or changed on the way.
 */
export function contradictions(shards: readonly ShardReport[]): readonly Finding[] {
  const tellers = shards.map(tellerOf)
  const applications = [...new Set(tellers.flatMap(({ judged, told }) => [...judged, ...told.keys()]))].sort(byText)
  const found = new Map<string, Finding>()
  for (const application of applications) {
    for (const { names, what } of clashes(application, tellers)) {
      const key = JSON.stringify(names)
      const help = `Only the job of a shard may write its artifact, and nobody may change it. ${JUDGE_AGAIN}`
      if (!found.has(key)) found.set(key, runMistake(`${names.map((name) => `\`${name}\``).join(' and ')} ${what} \`${application}\``, help))
    }
  }
  return [...found.values()]
}

type Clash = { readonly names: readonly [string, string]; readonly what: string }

function clashes(application: string, tellers: readonly Teller[]): readonly Clash[] {
  const [judge, ...judges] = tellers.filter(({ judged }) => judged.has(application))
  if (judge !== undefined && judges.length > 0) return judges.map(({ name }) => ({ names: [judge.name, name], what: 'have both judged' }))
  const toldBy = ({ told }: Teller): ReadonlySet<string> => told.get(application) ?? NOTHING
  // Where none says that it judged, the one that tells most may know more than the others.
  const first = judge ?? tellers.toSorted((a, b) => toldBy(b).size - toldBy(a).size)[0]
  const [one, ...others] = tellers.filter((teller) => teller !== first)
  if (first === undefined || one === undefined) return []
  const all = toldBy(one)
  const what = 'tell different things about'
  return [
    ...(isWithin(all, toldBy(first)) ? [] : [{ names: [first.name, one.name], what } as const]),
    ...others.flatMap((other): readonly Clash[] => {
      const own = toldBy(other)
      return own.size === all.size && isWithin(own, all) ? [] : [{ names: [one.name, other.name], what }]
    })
  ]
}

function isWithin(part: ReadonlySet<string>, whole: ReadonlySet<string>): boolean {
  return [...part].every((each) => whole.has(each))
}

function tellerOf({ name, report, shard }: ShardReport): Teller {
  const touched = report.applications.filter(({ affected, overlays }) => affected || overlays.some(({ render }) => render !== 'skipped'))
  const judged = new Set([...touched.map((application) => application.name), ...report.promotions.map(({ overlay }) => overlay.application)])
  const told = new Map<string, Set<string>>()
  for (const each of [...report.findings, ...(shard.back?.findings ?? [])]) {
    if (each.application !== '') told.set(each.application, (told.get(each.application) ?? new Set()).add(JSON.stringify(each)))
  }
  return { name, judged, told }
}
