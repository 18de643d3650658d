// The documentation says what the code does: what can be made from it is made, what can be tried is tried.

import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { describe, expect, test } from '@jest/globals'
import { Ajv2020 } from 'ajv/dist/2020.js'
import { BUILT_IN_AXES } from '../../src/core/model/policy.ts'
import { RULE_KEYS } from '../../src/core/policy/environment-rules.ts'
import { POLICY_KEYS } from '../../src/core/policy/policy-key.ts'
import { readPolicy } from '../../src/core/policy/read-policy.ts'
import { STATUS_SCHEMA } from '../../src/core/report/board-json.ts'
import { newestKustomize } from '../support/kustomize.ts'
import { judge } from '../support/scenario.ts'
import { DIGESTS, overlay, SHOP } from '../support/shop.ts'
import { historyBlocks } from './history-blocks.ts'
import { blockIn, bookstore, inputTable, outputTable, picture, ROOT, withBlock, workflowBlock } from './blocks.ts'

const PAGES = ['README.md', 'CONTRIBUTING.md', 'CHANGELOG.md', 'docs/architecture.md', 'docs/configuration.md', 'docs/dependencies.md', 'docs/findings.md', 'docs/promotion.md', 'docs/status.md', 'docs/backtest.md', 'docs/benchmarks.md', 'examples/bookstore/README.md']

const page = (path: string): string => readFileSync(join(ROOT, path), 'utf8')

/** The body of the one fenced code block between two marks, without the indentation of a list around it. */
function codeIn(path: string, name: string): string {
  const fenced = /^( *)```\w*\n([\s\S]*?)^\1```$/m.exec(blockIn(page(path), name) ?? '')
  return (fenced?.[2] ?? '').replaceAll(new RegExp(`^${fenced?.[1] ?? ''}`, 'gm'), '')
}

describe('made parts (UPDATE_DOCS=1 writes them)', () => {
  test.each<[string, string, () => string | Promise<string>]>([
    ['README.md', 'picture', picture],
    ['README.md', 'workflow', () => workflowBlock('parity-gate')],
    ['README.md', 'soaked', () => workflowBlock('parity-gate-soaked')],
    ['README.md', 'inputs', inputTable],
    ['README.md', 'outputs', outputTable],
    ['README.md', 'board', async () => (await historyBlocks()).board],
    ['README.md', 'backtest', async () => (await historyBlocks()).backtest],
    ['docs/status.md', 'pin', async () => (await historyBlocks()).pin]
  ])('%s, %s', async (path, name, make) => {
    const made = await make()
    if (process.env['UPDATE_DOCS'] === '1') writeFileSync(join(ROOT, path), withBlock(page(path), name, made))
    expect(blockIn(page(path), name)).toBe(made)
  }, 120_000)

  test('the board as JSON holds its schema, which has every key of it', async () => {
    const schema = JSON.parse(page('docs/status.schema.json')) as object
    const validate = new Ajv2020({ allErrors: true, strict: true, allowUnionTypes: true }).compile(schema)
    const document = JSON.parse((await historyBlocks()).json) as Readonly<Record<string, unknown>>
    validate(document)
    expect(validate.errors).toBeNull()
    expect(schema).toMatchObject({ $id: STATUS_SCHEMA })
    for (const broken of [{ ...document, extra: 1 }, { ...document, time: null }, { ...document, environments: [{ name: 'dev' }] }]) {
      expect(validate(broken)).toBe(false)
    }
  }, 120_000)
})

