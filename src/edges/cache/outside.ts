// The judged repository is only read: a cache has no place in its checkout.

import { realpathSync } from 'node:fs'
import { basename, dirname, join, relative, resolve, sep } from 'node:path'
import { UserError } from '../../core/model/error.ts'

/** UserError `config-invalid` where `directory`, with links resolved, is the folder `root` or lies in it. Neither needs to exist. */
export function refuseInside(root: string, directory: string): void {
  const way = relative(realPath(root), realPath(directory))
  if (way === '..' || way.startsWith(`..${sep}`) || resolve(way) === way) return
  throw new UserError('config-invalid', `the cache directory \`${directory}\` lies in the judged repository`, {
    help: 'nothing is written into the checkout: name a folder outside it, such as `${{ runner.temp }}/parity-gate-cache`'
  })
}

/** The path with the links resolved of as much of it as exists. */
function realPath(path: string): string {
  const absolute = resolve(path)
  try {
    return realpathSync(absolute)
  } catch {
    const parent = dirname(absolute)
    return parent === absolute ? absolute : join(realPath(parent), basename(absolute))
  }
}
