// What a build is told about memory: Go collects garbage by it.

import { availableParallelism, totalmem } from 'node:os'
import process from 'node:process'
import { compareVersions } from './kustomize-version.ts'

const MEGABYTE = 2 ** 20
/** Go knows a limit since 1.19, which is what kustomize 5 is built with; without a limit, 4.5.4 took 15 GB for 2,000 resources. */
const KNOWS_LIMIT = 'v5.0.0'

/**
 * The variables of a build's environment. Most builds end before a collection would pay, so none is made until the memory comes near
 * a limit, which is soft: a build that truly needs more gets it, more slowly. `hardMegabytes`: where the system ends the build.
 */
export function goMemory(version: string, hardMegabytes: number): Readonly<Record<string, string>> {
  if (compareVersions(version, KNOWS_LIMIT) < 0) return {}
  const soft = Math.min(goMemoryMegabytes(machineMemory(), availableParallelism()), Math.floor(hardMegabytes * 0.75))
  return { GOGC: 'off', GOMEMLIMIT: `${soft}MiB` }
}

/** Between 128 MiB and 1 GiB, so that four builds a core fit into the machine. Memory in bytes. */
export function goMemoryMegabytes(memory: number, cores: number): number {
  return Math.round(Math.min(1024, Math.max(128, memory / MEGABYTE / (4 * cores))))
}

function machineMemory(): number {
  // In a container the limit of its control group; 0 or a huge number where there is none.
  const constrained = process.constrainedMemory()
  return constrained > 0 ? Math.min(constrained, totalmem()) : totalmem()
}
