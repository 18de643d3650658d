import { describe, expect, test } from '@jest/globals'
import { remoteFile, remoteLayer, remoteRepository } from '../../../src/core/discover/remote.ts'
import { addressHost } from '../../../src/core/model/host.ts'

type Row = readonly [entry: string, host: string | null | undefined]

/** null: it is fetched, but from which host is not certain. undefined: it is a path. */
const REPOSITORIES: Readonly<Record<string, readonly Row[]>> = {
  'addresses with a scheme': [
    ['https://github.com/org/repo//base?ref=v1', 'github.com'],
    ['https://github.com/org/repo?submodules=false&timeout=10s', 'github.com'],
    ['https://github.com/org/repo.git/base', 'github.com'],
    ['https://GitHub.com/org/repo', 'github.com'],
    ['HTTPS://git.example.com/org/repo', 'git.example.com'],
    ['http://git.example.com/org/repo.git', 'git.example.com'],
    ['ssh://git@git.example.com/org/repo', 'git.example.com'],
    ['https://dev.azure.com/org/project/_git/repo/base', 'dev.azure.com'],
    ['https://git.example.com', 'git.example.com'],
    ['file:///srv/git/repo.git//base', null],
    ['FILE:///srv/git', null],
    ['git://git.example.com/org/repo', null],
    ['oci://registry.example.com/chart', 'registry.example.com'],
    ['oci-layout:///srv/layout', null]
  ],
  'the prefix of go-getter': [
    ['git::https://git.example.com/org/repo', 'git.example.com'],
    ['GIT::https://git.example.com/org/repo', 'git.example.com'],
    ['git::git@git.example.com:org/repo', 'git.example.com'],
    ['git::github.com/org/repo', 'github.com'],
    ['git::file:///srv/git', null],
    ['git::../base', undefined],
    ['s3::https://s3.amazonaws.com/bucket', undefined],
    ['hg::http://example.com/foo', undefined]
  ],
  'users and hosts without a scheme': [
    ['git@git.example.com:org/repo.git', 'git.example.com'],
    ['git@git.example.com:org/repo', 'git.example.com'],
    ['git@git.example.com:/repo', 'git.example.com'],
    ['git@git.example.com:repo/', 'git.example.com'],
    ['git@git.example.com:repo//base', 'git.example.com'],
    ['git@Git.Example.com:7999/org/repo', 'git.example.com'],
    ['org-1@github.com/org/repo', 'github.com'],
    ['github.com/org/repo/tree/main/x', 'github.com'],
    ['github.com/org/', 'github.com'],
    ['github.com/repo.git', 'github.com'],
    ['github.com/repo?ref=a/b', 'github.com'],
    ['GITHUB.com:org/repo', 'github.com'],
    ['github.com:8080@evil.example/org', 'github.com'],
    ['gh:org/repo', null],
    ['GH:org/repo', null],
    ['git@[::1]:org/repo', null],
    ['git@-oProxyCommand=x:org/repo', null],
    // git takes it for a folder: no host is asked, but it is no path of the kustomization either.
    ['git@git.example.com/org/repo', null]
  ],
  'what 4.x clones from the machine itself': [
    ['_git/repo', null],
    ['../other_git/repo/base', null],
    ['host.xz:path/_git/repo', null],
    ['ext::sh -c id/_git/x', null],
    ['base?x=_git/y', null],
    ['my_git/', undefined]
  ],
  'names that look like another host': [
    ['https://evil.example/github.com/org/repo', 'evil.example'],
    ['https://github.com@evil.example/org/repo', null],
    ['https://github.com:x@evil.example/org/repo', null],
    ['https://github.com.evil.example/org/repo', null],
    ['https://notgithub.com/org/repo', null],
    ['https://evil.example/github.com/_git/repo', null],
    ['https://evil.example\\@github.com/org/repo', null],
    ['https://a@b@github.com/org/repo', null],
    ['https://github.com#@evil.example/org/repo', null],
    ['https://github.com /org/repo', null],
    ['https://github.com./org/repo', null],
    ['https://gith%75b.com/org/repo', null],
    ['https://ｇithub.com/org/repo', null],
    ['https:///org/repo', null],
    ['https://[2001:db8::1]/org/repo', null],
    ['https://10.0.0.1/org/repo', '10.0.0.1'],
    ['git@evil.example:github.com/org/repo', 'evil.example'],
    ['ssh://git@evil.example/github.com/repo', 'evil.example']
  ],
  ports: [
    ['https://git.example.com:443/org/repo', 'git.example.com'],
    ['https://git.example.com:8443/org/repo.git', 'git.example.com:8443'],
    ['http://git.example.com:0443/org/repo', 'git.example.com:443'],
    ['ssh://git@git.example.com:22/org/repo', 'git.example.com'],
    ['ssh://git.example.com:7999/org/repo', 'git.example.com:7999'],
    ['https://git.example.com:/org/repo', 'git.example.com'],
    ['https://git.example.com:80a/org/repo', null]
  ],
  'revisions that git would take for options': [
    ['https://github.com/org/repo?ref=--upload-pack=id', null],
    ['https://github.com/org/repo?ref=%2D-upload-pack=id', null],
    ['git@github.com:org/repo?version=-x', null],
    ['git@git.example.com/org/repo?ref=--upload-pack=id', null],
    ['https://github.com/org/repo?ref=v1-rc', 'github.com']
  ],
  paths: [
    ['../base', undefined],
    ['/srv/base', undefined],
    ['./github.com/org/repo', undefined],
    ['github.com/only', undefined],
    ['git.example.com/a/b', undefined],
    ['host.xz:path/to/repo', undefined],
    ['git@host', undefined],
    ['git@host:only', undefined]
  ]
}