describe('policies', () => {
  test.each([
    ['README.md', 'policy'],
    ['README.md', 'hotfix'],
    ['docs/configuration.md', 'policy'],
    ['docs/configuration.md', 'soak'],
    ['docs/configuration.md', 'signals'],
    ['docs/promotion.md', 'deny'],
    ['docs/promotion.md', 'ladder'],
    ['docs/promotion.md', 'flux'],
    ['docs/promotion.md', 'argocd']
  ])('%s, %s: is valid', (path, name) => {
    const text = codeIn(path, name)
    expect(text).toContain('version: 1')
    const reading = readPolicy({ inputs: {}, file: { path: 'policy.yaml', text } })
    expect(reading.kind === 'ok' ? [] : reading.findings.map(({ args }) => args)).toEqual([])
  })

  test('configuration.md explains every key and every built-in axis', () => {
    const text = page('docs/configuration.md')
    const rows = [...text.matchAll(/^\| \[?`([a-z-]+)`\]?/gm)].map((match) => match[1])
    expect(POLICY_KEYS.filter((key) => !rows.includes(key))).toEqual([])
    expect(RULE_KEYS.filter((key) => !rows.includes(key))).toEqual([])
    expect(BUILT_IN_AXES.filter((axis) => !rows.includes(axis))).toEqual([])
  })

  test("the README's way for a hotfix works, once it is merged", async () => {
    const policy = { '.github/parity-gate.yaml': codeIn('README.md', 'hotfix').replace('apps/catalog', 'apps/shop') }
    const hotfix = overlay('prod', DIGESTS.b)
    const today = '2026-11-20'
    expect((await judge({ before: SHOP, change: policy, today }, newestKustomize().command)).verdict).toBe('pass')
    expect((await judge({ before: SHOP, change: { ...policy, ...hotfix }, today }, newestKustomize().command)).verdict).toBe('fail')
    const report = await judge({ before: { ...SHOP, ...policy }, change: hotfix, today }, newestKustomize().command)
    expect(report.verdict).toBe('pass')
    expect(report.waivers).toMatchObject([{ source: 'policy', owner: 'on-call', findings: 1 }])
  })

  test("the README's inline waiver lets the drift through", async () => {
    const before = bookstore()
    const file = 'apps/bookstore/overlays/staging/kustomization.yaml'
    const change = { [file]: `${String(before[file])}\n${codeIn('README.md', 'inline-waiver')}` }
    const report = await judge({ before, change, today: '2026-11-20' }, newestKustomize().command)
    expect(report.verdict).toBe('pass')
    expect(report.waivers).toMatchObject([{ source: 'inline', reason: 'load test, CHG-1234', expires: '2026-12-31', findings: 3 }])
  })
})

describe('pages', () => {
  test.each(PAGES)('%s: every link leads somewhere', (path) => {
    const broken = [...page(path).replaceAll(/```[\s\S]*?```/g, '').matchAll(/\]\(([^)\s]+)\)/g)]
      .map((match) => match[1] ?? '')
      .filter((link) => !/^https?:/.test(link) && !leads(path, link))
    expect(broken).toEqual([])
  })

  test.each(PAGES.filter((path) => !['docs/findings.md', 'docs/backtest.md', 'docs/benchmarks.md'].includes(path)))('%s: lines of prose are of readable length', (path) => {
    const long = page(path)
      .replaceAll(/<!-- (picture|workflow|soaked|board|backtest) -->[\s\S]*?<!-- \/\1 -->/g, '')
      .split('\n')
      .filter((line) => line.length > 140 && !line.startsWith('|'))
    expect(long).toEqual([])
  })
})

function leads(from: string, link: string): boolean {
  const [path = '', anchor] = link.split('#')
  const target = path === '' ? from : join(dirname(from), path)
  if (!existsSync(join(ROOT, target))) return false
  return anchor === undefined || headings(page(target)).includes(anchor)
}

/** Anchors as GitHub makes them of headings: lower case, blanks to hyphens, punctuation dropped. */
function headings(text: string): readonly string[] {
  return [...text.matchAll(/^#+ (.+)$/gm)].map((match) => (match[1] ?? '').toLowerCase().replaceAll(/[^\p{L}\p{N} _-]/gu, '').replaceAll(' ', '-'))
}
