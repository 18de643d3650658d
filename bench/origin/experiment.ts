// The gate's own experiments, as in a run: what the sources do not tell is asked of kustomize, within a run's allowance.

import { editedTexts } from '../../src/core/confirm/edit.ts'
import { environmentNamed } from '../../src/core/model/environment.ts'
import type { Environment } from '../../src/core/model/environment.ts'
import { DEFAULT_POLICY } from '../../src/core/model/policy.ts'
import type { Question } from '../../src/core/model/question.ts'
import type { Render, RenderOutcome } from '../../src/core/model/render.ts'
import { answer } from '../../src/gate/confirm.ts'
import type { Answers } from '../../src/gate/confirm.ts'
import type { Laboratory } from '../../src/gate/laboratory.ts'
import type { Survey } from '../../src/gate/survey.ts'
import type { Renderer } from './render.ts'
import type { Files, Side, World } from './world.ts'
import { FOLDERS, sourcesOf } from './world.ts'

export type Experiments = (
  questions: readonly Question[],
  world: World,
  files: Readonly<Record<Side, Files>>,
  renders: Readonly<Record<Side, Render>>
) => Promise<Answers>

/** Answers with real builds; a mutation counts as a run and has a run's seconds. */
export function experimentsWith(render: Renderer): Experiments {
  return async (questions, world, files, renders) => {
    const { tree, source } = sourcesOf(world.root, files.left, files.right)
    const environments = [environmentOf('left'), environmentOf('right')]
    const sideOf = (path: string): Side => (path.startsWith(`${FOLDERS.left}/`) ? 'left' : 'right')
    const survey: Survey = {
      discovery: { environments, applications: [], inHead: new Set(), inBefore: new Set(), removed: [], detected: [], findings: [] },
      at: (overlay) => ({ overlay, tree, closure: source[sideOf(overlay.path)].closure }),
      changed: new Set(),
      judged: new Set()
    }
    const rendering = {
      of: ({ root }: { readonly root: string }) => renders[sideOf(`${root}/`)]
    }
    return answer(questions, survey, rendering, laboratoryOf(render, world, files, sideOf))
  }
}

export function environmentOf(side: Side): Environment {
  return environmentNamed(FOLDERS[side], [], { introduction: 'allow' })
}

function laboratoryOf(render: Renderer, world: World, files: Readonly<Record<Side, Files>>, sideOf: (path: string) => Side): Laboratory {
  // As in the gate's own laboratory: what has been built once is known.
  const known = new Map<string, RenderOutcome>()
  let left = DEFAULT_POLICY.limits.confirmSeconds * 1000
  return {
    spent: () => left <= 0,
    atOnce: 1,
    builds: () => known.size,
    render: async (sited, edits) => {
      const key = JSON.stringify([sited.closure.root, edits])
      const outcome = known.get(key)
      if (outcome !== undefined) return outcome
      if (left <= 0) return null
      const started = performance.now()
      const side = sideOf(`${sited.closure.root}/`)
      const texts = editedTexts(edits, (file) => sited.tree.text(file) ?? '')
      const edited = Object.fromEntries([...texts].map(([path, text]) => [path.slice(FOLDERS[side].length + 1), text]))
      const result = await render(world, { ...files[side], ...edited })
      left -= performance.now() - started
      const failure = { kind: 'failed', code: 'render-failed', file: null, line: null, limit: null } as const
      const read: RenderOutcome = result.kind === 'built' ? result.render : { ...failure, reason: result.reason }
      known.set(key, read)
      return read
    }
  }
}
