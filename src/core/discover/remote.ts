// Which entries of a kustomization kustomize would fetch: its own rules (api/internal/git/repospec.go, 4.5.4 and 5.x).

/** `file`: a plain download. `repository`: a git clone. host is null where it cannot be told for certain. */
export type Remote = { readonly kind: 'file' | 'repository'; readonly host: string | null }

const SCHEME = /^(ssh|https|http|file):\/\//i
const USER = /^[a-zA-Z][a-zA-Z0-9-]*@/
const GITHUB = /^github\.com[:/]/i
const HOST = /^[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?$/

/** Entries that kustomize downloads wherever it expects a file; null for a path. */
export function remoteFile(entry: string): Remote | null {
  return /^https?:\/\//i.test(entry) ? { kind: 'file', host: authorityHost(entry.replace(SCHEME, '')) } : null
}

/** Entries that kustomize clones where it expects a folder; null for a path. */
export function remoteRepository(entry: string): Remote | null {
  const forced = entry.replace(/^git::/, '')
  const text = forced.split('?')[0] ?? ''
  // Only 4.x knows the short form.
  if (/^gh:/.test(text)) return { kind: 'repository', host: 'github.com' }
  const scheme = SCHEME.exec(text)
  const afterScheme = scheme === null ? text : text.slice(scheme[0].length)
  if (scheme?.[1]?.toLowerCase() === 'file') return { kind: 'repository', host: null }
  const user = USER.exec(afterScheme)
  const rest = user === null ? afterScheme : afterScheme.slice(user[0].length)
  const github = GITHUB.test(rest)
  if (scheme === null && user === null && !github) return null
  const separator = /[:/]/.exec(rest)
  if (separator === null) return null
  const path = rest.slice(separator.index + 1)
  const segments = path.split('/').filter((segment) => segment !== '')
  const marked = path.includes('//') || path.includes('.git') || path.includes('_git/')
  if (scheme === null && segments.length < 2 && !marked) return null
  return { kind: 'repository', host: github ? 'github.com' : authorityHost(afterScheme) }
}

/** The host of a Helm repository's address; null where it cannot be told. */
export function addressHost(address: string): string | null {
  return authorityHost(address.replace(/^[a-z][a-z0-9+.-]*:\/\//i, ''))
}

// Whoever reads `a@b` or a backslash differently would ask another host, so that anything unusual is no known host.
function authorityHost(rest: string): string | null {
  const authority = rest.split(/[/?#]/)[0] ?? ''
  if (/[\\\s]/.test(authority) || authority.split('@').length > 2) return null
  const host = (authority.split('@').at(-1) ?? '').replace(/:.*$/s, '').toLowerCase()
  return HOST.test(host) ? host : null
}
