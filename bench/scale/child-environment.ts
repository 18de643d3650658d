// What Go is told in a build's environment, and what each choice costs: the same overlays by two builds at a time.

import { RELEASE_VERSION } from '../../src/edges/kustomize/kustomize-version.ts'
import type { Kustomize } from '../../src/edges/kustomize/kustomize.ts'
import { DEFAULT_LIMITS } from '../../src/core/model/policy.ts'
import { goMemory } from '../../src/edges/kustomize/go-memory.ts'
import { markdownTable } from '../markdown-table.ts'
import { median } from '../median.ts'
import type { Spent } from './run.ts'
import { buildAll, plainEnvironment } from './run.ts'
import type { Written } from './written.ts'

type Choice = { readonly GOGC?: string; readonly GOMEMLIMIT?: string; readonly GOMAXPROCS?: string }

const LIMIT = goMemory(RELEASE_VERSION, DEFAULT_LIMITS.memoryMegabytes)['GOMEMLIMIT'] ?? ''
const PROCESSORS: readonly Choice[] = [{}, { GOMAXPROCS: '1' }, { GOMAXPROCS: '2' }]
const MEMORY: readonly Choice[] = [{}, { GOMEMLIMIT: LIMIT }, { GOGC: 'off' }, { GOGC: 'off', GOMEMLIMIT: LIMIT }]
/** Lower limits, which a machine with less memory would set. */
const LOWER: readonly Choice[] = ['64MiB', '128MiB', '256MiB'].map((limit) => ({ GOGC: 'off', GOMEMLIMIT: limit }))
const CHOICES: readonly Choice[] = [...MEMORY.flatMap((memory) => PROCESSORS.map((processors) => ({ ...memory, ...processors }))), ...LOWER]

/** A table for each program: medians of `runs` rounds, in each of which every choice has its turn. */
export function childEnvironments(
  programs: readonly Kustomize[],
  { directory, overlays }: Written,
  { runs, temporary, say }: { readonly runs: number; readonly temporary: string; readonly say: (line: string) => void }
): string {
  return programs.map((kustomize) => {
    const plain = plainEnvironment(temporary)
    const found = CHOICES.map((choice) => ({ choice, spent: [] as Spent[] }))
    for (let round = 1; round <= runs; round += 1) {
      for (const { choice, spent } of found) spent.push(buildAll(kustomize, overlays, { folder: directory, environment: { ...plain, ...choice }, jobs: 2 }))
      say(`child environment, ${kustomize.version}: round ${round} of ${runs}`)
    }
    const medians = found.map(({ choice, spent }) => ({ choice, wall: median(spent.map(({ wall }) => wall)), processor: median(spent.map(({ processor }) => processor)) }))
    const [none] = medians
    const rows = medians.map(({ choice, wall, processor }) => [
      choice.GOGC ?? '',
      choice.GOMEMLIMIT ?? '',
      choice.GOMAXPROCS ?? '',
      `${(processor / 1000).toFixed(2)} s`,
      `${(wall / 1000).toFixed(2)} s`,
      (processor / (none?.processor ?? processor)).toFixed(2),
      (wall / (none?.wall ?? wall)).toFixed(2)
    ])
    const head = ['GOGC', 'GOMEMLIMIT', 'GOMAXPROCS', 'processor time', 'wall', 'processor ÷ unset', 'wall ÷ unset']
    return `**${kustomize.source} ${kustomize.version}**, ${overlays.length} overlays, \`xargs -P2\`\n\n${markdownTable(head, rows)}\n`
  }).join('\n')
}
