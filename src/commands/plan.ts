// `parity-gate plan`: the matrix for sharding.

import { chooseTrees } from '../chosen-trees.ts'
import { requireSettings } from '../core/policy/settings.ts'
import { matrixJson, planForEvent, planShards } from '../plan.ts'
import type { Terminal } from '../terminal.ts'
import { PASS } from './exit-status.ts'
import { refuseWords, repositoryFolder, text } from './options.ts'
import type { Options } from './options.ts'
import { deliver } from './output.ts'

/** A step of a workflow plans for its event, unless revisions are named. */
export async function plan({ own, inputs, words }: Options, terminal: Terminal): Promise<number> {
  refuseWords('plan', words, 'Say how many jobs at most with --shards.')
  const settings = requireSettings(inputs)
  const [shards, head, everything] = [text(own['shards']), text(own['head']), own['all'] === true]
  const { environment } = terminal
  const byEvent = environment['GITHUB_ACTIONS'] === 'true' && settings.base === null && head === null && !everything && own['repo'] === undefined
  const { matrix } = byEvent
    ? await planForEvent({ inputs, settings, shards }, environment)
    : await planShards({
        directory: repositoryFolder(own, settings, terminal),
        inputs,
        settings,
        shards,
        trust: everything ? 'head' : 'before',
        everything,
        serverUrl: null,
        revisions: async (repository) => (await chooseTrees(repository, { base: settings.base, head, everything })).revisions
      })
  await deliver(own, terminal, `${matrixJson(matrix)}\n`)
  return PASS
}
