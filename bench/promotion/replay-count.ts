// Counts what `backtest` builds, and holds it against the distinct contents that the overlays have had, counted from trees alone.

import { chmodSync, existsSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import process from 'node:process'
import { runBacktest } from '../../src/backtest.ts'
import { readSettings } from '../../src/core/policy/settings.ts'
import type { Application } from './applications.ts'
import { baseFolder, ENVIRONMENTS, overlayFile } from './applications.ts'
import { processorTime } from '../processor-time.ts'
import { git } from '../repository.ts'

export type Replayed = {
  readonly commits: number
  /** By the command's own count, and as kustomize was started. */
  readonly builds: number
  readonly started: number
  /** Pairs of overlay and content, at the commit before the first one and at every one. */
  readonly distinct: number
  /** Contents by commit, had every commit been rendered: overlays × commits. */
  readonly all: number
  readonly wall: number
  readonly processor: number
}

/** Replays the commits after `since`, seconds since the epoch, of a full clone. */
export async function countReplay(
  world: { readonly directory: string; readonly tip: string; readonly applications: readonly Application[]; readonly kustomize: string },
  { since, now }: { readonly since: number; readonly now: number },
  folder: string,
  say: (line: string) => void
): Promise<Replayed> {
  const place = mkdtempSync(join(folder, 'replay-'))
  const starts = join(place, 'starts')
  const inputs = { soak: '24h', base: world.tip, kustomize: countedProgram(world.kustomize, place, starts) }
  const reading = readSettings(inputs)
  if (reading.kind === 'invalid') throw new Error(reading.findings.map(({ code }) => code).join(', '))
  const [began, worked] = [performance.now(), processorTime()]
  const { builds } = await runBacktest({
    directory: world.directory,
    inputs,
    settings: reading.settings,
    period: { since: new Date(since * 1000).toISOString().replace('.000Z', 'Z'), until: null },
    resume: false,
    environment: { ...process.env, XDG_CACHE_HOME: join(place, 'cache') },
    now,
    say,
    show: null
  })
  const [wall, processor] = [performance.now() - began, processorTime() - worked]
  const commits = git(world.directory, ['rev-list', '--first-parent', `--since=${since}`, world.tip]).split('\n')
  const started = existsSync(starts) ? readFileSync(starts, 'utf8').split('\n').length - 1 : 0
  const overlays = world.applications.length * ENVIRONMENTS.length
  const distinct = distinctContents(world.directory, [...commits, `${commits.at(-1)}^`], world.applications)
  return { commits: commits.length, builds, started, distinct, all: overlays * (commits.length + 1), wall, processor }
}

/** A program that notes each build and hands it on. */
function countedProgram(kustomize: string, place: string, starts: string): string {
  const file = join(place, 'kustomize')
  const quoted = (text: string): string => `'${text.replaceAll("'", "'\\''")}'`
  writeFileSync(file, `#!/bin/sh\n[ "$1" != build ] || echo build >> ${quoted(starts)}\nexec ${quoted(kustomize)} "$@"\n`)
  chmodSync(file, 0o755)
  return file
}

/** An overlay's content is its kustomization and its base's folder: these applications have nothing else. */
function distinctContents(directory: string, commits: readonly string[], applications: readonly Application[]): number {
  const names = commits.flatMap((commit) =>
    applications.flatMap((application) => [
      `${commit}:${baseFolder(application)}`,
      ...ENVIRONMENTS.map((environment) => `${commit}:${overlayFile(application, environment)}`)
    ])
  )
  const ids = git(directory, ['cat-file', '--batch-check=%(objectname)', '--buffer'], names.map((name) => `${name}\n`).join('')).split('\n')
  const found = new Set<string>()
  const each = 1 + ENVIRONMENTS.length
  for (const [index, id] of ids.entries()) {
    const [application, position] = [Math.floor(index / each) % applications.length, index % each]
    if (position > 0) found.add(`${application} ${position} ${ids[index - position]} ${id}`)
  }
  return found.size
}
