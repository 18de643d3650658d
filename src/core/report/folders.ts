// Where the overlays of a run are, for help that names the folder to go to.

import type { Report } from '../model/report.ts'

/** The folder of an overlay; null where it is not known. The root is `.`. */
export type FolderOf = (application: string, environment: string, variant: string | null) => string | null

/** For words about a finding alone. */
export const nowhere: FolderOf = () => null

/** The folders that a report names. A variant that an environment lacks is looked up without it, where it has one overlay only. */
export function foldersOf(report: Report): FolderOf {
  const byPlace = new Map<string, string[]>()
  const add = (key: string, path: string): void => {
    const paths = byPlace.get(key) ?? []
    paths.push(path === '' ? '.' : path)
    byPlace.set(key, paths)
  }
  for (const application of report.applications) {
    for (const overlay of application.overlays) {
      add(JSON.stringify([application.name, overlay.environment]), overlay.path)
      add(JSON.stringify([application.name, overlay.environment, overlay.variant]), overlay.path)
    }
  }
  const only = (key: readonly (string | null)[]): string | null => {
    const paths = byPlace.get(JSON.stringify(key)) ?? []
    return paths.length === 1 ? (paths[0] ?? null) : null
  }
  return (application, environment, variant) => only([application, environment, variant]) ?? only([application, environment])
}
