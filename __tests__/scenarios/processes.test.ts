// What a run costs in processes: git is asked for everything at once, whatever the number of overlays.

import { afterEach, beforeEach, describe, expect, test } from '@jest/globals'
import { execFileSync } from 'node:child_process'
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import process from 'node:process'
import { command } from '../support/command.ts'
import { commit, git, newRepository, type Files } from '../support/scenario.ts'

const OVERLAYS = 300

let folder = ''
const path = process.env['PATH']

/** Puts a program in front of git that writes down how it is called, and which objects it is asked for. */
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'parity-gate-processes-'))
  const real = execFileSync('sh', ['-c', 'command -v git'], { encoding: 'utf8' }).trim()
  const script = [
    '#!/bin/sh',
    `echo "$@" >> '${folder}/calls'`,
    `case "$*" in *' cat-file --batch '*) tee -a '${folder}/objects' | '${real}' "$@" ;; *) exec '${real}' "$@" ;; esac`
  ]
  writeFileSync(join(folder, 'git'), `${script.join('\n')}\n`)
  chmodSync(join(folder, 'git'), 0o755)
})

afterEach(() => {
  process.env['PATH'] = path
  rmSync(folder, { recursive: true, force: true })
})

const linesIn = (name: string): readonly string[] => (existsSync(join(folder, name)) ? readFileSync(join(folder, name), 'utf8').split('\n').filter((each) => each !== '') : [])

/** Judges HEAD against the commit before it: the calls of git by their verbs, and the objects that were read. */
async function observe(directory: string): Promise<{ readonly status: number; readonly calls: Readonly<Record<string, number>>; readonly objects: readonly string[] }> {
  process.env['PATH'] = `${folder}:${path ?? ''}`
  const { status } = await command(directory, ['check', '--base', 'HEAD~1', '--head', 'HEAD'])
  process.env['PATH'] = path
  const calls: Record<string, number> = {}
  for (const line of linesIn('calls')) {
    const verb = line.split(' ').filter((word) => !word.startsWith('--git-dir')).slice(0, 2).join(' ').replace(/^(rev-parse|ls-tree|diff-tree) .*/, '$1')
    calls[verb] = (calls[verb] ?? 0) + 1
  }
  return { status, calls, objects: linesIn('objects') }
}

/** A hundred applications in three environments, each overlay with a transformer's file and a link. */
function repository(): string {
  const files: Record<string, string> = { 'README.md': 'one\n' }
  const directory = newRepository()
  for (let at = 0; at < OVERLAYS / 3; at++) {
    const app = `apps/app-${at}`
    files[`${app}/base/kustomization.yaml`] = `resources: [settings.yaml]\nnamePrefix: n${at}-\n`
    files[`${app}/base/settings.yaml`] = `apiVersion: v1\nkind: ConfigMap\nmetadata: {name: settings}\ndata: {at: '${at}'}\n`
    for (const environment of ['dev', 'staging', 'prod']) {
      const overlay = `${app}/overlays/${environment}`
      files[`${overlay}/kustomization.yaml`] = `namespace: app-${at}-${environment}\nresources: [../../base, linked.yaml]\ntransformers: [labels.yaml]\n`
      files[`${overlay}/real.yaml`] = `apiVersion: v1\nkind: ConfigMap\nmetadata: {name: more}\ndata: {at: '${at}'}\n`
      files[`${overlay}/labels.yaml`] = `apiVersion: builtin\nkind: LabelTransformer\nmetadata: {name: l}\nlabels: {at: a${at}}\nfieldSpecs: [{path: metadata/labels, create: true}]\n`
      mkdirSync(join(directory, overlay), { recursive: true })
      symlinkSync('real.yaml', join(directory, overlay, 'linked.yaml'))
    }
  }
  commit(directory, files)
  return directory
}

describe('git', () => {
  const directory = repository()
  const change = (files: Files): void => void commit(directory, files)

  test('is asked once for the files of all revisions and once for what differs, and in bulk for contents', async () => {
    change({ 'README.md': 'two\n' })
    const { status, calls, objects } = await observe(directory)
    expect(status).toBe(0)
    // Kustomizations and links; then the files of plugins that they name. The other revision has no others.
    expect(calls).toEqual({ 'rev-parse': 3, 'cat-file --batch-check=%(objectname)': 1, 'ls-tree': 1, 'diff-tree': 1, 'cat-file --batch': 2 })
    expect(objects).toHaveLength(new Set(objects).size)
    // Of each application a base, three overlays and the labels of all three; and what every link leads to.
    expect(objects).toHaveLength((OVERLAYS / 3) * 5 + 1)
  })

  test('reads nothing twice where an overlay changes', async () => {
    change({ 'apps/app-7/overlays/dev/real.yaml': `apiVersion: v1\nkind: ConfigMap\nmetadata: {name: more}\ndata: {at: other}\n` })
    const { calls, objects } = await observe(directory)
    expect(objects).toHaveLength(new Set(objects).size)
    // As before, and the manifests of what is built.
    expect(calls).toEqual({ 'rev-parse': 3, 'cat-file --batch-check=%(objectname)': 1, 'ls-tree': 1, 'diff-tree': 1, 'cat-file --batch': expect.any(Number) })
    expect(calls['cat-file --batch']).toBeLessThanOrEqual(4)
  })

  test('is left at the end', () => {
    expect(git(directory, 'status', '--porcelain')).toBe('')
    rmSync(directory, { recursive: true, force: true })
  })
})
