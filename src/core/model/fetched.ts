// What builds have fetched over the network, as reports tell it.

import { byKeys, byText } from './text.ts'

export type Fetched = {
  /** Lower case, with a port that is not the scheme's. */
  readonly host: string
  /** Without credentials and query; the host alone where no more was seen, as under TLS. */
  readonly address: string
  /** Of a repository: the branch, tag or commit that was asked for; null where none was, and for anything else. */
  readonly ref: string | null
  /** Folders of the overlays that were built with it, sorted. */
  readonly overlays: readonly string[]
}

export const byFetched = byKeys<Fetched>((f) => f.host, (f) => f.address, (f) => f.ref ?? '')

/** Each once, with all its overlays; sorted by host, address and ref. */
export function joinFetched(all: readonly Fetched[]): readonly Fetched[] {
  const known = new Map<string, { readonly fetched: Fetched; readonly overlays: Set<string> }>()
  for (const fetched of all) {
    const key = JSON.stringify([fetched.host, fetched.address, fetched.ref])
    const entry = known.get(key) ?? { fetched, overlays: new Set<string>() }
    for (const overlay of fetched.overlays) entry.overlays.add(overlay)
    known.set(key, entry)
  }
  return [...known.values()].map(({ fetched, overlays }) => ({ ...fetched, overlays: [...overlays].sort(byText) })).sort(byFetched)
}
