// Bare repositories of our own that see the checkout's objects through alternates, so that nothing is written into the checkout.

import { copyFileSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Checkout } from './checkout.ts'

export type PrivateRepository = { readonly gitDir: string; readonly objects: string; readonly shallow: string }

/**
 * Writes an empty bare repository (what `git init --bare` makes, without a process) that also finds what is in the object
 * stores `alternates`. With `shallow`, the checkout's boundary is copied, so that git takes its missing history for cut off
 * and not for damaged.
 */
export function createPrivateRepository(
  gitDir: string,
  checkout: Checkout,
  options: { readonly alternates: readonly string[]; readonly shallow: boolean }
): PrivateRepository {
  const objects = join(gitDir, 'objects')
  mkdirSync(join(objects, 'info'), { recursive: true })
  mkdirSync(join(objects, 'pack'))
  mkdirSync(join(gitDir, 'refs'))
  writeFileSync(join(gitDir, 'HEAD'), 'ref: refs/heads/none\n')
  writeFileSync(join(gitDir, 'config'), configuration(checkout.objectFormat))
  writeFileSync(join(objects, 'info', 'alternates'), options.alternates.map((folder) => `${quoted(folder)}\n`).join(''))
  const shallow = join(gitDir, 'shallow')
  if (options.shallow && existsSync(checkout.shallow)) copyFileSync(checkout.shallow, shallow)
  return { gitDir, objects, shallow }
}

/** The commits at which the history that is here may be cut off: git hides their parents. A root can be among them. */
export function shallowCommits(repository: PrivateRepository): ReadonlySet<string> {
  if (!existsSync(repository.shallow)) return new Set()
  return new Set(readFileSync(repository.shallow, 'utf8').split('\n').filter((line) => line !== ''))
}

/** Puts back a boundary that shallowCommits gave. */
export function restoreShallow(repository: PrivateRepository, commits: ReadonlySet<string>): void {
  writeFileSync(repository.shallow, [...commits].map((commit) => `${commit}\n`).join(''))
}

function configuration(objectFormat: string): string {
  return objectFormat === 'sha1'
    ? '[core]\n\trepositoryformatversion = 0\n\tbare = true\n'
    : `[core]\n\trepositoryformatversion = 1\n\tbare = true\n[extensions]\n\tobjectformat = ${objectFormat}\n`
}

/** Git reads a line of `alternates` that starts with a quotation mark as a C string. */
function quoted(folder: string): string {
  return `"${folder.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n')}"`
}
