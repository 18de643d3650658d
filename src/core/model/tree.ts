// A revision's files as the stages see them: names and blob ids at once, text when asked.

export type TreeEntry = {
  /** Git's mode: 100644, 100755, 120000 (symbolic link), 160000 (submodule). */
  readonly mode: string
  /** Git's object id of the content; two equal ids are equal bytes. */
  readonly blob: string
}

export type Tree = {
  /** The commit or tree id; shown in reports. */
  readonly revision: string
  /** Every file, by its path relative to the repository's root, with `/`. Folders are not entries. */
  readonly entries: ReadonlyMap<string, TreeEntry>
  /** The file's text (UTF-8, undecodable bytes replaced), or undefined where there is no such file. */
  readonly text: (path: string) => string | undefined
}
