// The only ways out for one build that may fetch: a proxy for HTTP, a guard before ssh, and git's trace of what it was told to fetch.

import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Network } from '../../core/model/network.ts'
import { createContactBook } from './contact-book.ts'
import { openForwardProxy, type Connect } from './forward-proxy.ts'
import { traceEnvironment, tracedContacts } from './git-trace.ts'
import { createSshGuard } from './ssh-guard.ts'
import { upstreamProxies } from './upstream-proxy.ts'

export type Egress = {
  /** What the build's children need besides, to take these ways. */
  readonly environment: Readonly<Record<string, string>>
  /** What has been asked for so far. */
  readonly network: () => Network
  /** Ends all connections. */
  readonly close: () => void
}

/**
 * `allowed`: the only hosts that can be reached, as `allow-remote` has it. `folder` is made, and is for this alone; `home` is the build's.
 *
 * Two things do not go through the proxy, whatever is set: Go asks addresses of the machine itself directly (net/http,
 * ProxyFromEnvironment), so that an allowed host's redirect under TLS leads there; and what takes no notice of the variables.
 */
export async function openEgress(allowed: readonly string[], folder: string, home: string, connect?: Connect): Promise<Egress> {
  mkdirSync(folder, { recursive: true })
  const book = createContactBook()
  const trace = join(folder, 'git-trace')
  const ssh = createSshGuard(join(folder, 'ssh'), allowed)
  const proxy = await openForwardProxy(allowed, book, connect === undefined ? { upstream: await upstreamProxies() } : { connect })
  try {
    // A proxy in the system's own settings of git would go before the variables.
    writeFileSync(join(home, '.gitconfig'), `[http]\n\tproxy = ${proxy.url}\n`)
  } catch (error) {
    proxy.close()
    throw error
  }
  // Go and curl read both spellings; a missing NO_PROXY is an empty one.
  const names = ['http_proxy', 'https_proxy', 'all_proxy'].flatMap((name) => [name, name.toUpperCase()])
  return {
    environment: { ...Object.fromEntries(names.map((name) => [name, proxy.url])), ...ssh.environment, ...traceEnvironment(trace) },
    network: () => {
      ssh.tell(book)
      const { reached, refused } = book.network()
      // Where git said which repository it was, that is told.
      const answered = new Set(reached.map(({ host }) => host))
      const cloned = tracedContacts(trace).filter(({ host }) => answered.has(host))
      const told = new Set(cloned.flatMap(({ host, address }) => [address, `ssh://${host ?? ''}`]))
      const whole = createContactBook()
      for (const contact of [...cloned, ...reached.filter(({ address }) => !told.has(address))]) whole.reached(contact)
      return { ...whole.network(), refused }
    },
    close: proxy.close
  }
}
