// What a repository's API tells: pages of listings, followed only as far as is asked for, checked to be lists before use.

import { fieldsOf, isFields, type Fields } from './json-fields.ts'
import { ITEMS_PER_PAGE, READ_ATTEMPT_MILLISECONDS } from './limits.ts'
import { NONSENSE, openOctokit, type Answer, type ClientTarget } from './octokit.ts'

export type Query = Readonly<Record<string, string | number>>

/** `complete` is false where more pages exist than were asked for. */
export type Listing = { readonly items: readonly Fields[]; readonly complete: boolean }

export type Reader = {
  /**
   * The items of a listing below `/repos/OWNER/NAME`. `key`: the field that holds them, or null where the answer is the list.
   * `enough`, called after each page, ends the walk early; the listing then counts as complete.
   */
  readonly list: (listing: {
    readonly path: string
    readonly query?: Query
    readonly key?: string
    readonly pages: number
    readonly enough?: (items: readonly Fields[]) => boolean
  }) => Promise<Answer<Listing>>
  readonly one: (path: string) => Promise<Answer<Fields>>
  /** A request that changes something and whose answer tells nothing. */
  readonly post: (path: string) => Promise<Answer<null>>
}

/** From 2026-03-10 on, answers have no `merge_commit_sha` (OpenAPI description, `x-github-breaking-changes`). */
const HEADERS = { 'x-github-api-version': '2022-11-28' }

/** Opens the budget: `milliseconds` for all requests together. `purpose` names it in the words of a failure. */
export async function openReader(target: ClientTarget, milliseconds: number, purpose: string): Promise<Reader> {
  const budget = { milliseconds, attempt: READ_ATTEMPT_MILLISECONDS, purpose }
  const { octokit, owner, repo, signal, answered } = await openOctokit(target, budget)
  const send = (method: 'GET' | 'POST', path: string, query: Query) =>
    answered(async () => {
      const response = await octokit.request(`${method} /repos/{owner}/{repo}${path}`, {
        owner,
        repo,
        ...query,
        headers: HEADERS,
        request: { signal }
      })
      const data: unknown = response.data
      return { data, link: response.headers.link ?? '' }
    })

  return {
    list: async ({ path, query = {}, key, pages, enough }) => {
      const items: Fields[] = []
      let next: Query | null = {}
      for (let page = 0; page < pages && next !== null; page += 1) {
        const answer = await send('GET', path, { ...query, per_page: ITEMS_PER_PAGE, ...next })
        if (!answer.ok) return answer
        const found = key === undefined ? answer.value.data : fieldsOf(answer.value.data)[key]
        if (!Array.isArray(found)) return NONSENSE
        items.push(...found.filter(isFields))
        next = nextPage(answer.value.link)
        if (enough?.(items) === true) next = null
      }
      return { ok: true, value: { items, complete: next === null } }
    },
    one: async (path) => {
      const answer = await send('GET', path, {})
      if (!answer.ok) return answer
      return isFields(answer.value.data) ? { ok: true, value: answer.value.data } : NONSENSE
    },
    post: async (path) => {
      const answer = await send('POST', path, {})
      if (!answer.ok) return answer
      // Octokit gives what is no JSON as text.
      return typeof answer.value.data === 'string' && answer.value.data.trim() !== '' ? NONSENSE : { ok: true, value: null }
    }
  }
}

/** Where the next page begins. Only the cursor is taken from the link: its address may be anybody's. */
function nextPage(link: string): Query | null {
  const address = /<([^<>]+)>;\s*rel="next"/.exec(link)?.[1]
  if (address === undefined || !URL.canParse(address)) return null
  const parameters = new URL(address).searchParams
  const cursor = ['page', 'after', 'before'].flatMap((name) => {
    const value = parameters.get(name)
    return value === null ? [] : [[name, value] as const]
  })
  return cursor.length === 0 ? null : Object.fromEntries(cursor)
}
