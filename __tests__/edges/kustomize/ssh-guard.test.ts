import { afterEach, beforeEach, expect, it } from '@jest/globals'
import { spawnSync } from 'node:child_process'
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import process from 'node:process'
import { createContactBook } from '../../../src/edges/kustomize/contact-book.ts'
import { createSshGuard } from '../../../src/edges/kustomize/ssh-guard.ts'

let folder = ''
beforeEach(() => {
  // A name that a shell must be told to leave alone.
  folder = mkdtempSync(join(tmpdir(), "ssh $(guard) 'test' "))
  mkdirSync(join(folder, 'bin'))
  writeFileSync(join(folder, 'bin/ssh'), '#!/bin/sh\nfor each in "$@"; do echo "$each"; done > "$LOG"\n')
  chmodSync(join(folder, 'bin/ssh'), 0o755)
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

/** Runs what git would, as git does: by a shell. */
function ssh(args: readonly string[]) {
  const guard = createSshGuard(join(folder, 'guard'), ['git.example.com', 'port.example.com:2222'])
  const log = join(folder, 'log')
  const environment = { PATH: `${join(folder, 'bin')}:${process.env.PATH ?? ''}`, LOG: log, ...guard.environment }
  const { status } = spawnSync('/bin/sh', ['-c', `${guard.environment['GIT_SSH_COMMAND'] ?? ''} "$@"`, 'git', ...args], { env: environment })
  const book = createContactBook()
  guard.tell(book)
  return { status, started: existsSync(log) ? readFileSync(log, 'utf8').trim().split('\n') : null, ...book.network() }
}

const COMMAND = "git-upload-pack 'a/b'"

it.each([
  [['git@git.example.com', COMMAND], 'ssh://git.example.com'],
  [['git.example.com', COMMAND], 'ssh://git.example.com'],
  [['-o', 'SendEnv=GIT_PROTOCOL', '-4', 'git@GIT.example.com', COMMAND], 'ssh://git.example.com'],
  [['-p', '2222', 'git@port.example.com', COMMAND], 'ssh://port.example.com:2222'],
  [['-p', '2200', 'git@git.example.com', COMMAND], 'ssh://git.example.com:2200']
])('%j: ssh gets it as it is', (args, address) => {
  expect(ssh(args)).toMatchObject({ status: 0, started: args, reached: [{ address }], refused: [] })
})

it.each<[readonly string[], string | null]>([
  [['git@evil.example', COMMAND], 'evil.example'],
  [['-p', '2222', 'git@evil.example', COMMAND], 'evil.example:2222'],
  [['git@port.example.com', COMMAND], 'port.example.com'],
  [['git@git.example.com.evil.example', COMMAND], 'git.example.com.evil.example'],
  [['git@git.example.com@evil.example', COMMAND], null],
  [['ssh://a@evil.example/@git.example.com', COMMAND], null],
  [['git@git.example.com\nreached evil.example', COMMAND], null],
  [['git@git.example.com git.example.com', COMMAND], null],
  [['git@$(id)', COMMAND], null],
  [['git@*', COMMAND], null],
  [['::1', COMMAND], null],
  [['-oProxyCommand=id', 'git@git.example.com', COMMAND], null],
  [['-o', 'HostName=evil.example', 'git@git.example.com', COMMAND], null],
  [['-J', 'evil.example', 'git@git.example.com', COMMAND], null],
  [['-p', '22;id', 'git@git.example.com', COMMAND], null],
  [['-p', '', 'git@git.example.com', COMMAND], null],
  [['-G', 'git.example.com'], null],
  [['', COMMAND], null]
])('%j: ssh is not started', (args, host) => {
  const { status, started, reached, refused } = ssh(args)
  expect({ started, reached }).toEqual({ started: null, reached: [] })
  expect(status).not.toBe(0)
  expect(refused).toMatchObject([{ host }])
})

it.each<[readonly string[]]>([[[]], [['-p']], [['-o']], [['-4']]])('%j: too little is nothing', (args) => {
  expect(ssh(args)).toMatchObject({ started: null, reached: [] })
})
