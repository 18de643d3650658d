// What git starts in place of ssh during one build: it leads to the hosts that are allowed, to nothing else, and notes what was asked.

import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { authorityHost } from '../../core/model/host.ts'
import type { ContactBook } from './contact-book.ts'
import { SHELL } from './memory-limit.ts'

export type SshGuard = {
  /** For git. */
  readonly environment: Readonly<Record<string, string>>
  /** Puts into the book what has been asked for so far. */
  readonly tell: (book: ContactBook) => void
}

/**
 * `ssh`'s own ways to name a host are many (`ssh://` as a destination, `-o HostName`, several `@`), so anything but what git itself passes
 * on for an ordinary address is refused: `-4`, `-6`, `-p PORT`, `-o SendEnv=GIT_PROTOCOL`, `[USER@]HOST`, the command (connect.c).
 */
const SCRIPT = `folder=\${0%/*}
asked() {
  port=22
  while :; do
    case $1 in
      -4 | -6) shift ;;
      -o) [ "$2" = SendEnv=GIT_PROTOCOL ] || return; shift 2 ;;
      -p) port=$2; shift 2 ;;
      -* | *@*@* | *[!A-Za-z0-9._@-]*) return ;;
      *) break ;;
    esac
  done
  case $port in '' | *[!0-9]* | ??????*) return ;; esac
  name=$(printf %s "\${1##*@}" | tr A-Z a-z)
  full=$name
  [ "$port" -eq 22 ] || full=$name:$port
}
name= full=
asked "$@"
answer=refused
[ -z "$name" ] || while IFS= read -r allowed; do
  if [ "$allowed" = "$name" ] || [ "$allowed" = "$full" ]; then answer=reached; fi
done <"$folder/allowed"
echo "$answer $full" >>"$folder/asked"
if [ "$answer" = reached ]; then exec ssh "$@"; fi
echo "ssh to \${full:-an unusual host}: not allowed by the policy" >&2
exit 1
`

/** `folder` is made; it is for the guard alone. `allowed`: as `allow-remote` has it. */
export function createSshGuard(folder: string, allowed: readonly string[]): SshGuard {
  mkdirSync(folder, { recursive: true })
  const [script, asked] = [join(folder, 'ssh'), join(folder, 'asked')]
  writeFileSync(script, SCRIPT)
  writeFileSync(join(folder, 'allowed'), allowed.map((host) => `${host}\n`).join(''))
  writeFileSync(asked, '')
  return {
    // git gives the command to a shell; by its name it would be taken for a program with other options.
    environment: { GIT_SSH_COMMAND: `${SHELL} ${quoted(script)}`, GIT_SSH_VARIANT: 'ssh' },
    tell: (book) => {
      for (const line of readFileSync(asked, 'utf8').split('\n')) {
        const [answer = '', full = ''] = line.split(' ')
        const host = full === '' ? null : authorityHost(full, 22)
        const contact = { host, address: `ssh://${host ?? '?'}`, ref: null }
        if (answer === 'reached') book.reached(contact)
        else if (answer === 'refused') book.refused(contact)
      }
    }
  }
}

function quoted(path: string): string {
  return `'${path.replaceAll("'", `'\\''`)}'`
}
