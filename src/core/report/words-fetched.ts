// What builds have fetched over the network, in one line.

import type { Report } from '../model/report.ts'
import { list, quote } from './quote.ts'
import { grouped } from './values.ts'

const MOST_NAMED = 10
/** Whoever serves a repository decides what any other revision is tomorrow. */
const COMMIT = /^(?:[0-9a-f]{40}|[0-9a-f]{64})$/

/** The hosts, and the repositories that were asked for something else than one commit; '' where nothing was fetched. */
export function fetchedWords({ fetched }: Pick<Report, 'fetched'>): string {
  if (fetched.length === 0) return ''
  const hosts = [...new Set(fetched.map(({ host }) => quote(host)))]
  const loose = fetched.flatMap(({ address, ref }) => (ref === null || COMMIT.test(ref) ? [] : [`${quote(address)} at ${quote(ref)}`]))
  const open = loose.length === 0 ? '' : `; not pinned to a commit: ${some(loose)}`
  return `fetched over the network: from ${some(hosts)}${open}`
}

function some(items: readonly string[]): string {
  const rest = items.length - MOST_NAMED
  return rest > 0 ? `${items.slice(0, MOST_NAMED).join(', ')} and ${grouped(rest)} more` : list(items)
}
