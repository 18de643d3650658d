// A revision's files as the stages see them: names and blob ids at once, text when asked.

export type TreeEntry = {
  /** Git's mode: 100644, 100755, 120000 (symbolic link), 160000 (submodule). */
  readonly mode: string
  /** Git's object id of the content; two equal ids are equal bytes. */
  readonly blob: string
}

/** Git's modes that are not ordinary files. */
export const LINK_MODE = '120000'
export const SUBMODULE_MODE = '160000'

/** Whether it is a file with a content of its own: no link, no submodule. */
export function isOrdinary(entry: TreeEntry | null | undefined): boolean {
  return entry?.mode.startsWith('100') === true
}

export type Tree = {
  /** The commit or tree id; shown in reports. */
  readonly revision: string
  /** Every file, by its path relative to the repository's root, with `/`. Folders are not entries. */
  readonly entries: ReadonlyMap<string, TreeEntry>
  /** The file's text (UTF-8, undecodable bytes replaced; longer than any limit allows and blank where the file is), or undefined where there is none. */
  readonly text: (path: string) => string | undefined
}

/** The contents of the files and links at some paths; what is not there, or a submodule, has none. */
export function blobsAt({ entries }: Pick<Tree, 'entries'>, paths: readonly string[]): readonly string[] {
  return paths.flatMap((path) => {
    const entry = entries.get(path)
    return entry === undefined || entry.mode === SUBMODULE_MODE ? [] : [entry.blob]
  })
}

/** The paths at which two trees do not have the same file: another content or mode, or none. Worked out once for two trees. */
export function differingPaths(a: Tree, b: Tree): ReadonlySet<string> {
  const known = DIFFERING.get(a)?.get(b) ?? DIFFERING.get(b)?.get(a)
  if (known !== undefined) return known
  const paths = findDiffering(a, b)
  const others = DIFFERING.get(a) ?? new WeakMap<Tree, ReadonlySet<string>>()
  DIFFERING.set(a, others.set(b, paths))
  return paths
}

const DIFFERING = new WeakMap<Tree, WeakMap<Tree, ReadonlySet<string>>>()

function findDiffering(a: Tree, b: Tree): ReadonlySet<string> {
  const paths = new Set<string>()
  let common = 0
  a.entries.forEach((entry, path) => {
    const other = b.entries.get(path)
    if (other !== undefined) common += 1
    if (other === entry) return
    if (other?.blob !== entry.blob || other.mode !== entry.mode) paths.add(path)
  })
  if (common < b.entries.size) for (const path of b.entries.keys()) if (!a.entries.has(path)) paths.add(path)
  return paths
}
