// The environment that kustomize and its probes get: what a build needs, and nothing that the runner knows.

import { delimiter, isAbsolute } from 'node:path'

/**
 * What git may fetch by, for kustomize: nothing of the machine itself. Where git reads a local folder, `?ref=--upload-pack=…` of a
 * remote base, which nobody has seen before it is fetched, would run a program.
 */
const GIT_PROTOCOLS = 'http:https:ssh'

/**
 * PATH without relative folders (they would lead into the judged tree), HOME and TMPDIR in the given folders. No token,
 * no input, no proxy: kustomize 4.5.4 copies a variable into the render when an env file names it without a value.
 */
export function cleanEnvironment(path: string | undefined, home: string, temporary: string): Record<string, string> {
  return { PATH: pathFolders(path).join(delimiter), HOME: home, TMPDIR: temporary, GIT_ALLOW_PROTOCOL: GIT_PROTOCOLS }
}

/** The absolute folders of a PATH, in its order, each once. */
export function pathFolders(path: string | undefined): readonly string[] {
  return [...new Set((path ?? '').split(delimiter).filter((folder) => isAbsolute(folder)))]
}
