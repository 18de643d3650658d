// Event payloads: a first line with the event's name, then the payload. Decoded safely, or refused with a reason for people.

import { UserError } from '../../src/core/model/error.ts'
import type { GateEvent } from '../../src/core/model/event.ts'
import { decodeEvent } from '../../src/edges/github/event.ts'
import { insist } from '../insist.ts'

export function event(data: Buffer): void {
  const text = data.toString('utf8')
  const end = text.indexOf('\n')
  const name = end < 0 ? text : text.slice(0, end)
  const decoded = decodedOrNull(name, end < 0 ? '' : text.slice(end + 1))
  if (decoded === null) return
  insist(decoded.kind === name, `${name} was read as ${decoded.kind}`)
  switch (decoded.kind) {
    case 'pull_request':
      insist(Number.isSafeInteger(decoded.number) && decoded.number > 0, `number ${decoded.number}`)
      insistCommit(decoded.headSha)
      return insistBranch(decoded.baseRef)
    case 'merge_group':
      insistCommit(decoded.headSha)
      insistCommit(decoded.baseSha)
      return insistBranch(decoded.baseRef)
    case 'push':
      insistCommit(decoded.after)
      if (decoded.before !== null) insistCommit(decoded.before)
      return
    case 'schedule':
    case 'workflow_dispatch':
  }
}

function decodedOrNull(name: string, text: string): GateEvent | null {
  try {
    return decodeEvent(name, text)
  } catch (error) {
    if (!(error instanceof UserError)) throw error
    insist(error.code === 'usage' && error.help !== '', 'refused without help')
    insist(/^[\x20-\x7e]+$/.test(error.message), `a refusal that hides something: ${JSON.stringify(error.message)}`)
    return null
  }
}

function insistCommit(id: string): void {
  insist(/^(?:[0-9a-f]{40}|[0-9a-f]{64})$/.test(id) && !/^0+$/.test(id), `commit ${id}`)
}

/** What git could read as an option, a range or another repository. */
function insistBranch(name: string): void {
  insist(name !== '' && !name.startsWith('-') && !name.includes('..') && !/[\s~^:?*[\\]/.test(name.replace(/[^\x20-\x7e]/g, '')), `branch ${name}`)
}
