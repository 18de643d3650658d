// GitHub's own OpenAPI description, reduced to the paths that the fake serves and kept between test runs.

import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import type { Document } from 'openapi-backend'

export const PATHS = [
  '/repos/{owner}/{repo}/check-runs',
  '/repos/{owner}/{repo}/check-runs/{check_run_id}',
  '/repos/{owner}/{repo}/check-runs/{check_run_id}/annotations',
  '/repos/{owner}/{repo}/commits/{ref}/check-runs',
  '/repos/{owner}/{repo}/commits/{ref}/statuses',
  '/repos/{owner}/{repo}/commits/{commit_sha}/pulls',
  '/repos/{owner}/{repo}/activity',
  '/repos/{owner}/{repo}/deployments',
  '/repos/{owner}/{repo}/deployments/{deployment_id}/statuses',
  '/repos/{owner}/{repo}/pulls',
  '/repos/{owner}/{repo}/actions/jobs/{job_id}',
  '/repos/{owner}/{repo}/actions/jobs/{job_id}/rerun',
  '/repos/{owner}/{repo}/actions/runs',
  '/repos/{owner}/{repo}/actions/runs/{run_id}/jobs',
  '/repos/{owner}/{repo}/actions/runs/{run_id}/rerun'
] as const

type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json }
type JsonMap = { readonly [key: string]: Json }

/** The whole description has 13 MB; the reduced one is read in a millisecond. Its name holds the version and the paths. */
export function githubDescription(): Document {
  const manifest = createRequire(import.meta.url).resolve('@octokit/openapi/package.json')
  const { version } = JSON.parse(readFileSync(manifest, 'utf8')) as { version: string }
  const key = createHash('sha256').update(JSON.stringify([version, PATHS, REVISION])).digest('hex').slice(0, 12)
  const cached = join(dirname(dirname(dirname(manifest))), '.cache', 'parity-gate', `github-${version}-${key}.json`)
  if (existsSync(cached)) return JSON.parse(readFileSync(cached, 'utf8')) as Document
  const whole = JSON.parse(readFileSync(join(dirname(manifest), 'generated', 'api.github.com.json'), 'utf8')) as JsonMap
  const reduced = JSON.stringify(reduce(whole))
  mkdirSync(dirname(cached), { recursive: true })
  // Tests run side by side: a reader must never see half a file.
  writeFileSync(`${cached}.${process.pid}`, reduced)
  renameSync(`${cached}.${process.pid}`, cached)
  return JSON.parse(reduced) as Document
}

/** Counted up when `reduce` changes. */
const REVISION = 1

function reduce(whole: JsonMap): JsonMap {
  const paths: Record<string, Json> = {}
  for (const path of PATHS) {
    const item = map(whole['paths'])[path]
    if (item === undefined) throw new Error(`GitHub's description has no ${path}`)
    paths[path] = repaired(item)
  }
  const components: Record<string, Record<string, Json>> = {}
  const queue: Json[] = Object.values(paths)
  for (let next = queue.pop(); next !== undefined; next = queue.pop()) {
    for (const reference of referencesOf(next)) {
      const [, , section = '', name = ''] = reference.split('/')
      const group = (components[section] ??= {})
      if (group[name] !== undefined) continue
      const found = map(map(whole['components'])[section])[name]
      if (found === undefined) throw new Error(`GitHub's description has no ${reference}`)
      group[name] = repaired(found)
      queue.push(group[name])
    }
  }
  return { openapi: whole['openapi'] ?? '3.0.3', info: whole['info'] ?? {}, paths, components }
}

function referencesOf(value: Json): readonly string[] {
  if (Array.isArray(value)) return (value as readonly Json[]).flatMap(referencesOf)
  if (value === null || typeof value !== 'object') return []
  return Object.entries(value as JsonMap).flatMap(([key, inner]) => (key === '$ref' && typeof inner === 'string' ? [inner] : referencesOf(inner)))
}

/** Examples are left out (large). `nullable` is rewritten where JSON Schema would trip: without a type, or beside an enum. */
function repaired(value: Json): Json {
  if (Array.isArray(value)) return (value as readonly Json[]).map(repaired)
  if (value === null || typeof value !== 'object') return value
  const copy: Record<string, Json> = {}
  for (const [key, inner] of Object.entries(value as JsonMap)) {
    const isText = key === 'examples' || key === 'example'
    if (isText && (value as JsonMap)['properties'] === undefined && !isProperties(value as JsonMap)) continue
    copy[key] = repaired(inner)
  }
  if (copy['nullable'] !== true) return copy
  if (Array.isArray(copy['enum'])) copy['enum'] = [...(copy['enum'] as readonly Json[]), null]
  if (copy['type'] !== undefined) return copy
  delete copy['nullable']
  return { anyOf: [copy, { type: 'string', enum: [null], nullable: true }] }
}

/** A map from property names to schemas may have a property that is called `example`. */
function isProperties(value: JsonMap): boolean {
  return typeof value['example'] === 'object' && value['type'] === undefined && value['schema'] === undefined
}

function map(value: Json | undefined): JsonMap {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw new Error('not a mapping')
  return value as JsonMap
}
