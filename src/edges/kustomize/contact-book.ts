// What a build asked for outside, each once, and no more of it than anybody reads.

import { ADDRESS } from '../../core/model/host.ts'
import type { Contact, Network } from '../../core/model/network.ts'

export type ContactBook = {
  readonly reached: (contact: Contact) => void
  readonly refused: (contact: Contact) => void
  readonly network: () => Network
}

const MOST_CONTACTS = 1000
const LONGEST = 300

/** An empty one. */
export function createContactBook(): ContactBook {
  const [reached, refused] = [new Map<string, Contact>(), new Map<string, Contact>()]
  const into = (book: Map<string, Contact>) => (contact: Contact): void => {
    const shown = { ...contact, address: bareAddress(contact.address) }
    if (book.size < MOST_CONTACTS) book.set(JSON.stringify([shown.host, shown.address, shown.ref]), shown)
  }
  return { reached: into(reached), refused: into(refused), network: () => ({ reached: [...reached.values()], refused: [...refused.values()] }) }
}

/** Without user, password, query and what git's protocol puts behind a repository; in printable ASCII. */
export function bareAddress(address: string): string {
  const [prefix = ''] = ADDRESS.exec(address) ?? []
  const [before = ''] = address.slice(prefix.length).split(/[?#]/)
  const end = before.indexOf('/')
  const [authority, path] = end < 0 ? [before, ''] : [before.slice(0, end), before.slice(end)]
  const bare = `${prefix}${authority.slice(authority.lastIndexOf('@') + 1)}${path.replace(/\/(?:info\/refs|git-upload-pack)$/, '')}`
  return printable(bare)
}

/** What can be shown anywhere, and no more than anybody reads. */
export function printable(text: string): string {
  return text.replaceAll(/[^\x21-\x7e]|`/g, '?').slice(0, LONGEST)
}
