// The event that started the run: read from the runner's files, decoded by hand, refused where it cannot be judged safely.

import { readFile, stat } from 'node:fs/promises'
import { UserError } from '../../core/model/error.ts'
import type { GateEvent } from '../../core/model/event.ts'
import { EVENT_BYTES } from './limits.ts'

const SUPPORTED = 'pull_request, merge_group, push, schedule, workflow_dispatch'

const REFUSED: Readonly<Record<string, string>> = {
  pull_request_target:
    'it runs with secrets and a writable token on the base branch, so judging the pull request there would let foreign files reach them',
  workflow_run:
    'it runs with secrets and a writable token on the default branch, and nothing in it says reliably which pull request it is about'
}

/**
 * The event of this run, from GITHUB_EVENT_NAME and the payload at GITHUB_EVENT_PATH.
 * Throws UserError `usage` for events that are not supported or refused, and for payloads that do not hold what they must.
 */
export async function readEvent(environment: Readonly<Record<string, string | undefined>>): Promise<GateEvent> {
  const name = environment['GITHUB_EVENT_NAME'] ?? ''
  if (name === '') {
    throw new UserError('usage', 'GITHUB_EVENT_NAME is not set, so this is not a step of a workflow', {
      help: 'Outside GitHub Actions run the command line instead: `parity-gate check`.'
    })
  }
  const refusal = Object.hasOwn(REFUSED, name) ? REFUSED[name] : undefined
  if (refusal !== undefined) {
    throw new UserError('usage', `the event \`${name}\` is refused: ${refusal}`, {
      help: 'Run the gate on `pull_request` (and `merge_group`): the verdict is the same on forks, and annotations fall back to the log.'
    })
  }
  const needed = name === 'pull_request' || name === 'merge_group' || name === 'push'
  return decodeEvent(name, needed ? await readPayload(environment, name) : '')
}

/** As readEvent, from the payload's text. */
export function decodeEvent(name: string, text: string): GateEvent {
  switch (name) {
    case 'pull_request':
      return pullRequest(parsed(text, name))
    case 'merge_group':
      return mergeGroup(parsed(text, name))
    case 'push':
      return push(parsed(text, name))
    case 'schedule':
    case 'workflow_dispatch':
      return { kind: name }
    default:
      throw new UserError('usage', `the event \`${printable(name)}\` is not supported`, {
        help: `Supported events: ${SUPPORTED}. Change \`on:\` in the workflow.`
      })
  }
}

function pullRequest(payload: Fields): GateEvent {
  const pull = fields(payload, 'pull_request')
  const number = pull.value['number']
  if (typeof number !== 'number' || !Number.isSafeInteger(number) || number < 1) throw malformed('pull_request.number', 'a positive number')
  return {
    kind: 'pull_request',
    number,
    headSha: commit(fields(pull, 'head'), 'sha'),
    baseRef: branch(fields(pull, 'base'), 'ref')
  }
}

function mergeGroup(payload: Fields): GateEvent {
  const entry = fields(payload, 'merge_group')
  return {
    kind: 'merge_group',
    headSha: commit(entry, 'head_sha'),
    baseSha: commit(entry, 'base_sha'),
    baseRef: branch(entry, 'base_ref')
  }
}

function push(payload: Fields): GateEvent {
  const before = commit(payload, 'before', true)
  const after = commit(payload, 'after', true)
  if (payload.value['deleted'] === true || isZero(after)) {
    throw new UserError('usage', 'this push deletes a branch or tag, so there is nothing to judge', {
      help: 'Limit the workflow to branches that stay (`branches: [main]`), or skip the job with `if: ${{ !github.event.deleted }}`.'
    })
  }
  return { kind: 'push', before: isZero(before) ? null : before, after }
}

/** GitHub's stand-in for "no commit": a branch that is created has no before, a deleted one no after. */
function isZero(id: string): boolean {
  return /^0+$/.test(id)
}

type Fields = { readonly at: string; readonly value: Readonly<Record<string, unknown>> }

async function readPayload(environment: Readonly<Record<string, string | undefined>>, event: string): Promise<string> {
  const path = environment['GITHUB_EVENT_PATH'] ?? ''
  const help = startHelp(event)
  if (path === '') throw new UserError('usage', 'GITHUB_EVENT_PATH is not set', { help })
  try {
    const { size } = await stat(path)
    if (size > EVENT_BYTES) throw new UserError('usage', `the event's payload has ${size} bytes, more than GitHub ever sends`, { help })
    return await readFile(path, 'utf8')
  } catch (cause) {
    if (cause instanceof UserError) throw cause
    throw new UserError('usage', `the event's payload cannot be read at GITHUB_EVENT_PATH (${printable(path)})`, { help, cause })
  }
}

function startHelp(event: string): string {
  return `The runner writes the payload of \`${event}\` to the file that GITHUB_EVENT_PATH names; check how the step is started.`
}

function parsed(text: string, event: string): Fields {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch (cause) {
    throw new UserError('usage', "the event's payload is not JSON", { help: startHelp(event), cause })
  }
  if (!isRecord(value)) throw malformed('', 'a mapping')
  return { at: '', value }
}

function fields(parent: Fields, name: string): Fields {
  const value = parent.value[name]
  const at = place(parent, name)
  if (!isRecord(value)) throw malformed(at, 'a mapping')
  return { at, value }
}

/** A commit id: 40 hexadecimal digits, or 64 in a SHA-256 repository; none of them another than zero only where that means "none". */
function commit(parent: Fields, name: string, zero = false): string {
  const value = parent.value[name]
  const isId = typeof value === 'string' && /^(?:[0-9a-f]{40}|[0-9a-f]{64})$/.test(value) && (zero || !isZero(value))
  if (!isId) throw malformed(place(parent, name), 'a commit id')
  return value
}

/** A branch's short name. The rules are those of `git check-ref-format` that keep a name from being read as something else. */
function branch(parent: Fields, name: string): string {
  const value = parent.value[name]
  const short = typeof value === 'string' ? value.replace(/^refs\/heads\//, '') : ''
  // eslint-disable-next-line no-control-regex
  const odd = /^-|\.\.|[\u0000-\u0020\u007f~^:?*[\\]/.test(short)
  if (odd || short === '' || short.length > 1024) throw malformed(place(parent, name), 'the name of a branch')
  return short
}

function place(parent: Fields, name: string): string {
  return parent.at === '' ? name : `${parent.at}.${name}`
}

function malformed(at: string, expected: string): UserError {
  return new UserError('usage', `the event's payload ${at === '' ? '' : `has \`${at}\` that `}is not ${expected}`, {
    help: 'Run the gate as a step of a workflow on GitHub, or use the command line: `parity-gate check`.'
  })
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function printable(text: string): string {
  return text.replace(/[^\x20-\x7e]/g, '?').slice(0, 200)
}
