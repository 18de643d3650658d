// Features that need more than kustomize: charts inflated by the benchmark's own small `helm`, remote bases in a repository on this disk.

import type { Feature } from './features.ts'

export function features({ remote, helm }: { readonly remote: string | null; readonly helm: boolean }): Readonly<Record<string, Feature>> {
  return {
    ...(helm ? { chartInline: chart('inline'), chartFile: chart('file') } : {}),
    ...(remote === null ? {} : { remoteOne: remoteBase(remote, 'one'), remoteTwo: remoteBase(remote, 'two') })
  }
}

function chart(how: 'inline' | 'file'): Feature {
  return (layout) => {
    const { word, random } = layout
    const name = word('chart')
    const layer = 'overlay'
    layout.file(layer, `charts/${name}/Chart.yaml`, `apiVersion: v2\nname: ${name}\nversion: 1.0.0\n`)
    layout.file(layer, `charts/${name}/values.yaml`, `tone: ${word('tone')}\nsize: ${10 + random.below(80)}\n`)
    // The benchmark's helm prints every value under its own key: see helm.mjs in README.md.
    const values = `mode: ${word('mode')}\nlimits:\n  upper: ${word('upper')}\n  lower: ${word('lower')}\ncount: ${100 + random.below(800)}`
    if (how === 'inline') {
      layout.entry(
        layer,
        'helmCharts',
        `name: ${name}\nreleaseName: ${name}\nvaluesInline:\n${values
          .split('\n')
          .map((line) => `  ${line}`)
          .join('\n')}`
      )
    } else {
      layout.file(layer, `${name}-values.yaml`, `${values}\n`)
      layout.entry(layer, 'helmCharts', `name: ${name}\nreleaseName: ${name}\nvaluesFile: ${name}-values.yaml`)
    }
  }
}

function remoteBase(url: string, folder: string): Feature {
  return (layout) => layout.entry(layout.random.pick(['overlay', 'base'] as const), 'resources', `${url}//${folder}?ref=main`)
}
