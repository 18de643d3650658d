// Lines behind what is not in the repository: charts and remote bases. What they print is found by experiment, what is written into it is not.

import { text } from '../../support/text.ts'
import type { Row } from './row.ts'

const CHART = { 'charts/shop/Chart.yaml': 'apiVersion: v2\nname: shop\nversion: 1.0.0\n', 'charts/shop/values.yaml': 'tone: red\n' }

/** Charts: the `helm` in PATH prints one resource `Chart`, whose `spec` is the values word for word. */
export const charts: readonly Row[] = [
  {
    name: 'a key of valuesInline',
    files: {
      ...CHART,
      'kustomization.yaml': text`
        helmCharts:
        - name: shop
          releaseName: shop
          valuesInline:
            mode: fast # <- here
            upper: 7
      `
    },
    staging: 'mode: slow',
    finding: 'Chart/shop /spec/mode',
    confirmed: true
  },
  {
    name: 'a key of a values file',
    files: {
      ...CHART,
      'kustomization.yaml': text`
        helmCharts:
        - name: shop
          releaseName: shop
          valuesFile: values.yaml
      `,
      'values.yaml': text`
        mode: fast
        limits:
          upper: 7 # <- here
      `
    },
    staging: 'upper: 8',
    finding: 'Chart/shop /spec/limits/upper',
    confirmed: true
  },
  {
    name: 'an annotation that every resource gets, those of charts too',
    files: {
      ...CHART,
      'kustomization.yaml': text`
        helmCharts:
        - {name: shop, releaseName: shop}
        commonAnnotations:
          owner: shop # <- here
      `
    },
    staging: 'owner: other',
    finding: 'Chart/shop /metadata/annotations/owner'
  }
]

/** Remote bases in the repository at an address, which has the folders `one` and `two`, and the branches `main` and `next`. */
export function remotes(address: string): readonly Row[] {
  return [
    {
      name: 'a remote base at another revision: its entry',
      files: {
        'kustomization.yaml': text`
          resources:
          - ${address}//one?ref=next # <- here
        `
      },
      staging: `- ${address}//one?ref=main`,
      finding: 'ServiceAccount/remote-one /metadata/annotations/release'
    },
    {
      name: 'a remote base that only prod has: its entry',
      files: {
        'kustomization.yaml': text`
          resources:
          - ${address}//one?ref=main
          - ${address}//two?ref=main # <- here
        `
      },
      staging: null,
      finding: 'ServiceAccount/remote-two',
      confirmed: true
    },
    {
      name: 'a patch over what a remote base brings',
      files: {
        'kustomization.yaml': text`
          resources:
          - ${address}//one?ref=main
          patches:
          - patch: |-
              apiVersion: v1
              kind: ServiceAccount
              metadata:
                name: remote-one
                annotations:
                  release: mine # <- here
        `
      },
      staging: 'release: theirs',
      finding: 'ServiceAccount/remote-one /metadata/annotations/release'
    },
    {
      name: 'a label that every resource gets, those of remote bases too',
      files: {
        'kustomization.yaml': text`
          resources:
          - ${address}//one?ref=main
          labels:
          - pairs:
              team: red # <- here
        `
      },
      staging: 'team: blue',
      finding: 'ServiceAccount/remote-one /metadata/labels/team'
    }
  ]
}
