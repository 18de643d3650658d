// Worlds for promotion: each environment deploys manifests of its own, so that a scenario shows nothing but its images.

import type { Promotion } from '../../src/core/model/promotion.ts'
import type { Report } from '../../src/core/model/report.ts'
import { shortResourceId } from '../../src/core/model/resource.ts'
import type { Files } from './scenario.ts'
import { line } from './scenario.ts'

/** A digest of one letter (a to f) repeated. */
export function digest(letter: string): string {
  return `sha256:${letter.repeat(64)}`
}

/** `registry.example.com/shop:1@sha256:aaa…`; the tag may be another one, or none. */
export function shop(letter: string, tag = ':1'): string {
  return `registry.example.com/shop${tag}@${digest(letter)}`
}

/** A Deployment whose containers are named `c0`, `c1`, … in the order of their images. */
export function deployment(...images: readonly string[]): string {
  return deploymentOf(images.map((image, index) => `        - {name: c${index}, image: "${image}"}\n`).join(''))
}

/** A Deployment `shop` with these lines as its list of containers. */
export function deploymentOf(containers: string): string {
  return `apiVersion: apps/v1
kind: Deployment
metadata: {name: shop}
spec:
  selector: {matchLabels: {app: shop}}
  template:
    metadata: {labels: {app: shop}}
    spec:
      containers:
${containers}`
}

export const OVERLAY = 'resources: [../../base, app.yaml]\n'

/** `apps/shop/overlays/ENVIRONMENT` for each environment, all on one base and holding the manifests; null removes the overlay. */
export function overlays(manifests: Readonly<Record<string, string | null>>, application = 'shop'): Files {
  const base = `apps/${application}/base`
  const files: Record<string, string | null> = {
    [`${base}/kustomization.yaml`]: 'resources: [account.yaml]\n',
    [`${base}/account.yaml`]: `apiVersion: v1\nkind: ServiceAccount\nmetadata: {name: ${application}}\n`
  }
  for (const [environment, manifest] of Object.entries(manifests)) {
    const folder = `apps/${application}/overlays/${environment}`
    files[`${folder}/kustomization.yaml`] = manifest === null ? null : OVERLAY
    files[`${folder}/app.yaml`] = manifest
  }
  return files
}

/** `prod Deployment/shop c0 live in staging` or `prod Deployment/shop c0 not-live image-not-live`. */
export function promotionLine({ overlay, resource, container, decision, code, evidence }: Promotion): string {
  const place = [overlay.environment, overlay.variant].filter((part) => part !== null).join('/')
  const why = evidence === null ? [] : [`in ${evidence.environment}`]
  return [place, shortResourceId(resource), container, decision, ...why, ...(code === null ? [] : [code])].join(' ')
}

/** The verdict, what was decided about each image, and every finding that is no promotion's. */
export function decisions(report: Report): readonly string[] {
  const decided = new Set<string>(report.promotions.flatMap(({ code }) => code ?? []))
  return [report.verdict, ...report.promotions.map(promotionLine), ...report.findings.filter(({ code }) => !decided.has(code)).map(line)]
}
