// Hosts that something is fetched from: how they are read out of addresses, and held against those that a policy names.

export const ADDRESS = /^([a-z][a-z0-9+.-]*):\/\//i
const DEFAULT_PORTS: ReadonlyMap<string, number> = new Map([['http', 80], ['https', 443], ['ssh', 22], ['oci', 443]])
const AUTHORITY = /^(?:[^@#\\\s]*@)?([a-z0-9](?:[a-z0-9.-]*[a-z0-9])?)(?::(\d{0,5}))?$/i

/** The host of an address with a scheme that git or Helm fetches from; null where it cannot be told. */
export function addressHost(address: string): string | null {
  const [prefix = '', name = ''] = ADDRESS.exec(address) ?? []
  const port = DEFAULT_PORTS.get(name.toLowerCase())
  return port === undefined ? null : authorityHost(address.slice(prefix.length), port)
}

/**
 * The host that a text begins with, lower case, with a port that is not the default one. Whoever reads `a@b@c`, a backslash or `#`
 * differently would ask another host: anything unusual is no known host, null.
 */
export function authorityHost(rest: string, defaultPort: number): string | null {
  const [authority = ''] = rest.split(/[/?]/)
  const [, host, port = ''] = AUTHORITY.exec(authority) ?? []
  if (host === undefined) return null
  return port === '' || Number(port) === defaultPort ? host.toLowerCase() : `${host.toLowerCase()}:${Number(port)}`
}

/** By exact name; a host that is listed without a port may be asked at any. */
export function isAllowedHost(host: string, allowed: readonly string[]): boolean {
  return allowed.includes(host) || allowed.includes(host.replace(/:\d+$/, ''))
}
