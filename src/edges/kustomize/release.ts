// The official release of kustomize: where it is, and the checksums that a download must have.

import { arch, platform } from 'node:os'

export const RELEASES = 'https://github.com/kubernetes-sigs/kustomize/releases/download'

/**
 * SHA-256 from `checksums.txt` of https://github.com/kubernetes-sigs/kustomize/releases/tag/kustomize%2Fv5.8.1. An archive
 * that is not listed is not downloaded: nothing here could tell a good one from a bad one.
 */
export const RELEASE_SUMS: Readonly<Record<string, string>> = {
  'kustomize_v5.8.1_darwin_amd64.tar.gz': 'ee7cf0c1e3592aa7bb66ba82b359933a95e7f2e0b36e5f53ed0a4535b017f2f8',
  'kustomize_v5.8.1_darwin_arm64.tar.gz': '8886f8a78474e608cc81234f729fda188a9767da23e28925802f00ece2bab288',
  'kustomize_v5.8.1_linux_amd64.tar.gz': '029a7f0f4e1932c52a0476cf02a0fd855c0bb85694b82c338fc648dcb53a819d',
  'kustomize_v5.8.1_linux_arm64.tar.gz': '0953ea3e476f66d6ddfcd911d750f5167b9365aa9491b2326398e289fef2c142'
}

/** `kustomize_v5.8.1_linux_amd64.tar.gz` */
export function archiveName(version: string, machine: string): string {
  return `kustomize_${version}_${machine}.tar.gz`
}

/** The tag of a release holds a slash. */
export function archiveUrl(releases: string, version: string, machine: string): string {
  return `${releases}/${encodeURIComponent(`kustomize/${version}`)}/${archiveName(version, machine)}`
}

const SYSTEMS: Readonly<Record<string, string>> = { win32: 'windows' }
const MACHINES: Readonly<Record<string, string>> = { x64: 'amd64', ia32: '386', ppc64: 'ppc64le' }

/** This machine as Go names it: `linux_amd64`. */
export function goPlatform(): string {
  return `${SYSTEMS[platform()] ?? platform()}_${MACHINES[arch()] ?? arch()}`
}
