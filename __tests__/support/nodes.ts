// The Node versions at hand: the one that runs the tests, the one that runs npm, and those that `.ci/run` has installed.

import { execFileSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { delimiter, join } from 'node:path'

export type NodeVersion = {
  /** Such as `24.21.0`. */
  readonly version: string
  readonly command: string
}

const ROOT = join(import.meta.dirname, '..', '..')

/** The oldest supported, and the one of `action.yml`. */
const WANTED: readonly number[] = [20, 24]

let found: readonly NodeVersion[] | null = null

/** Each major version once, lowest first; says once what is left out. */
export function nodeVersions(): readonly NodeVersion[] {
  if (found !== null) return found
  found = distinct(candidates().filter(existsSync).flatMap(versionOf))
  const missing = WANTED.filter((major) => found?.every(({ version }) => !version.startsWith(`${major}.`)))
  if (missing.length > 0) console.warn(`The bundle is not tested on Node ${missing.join(' and ')}: not at hand. \`.ci/run\` installs Node 24.`)
  return found
}

function candidates(): readonly string[] {
  const platform = `node-${process.platform}-${process.arch}`
  const onPath = (process.env['PATH'] ?? '').split(delimiter).filter((folder) => folder !== '' && !folder.includes('node_modules'))
  return [
    process.execPath,
    process.env['npm_node_execpath'] ?? '',
    // Where `.ci/run` puts the Node of the Action's runtime.
    join(ROOT, '.cache', 'node', 'node_modules', platform, 'bin', 'node'),
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
