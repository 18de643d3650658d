// Builds a side of a comparison from the text of its render.
import { environmentNamed } from '../../../src/core/model/environment.ts'
import type { CompareSide } from '../../../src/core/compare/compare.ts'
import { compare } from '../../../src/core/compare/compare.ts'
import type { Difference } from '../../../src/core/model/difference.ts'
import { formatPointer } from '../../../src/core/model/field-path.ts'
import { formatResourceId } from '../../../src/core/model/resource.ts'
import { normalise } from '../../../src/core/render/normalise.ts'
import { readRender } from '../../../src/core/render/read-render.ts'

type Options = { readonly aliases?: readonly string[]; readonly prefixes?: readonly string[]; readonly suffixes?: readonly string[] }

export function side(name: string, yaml: string, { aliases = [], prefixes = [], suffixes = [] }: Options = {}): CompareSide {
  const render = readRender(yaml)
  if (render.kind !== 'built') throw new Error(render.reason)
  return {
    environment: environmentNamed(name, aliases),
    render: normalise(render, { prefixes, suffixes, words: [name, ...aliases] })
  }
}

/** One line a difference: kind, resource, path, inner path, both values. */
export function shown(differences: readonly Difference[]): readonly string[] {
  return differences.map((d) => {
    const place = `${formatResourceId(d.resource)}${formatPointer(d.path)}${d.within === null ? '' : `#${d.within}`}`
    return d.kind === 'missing-resource'
      ? `missing-resource ${place} in ${d.left === null ? 'left' : 'right'}`
      : `${d.kind} ${place} ${text(d.leftValue)} | ${text(d.rightValue)}`
  })
}

/** Differences of two renders of staging and prod. */
export function between(left: string, right: string, leftOptions: Options = {}, rightOptions: Options = {}): readonly string[] {
  return shown(compare(side('staging', left, leftOptions), side('prod', right, rightOptions)))
}

function text(value: unknown): string {
  return value === undefined ? '-' : JSON.stringify(value, (_, v: unknown) => (typeof v === 'bigint' ? `${v}n` : v))
}
