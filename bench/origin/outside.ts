// What generated worlds need besides kustomize: a git repository for remote bases, and a small `helm`. All in one temporary folder.

import { execFileSync } from 'node:child_process'
import { chmodSync, mkdirSync, writeFileSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import process from 'node:process'
import type { Outside } from './generate.ts'
import { writeFiles } from './render.ts'

/**
 * A `helm` that knows what kustomize asks of it, `version` and `template`: it prints one resource whose `spec` is the last
 * values file word for word. What a template makes of values is the chart's affair; what the gate must know is which key of
 * which file a value came from, and that is the same here.
 */
const HELM = `#!/bin/sh
case "$1" in
  version) echo v3.15.0; exit 0 ;;
  template) shift ;;
  *) echo "this helm only knows version and template" >&2; exit 1 ;;
esac
name=
values=
while [ $# -gt 0 ]; do
  case "$1" in
    -f|--values) values=$2; shift ;;
    --namespace|--name-template|--kube-version) shift ;;
    -*) ;;
    *) [ -n "$name" ] || name=$1 ;;
  esac
  shift
done
printf 'apiVersion: example.com/v1\\nkind: Chart\\nmetadata:\\n  name: %s\\nspec:\\n' "$name"
sed 's/^/  /' "$values"
`

const IDENTITY = { GIT_AUTHOR_NAME: 'A', GIT_AUTHOR_EMAIL: 'a@example.com', GIT_COMMITTER_NAME: 'A', GIT_COMMITTER_EMAIL: 'a@example.com' }

/** Prepares both in a folder, and puts the `helm` in front of this process's PATH. */
export function prepareOutside(folder: string): Outside {
  const bin = join(folder, 'bin')
  mkdirSync(bin, { recursive: true })
  const helm = join(bin, 'helm')
  writeFileSync(helm, HELM)
  chmodSync(helm, 0o755)
  allowDisk(join(bin, 'git'))
  process.env.PATH = `${bin}${delimiter}${process.env.PATH ?? ''}`
  return { helm: true, remote: remoteRepository(join(folder, 'remote', 'bases')) }
}

/** Builds may fetch over the network alone; here what they fetch is on this disk. */
function allowDisk(git: string): void {
  const real = execFileSync('/bin/sh', ['-c', 'command -v git || true'], { encoding: 'utf8' }).trim()
  if (real === '') return
  writeFileSync(git, `#!/bin/sh\nGIT_ALLOW_PROTOCOL=file:http:https exec "${real}" "$@"\n`)
  chmodSync(git, 0o755)
}

function remoteRepository(directory: string): string | null {
  const git = (...args: readonly string[]): void => {
    execFileSync('git', [...args], { cwd: directory, stdio: 'pipe', env: { ...process.env, ...IDENTITY } })
  }
  try {
    mkdirSync(directory, { recursive: true })
    git('init', '-q', '-b', 'main')
    for (const branch of ['main', 'next']) {
      if (branch === 'next') git('checkout', '-q', '-b', branch)
      for (const base of ['one', 'two']) {
        writeFiles(join(directory, base), {
          'kustomization.yaml': 'resources:\n  - account.yaml\n  - quota.yaml\n',
          'account.yaml': `apiVersion: v1
kind: ServiceAccount
metadata:
  name: remote-${base}
  annotations:
    release: ${branch}
`,
          'quota.yaml': `apiVersion: v1
kind: ResourceQuota
metadata:
  name: remote-${base}
spec:
  hard:
    pods: "${branch === 'main' ? 10 : 20}"
`
        })
      }
      git('add', '-A')
      git('commit', '-q', '-m', branch)
    }
    return `file://${directory}`
  } catch {
    return null
  }
}
