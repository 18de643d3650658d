// Paths inside the repository: relative, with `/`, never starting with `/`; '' is the root.

/** The folder of a file; '' for one in the root. */
export function folderOf(path: string): string {
  const slash = path.lastIndexOf('/')
  return slash < 0 ? '' : path.slice(0, slash)
}

/** Joins and resolves `.` and `..` by text, as kustomize does; null where the result leaves the repository. */
export function joinPath(folder: string, entry: string): string | null {
  if (entry.startsWith('/')) return null
  const parts: string[] = []
  for (const part of [...folder.split('/'), ...entry.split('/')]) {
    if (part === '' || part === '.') continue
    if (part === '..') {
      if (parts.pop() === undefined) return null
    } else parts.push(part)
  }
  return parts.join('/')
}
