// What policies and the survey are read from, of all revisions in one question to git.

import { indexedBeside, indexedFiles } from '../core/discover/indexed-files.ts'
import type { KustomizationReader } from '../core/discover/kustomizations.ts'
import { createKustomizationReader } from '../core/discover/kustomizations.ts'
import { blobsAt } from '../core/model/tree.ts'
import type { HistoryEdges, Revisions } from './trees.ts'
import { distinctTrees } from './trees.ts'

/** Loads the policy files at `policy`, and what indexes are read from. The reader that is returned parses while git reads on. */
export async function loadSources(revisions: Revisions, policy: string, { load }: Pick<HistoryEdges, 'load'>): Promise<KustomizationReader> {
  const reader = createKustomizationReader()
  const { head } = revisions
  const policies = new Set(distinctTrees(revisions).flatMap((tree) => blobsAt(tree, [policy])))
  const indexed = distinctTrees(revisions).flatMap((tree) => blobsAt(tree, tree === head ? indexedFiles(tree) : indexedBeside(tree, head)))
  await load([...policies, ...indexed], (blob, text) => {
    if (!policies.has(blob)) reader.take(blob, text)
  })
  return reader
}
