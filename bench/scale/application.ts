// An application of the benchmark's repositories: its name, its shape and what its environments run.

import type { Random } from '../origin/random.ts'
import type { Shape } from './shape.ts'

export const ENVIRONMENTS = ['dev', 'staging', 'prod'] as const

export type EnvironmentName = (typeof ENVIRONMENTS)[number]

export type Pin = { readonly tag: string; readonly digest: string }

export type Application = {
  readonly name: string
  readonly shape: Shape
  readonly port: number
  /** Occurs in no other application. */
  readonly token: string
  /** One for all workloads of an environment; no two environments run the same. */
  readonly pins: Readonly<Record<EnvironmentName, Pin>>
}

const SUBJECTS = ['basket', 'catalog', 'courier', 'invoice', 'ledger', 'mailer', 'offer', 'payment', 'profile', 'search', 'stock', 'ticket'] as const

export function createApplication(index: number, shape: Shape, random: Random): Application {
  const minor = 10 + random.below(80)
  return {
    name: `${random.pick(SUBJECTS)}-${String(index).padStart(4, '0')}`,
    shape,
    port: 3000 + random.below(5000),
    token: random.token(),
    pins: { dev: newPin(`2.${minor + 2}.0`, random), staging: newPin(`2.${minor + 1}.0`, random), prod: newPin(`2.${minor}.${random.below(9)}`, random) }
  }
}

function newPin(tag: string, random: Random): Pin {
  return { tag, digest: `sha256:${Array.from({ length: 64 }, () => random.below(16).toString(16)).join('')}` }
}

/** Names of its Deployments; the first one's is the application's. */
export function workloadsOf({ name, shape }: Application): readonly string[] {
  return Array.from({ length: shape.workloads }, (_, index) => (index === 0 ? name : `${name}-worker-${index}`))
}

/** The repository without tag and digest. */
export function imageOf(workload: string): string {
  return `registry.example.com/shop/${workload}`
}

export function overlayFolder({ name }: Pick<Application, 'name'>, environment: EnvironmentName): string {
  return `apps/${name}/overlays/${environment}`
}
