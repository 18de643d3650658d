// A repository whose overlays are rendered, ready for experiments: real git, real kustomize.

import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createEdges } from '../../src/builds.ts'
import type { Policy } from '../../src/core/model/policy.ts'
import { DEFAULT_POLICY } from '../../src/core/model/policy.ts'
import type { Question } from '../../src/core/model/question.ts'
import type { Value } from '../../src/core/model/resource.ts'
import { isMapping } from '../../src/core/model/resource.ts'
import { openRepository } from '../../src/edges/git/repository.ts'
import { findKustomize } from '../../src/edges/kustomize/find-kustomize.ts'
import type { Laboratory } from '../../src/gate/laboratory.ts'
import { createLaboratory } from '../../src/gate/laboratory.ts'
import type { Rendering } from '../../src/gate/rendering.ts'
import { createRendering } from '../../src/gate/rendering.ts'
import type { Survey } from '../../src/gate/survey.ts'
import { survey as surveyTrees } from '../../src/gate/survey.ts'
import type { GateEdges } from '../../src/gate/trees.ts'
import type { Files } from '../support/scenario.ts'
import { commit, newRepository } from '../support/scenario.ts'

export type Rendered = {
  readonly survey: Survey
  readonly rendering: Rendering
  readonly laboratory: Laboratory
  /** What the experiments asked to be built: the edited files' names. */
  readonly experiments: string[][]
  readonly question: (field: string, given?: { readonly value?: Value | undefined; readonly absent?: boolean; readonly against?: string }) => Question
}

/** `overlays/prod` and `overlays/staging` of the files, rendered; `use` may ask for as long as it runs. */
export async function rendered<T>(files: Files, kustomize: string, use: (world: Rendered) => Promise<T>, policy: Policy = DEFAULT_POLICY): Promise<T> {
  const directory = newRepository()
  const temporary = mkdtempSync(join(tmpdir(), 'parity-gate-laboratory-'))
  try {
    commit(directory, files)
    const repository = await openRepository(directory, { token: null, serverUrl: null, temporary })
    const head = await repository.tree(await repository.head())
    const say = (): void => undefined
    const found = () => findKustomize({ input: { kind: 'path', path: kustomize }, repository: repository.root, environment: process.env, temporary, say })
    const real = createEdges({ repository, temporary, say, find: found })
    const experiments: string[][] = []
    const edges: GateEdges = {
      ...real,
      buildEdited: (build, texts, flags) => {
        experiments.push([...texts.keys()])
        return real.buildEdited(build, texts, flags)
      }
    }
    const survey = await surveyTrees({ head, before: null, live: null }, policy, true, edges)
    const rendering = createRendering(policy, edges)
    const overlays = [...survey.judged].flatMap((overlay) => survey.at(overlay, 'head') ?? [])
    await rendering.ensure(overlays)
    const question: Rendered['question'] = (field, { absent = false, against } = {}) => {
      const [kind = '', pointer = ''] = field.split(' ')
      const sited = overlays.find(({ overlay }) => overlay.environment === 'prod')
      const outcome = sited === undefined ? undefined : rendering.of(sited.closure)
      if (sited === undefined || outcome?.kind !== 'built') throw new Error(`prod does not render: ${JSON.stringify(outcome)}`)
      const resource = outcome.resources.find(({ id }) => id.kind === kind)
      if (resource === undefined) throw new Error(`no ${kind}`)
      const path = pointer.split('/').slice(1).map((segment) => segment.replaceAll('~1', '/'))
      const value = absent ? undefined : at(resource.body, path)
      if (!absent && value === undefined) throw new Error(`nothing at ${field}`)
      return { overlay: sited.overlay, resource: resource.id, path, within: null, value, against, existing: false }
    }
    return await use({ survey, rendering, laboratory: createLaboratory(policy, edges), experiments, question })
  } finally {
    for (const folder of [directory, temporary]) rmSync(folder, { recursive: true, force: true })
  }
}

/** By keys and, in lists, names. */
function at(value: Value | undefined, path: readonly string[]): Value | undefined {
  return path.reduce<Value | undefined>((here, segment) => {
    if (Array.isArray(here)) return (here as readonly Value[]).find((item, index) => (isMapping(item) && item['name'] === segment) || String(index) === segment)
    return isMapping(here) ? here[segment] : undefined
  }, value)
}
