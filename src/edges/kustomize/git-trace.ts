// Which repositories git was told to fetch during one build, by git's own trace (api-trace2, since git 2.22; older ones leave none).

import { closeSync, existsSync, openSync, readSync } from 'node:fs'
import { addressHost } from '../../core/model/host.ts'
import type { Contact } from '../../core/model/network.ts'
import { bareAddress, printable } from './contact-book.ts'

/** One event a line: an object of JSON with the arguments of the program that git starts. */
const MOST_BYTES = 4 * 2 ** 20
const SCP = /^(?:[^@/:]*@)?([^@/:]+):(.*)$/s

export function traceEnvironment(file: string): Readonly<Record<string, string>> {
  return { GIT_TRACE2_EVENT: file, GIT_TRACE2_EVENT_BRIEF: '1' }
}

/** What was fetched or cloned, or tried to, with the revision that was asked for; empty where there is no trace. */
export function tracedContacts(file: string): readonly Contact[] {
  const found: Contact[] = []
  // kustomize makes an empty repository, names the remote, and fetches one revision of it: 4.x by the remote's name, 5.x by its address.
  let origin = ''
  for (const { own, argv } of commandsIn(file)) {
    const [, verb = '', ...rest] = argv
    const words = rest.filter((word) => !word.startsWith('-'))
    if (own && verb === 'remote' && words[0] === 'add') origin = words[2] ?? ''
    else if (own && verb === 'fetch') found.push(...contactOf(words[0] === 'origin' ? origin : (words[0] ?? ''), words[1] ?? null))
    else if (verb === 'clone') found.push(...words.flatMap((word) => contactOf(word, null)))
  }
  return found
}

function contactOf(address: string, ref: string | null): readonly Contact[] {
  const [, name, path = ''] = SCP.exec(address) ?? []
  const whole = name === undefined || address.includes('://') ? address : `ssh://${name.toLowerCase()}/${path.replace(/^\//, '')}`
  const host = addressHost(whole)
  return host === null ? [] : [{ host, address: bareAddress(whole), ref: ref === null ? null : printable(ref) }]
}

type Command = {
  /** Not started by another git, as it is for submodules: the id of such a session begins with its parent's. */
  readonly own: boolean
  readonly argv: readonly string[]
}

function commandsIn(file: string): readonly Command[] {
  return readStart(file).split('\n').flatMap((line) => {
    const event = line.includes('"start"') ? parsed(line) : null
    if (typeof event !== 'object' || event === null || !('argv' in event) || !Array.isArray(event.argv)) return []
    return [{ own: !('sid' in event) || !String(event.sid).includes('/'), argv: event.argv.map(String) }]
  })
}

function parsed(line: string): unknown {
  try {
    return JSON.parse(line)
  } catch {
    // The last line of what was cut short.
    return null
  }
}

function readStart(file: string): string {
  if (!existsSync(file)) return ''
  const handle = openSync(file, 'r')
  try {
    const buffer = Buffer.alloc(MOST_BYTES)
    return buffer.subarray(0, readSync(handle, buffer, 0, MOST_BYTES, 0)).toString('utf8')
  } finally {
    closeSync(handle)
  }
}
