// The Node versions at hand: the one that runs the tests, the one that runs npm, and those of the development dependencies.

import { execFileSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { delimiter, join } from 'node:path'

export type NodeVersion = {
  /** Such as `24.21.0`. */
  readonly version: string
  readonly command: string
}

const ROOT = join(import.meta.dirname, '..', '..')

let found: readonly NodeVersion[] | null = null

/**
 * Each major version once, lowest first. `node_modules/.bin/node` comes first on PATH inside npm scripts, so that the
 * machine's own Node is asked for by what npm says it runs on, and by the rest of PATH.
 */
export function nodeVersions(): readonly NodeVersion[] {
  found ??= distinct(candidates().filter(existsSync).flatMap(versionOf))
  return found
}

function candidates(): readonly string[] {
  const platform = `node-${process.platform}-${process.arch}`
  const onPath = (process.env['PATH'] ?? '').split(delimiter).filter((folder) => folder !== '' && !folder.includes('node_modules'))
  return [
    process.execPath,
    process.env['npm_node_execpath'] ?? '',
    join(ROOT, 'node_modules', platform, 'bin', 'node'),
    ...onPath.map((folder) => join(folder, 'node'))
  ].filter((command) => command !== '')
}

function versionOf(command: string): readonly NodeVersion[] {
  try {
    const version = execFileSync(command, ['--version'], { encoding: 'utf8', timeout: 10_000 }).trim().replace(/^v/, '')
    return /^\d+\./.test(version) ? [{ version, command }] : []
  } catch {
    // A file of that name that does not run here (another platform's) is no Node.
    return []
  }
}

function distinct(all: readonly NodeVersion[]): readonly NodeVersion[] {
  const byMajor = new Map<number, NodeVersion>()
  for (const node of all) {
    const major = Number(node.version.split('.')[0])
    if (!byMajor.has(major)) byMajor.set(major, node)
  }
  return [...byMajor].sort(([a], [b]) => a - b).map(([, node]) => node)
}
