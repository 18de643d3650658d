// Versions of kustomize: what the programs print, and which ones are supported.

/** The oldest supported version (README, "kustomize"). */
export const OLDEST_VERSION = 'v4.5.4'
/** The version that is installed when none is found. */
export const RELEASE_VERSION = 'v5.8.1'
/** kubectl embeds older ones, too; from here on its behaviour is that of kustomize itself. */
export const OLDEST_IN_KUBECTL = 'v5.0.0'

/** For a program that answers, but was built without a version. */
export const UNKNOWN_VERSION = 'unknown'

/**
 * The first version in a text, as `v5.8.1`; null where there is none. Reads `v5.8.1`, 4.x's `{Version:kustomize/v4.5.4
 * GitCommit:…}` and kubectl's `Kustomize Version: v5.5.0`; a Go version (`go1.26.8`) is none.
 */
export function parseVersion(text: string): string | null {
  const match = /(?:^|[\s:{/"])v?(\d+\.\d+\.\d+(?:-[0-9A-Za-z.-]+)?)(?![\w.])/m.exec(text)
  return match?.[1] === undefined ? null : `v${match[1]}`
}

/** By major, minor and patch; a pre-release comes before its release. Negative, zero or positive. */
export function compareVersions(a: string, b: string): number {
  const [left, right] = [parts(a), parts(b)]
  for (const index of [0, 1, 2]) {
    const order = (left.numbers[index] ?? 0) - (right.numbers[index] ?? 0)
    if (order !== 0) return order
  }
  return Number(left.release) - Number(right.release)
}

function parts(version: string): { readonly numbers: readonly number[]; readonly release: boolean } {
  const [core = '', ...rest] = version.replace(/^v/, '').split('-')
  return { numbers: core.split('.').map(Number), release: rest.length === 0 }
}
