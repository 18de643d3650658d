// Where the checkout came from, and with which credentials to ask there.

import { resolve } from 'node:path'
import { UserError } from '../../core/model/error.ts'
import type { Checkout } from './checkout.ts'
import type { Environment, Setting } from './environment.ts'
import { networkEnvironment, privateEnvironment, withSettings } from './environment.ts'
import type { GitResult } from './run.ts'
import { reasonOf, runGitSync } from './run.ts'
import { withoutSecrets } from './secrets.ts'

export type Remote = {
  /** The address without credentials, for people. */
  readonly address: string
  /** Environments for a fetch from the remote `origin`, one for each credential that may open it, best first. */
  readonly environments: readonly Environment[]
  readonly secrets: readonly string[]
  /** Whether the checkout is a partial clone, so that what it says it has may lack its contents. */
  readonly partial: boolean
}

export type Credentials = {
  readonly token: string | null
  /** Such as `https://github.com`: the only place that the token is sent to. */
  readonly serverUrl: string | null
}

/** What of the checkout's and the user's configuration decides how git reaches a server. */
const CARRIED = /^(?:http\.|credential\.|protocol\.|ssh\.variant$|core\.(?:sshcommand|gitproxy)$|remote\.origin\.proxy)/
const SLOW: readonly Setting[] = [['http.lowSpeedLimit', '1000'], ['http.lowSpeedTime', '30']]

/** The checkout's `origin`, or null where it has none. Two short processes, no network. UserError `history-unavailable` where git does not say. */
export function findRemote(checkout: Checkout, credentials: Credentials): Remote | null {
  const call = { directory: checkout.root, environment: checkout.environment }
  // Git itself applies `url.*.insteadOf` here, so those settings are not carried over.
  const found = runGitSync(['remote', 'get-url', 'origin'], call)
  const url = found.output.toString('utf8').replace(/\n$/, '')
  if (found.status !== 0 && NO_REMOTE.test(found.errors)) return null
  if (found.status !== 0 || url === '') throw untold(found)
  const address = resolveLocal(url, checkout.root)
  const listed = runGitSync(['config', '--list', '--null'], call)
  if (listed.status !== 0) throw untold(listed)
  const settings = readSettings(listed.output.toString('utf8'))
  const carried = settings.filter(([key]) => CARRIED.test(key))

  const header = tokenHeader(address, credentials)
  const withToken = header === null ? [] : [[...carried.filter((setting) => !authorizes(setting)), header]]
  const withKept = header === null || carried.some(authorizes) ? [carried] : []
  const base = networkEnvironment(privateEnvironment(checkout.environment))
  return {
    address: withoutSecrets(address),
    environments: [...withToken, ...withKept].map((own) =>
      withSettings(base, [...SLOW, ...own, ['protocol.ext.allow', 'never'], ['remote.origin.url', address]])
    ),
    secrets: secretsOf(address, carried, credentials, header),
    partial: settings.some(([key, value]) => isPromisor(key, value))
  }
}

/** builtin/remote.c: a checkout without a remote of that name, or with one that has no address. */
const NO_REMOTE = /no such remote|no URLs configured/i

/** To go on as if there were no `origin` would judge by branches that may be old. */
function untold(result: GitResult): UserError {
  return new UserError('history-unavailable', `git does not say where \`origin\` is: ${reasonOf(result)}`, {
    help: 'Make `git remote get-url origin` and `git config --list` work in the checkout, for the user that runs Parity Gate.'
  })
}

/** Reads `git config --list --null`: key, line break, value; a key alone is true. */
function readSettings(text: string): readonly Setting[] {
  return text
    .split('\0')
    .filter((entry) => entry !== '')
    .map((entry): Setting => {
      const end = entry.indexOf('\n')
      return end < 0 ? [entry, 'true'] : [entry.slice(0, end), entry.slice(end + 1)]
    })
}

function isPromisor(key: string, value: string): boolean {
  return key === 'extensions.partialclone' || (/^remote\..*\.promisor$/.test(key) && value !== 'false')
}

/** A relative address is meant from the checkout, not from where we run. */
function resolveLocal(url: string, root: string): string {
  const hasHost = url.includes('://') || /^[^/\\]*:/.test(url)
  return hasHost ? url : resolve(root, url)
}

/**
 * As actions/checkout sends it, basic authorization, and only where `origin` is on the GitHub server. The setting names the
 * repository itself, because git prefers the more precise of two addresses.
 */
function tokenHeader(address: string, { token, serverUrl }: Credentials): Setting | null {
  if (token === null || token === '' || serverUrl === null) return null
  const server = webOrigin(serverUrl)
  if (server === null || webOrigin(address) !== server) return null
  return [`http.${server}${new URL(address).pathname}.extraheader`, `AUTHORIZATION: basic ${basic(token)}`]
}

function basic(token: string): string {
  return Buffer.from(`x-access-token:${token}`, 'utf8').toString('base64')
}

function webOrigin(address: string): string | null {
  const url = URL.canParse(address) ? new URL(address) : null
  return url !== null && (url.protocol === 'https:' || url.protocol === 'http:') ? url.origin : null
}

/** GitHub answers two authorization headers with status 400, so the kept one makes way for the token's. */
function authorizes([key, value]: Setting): boolean {
  return key.endsWith('.extraheader') && /^\s*authorization:/i.test(value)
}

function secretsOf(address: string, carried: readonly Setting[], { token }: Credentials, header: Setting | null): readonly string[] {
  const headers = [...carried.filter(authorizes), ...(header === null ? [] : [header])].map(([, value]) => value.split(/\s+/).at(-1) ?? '')
  const password = URL.canParse(address) ? new URL(address).password : ''
  // Shorter text than this is no credential, and replacing it would make the message unreadable.
  return [...(token === null ? [] : [token, basic(token)]), ...headers, password].filter((secret) => secret.length >= 8)
}
