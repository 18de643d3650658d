// Ways to a kustomize that is not on the machine yet: the verified release, or a build by the Go toolchain.

import { createHash } from 'node:crypto'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { cleanEnvironment } from './clean-environment.ts'
import { download } from './download.ts'
import { whyNot } from './kustomize.ts'
import { guard } from '../files/leftovers.ts'
import { programsOnPath } from './program-path.ts'
import { archiveName, archiveUrl } from './release.ts'
import { runProgram } from './run-program.ts'
import { missing, type Attempt, type Environment, type Search } from './search.ts'
import { keepCopy, PROGRAM } from './tool-cache.ts'

/** The archives have about 6 MB. */
const ARCHIVE_BYTES = 64 * 2 ** 20
const UNPACK_MILLISECONDS = 60_000
const GO_MILLISECONDS = 600_000
const GO_OUTPUT_BYTES = 2 ** 20

/** Downloads an official release whose checksum is known, verifies it, and keeps it in the tool cache. */
export async function downloadRelease(search: Search, version: string): Promise<Attempt> {
  const { releases, sums, platform, connectionMilliseconds, stallMilliseconds } = search.settings
  const name = archiveName(version, platform)
  const sum = sums[name]
  if (sum === undefined) return missing(`no checksum of ${name} is known here, so it could not be verified`)
  const [tar] = programsOnPath('tar', search)
  if (tar === undefined) return missing('no tar on PATH to unpack it with')
  search.say(`downloading kustomize ${version} from ${releases}`)
  const archive = await download(archiveUrl(releases, version, platform), {
    connectionMilliseconds,
    stallMilliseconds,
    maxBytes: ARCHIVE_BYTES
  })
  if (archive.kind === 'failed') return missing(archive.reason)
  const actual = createHash('sha256').update(archive.bytes).digest('hex')
  if (actual !== sum) return missing(`${name} has the SHA-256 ${actual} instead of ${sum}; it was thrown away`)
  return keepCopy(search, version, 'download', async (folder) => {
    const file = join(folder, 'archive.tar.gz')
    writeFileSync(file, archive.bytes)
    const unpacked = await runProgram({
      command: tar,
      args: ['-xzf', file, '-C', folder, PROGRAM],
      environment: cleanEnvironment(search.environment.PATH, folder, folder),
      folder,
      milliseconds: UNPACK_MILLISECONDS,
      maxBytes: GO_OUTPUT_BYTES
    })
    rmSync(file)
    return unpacked.end === 'exit' && unpacked.exitCode === 0 ? null : `${name} could not be unpacked: ${whyNot(unpacked)}`
  })
}

/** Builds a version with Go, which verifies modules against the public checksum database. Takes about a minute. */
export async function installByGo(search: Search, version: string): Promise<Attempt> {
  const [go] = programsOnPath('go', search)
  if (go === undefined) return missing('no Go toolchain on PATH')
  const major = /^v(\d+)/.exec(version)?.[1] ?? ''
  const module = `sigs.k8s.io/kustomize/kustomize/v${major}@${version}`
  search.say(`building kustomize ${version} with go install; this takes about a minute, once`)
  const scratch = temporaryFolder(search.temporary)
  const remove = (): void => rmSync(scratch, { recursive: true, force: true, maxRetries: 3 })
  const release = guard(remove)
  try {
    return await keepCopy(search, version, 'go install', async (folder) => {
      const built = await runProgram({
        command: go,
        args: ['install', '-trimpath', '-ldflags=-s -w', module],
        environment: { ...goEnvironment(search.environment), GOBIN: folder, GOTMPDIR: scratch, TMPDIR: scratch },
        folder: scratch,
        milliseconds: GO_MILLISECONDS,
        maxBytes: GO_OUTPUT_BYTES
      })
      return built.end === 'exit' && built.exitCode === 0 ? null : `go install ${module} failed: ${whyNot(built)}`
    })
  } finally {
    release()
    remove()
  }
}

/** Where Go finds modules and keeps its caches, and no more: no flag, workspace or target of another build. */
const GO_VARIABLES: readonly string[] = [
  'PATH', 'HOME', 'XDG_CACHE_HOME', 'XDG_CONFIG_HOME', 'GOROOT', 'GOPATH', 'GOCACHE', 'GOMODCACHE', 'GOPROXY', 'GOSUMDB', 'GONOSUMDB',
  'GONOPROXY', 'GOPRIVATE', 'GOTOOLCHAIN', 'HTTP_PROXY', 'HTTPS_PROXY', 'NO_PROXY', 'http_proxy', 'https_proxy', 'no_proxy',
  'SSL_CERT_FILE', 'SSL_CERT_DIR'
]

function goEnvironment(environment: Environment): Record<string, string> {
  const kept = GO_VARIABLES.flatMap((name) => {
    const value = environment[name]
    return value === undefined || value === '' ? [] : [[name, value] as const]
  })
  return { ...Object.fromEntries(kept), CGO_ENABLED: '0', GOWORK: 'off', GOFLAGS: '' }
}

function temporaryFolder(parent: string): string {
  mkdirSync(parent, { recursive: true })
  return mkdtempSync(join(parent, 'go-'))
}
