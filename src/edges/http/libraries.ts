// The libraries that speak HTTP, half of the bundle: one file of it for all of them, loaded when something is asked for.

export { GitHub, defaults, getOctokitOptions } from '@actions/github/lib/utils'
export { getProxyUrl, HttpClient } from '@actions/http-client'
export { retry } from '@octokit/plugin-retry'
export { throttling } from '@octokit/plugin-throttling'
