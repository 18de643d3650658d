import { describe, expect, test } from '@jest/globals'
import { chooseCases, spreadCases } from '../../../bench/promotion/cases.ts'
import { simulate } from '../../../bench/promotion/simulate.ts'
import { randomOf } from '../../../bench/origin/random.ts'

const DAY = 24 * 60 * 60
const TO = Date.parse('2026-11-20T12:00:00Z') / 1000
const plan = { applications: 20, commits: 2000, from: TO - 180 * DAY, to: TO }

describe('the history that the benchmark makes', () => {
  const { commits, subjects } = simulate(plan, randomOf('seed'))

  test('is the same for the same seed, and another for another', () => {
    expect(simulate(plan, randomOf('seed')).commits).toEqual(commits)
    expect(simulate(plan, randomOf('other')).commits).not.toEqual(commits)
  })

  test('has as many commits as asked, in order of time, each of which changes something', () => {
    expect(commits).toHaveLength(plan.commits)
    const files = new Map<string, string>()
    let time = 0
    for (const commit of commits) {
      expect(commit.time).toBeGreaterThanOrEqual(time)
      time = commit.time
      expect(Object.entries(commit.files).some(([path, text]) => files.get(path) !== text)).toBe(true)
      for (const [path, text] of Object.entries(commit.files)) files.set(path, text)
    }
    expect(time).toBeLessThan(plan.to)
    expect([...files.keys()].filter((path) => /^apps\/[^/]+\/overlays\/[^/]+\/kustomization\.yaml$/.test(path))).toHaveLength(60)
  })

  test('notes what each environment runs, as the files say it', () => {
    const files = Object.assign({}, ...commits.map((commit) => commit.files)) as Readonly<Record<string, string>>
    for (const { application, arrivals } of subjects) {
      for (const environment of ['dev', 'staging', 'prod'] as const) {
        const text = files[`apps/${application.name}/overlays/${environment}/kustomization.yaml`] ?? ''
        for (const all of arrivals[environment]) expect(text).toContain(all.at(-1)?.pin.digest)
      }
    }
  })

  test('has the cases, each a change of one prod overlay; the long stay is in the application with many images', () => {
    const cases = chooseCases(subjects, TO)
    expect(cases.map(({ expected }) => expected)).toEqual(['live', 'rollback', 'superseded', 'live'])
    for (const { application, files } of cases) expect(Object.keys(files)).toEqual([`apps/${application}/overlays/prod/kustomization.yaml`])
    expect(cases.at(-1)?.application).toBe('suite')
    expect(subjects[0]?.arrivals.staging[0]).toHaveLength(2)
    expect(spreadCases(subjects, TO, 2).length).toBeGreaterThanOrEqual(3)
  })
})
