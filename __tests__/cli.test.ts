// The command line on a real terminal and off one: util-linux's `script` makes a pseudo-terminal.

import { execFileSync, spawnSync } from 'node:child_process'
import { chmodSync, existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import process from 'node:process'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { newestKustomize } from './support/kustomize.ts'
import { deployment, overlays, shop } from './support/ladder.ts'
import type { OwnBundle } from './support/own-bundle.ts'
import { ownBundle } from './support/own-bundle.ts'
import { commit, newRepository } from './support/scenario.ts'

const SCRIPT = '/usr/bin/script'
const ERASE = '\r\u001b[2K'
const onTerminal = process.platform === 'linux' && existsSync(SCRIPT) ? it : it.skip
if (onTerminal === it.skip) process.stderr.write(`skipped: a terminal takes ${SCRIPT} of Linux\n`)

let folder = ''
let repository = ''
let cli: OwnBundle
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'cli-test-'))
  repository = newRepository()
  commit(repository, overlays({ dev: deployment(shop('a')), staging: deployment(shop('b')), prod: deployment(shop('c')) }))
  const real = newestKustomize().command
  writeFileSync(join(folder, 'kustomize'), `#!/bin/sh\n[ "$1" = version ] || sleep 0.4\nexec ${real} "$@"\n`)
  chmodSync(join(folder, 'kustomize'), 0o755)
  cli = await ownBundle('cli')
})
afterAll(() => {
  cli.remove()
  for (const path of [folder, repository]) rmSync(path, { recursive: true, force: true })
})

/** Everything that is written, in its order; on a terminal of so many columns. */
function written(columns: number, options: string, term = 'xterm'): string {
  const command = `stty cols ${columns}; '${process.execPath}' '${cli.main}' check --all --parallelism 1 --repo '${repository}' --kustomize '${folder}/kustomize' ${options}`
  const env = { ...process.env, TERM: term, NO_COLOR: '1' }
  return execFileSync(SCRIPT, ['-qec', command, '/dev/null'], { encoding: 'utf8', env, stdio: ['ignore', 'pipe', 'pipe'] }).replaceAll('\r\n', '\n').replaceAll(ERASE, '<erase>')
}

describe('progress', () => {
  onTerminal('is a line that is replaced, and gone before the results', () => {
    const text = written(80, '')
    expect(text).toMatch(/1 of 3 builds done, about \d s left<erase>2 of 3 builds done, about \d s left<erase>[^<]*pass/)
  })

  onTerminal('is never wider than the terminal', () => {
    const shown = written(16, '').match(/\d of \d[^<\n]*/g) ?? []
    expect(shown.slice(0, 2)).toEqual(['1 of 3 builds d', '2 of 3 builds d'])
  })

  onTerminal.each([['--quiet', 'xterm'], ['', 'dumb'], ['2> /dev/null', 'xterm']])('%s on a terminal of kind %s writes no escapes', (options, term) => {
    const text = written(80, options, term)
    expect(text).not.toContain('<erase>')
    expect(text).not.toContain('\u001b')
    expect(text).toContain('pass')
  })
})

describe('output that goes nowhere', () => {
  /** `to`: what the shell does with the output. */
  const check = (to: string): readonly string[] => {
    const command = `'${process.execPath}' '${cli.main}' check --all --quiet --repo '${repository}' --kustomize '${folder}/kustomize'`
    const { stdout, stderr } = spawnSync('sh', ['-c', to.replace('CHECK', `{ ${command}; echo "status $?" >&2; }`)], { encoding: 'utf8' })
    return [stdout, stderr]
  }

  it('does not matter to who has seen enough', () => {
    expect(check('CHECK | true')).toEqual(['', 'status 0\n'])
  })

  const whereFull = existsSync('/dev/full') ? it : it.skip
  if (whereFull === it.skip) process.stderr.write('skipped: a full disk takes /dev/full of Linux\n')
  whereFull('is an error where it is lost', () => {
    const words = 'error: the output cannot be written: the disk is full\n  help: Make room where it goes, or write it elsewhere, and run again.\n'
    expect(check('CHECK > /dev/full')).toEqual(['', `${words}status 2\n`])
  })
})
