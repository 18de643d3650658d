// The shapes of applications: what their overlays use and how much, drawn as it is spread over public repositories.

import type { Random } from '../origin/random.ts'

/** Counts are for each overlay. */
export type Shape = {
  readonly size: 'small' | 'medium' | 'large'
  /** Each is a Deployment and its Service. */
  readonly workloads: number
  /** ConfigMaps beside them, to reach a number of resources. */
  readonly settings: number
  /** Files of strategic merge patches. */
  readonly patches: number
  /** A JSON 6902 patch in the kustomization itself. */
  readonly operations: boolean
  /** Uses the component that all applications of an environment share. */
  readonly component: boolean
  readonly configMapGenerator: boolean
  readonly secretGenerator: boolean
  readonly replicas: boolean
  readonly namePrefix: boolean
  readonly namespace: boolean
}

/**
 * Shares of overlays in five public repositories with 114 of them, nearer to the share of repositories where one of them has
 * nearly all the overlays. Rendered resources: two or three in two of three overlays, seven in a quarter, about 18 in the rest.
 */
const SHARES = {
  small: 0.65,
  medium: 0.25,
  strategicMerge: 0.55,
  operations: 0.1,
  component: 0.4,
  configMapGenerator: 0.3,
  secretGenerator: 0.15,
  replicas: 0.25,
  namePrefix: 0.15,
  namespace: 0.6
} as const

/** Files of patches where there are any: environment variables and resources; further ones where there is more to patch. */
const PATCHES = { small: 2, medium: 4, large: 6 } as const
const WORKLOADS = { small: 1, medium: 1, large: 4 } as const

export function drawShape(random: Random): Shape {
  const drawn = random.next()
  const size = drawn < SHARES.small ? 'small' : drawn < SHARES.small + SHARES.medium ? 'medium' : 'large'
  return {
    size,
    workloads: WORKLOADS[size],
    settings: 0,
    patches: random.chance(SHARES.strategicMerge) ? PATCHES[size] : 0,
    operations: random.chance(SHARES.operations),
    component: random.chance(SHARES.component),
    configMapGenerator: random.chance(SHARES.configMapGenerator),
    secretGenerator: random.chance(SHARES.secretGenerator),
    replicas: random.chance(SHARES.replicas),
    namePrefix: random.chance(SHARES.namePrefix),
    namespace: random.chance(SHARES.namespace)
  }
}

/** What the promotion is measured in: an application of middle size that uses what most use. */
export const USUAL_SHAPE: Shape = {
  size: 'medium',
  workloads: 1,
  settings: 0,
  patches: 4,
  operations: false,
  component: true,
  configMapGenerator: true,
  secretGenerator: false,
  replicas: true,
  namePrefix: false,
  namespace: true
}

/** For growth: half of the resources are workloads with their Services, the rest ConfigMaps; nothing but patches changes them. */
export function grownShape(resources: number, patches: number): Shape {
  const workloads = Math.max(1, Math.floor(resources / 4))
  return {
    size: 'small',
    workloads,
    settings: Math.max(0, resources - 2 * workloads),
    patches,
    operations: false,
    component: false,
    configMapGenerator: false,
    secretGenerator: false,
    replicas: false,
    namePrefix: false,
    namespace: true
  }
}
