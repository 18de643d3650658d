// Every way in which kustomize writes a field, and the line that the gate annotates for it: by whole runs with the real kustomize.

import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { prepareOutside } from '../../bench/origin/outside.ts'
import type { Finding } from '../../src/core/model/finding.ts'
import { serveGit } from '../support/git-server.ts'
import { kustomizeBinaries } from '../support/kustomize.ts'
import { fields } from './origin/fields.ts'
import { generators } from './origin/generators.ts'
import { jsonPatches } from './origin/json-patches.ts'
import { charts, remotes } from './origin/outside.ts'
import { patches } from './origin/patches.ts'
import { plugins } from './origin/plugins.ts'
import { replacements } from './origin/replacements.ts'
import { resources } from './origin/resources.ts'
import type { Row } from './origin/row.ts'
import { judgeRows, markedLines, place, subject } from './origin/row.ts'

// No network and no Helm here: a git server on this machine, and a small `helm` that prints its values.
const folder = mkdtempSync(join(tmpdir(), 'parity-gate-outside-'))
prepareOutside(folder)
const server = await serveGit(join(folder, 'remote'))
afterAll(async () => {
  await server.close()
  rmSync(folder, { recursive: true, force: true })
})

const TABLES: Readonly<Record<string, readonly Row[]>> = {
  resources,
  'strategic merge patches and targets': patches,
  'JSON 6902 patches': jsonPatches,
  'fields of a kustomization': fields,
  generators,
  'replacements and vars': replacements,
  'transformers, generators and configurations of their own': plugins,
  charts,
  'remote bases': remotes(`${server.url}/bases.git`)
}

describe.each(kustomizeBinaries())('with kustomize $version', ({ version, command }) => {
  const possible = ({ since5 }: Row): boolean => since5 === undefined || !version.startsWith('v4.')
  let found: ReadonlyMap<Row, readonly Finding[]>
  beforeAll(async () => {
    found = await judgeRows(Object.values(TABLES).flat().filter(possible), command)
  }, 300_000)

  describe.each(Object.entries(TABLES))('%s', (_table, rows) => {
    test.each(rows.filter(possible).map((row) => [row.name, row] as const))('%s', (_name, row) => {
      const findings = found.get(row) ?? []
      const { line, related } = markedLines(row)
      // A resource that only staging has may be there because of staging's own line.
      const either = ({ code, values }: Finding): boolean => code === 'drift-missing-resource' && values['prod'] === null
      const shown = findings.map((finding) => `${subject(finding)} @ ${place(finding.location, either(finding))} ${finding.location?.confidence}`)
      expect(shown).toEqual(findings.map((finding) => `${subject(finding)} @ ${line} ${row.confirmed === true ? 'confirmed' : 'exact'}`))
      expect(findings.map(subject)).toContain(row.finding)
      if (related !== null) expect(findings.flatMap((finding) => finding.related.map(({ location }) => place(location)))).toContain(related)
    })
  })
})
