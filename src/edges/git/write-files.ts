// Writes files of a revision into a folder, and never outside of it.

import { closeSync, constants, lstatSync, mkdirSync, openSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { UserError } from '../../core/model/error.ts'
import { LINK_MODE, SUBMODULE_MODE, type Tree, type TreeEntry } from '../../core/model/tree.ts'
import type { Blobs } from './blobs.ts'

const EXECUTABLE = '100755'
/** Linux' PATH_MAX: a longer target leads nowhere. */
const LONGEST_TARGET = 4096

type WantedFile = { readonly path: string; readonly entry: TreeEntry }

/**
 * Writes the named files of the tree below `directory`, which exists. Names that the tree does not have, submodules and
 * links that could lead out of the folder are left out. UserError `usage` for a path that no honest tree holds.
 */
export async function writeFiles(blobs: Blobs, tree: Tree, paths: readonly string[], directory: string): Promise<void> {
  const root = realpathSync(directory)
  const wanted = [...new Set(paths)].flatMap((path): WantedFile[] => {
    const entry = tree.entries.get(path)
    return entry === undefined || entry.mode === SUBMODULE_MODE ? [] : [{ path, entry }]
  })
  wanted.forEach(({ path }) => requireInside(path))
  const byBlob = new Map<string, WantedFile[]>()
  for (const file of wanted) byBlob.set(file.entry.blob, [...(byBlob.get(file.entry.blob) ?? []), file])
  const links: { readonly path: string; readonly target: string }[] = []
  const makeFolderOf = folderMaker(root)
  await blobs.read([...byBlob.keys()], (blob, content) => {
    for (const { path, entry } of byBlob.get(blob) ?? []) {
      if (entry.mode === LINK_MODE) {
        if (content !== null) links.push({ path, target: content.toString('utf8', 0, LONGEST_TARGET + 1) })
        continue
      }
      // The bounds on sources let none of these through; one that is left out would render as something else.
      if (content === null) throw unwritable(path)
      makeFolderOf(path)
      writeFile(join(root, path), content, entry.mode === EXECUTABLE ? 0o755 : 0o644)
    }
  })
  // Links come last, so that no file is written through one.
  for (const { path, target } of links) {
    if (!staysInside(path, target)) continue
    makeFolderOf(path)
    rmSync(join(root, path), { force: true })
    symlinkSync(target, join(root, path))
  }
}

/**
 * Whether a link's target stays below the folder, whatever the links on its way are: `..` may stand only at its beginning,
 * where the folders above are known to be real ones.
 */
export function staysInside(path: string, target: string): boolean {
  if (target === '' || target.length > LONGEST_TARGET || target.startsWith('/') || /[\0\\]/.test(target)) return false
  const parts = target.split('/').filter((part) => part !== '' && part !== '.')
  const ups = parts.findIndex((part) => part !== '..')
  const leading = ups < 0 ? parts.length : ups
  return !parts.slice(leading).includes('..') && leading <= path.split('/').length - 1
}

function requireInside(path: string): void {
  const parts = path.split(process.platform === 'win32' ? /[/\\:]/ : '/')
  const bad = path.includes('\0') || parts.some((part) => part === '' || part === '.' || part === '..' || part.toLowerCase() === '.git')
  if (bad) throw unwritable(path)
}

/** Makes the folders of a path one by one, so that none of them is made behind a link. */
function folderMaker(root: string): (path: string) => void {
  const made = new Set<string>([root])
  const make = (folder: string, path: string): void => {
    if (made.has(folder)) return
    make(dirname(folder), path)
    const found = lstatSync(folder, { throwIfNoEntry: false })
    if (found === undefined) mkdirSync(folder)
    else if (!found.isDirectory()) throw unwritable(path)
    made.add(folder)
  }
  return (path) => make(dirname(join(root, path)), path)
}

function writeFile(file: string, content: Buffer, mode: number): void {
  // Windows has no such flag.
  const noLinks = process.platform === 'win32' ? 0 : constants.O_NOFOLLOW
  const handle = openSync(file, constants.O_WRONLY | constants.O_CREAT | constants.O_TRUNC | noLinks, mode)
  try {
    writeFileSync(handle, content)
  } finally {
    closeSync(handle)
  }
}

function unwritable(path: string): UserError {
  return new UserError('usage', `the revision holds a path that cannot be written: \`${path}\``, {
    help: 'Remove it from the repository, or what stands in its way: `git fsck` shows names that git itself refuses.',
    file: path
  })
}
