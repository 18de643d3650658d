// Histories with the dates that a test needs.

import { execFileSync } from 'node:child_process'
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import type { History } from '../../../src/core/model/history.ts'
import { git, temporaryFolder, write } from './world.ts'

export const DAY = 24 * 60 * 60
/** 2026-01-01, in seconds; day 0 of every history. */
export const START = 1767225600

export function day(number: number): number {
  return START + number * DAY
}

/** Runs git with the committer's clock at this many days. */
export function gitOn(directory: string, days: number, ...args: readonly string[]): string {
  const env = {
    PATH: process.env['PATH'] ?? '',
    GIT_CONFIG_GLOBAL: '/dev/null',
    GIT_CONFIG_NOSYSTEM: '1',
    GIT_AUTHOR_NAME: 'Ada',
    GIT_AUTHOR_EMAIL: 'ada@example.com',
    GIT_AUTHOR_DATE: `@${day(0)} +0000`,
    GIT_COMMITTER_NAME: 'Web',
    GIT_COMMITTER_EMAIL: 'web@example.com',
    GIT_COMMITTER_DATE: `@${day(days)} +0000`
  }
  const settings = ['-c', 'protocol.file.allow=always', '-c', 'advice.detachedHead=false']
  return execFileSync('git', [...settings, ...args], { cwd: directory, env, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] }).trim()
}

export function commitOn(directory: string, days: number, files: Readonly<Record<string, string>>, message = `day ${days}`): string {
  write(directory, files)
  git(directory, 'add', '-A')
  gitOn(directory, days, 'commit', '--quiet', '--allow-empty', '-m', message)
  return git(directory, 'rev-parse', 'HEAD')
}

export function emptyRepository(...options: readonly string[]): string {
  const directory = join(temporaryFolder(), 'origin')
  mkdirSync(directory)
  git(directory, 'init', '--quiet', ...options)
  return directory
}

/** One commit on main for each of the days, made in one go; answers with their ids, oldest first. */
export function daily(directory: string, days: readonly number[]): readonly string[] {
  const first = git(directory, 'for-each-ref', 'refs/heads/main') === ''
  const commits = days.map((number, index) => {
    const [message, text] = [`commit ${index}`, `# ${index}\n`]
    const people = `author Ada <ada@example.com> ${START} +0000\ncommitter Web <web@example.com> ${day(number)} +0000`
    const from = index === 0 && !first ? 'from refs/heads/main^0\n' : ''
    const file = `M 100644 inline apps/web/overlays/prod/kustomization.yaml\ndata ${text.length}\n${text}`
    return `commit refs/heads/main\n${people}\ndata ${message.length}\n${message}\n${from}${file}\n`
  })
  execFileSync('git', ['-c', 'fastimport.unpackLimit=10000', 'fast-import', '--quiet', '--date-format=raw'], { cwd: directory, input: commits.join('') })
  git(directory, 'reset', '--quiet', '--hard', 'main')
  return git(directory, 'log', '--reverse', `--max-count=${days.length}`, '--format=%H').split('\n')
}

export function idsOf(history: History): readonly string[] {
  return history.commits.map(({ id }) => id)
}
