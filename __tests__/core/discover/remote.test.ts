import { expect, test } from '@jest/globals'
import { addressHost, remoteFile, remoteRepository } from '../../../src/core/discover/remote.ts'

test.each<[string, string | null | undefined]>([
  ['https://github.com/org/repo//base?ref=v1', 'github.com'],
  ['https://GitHub.com/org/repo', 'github.com'],
  ['http://git.example.com:8443/org/repo.git', 'git.example.com'],
  ['ssh://git@git.example.com/org/repo', 'git.example.com'],
  ['git::https://git.example.com/org/repo', 'git.example.com'],
  ['git@git.example.com:org/repo.git', 'git.example.com'],
  ['org-1@github.com/org/repo', 'github.com'],
  ['github.com/org/repo/tree/main/x', 'github.com'],
  ['GITHUB.com:org/repo', 'github.com'],
  ['gh:org/repo', 'github.com'],
  ['file:///srv/git/repo.git//base', null],
  ['https://github.com@evil.example/org/repo', 'evil.example'],
  ['https://evil.example\\@github.com/org/repo', null],
  ['https://a@b@github.com/org/repo', null],
  ['github.com/only', undefined],
  ['host.xz:path/to/repo', undefined],
  ['git.example.com/a/b', undefined],
  ['./github.com/org/repo', undefined],
  ['s3::https://s3.amazonaws.com/bucket', undefined],
  ['hg::http://example.com/foo', undefined],
  ['oci://registry.example.com/chart', undefined],
  ['../base', undefined]
])('%s is cloned from %s', (entry, host) => {
  expect(remoteRepository(entry)?.host).toBe(host)
})

test.each<[string, string | null | undefined]>([
  ['https://example.com/a.yaml', 'example.com'],
  ['HTTP://Example.com:80/a.yaml?x=1', 'example.com'],
  ['https://example.com?x=/a@github.com', 'example.com'],
  ['https://[::1]/a.yaml', null],
  ['ssh://example.com/a.yaml', undefined],
  ['a.yaml', undefined]
])('%s is downloaded from %s', (entry, host) => {
  expect(remoteFile(entry)?.host).toBe(host)
})

test.each([
  ['https://charts.example.com/stable', 'charts.example.com'],
  ['oci://ghcr.io/org', 'ghcr.io']
])('the chart repository %s is at %s', (address, host) => {
  expect(addressHost(address)).toBe(host)
})
