// Which entries of a kustomization kustomize would fetch, by its own rules (api/internal/git/repospec.go, api/loader; 4.5.4 to 5.8.1).

import { ADDRESS, addressHost, authorityHost } from '../model/host.ts'

/** `file`: a plain download. `repository`: a git clone. host: lower case, with a port that is not the scheme's; null where it is not certain. */
export type Remote = { readonly kind: 'file' | 'repository'; readonly host: string | null }

const USER = /^[a-zA-Z][a-zA-Z0-9-]*@/
const GITHUB = /^github\.com[:/]/i
/** A revision that git would take for an option, such as `--upload-pack=…`, which runs a program. */
const OPTION = /=(?:-|%2d)/i
/** Whatever stands before this is a repository to 4.x, a path of the machine as well. */
const AZURE = /_git\/[^/?]/

/** What every entry has that is no path, so that the paths of a large repository cost next to nothing. */
const SUSPECT = /[:@]|_git\/|^github\.com/i

/** Entries that kustomize downloads wherever it expects a file; null for a path. */
export function remoteFile(entry: string): Remote | null {
  return /^https?:/i.test(entry) ? { kind: 'file', host: addressHost(entry) } : null
}

/** Entries that kustomize clones where it expects a folder; null for a path. */
export function remoteRepository(entry: string): Remote | null {
  const host = repositoryHost(entry)
  return host === undefined ? null : { kind: 'repository', host: OPTION.test(entry) ? null : host }
}

/** Entries that kustomize downloads or clones: where both are tried, both must ask one host. */
export function remoteLayer(entry: string): Remote | null {
  if (!SUSPECT.test(entry)) return null
  const file = remoteFile(entry)
  const repository = remoteRepository(entry)
  return file === null || repository === null ? (repository ?? file) : { ...repository, host: file.host === repository.host ? file.host : null }
}

/** undefined for a path. */
function repositoryHost(entry: string): string | null | undefined {
  if (entry.startsWith('/')) return undefined
  const text = entry.replace(/^git::/i, '')
  if (ADDRESS.test(text)) return agreed(text, addressHost(text))
  // Only 4.x knows the short form, and git itself takes it for a host `gh`.
  if (/^gh:/i.test(text) || AZURE.test(entry)) return null
  const user = USER.exec(text)?.[0] ?? ''
  const rest = text.slice(user.length)
  const github = GITHUB.test(rest)
  const separator = rest.search(/[:/]/)
  if ((user === '' && !github) || separator < 0) return undefined
  // Less than an organisation and a repository is a path.
  if (!/[/?]|\.git/.test(rest.slice(separator + 1))) return undefined
  if (github) return 'github.com'
  // Without a colon git looks for a folder of that name.
  return rest[separator] === ':' ? authorityHost(rest.slice(0, separator), 22) : null
}

/** 4.x asks github.com wherever that is a part of what comes before the path, 5.x where it is the beginning of it, and downloads ask the host. */
function agreed(text: string, host: string | null): string | null {
  const azure = text.search(AZURE)
  const start = ADDRESS.exec(text)?.[0].length ?? 0
  const before = azure < 0 ? (text.slice(start).split('/')[0] ?? '') : text.slice(0, azure)
  return host !== 'github.com' && before.toLowerCase().includes('github.com') ? null : host
}
