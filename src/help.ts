// What `parity-gate --help` prints.

import { INPUTS } from './core/policy/inputs.ts'
import { USUAL_MOST } from './plan.ts'

const COMMANDS: readonly (readonly [string, string])[] = [
  ['check', 'judge a change: by default from the merge base with the default branch to the working tree'],
  ['status [APPLICATION]', 'what is live where, since when, who brought it, and what may be promoted now'],
  ['backtest', 'replay the history of the base branch: what would have been blocked, and the policy that would have fitted'],
  ['plan', 'print the matrix for sharding, as JSON: no more shards than the change is worth'],
  ['merge REPORT...', 'make one verdict of the report.json of every shard'],
  ['explain CODE', 'say at length what a finding means and how to mend it'],
  ['demo', 'show three verdicts on a worked example in a temporary repository']
]

const OPTIONS: readonly (readonly [string, string])[] = [
  ['--base REV', 'compare with this revision'],
  ['--head REV', 'judge this revision instead of the working tree'],
  ['--all', 'judge every application, whatever the change touches'],
  ['--repo DIR', 'the repository to judge (default: here)'],
  ['--format text|json', 'how to print the result; json is report.json'],
  ['--output FILE', 'write the result to a file'],
  ['--no-color', 'plain text'],
  ['--quiet', 'errors and the verdict only'],
  ['--help', 'this text']
]

const BACKTEST_OPTIONS: readonly (readonly [string, string])[] = [
  ['--since DATE', 'from this day on, such as 2025-01-31, or a duration such as 90d (default: the policy\'s `history`, 180d)'],
  ['--until DATE', 'to the end of this day (default: now)'],
  ['--base REV', 'the branch to replay (default: the default branch)'],
  ['--no-resume', 'forget what an earlier run, interrupted or not, has found'],
  ['--repo, --format, --output, --no-color, --quiet', 'as above']
]

const SHARD_OPTIONS: readonly (readonly [string, string])[] = [
  ['--shards N', `plan: at most so many (default: ${String(USUAL_MOST)})`],
  ['--base, --head, --all, --repo, --output', 'plan: as above; in a step of GitHub Actions what its event says, without them'],
  ['--shard N/M', 'check: judge this part of the affected applications, such as 2/8'],
  ['--report-directory DIR', 'merge: also write report.json there'],
  ['--format, --output, --no-color, --quiet', 'merge: as above']
]

/** Usage, commands and options; every Action input is an option. */
export function helpText(): string {
  const own = new Set(['base'])
  const inputs = INPUTS.filter(({ name, scope }) => !own.has(name) && (scope === 'policy' || name === 'config' || name === 'kustomize' || name === 'report-only' || name === 'cache-directory'))
  return [
    'parity-gate COMMAND [OPTIONS]',
    '',
    'Do neighbouring environments differ only where they may? Is every image live in the environment before?',
    '',
    'Commands',
    ...COMMANDS.map(row),
    '',
    'Options of check',
    ...OPTIONS.map(row),
    '',
    'Options of backtest',
    ...BACKTEST_OPTIONS.map(row),
    '',
    'Options of plan and merge',
    ...SHARD_OPTIONS.map(row),
    '',
    'Options that are also inputs of the Action and keys of the policy file',
    ...inputs.map(({ name, description }) => row([`--${name}`, description])),
    '',
    'Exit status: 0 pass, 1 fail, 2 usage or configuration error.',
    'Example: parity-gate check --base origin/main --environments dev,staging,prod',
    ''
  ].join('\n')
}

function row([left, right]: readonly [string, string]): string {
  return `  ${left.padEnd(22)} ${right}`
}
