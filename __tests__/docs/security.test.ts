// SECURITY.md names tests as proof: each must be there, by that name, and the rest must not say what other pages contradict.

import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from '@jest/globals'
import { ROOT } from './blocks.ts'

const page = (path: string): string => readFileSync(join(ROOT, path), 'utf8')
const SECURITY = page('SECURITY.md')

/** The cells of the table of a section, without its head. */
function rowsOf(text: string, heading: string): readonly (readonly string[])[] {
  const section = text.split(`## ${heading}\n`)[1]?.split(/^## /m)[0] ?? ''
  const lines = section.split('\n').filter((line) => line.startsWith('|'))
  return lines.slice(2).map((line) => line.slice(1, -1).split('|').map((cell) => cell.trim()))
}

const THREATS = rowsOf(SECURITY, 'Threat model').map((cells) => [cells[1] ?? '', cells] as const)

test.each(THREATS)('%s', (_, cells) => {
  expect(cells).toHaveLength(4)
  expect(cells.every((cell) => cell !== '')).toBe(true)
  const proof = cells[3] ?? ''
  const named = [...proof.matchAll(/`(__tests__\/[^`]+\.test\.ts)`: “([^”]+)”/g)]
  // Nothing in the cell but that.
  expect(named.map(([all]) => all).join('; ')).toBe(proof)
  for (const [, file = '', name = ''] of named) {
    expect(existsSync(join(ROOT, file))).toBe(true)
    const titles = [`'${name}'`, `"${name}"`, `\`${name}\``]
    expect(titles.some((title) => page(file).includes(`(${title}`) || page(file).includes(`  ${title}:`) || page(file).includes(`  ${title.slice(1, -1)}:`))).toBe(true)
  }
})

test('there are threats', () => {
  expect(THREATS.length).toBeGreaterThan(15)
})

test('the permissions are those of the README, and of the workflow to copy', () => {
  const names = (text: string): readonly string[] => rowsOf(text.replace(/^## Permissions, forks and bots$/m, '## Permissions'), 'Permissions').map(([first = '']) => first)
  expect(names(SECURITY)).toEqual(names(page('README.md')))
  const workflow = page('examples/workflows/parity-gate.yml')
  for (const [, permission = ''] of workflow.matchAll(/^ {6}([a-z-]+: (?:read|write)) #/gm)) expect(SECURITY).toContain(`\`${permission}\``)
})

test('it is linked, and its own links lead somewhere', () => {
  for (const path of ['README.md', 'CONTRIBUTING.md']) expect(page(path)).toContain('](SECURITY.md)')
  for (const [, target = ''] of SECURITY.matchAll(/\]\(([^)\s]+)\)/g)) {
    const [path = '', anchor = ''] = target.split('#')
    const text = path === '' ? SECURITY : page(path)
    const anchors = [...text.matchAll(/^#+ (.+)$/gm)].map(([, title = '']) => title.toLowerCase().replaceAll(/[^a-z0-9 -]/g, '').replaceAll(' ', '-'))
    if (anchor !== '') expect(anchors).toContain(anchor)
  }
})

test('it gives no address but the one of private reports, and pins as the README does', () => {
  expect(SECURITY).not.toMatch(/[\w.+-]+@[\w-]+\.[a-z]{2,}/)
  const pinned = /uses: (OWNER\/parity-gate@\S+ # \S+)/
  expect(pinned.exec(SECURITY)?.[1]).toBe(pinned.exec(page('README.md'))?.[1])
})