describe.each(Object.entries(REPOSITORIES))('%s', (_, rows) => {
  test.each(rows)('%s is cloned from %s', (entry, host) => {
    expect(remoteRepository(entry)?.host).toBe(host)
    expect(remoteLayer(entry)?.host).toBe(host)
  })
})

test.each<Row>([
  ['https://example.com/a.yaml', 'example.com'],
  ['HTTP://Example.com:80/a.yaml?x=1', 'example.com'],
  ['http://example.com:8080/a.yaml', 'example.com:8080'],
  ['https://example.com?x=/a@github.com', 'example.com'],
  ['https://user:secret@example.com/a.yaml', 'example.com'],
  ['https://github.com@evil.example/a.yaml', 'evil.example'],
  ['https://github.com#@evil.example/a.yaml', null],
  ['https://[::1]/a.yaml', null],
  ['https:example.com/a.yaml', null],
  ['https:/example.com/a.yaml', null],
  ['ssh://example.com/a.yaml', undefined],
  ['file:///etc/passwd', undefined],
  ['a.yaml', undefined]
])('%s is downloaded from %s', (entry, host) => {
  expect(remoteFile(entry)?.host).toBe(host)
})

test('where an entry is downloaded and then cloned, both must ask one host', () => {
  expect(remoteLayer('https://git.example.com:8443/org/repo')).toEqual({ kind: 'repository', host: 'git.example.com:8443' })
  // kustomize downloads from the port, and clones without it.
  expect(remoteLayer('https://github.com:8443/org/repo')?.host).toBeNull()
  expect(remoteFile('https://github.com:x@evil.example/org/repo')?.host).toBe('evil.example')
  expect(remoteLayer('https://github.com:x@evil.example/org/repo')?.host).toBeNull()
  expect(remoteLayer('https:git/repo')).toEqual({ kind: 'file', host: null })
})

test.each<Row>([
  ['https://charts.example.com/stable', 'charts.example.com'],
  ['oci://ghcr.io/org', 'ghcr.io'],
  ['file:///srv/charts', null],
  ['s3://bucket/charts', null],
  ['charts.example.com', null]
])('the chart repository %s is at %s', (address, host) => {
  expect(addressHost(address)).toBe(host)
})
