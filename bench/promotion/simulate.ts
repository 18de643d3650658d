// Half a year of commits to the benchmark's repository: images move up the ladder, settings change, some things are taken back.

import type { Random } from '../origin/random.ts'
import type { Commit } from '../repository.ts'
import type { Application, EnvironmentName, Pin, State } from './applications.ts'
import { baseFiles, createApplications, ENVIRONMENTS, firstState, newPin, overlayFile, overlayText } from './applications.ts'

/** From when on an environment has had a pin. */
export type Arrival = { readonly time: number; readonly pin: Pin }

export type Subject = {
  readonly application: Application
  readonly state: State
  /** Every pin of every component, oldest first. */
  readonly arrivals: Readonly<Record<EnvironmentName, readonly Arrival[][]>>
}

export type History = { readonly commits: readonly Commit[]; readonly subjects: readonly Subject[] }

export type Plan = { readonly applications: number; readonly commits: number; readonly from: number; readonly to: number }

/** Shares of commits; what is left builds a new image for dev. */
const SHARES = [
  ['suite', 0.05],
  ['notes', 0.04],
  ['settings', 0.06],
  ['limits', 0.03],
  ['replicas', 0.03],
  ['to staging', 0.21],
  ['to prod', 0.17],
  ['take back', 0.02]
] as const

const AUTHORS = ['Ada', 'Grace', 'Edsger', 'Barbara', 'Donald', 'release-bot']

/** The first commit holds everything; the others lie between `from` and `to`. */
export function simulate({ applications: count, commits: total, from, to }: Plan, random: Random): History {
  const subjects = createApplications(count, random).map((application): Subject => {
    const state = firstState(application, random)
    const start = (pins: readonly Pin[]): Arrival[][] => pins.map((pin) => [{ time: from, pin }])
    const { dev, staging, prod } = state.pins
    return { application, state, arrivals: { dev: start(dev), staging: start(staging), prod: start(prod) } }
  })
  const [suite, ...others] = subjects
  if (suite === undefined || others.length === 0) throw new Error('two applications are the least')
  const first: Record<string, string> = { 'README.md': '# Deployments\n' }
  for (const { application, state } of subjects) {
    Object.assign(first, baseFiles(application, state))
    for (const environment of ENVIRONMENTS) first[overlayFile(application, environment)] = overlayText(application, environment, state)
  }
  const commits: Commit[] = [{ time: from, author: 'Ada', subject: 'Begin', files: first }]
  const times = Array.from({ length: total - 1 }, () => from + 1 + random.below(to - from - 1)).sort((a, b) => a - b)
  let releases = 0
  let turn = 0

  const set = (subject: Subject, environment: EnvironmentName, component: number, pin: Pin, time: number): void => {
    subject.state.pins[environment][component] = pin
    subject.arrivals[environment][component]?.push({ time, pin })
  }
  const overlays = ({ application, state }: Subject, environments: readonly EnvironmentName[]): Record<string, string> =>
    Object.fromEntries(environments.map((environment) => [overlayFile(application, environment), overlayText(application, environment, state)]))
  const release = (subject: Subject, component: number, time: number): Omit<Commit, 'time' | 'author'> => {
    releases += 1
    const pin = newPin(`1.${Math.floor(releases / 100)}.${releases % 100}`, random)
    set(subject, 'dev', component, pin, time)
    return { subject: `${subject.application.components[component]}: ${pin.tag} in dev`, files: overlays(subject, ['dev']) }
  }
  const promote = (subject: Subject, from: EnvironmentName, target: EnvironmentName, component: number, time: number): Omit<Commit, 'time' | 'author'> | null => {
    const pin = subject.state.pins[from][component]
    if (pin === undefined || subject.state.pins[target][component]?.digest === pin.digest) return null
    set(subject, target, component, pin, time)
    return { subject: `Promote ${subject.application.components[component]} ${pin.tag} to ${target}`, files: overlays(subject, [target]) }
  }
  const one = (time: number): Omit<Commit, 'time' | 'author'> => {
    const subject = random.pick(others)
    const { application, state, arrivals } = subject
    const component = random.below(application.components.length)
    switch (kindOf(random)) {
      case 'suite': {
        // The first component's image reaches staging early and stays; the others come and go in the same file.
        turn += 1
        if (turn === 1) return release(suite, 0, time)
        if (turn === 2) return promote(suite, 'dev', 'staging', 0, time) ?? release(suite, 1, time)
        const part = 1 + (Math.floor(turn / 2) % (suite.application.components.length - 1))
        return (turn % 2 === 0 ? promote(suite, 'dev', 'staging', part, time) : null) ?? release(suite, part, time)
      }
      case 'notes':
        return { subject: 'Notes', files: { [`docs/${random.below(40)}.md`]: `${random.token()} ${random.token()}\n` } }
      case 'settings':
        state.settings.set(random.pick([...state.settings.keys()]), random.token())
        return { subject: `Tune ${application.name}`, files: baseFiles(application, state) }
      case 'limits':
        state.limits.cpu += 10 + random.below(50)
        return { subject: `More processor time for ${application.name}`, files: baseFiles(application, state) }
      case 'replicas': {
        const environment = random.pick(ENVIRONMENTS)
        state.replicas[environment] = 1 + ((state.replicas[environment] + random.below(5)) % 9)
        return { subject: `Scale ${application.name} in ${environment}`, files: overlays(subject, [environment]) }
      }
      case 'to staging':
        return promote(subject, 'dev', 'staging', component, time) ?? release(subject, component, time)
      case 'to prod':
        return promote(subject, 'staging', 'prod', component, time) ?? release(subject, component, time)
      case 'take back': {
        const environment = random.pick(['staging', 'prod'] as const)
        const earlier = arrivals[environment][component]?.at(-2)
        if (earlier === undefined) return release(subject, component, time)
        set(subject, environment, component, earlier.pin, time)
        return { subject: `Revert ${application.components[component]} to ${earlier.pin.tag} in ${environment}`, files: overlays(subject, [environment]) }
      }
      case 'release':
        return release(subject, component, time)
    }
  }
  for (const time of times) commits.push({ time, author: random.pick(AUTHORS), ...one(time) })
  return { commits, subjects }
}

function kindOf(random: Random): (typeof SHARES)[number][0] | 'release' {
  let left = random.next()
  for (const [kind, share] of SHARES) {
    left -= share
    if (left < 0) return kind
  }
  return 'release'
}
