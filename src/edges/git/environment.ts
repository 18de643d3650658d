// The environment that git runs in: what it needs to find the user's configuration and the network, and nothing else.

import { devNull } from 'node:os'

export type Environment = Readonly<Record<string, string>>

/** One line of git configuration, passed by environment so that it is in no file and on no command line. */
export type Setting = readonly [key: string, value: string]

/** Tokens and inputs of the runner (`GITHUB_TOKEN`, `ACTIONS_*`, `INPUT_*`) stay out because they are not named here. */
const KEPT = new RegExp(
  '^(?:' +
    [
      'PATH|HOME|USER|LOGNAME|XDG_CONFIG_HOME|TMPDIR|TEMP|TMP|SYSTEMROOT|USERPROFILE|APPDATA|LOCALAPPDATA|PROGRAMDATA|PATHEXT|COMSPEC',
      'HTTPS?_PROXY|NO_PROXY|ALL_PROXY|SSL_CERT_FILE|SSL_CERT_DIR|CURL_CA_BUNDLE|GIT_SSL_CAINFO|GIT_SSL_CAPATH|GIT_PROXY_SSL_CAINFO',
      'SSH_AUTH_SOCK|SSH_AGENT_PID|GIT_SSH|GIT_SSH_COMMAND|GIT_SSH_VARIANT|GIT_EXEC_PATH',
      'GIT_CONFIG_GLOBAL|GIT_CONFIG_SYSTEM|GIT_CONFIG_NOSYSTEM|GIT_CONFIG_COUNT|GIT_CONFIG_KEY_[0-9]+|GIT_CONFIG_VALUE_[0-9]+'
    ].join('|') +
    ')$',
  'i'
)

const ALWAYS: Environment = {
  // Messages are matched by their English words.
  LC_ALL: 'C',
  GIT_TERMINAL_PROMPT: '0',
  GCM_INTERACTIVE: 'never',
  GIT_OPTIONAL_LOCKS: '0',
  // A read must never reach for the network behind our back: a partial clone would write what it gets into the checkout.
  // The first is understood since git 2.44, the second by all.
  GIT_NO_LAZY_FETCH: '1',
  GIT_ALLOW_PROTOCOL: 'none'
}

const SAFE: readonly Setting[] = [
  ['core.hooksPath', devNull],
  ['core.fsmonitor', 'false'],
  ['core.askPass', ''],
  ['gc.auto', '0'],
  ['maintenance.auto', 'false'],
  ['protocol.ext.allow', 'never'],
  // A pull request can carry a folder that looks like a bare repository and brings its own configuration.
  ['safe.bareRepository', 'explicit']
]

/** For reading the user's checkout: the user's own configuration counts. `root` is trusted whoever owns it (containers). */
export function checkoutEnvironment(parent: NodeJS.ProcessEnv, root: string): Environment {
  const kept: Record<string, string> = {}
  for (const [name, value] of Object.entries(parent)) {
    if (value !== undefined && KEPT.test(name)) kept[name] = value
  }
  return withSettings({ ...kept, ...ALWAYS }, [...SAFE, ['safe.directory', root]])
}

/** For a private repository: no configuration but its own and ours. */
export function privateEnvironment(environment: Environment): Environment {
  const kept = Object.entries(environment).filter(([name]) => !name.startsWith('GIT_CONFIG_'))
  return withSettings({ ...Object.fromEntries(kept), GIT_CONFIG_GLOBAL: devNull, GIT_CONFIG_NOSYSTEM: '1' }, SAFE)
}

/** For the one kind of process that may use the network. */
export function networkEnvironment(environment: Environment): Environment {
  return Object.fromEntries(Object.entries(environment).filter(([name]) => name !== 'GIT_NO_LAZY_FETCH' && name !== 'GIT_ALLOW_PROTOCOL'))
}

/** Adds configuration after what the environment holds already; of single values, git takes the last. */
export function withSettings(environment: Environment, settings: readonly Setting[]): Environment {
  const held = Number(environment['GIT_CONFIG_COUNT'] ?? '0')
  const first = Number.isSafeInteger(held) && held >= 0 ? held : 0
  const added = settings.flatMap(([key, value], index): [string, string][] => [
    [`GIT_CONFIG_KEY_${first + index}`, key],
    [`GIT_CONFIG_VALUE_${first + index}`, value]
  ])
  return { ...environment, ...Object.fromEntries(added), GIT_CONFIG_COUNT: String(first + settings.length) }
}
