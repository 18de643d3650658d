// Findings of discovery: patterns and environments that match nothing, and a repository without overlays.

import { environmentWords, type Environment } from '../model/environment.ts'
import { finding, type Finding } from '../model/finding.ts'
import type { DiscoveryPolicy, Recognised } from './revision.ts'
import { KNOWN_LADDER } from './words.ts'

/** What the policy says that the repository does not bear out. */
export function problemsOf(
  found: Recognised,
  policy: DiscoveryPolicy,
  used: ReadonlySet<string>,
  folders: readonly string[]
): readonly Finding[] {
  if (found.exhausted === true) return [tooManyPatterns(policy, folders)]
  const patterns = found.unmatched.map((pattern) =>
    pattern.complete
      ? finding('config-invalid', 'error', {
          problem: `the overlays pattern \`${pattern.source}\` matches no folder with a kustomization`,
          help: 'Each name in braces stands for one path segment or a part of one, and `{env}` only for an environment or an alias of it.'
        })
      : finding('config-invalid', 'error', {
          problem: `the overlays pattern \`${pattern.source}\` does not say where the environment stands`,
          help: 'Write `{env}` in its place, such as `apps/{app}/overlays/{env}`.'
        })
  )
  const unused = (policy.environments ?? []).filter((environment) => !used.has(environment.name))
  const environments = found.overlays.size === 0 ? [] : unused.map((environment) => unusedEnvironment(environment, folders))
  return [...patterns, ...environments, ...(found.overlays.size === 0 ? [noOverlays(policy, folders)] : [])]
}

function tooManyPatterns({ overlays }: DiscoveryPolicy, folders: readonly string[]): Finding {
  const problem = `${overlays?.length ?? 0} patterns under \`overlays\` take too long to be tried on ${folders.length} folders with a kustomization`
  return finding('config-invalid', 'error', { problem, help: 'Write fewer patterns, with fewer `**`, or fewer aliases of environments.' })
}

function unusedEnvironment(environment: Environment, folders: readonly string[]): Finding {
  const rung = KNOWN_LADDER.find((known) => environmentWords(known).includes(environment.name.toLowerCase()))
  const segments = new Set(folders.flatMap((folder) => folder.split('/')))
  const synonyms = rung === undefined ? [] : environmentWords(rung).filter((word) => word !== environment.name && segments.has(word))
  const help =
    synonyms.length > 0
      ? `There are folders called ${synonyms.map((word) => `\`${word}\``).join(', ')}: write \`${environment.name}=${synonyms.join('|')}\`.`
      : 'Correct its name, give it the alias that the paths use (`staging=stg`), or take it out of the list until it exists.'
  const problem = `no overlay belongs to the environment \`${environment.name}\``
  return finding('config-invalid', 'error', { problem, help }, { environment: environment.name })
}

function noOverlays(policy: DiscoveryPolicy, folders: readonly string[]): Finding {
  const words = policy.environments?.flatMap(environmentWords) ?? KNOWN_LADDER.map((environment) => environment.name)
  const looked =
    policy.overlays === null
      ? `${folders.length} kustomizations for folders named ${words.join(', ')}`
      : `${folders.length} kustomizations for ${policy.overlays.map((pattern) => `\`${pattern}\``).join(', ')}`
  const shown = folders.slice(0, 5).map((folder) => `\`${folder === '' ? '.' : folder}\``)
  const help =
    folders.length === 0
      ? 'There is no `kustomization.yaml` that could be an overlay; check `working-directory` and `exclude`.'
      : 'Say where the overlays are: `overlays: apps/{app}/overlays/{env}` and `environments: dev, staging, prod`. ' +
        `Kustomizations found: ${shown.join(', ')}${folders.length > 5 ? ', …' : ''}.`
  return finding('no-overlays', 'error', { looked, help })
}
