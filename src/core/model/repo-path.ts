// Paths inside the repository: relative, with `/`, never starting with `/`; '' is the root.

/** The folder of a file; '' for one in the root. */
export function folderOf(path: string): string {
  const slash = path.lastIndexOf('/')
  return slash < 0 ? '' : path.slice(0, slash)
}

/** What of a path has to be resolved, or written in another way. */
const UNRESOLVED = /(?:^|\/)\.{0,2}(?:\/|$)/

/** Joins and resolves `.` and `..` by text, as kustomize does; null where the result leaves the repository. */
export function joinPath(folder: string, entry: string): string | null {
  if (entry.startsWith('/')) return null
  // Nearly every entry is a name, or climbs first and then names something.
  let [above, at] = [folder, 0]
  for (; above !== '' && entry.startsWith('../', at); at += 3) above = folderOf(above)
  const rest = entry.slice(at)
  if (UNRESOLVED.test(rest) || (folder !== '' && UNRESOLVED.test(folder))) return resolved(`${folder}/${entry}`)
  return above === '' ? rest : `${above}/${rest}`
}

function resolved(path: string): string | null {
  const parts: string[] = []
  for (const part of path.split('/')) {
    if (part === '' || part === '.') continue
    if (part === '..') {
      if (parts.pop() === undefined) return null
    } else parts.push(part)
  }
  return parts.join('/')
}
