// Policy files, valid and invalid, that the decoder and the published schema must both judge alike.

const D = 'sha256:' + '0123456789abcdef'.repeat(4)

/** The example of the documentation. */
export const EXAMPLE = `version: 1
environments:
  - name: dev
  - name: staging
    aliases: [stg]
  - name: prod
    after: [staging]            # default: the environment before it; a list means all of them; \`after-any: [...]\`
    soak: 24h
    superseded: allow           # image was live before and has been replaced there: allow | warn | deny
    fan-out: allow              # image already live in a sibling variant of this environment: allow | deny
    introduction: warn          # an image repository that no environment of the application had: allow | warn | deny
    evidence: declared          # declared: git says so | reported: a status, check or deployment says so too
    signals:                    # what reports about this environment; else names that hold its word
      statuses: [kustomization/shop-prod*]
      deployments: [production]
overlays:
  - apps/{app}/overlays/{env}
  - apps/{app}/overlays/{env}/{region}
promotion-key: digest
existing-drift: fail
allowed-axes:
  - image
  - replicas
  - secret-path
  - name: ingress-host
    resources: [Ingress]        # Kind, Kind.group, Kind/name; globs allowed
    paths: [/spec/rules/*/host, /spec/tls/*/hosts/*]   # '' is the resource itself: it may exist on one side only
    values: '^[a-z-]+\\.{env}\\.example\\.com$'   # optional bound; {env} is the environment's own name or alias
    between: [staging, prod]    # optional: only this pair
waivers:
  - application: apps/catalog   # optional selectors: application, environments, resource, path, code
    resource: ConfigMap/app-config
    path: /data/FEATURE_X
    reason: gradual rollout, CHG-1234
    owner: team-catalog
    expires: 2026-12-31         # required; an expired waiver no longer waives
inline-waivers: true            # true | base (only those already merged) | false
denied-images:
  - digest: ${D}
    reason: CVE-2026-0001
    expires: 2027-01-31
exempt-images: [docker.io/istio/*, busybox]
suspect: warn                   # a digest that was rolled back out of an environment: warn | deny
history: 180d                   # how far back the ledger looks
placeholders:                   # inputs that are not in the repository (git-ignored .env, private submodule)
  - path: environments/*/.env.api.secret
    content: "TOKEN=placeholder\\n"
image-fields:                   # where else images are named; containers and HelmRelease values are known
  - resources: [CatalogSource.operators.coreos.com]
    paths: [/spec/image]
limits:                         # defaults shown; a finding names the one that was reached
  build-seconds: 120
  total-seconds: 900
  output-megabytes: 64
  memory-megabytes: 4096
  confirm-seconds: 5
`

const multiply = (of: string, into: string): string => `  - &${into} [${Array(12).fill(`*${of}`).join(', ')}]\n`
const v = (rest: string): string => `version: 1\n${rest}`

export const VALID: Readonly<Record<string, string>> = {
  'the example': EXAMPLE,
  'the version alone': v(''),
  'JSON': '{"version": 1, "environments": ["dev", "prod"]}',
  'environments as words': v('environments: [dev, staging=stg|stage, prod]\n'),
  'after as one word': v('environments: [dev, staging, {name: prod, after: dev}]\n'),
  'after by alias': v('environments:\n  - dev\n  - {name: staging, aliases: [stg]}\n  - {name: prod, after-any: [stg, dev]}\n'),
  'no axis at all': v('allowed-axes: []\n'),
  'a custom axis in quotes': v("allowed-axes: ['Ingress: /spec/rules/*/host', 'Rollout.argoproj.io/web-*: /spec/strategy/**']\n"),
  'a custom axis without quotes': v('allowed-axes:\n  - Ingress: /spec/rules/*/host\n'),
  'an axis over whole resources': v("allowed-axes:\n  - {name: tools, resources: [Job/debug-*], paths: ['']}\n"),
  'promotion by tag': v('promotion-key: tag\n'),
  'promotion by expression': v("promotion-key: '/-([0-9a-f]{8})$/'\n"),
  'anchors': v('waivers:\n  - &w {reason: a, expires: 2026-12-31}\n  - *w\n'),
  'inline waivers of the base': v('inline-waivers: base\n'),
  'a host with a port': v('allow-remote: [github.com, "git.example.com:8443"]\n'),
  'an image of a registry with a port': v('exempt-images: ["registry:5000/tools/*"]\n'),
  'an upper case digest': v(`denied-images: [{digest: ${D.toUpperCase().replace('SHA256', 'sha256')}, reason: a}]\n`),
  'a waiver of everything in one application': v('waivers:\n  - {application: apps/*, path: "", reason: move, expires: 2026-02-28}\n'),
  'soak for all': v('soak: 1d12h\n'),
  'soak for all and for one': v('soak: |\n  24h,\n  prod = 48h\n'),
  'soak with empty parts': v('soak: ", 1h,, prod=2h,"\n'),
  'soak as a list': v('soak: [24h, prod=48h]\n'),
  'soak as a mapping': v('soak:\n  staging: 30m\n  prod: 24h\n'),
  'soak by alias': v('environments: [dev, prod=live]\nsoak: {live: 2h}\n'),
  'a longer look-back': v('history: 2w1d\n'),
  'a strict ladder': v(
    'suspect: deny\nenvironments:\n  - dev\n  - {name: prod, soak: 0s, evidence: reported, superseded: deny, fan-out: deny, introduction: deny}\n'
  ),
  'signals of one sort': v("environments: [dev, {name: prod, signals: {checks: ['deploy / prod *']}}]\n"),
  'comments and a byte order mark': '\uFEFF# policy\nversion: 1 # the only one\n'
}

/** Each with the place and the words of what must be said. */
export type Invalid = {
  readonly text: string
  /** `line:column problem` in order; parts of the problem are enough. */
  readonly says: readonly string[]
  /** What a schema cannot know. */
  readonly beyondSchema?: true
}

export const INVALID: Readonly<Record<string, Invalid>> = {
  'nothing': { text: '', says: ['1:1 empty'] },
  'a comment alone': { text: '# later\n', says: ['1:1 empty'] },
  'a list': { text: '- version: 1\n', says: ['1:1 must be a mapping'] },
  'no version': { text: 'existing-drift: fail\n', says: ['1:1 does not say its `version`'] },
  'another version': { text: 'version: 2\n', says: ['1:10 `version` must be `1`'] },
  'a version in quotes': { text: "version: '1'\n", says: ['1:10 `version` must be `1`'] },
  'an unknown key': { text: v('enviroments: [dev]\n'), says: ['2:1 unknown key `enviroments` in the policy file'] },
  'an input that is no key': { text: v('report-only: true\n'), says: ['2:1 `report-only` is an input of the Action'] },
  'an unknown key inside': {
    text: v('limits:\n  build-second: 5\n'),
    says: ['3:3 unknown key `build-second` in the limits']
  },
  'wrong types': {
    text: v('overlays: apps/{app}/{env}\nenable-helm: yes\nparallelism: "4"\nwaivers:\nexclude: {a: b}\n'),
    says: [
      '2:11 `overlays` must be a list of path patterns',
      '3:14 `enable-helm` must be `true` or `false`, not `yes`',
      '4:14 `parallelism` must be a whole number from 1 to 256, not `4`',
      '5:1 `waivers` must be a list of waivers, not empty',
      '6:10 `exclude` must be a list of globs, not a mapping'
    ]
  },
  'impossible values': {
    text: v('parallelism: 0\nexisting-drift: ignore\nload-restrictor: None\nlimits: {output-megabytes: 1.5}\n'),
    says: ['2:14 from 1 to 256, not `0`', '3:17 must be `fail` or `warn`', '4:18 must be `root-only` or `none`', '5:28 not `1.5`']
  },
  'no environment at all': { text: v('environments: []\n'), says: ['2:15 must name at least one environment'] },
  'an environment without a name': { text: v('environments:\n  - aliases: [x]\n'), says: ['3:5 an environment needs `name`'] },
  'an environment named by a number': {
    text: v('environments: [dev, 23]\n'),
    says: ['2:21 an item of `environments` must be text with a name, or a mapping, not `23`']
  },
  'an environment named by a path': { text: v('environments: [a/b, dev]\n'), says: ["2:16 `a/b` cannot be an environment's name"] },
  'an environment twice': {
    text: v('environments: [dev, prod, dev]\n'),
    says: ['2:27 environment `dev` is there twice'],
    beyondSchema: true
  },
  'aliases that clash': {
    text: v(
      'environments:\n  - {name: staging, aliases: [stg]}\n  - {name: stage, aliases: [stg]}\n  - {name: prod, aliases: [staging]}\n'
    ),
    says: ['4:5 alias `stg` of `stage` is already a name or alias of `staging`', '5:5 alias `staging` of `prod`'],
    beyondSchema: true
  },
  'after an unknown environment': {
    text: v('environments:\n  - dev\n  - name: prod\n    after: [stagin]\n'),
    says: ['5:12 `prod` comes after `stagin`, which does not exist'],
    beyondSchema: true
  },
  'a circle': {
    text: v('environments:\n  - name: dev\n    after: prod\n  - staging\n  - prod\n'),
    says: ['4:12 in a circle'],
    beyondSchema: true
  },
  'after itself': {
    text: v('environments:\n  - dev\n  - {name: prod, after: prod}\n'),
    says: ['4:25 in a circle: `prod` after `prod`'],
    beyondSchema: true
  },
  'after and after-any': {
    text: v('environments:\n  - dev\n  - name: prod\n    after: dev\n    after-any: [dev]\n'),
    says: ['6:16 either `after` or `after-any`']
  },
  'after nothing': { text: v('environments: [dev, {name: prod, after: []}]\n'), says: ['2:41 must name at least one'] },
  'an unknown axis': { text: v('allowed-axes: [image, replica]\n'), says: ['2:23 unknown axis `replica`'] },
  'a malformed axis': {
    text: v("allowed-axes:\n  - 'deployment: /spec/x'\n  - 'Ingress:/spec/a~2'\n  - Ingress/spec\n"),
    says: ['3:5 malformed axis `deployment: /spec/x`', '4:5 malformed axis', '5:5 malformed axis `Ingress/spec`']
  },
  'an axis twice': { text: v('allowed-axes: [image, image]\n'), says: ['2:23 axis `image` is there twice'], beyondSchema: true },
  'an axis with a built-in name': {
    text: v('allowed-axes:\n  - {name: image, resources: [Job], paths: [/spec]}\n'),
    says: ['3:12 `image` is the name of a built-in axis']
  },
  'an axis without places': {
    text: v('allowed-axes:\n  - {name: a, resources: [], paths: [spec/x]}\n  - {name: b}\n'),
    says: ['3:26 must hold at least one', '3:38 `spec/x` is no JSON Pointer', '4:5 needs `paths`', '4:5 needs `resources`']
  },
  'a bound that does not compile': {
    text: v("allowed-axes:\n  - {name: a, resources: [Job], paths: [/x], values: '({env}'}\n"),
    says: ['3:54 `({env}` is no regular expression: unterminated group'],
    beyondSchema: true
  },
  'a bound in the syntax of JavaScript': {
    text: v("allowed-axes:\n  - {name: a, resources: [Job], paths: [/x], values: '^(?!{env}).*$'}\n"),
    says: ['3:54 `^(?!{env}).*$` is no regular expression: RE2 has no such thing as a lookahead, `(?!`'],
    beyondSchema: true
  },
  'a bound that is too large with the words of an environment': {
    text: v(`environments: [dev, prod=${'p'.repeat(60)}]\nallowed-axes:\n  - {name: a, resources: [Job], paths: [/x], values: '^(?:{env}/){40}$'}\n`),
    says: ['4:5 axis `a`: its `values` is too large an expression with the words of `prod` for `{env}`'],
    beyondSchema: true
  },
  'between one': {
    text: v('allowed-axes:\n  - {name: a, resources: [Job], paths: [/x], between: [prod]}\n'),
    says: ['3:55 must name two different environments']
  },
  'between environments that do not exist': {
    text: v('environments: [dev, prod]\nallowed-axes:\n  - {name: a, resources: [Job], paths: [/x], between: [prod, stg]}\n'),
    says: ['4:5 axis `a` names the environment `stg`'],
    beyondSchema: true
  },
  'an expression without a group': {
    text: v('promotion-key: /-[0-9a-f]+/\n'),
    says: ['2:16 it has no group'],
    beyondSchema: true
  },
  'an expression that does not compile': { text: v('promotion-key: /(/\n'), says: ['2:16 unterminated group'], beyondSchema: true },
  'an expression in the syntax of JavaScript': {
    text: v("promotion-key: '/(a|b)-\\1$/'\n"),
    says: ['2:16 `/(a|b)-\\1$/` cannot be used: RE2 has no such thing as a back reference, `\\1`'],
    beyondSchema: true
  },
  'no promotion key': { text: v('promotion-key: sha\n'), says: ['2:16 must be `digest`, `tag` or `/regex/`'] },
  'waivers that lack something': {
    text: v('waivers:\n  - {application: a, expires: 2026-12-31}\n  - {reason: x}\n  - {reason: "", expires: 2026-12-31}\n'),
    says: ['3:5 a waiver needs `reason`', '4:5 a waiver needs `expires`', '5:14 `waivers.reason` must be text, not empty']
  },
  'dates that are none': {
    text: v('waivers:\n  - {reason: x, expires: 2026-02-30}\n  - {reason: x, expires: tomorrow}\n  - {reason: x, expires: 2026}\n'),
    says: ['3:26 `waivers.expires` must be a date, not `2026-02-30`', '4:26 not `tomorrow`', '5:26 not `2026`']
  },
  'a waiver of an unknown code': {
    text: v('waivers:\n  - {code: drift-valeu, reason: x, expires: 2026-12-31}\n'),
    says: ['3:12 there is no finding `drift-valeu`'],
    beyondSchema: true
  },
  'a waiver of an unknown resource': {
    text: v('waivers:\n  - {resource: configmap, reason: x, expires: 2026-12-31}\n'),
    says: ['3:16 `configmap` is no resource pattern']
  },
  'a malformed digest': {
    text: v('denied-images:\n  - {digest: "sha256:123", reason: x}\n  - {digest: abc}\n'),
    says: ['3:14 `sha256:123` is no digest', '4:5 a denied image needs `reason`', '4:14 `abc` is no digest']
  },
  'an exempt image with a tag': { text: v('exempt-images: ["busybox:1.36"]\n'), says: ['2:17 `busybox:1.36` is no image repository'] },
  'overlay patterns': {
    text: v('overlays:\n  - apps/{app}/prod\n  - /apps/{env}\n  - apps/{app}{env}\n  - apps/{env\n  - ../{env}\n'),
    says: ['3:5 `{env}` is missing', '4:5 no path inside', '5:5 two names side by side', '6:5 a brace', '7:5 no path inside']
  },
  'a URL as a host': { text: v('allow-remote: ["https://github.com"]\n'), says: ['2:16 `https://github.com` is no host'] },
  'a placeholder without content': { text: v('placeholders: [{path: a}]\n'), says: ['2:16 a placeholder needs `content`'] },
  'an image field that is the resource': {
    text: v("image-fields: [{resources: [Job], paths: ['']}]\n"),
    says: ["2:43 must be text with a JSON Pointer, not empty"]
  },
  'soak': {
    text: v(
      'environments: [dev, {name: qa, soak: 24}, {name: staging, soak: 181d}, {name: prod, soak: {prod: 1h}}]\nsoak: prod=1h, , prod=2h\n'
    ),
    says: [
      '2:38 `environments.soak` must be a duration such as `24h`, not `24`',
      '2:65 `environments.soak` must be a duration from `0s` to `180d`, not `181d`',
      '2:91 `environments.soak` must be a duration such as `24h`, not a mapping',
      '3:7 `soak` names the environment `prod` twice'
    ]
  },
  'soak that is no duration': { text: v('soak: 24\n'), says: ['2:7 `soak` must be a duration such as `24h`, or several such as `prod=24h`, not `24`'] },
  'soak of nothing': { text: v('soak: {}\n'), says: ['2:7 must be a duration such as `24h`, or several such as `prod=24h`, not a mapping'] },
  'soak that is a list of nothing': { text: v('soak: []\n'), says: ['2:7 not a list'] },
  'soak by environment': {
    text: v('soak:\n  prod: 1.5h\n  a b: 1h\n  qa: 1h30\n  uat: ~\n'),
    says: [
      '3:9 `soak.prod` must be a duration such as `24h`, not `1.5h`',
      "4:3 `soak`: `a b` cannot be an environment's name",
      '5:7 `soak.qa` must be a duration such as `24h`, not `1h30`',
      '6:3 `soak.uat` must be a duration such as `24h`, not empty'
    ]
  },
  'soak as text': { text: v('soak: "=1h"\n'), says: ["2:7 `soak` must be text with an environment's name, not empty"] },
  'soak without a duration': { text: v('soak: [prod=, 1]\n'), says: ['2:8 not empty', '2:15 must be a duration such as `24h`, not `1`'] },
  'soak without a comma': { text: v('soak: 1h prod=2h\n'), says: ["2:7 `soak`: `1h prod` cannot be an environment's name"] },
  'soak for all twice': {
    text: v('soak: [1h, prod=1h, 2h]\n'),
    says: ['2:21 `soak` has two durations for all environments'],
    beyondSchema: true
  },
  'soak of an environment that does not exist': {
    text: v('environments: [dev, prod]\nsoak: {pord: 1h}\n'),
    says: ['3:8 `soak` names the environment `pord`, which does not exist'],
    beyondSchema: true
  },
  'soak by name and by alias': {
    text: v('environments: [dev, prod=live]\nsoak: {prod: 1h, live: 2h}\n'),
    says: ['3:8 `soak` names the environment `prod` twice'],
    beyondSchema: true
  },
  'soak in two places': {
    text: v('environments: [dev, {name: prod, soak: 1h}]\nsoak: {prod: 1h}\n'),
    says: ['3:8 `soak` names the environment `prod`, which has a `soak` of its own'],
    beyondSchema: true
  },
  'a look-back that is none': { text: v('history: 90\n'), says: ['2:10 `history` must be a duration such as `24h`, not `90`'] },
  'a look-back that is too short': {
    text: v('history: 1h\n'),
    says: ['2:10 `history` must be a duration from `1d` to `3650d`, not `1h`'],
    beyondSchema: true
  },
  'a look-back that is too long': { text: v('history: 3651d\n'), says: ['2:10 not `3651d`'], beyondSchema: true },
  'a look-back that is shorter than a soak': {
    text: v('history: 7d\nenvironments: [dev, {name: prod, soak: 8d}]\n'),
    says: ['2:10 `history` is shorter than a `soak`'],
    beyondSchema: true
  },
  'rules of an environment': {
    text: v('suspect: allow\nenvironments:\n  - dev\n  - {name: prod, evidence: github, superseded: no, fan-out: warn}\n'),
    says: [
      '2:10 `suspect` must be `warn` or `deny`, not `allow`',
      '5:28 `environments.evidence` must be `declared` or `reported`, not `github`',
      '5:48 `environments.superseded` must be `allow`, `warn` or `deny`, not `no`',
      '5:61 `environments.fan-out` must be `allow` or `deny`, not `warn`'
    ]
  },
  'signals of nothing': {
    text: v('environments: [{name: dev, signals: {}}, {name: prod, signals: }]\n'),
    says: [
      '2:37 `environments.signals` must have at least one of `statuses`, `checks` and `deployments`',
      '2:55 `environments.signals` must be a mapping with `statuses`, `checks` and `deployments`, not empty'
    ]
  },
  'signals that are none': {
    text: v('environments:\n  - name: dev\n    signals: {deployment: [dev], checks: []}\n  - name: prod\n    signals: {statuses: flux, checks: [1, " "]}\n'),
    says: [
      '4:15 unknown key `deployment` in the signals',
      '4:42 `environments.signals.checks` must hold at least one of its names',
      '6:25 `environments.signals.statuses` must be a list of names, not `flux`',
      '6:40 must be text with a name or a glob, not `1`',
      '6:43 must be text with a name or a glob, not empty'
    ]
  },
  'a signal over two lines': {
    text: v('environments:\n  - name: dev\n    signals: {statuses: ["a\\nb"]}\n'),
    says: ['4:26 `environments.signals.statuses`: `a b` cannot be the name of anything on GitHub']
  }
}

/** What is no YAML, or more than a policy needs: nothing that a schema would see. */
export const UNREADABLE: Readonly<Record<string, { readonly text: string; readonly says: readonly string[] }>> = {
  'a tab': { text: 'version: 1\nlimits:\n\tbuild-seconds: 1\n', says: ['3:1 not valid YAML'] },
  'a key twice': { text: v('exclude: []\nexclude: []\n'), says: ['3:1 not valid YAML: map keys must be unique'] },
  'two documents': { text: v('---\nversion: 1\n'), says: ['2:1 more than one document'] },
  'an open bracket': { text: v('exclude: [a\n'), says: ['3:1 not valid YAML'] },
  'a tag': { text: v('exclude: !ruby/object []\n'), says: ['2:10 not valid YAML: unresolved tag'] },
  'an alias of nothing': { text: v('exclude: *none\n'), says: ['2:10 alias `*none` has no anchor'] },
  'an alias of itself': { text: v('exclude: &a [*a]\n'), says: ['2:13 an alias leads back to itself'] },
  'aliases that multiply': {
    text: v(`exclude:\n  - &a [x, x]\n${multiply('a', 'b')}${multiply('b', 'c')}${multiply('c', 'd')}`),
    says: ['100 aliases']
  },
  'aliases that stand for millions of values': {
    text: v(`exclude: &a [${'x,'.repeat(5000)}]\noverlays: [${'*a,'.repeat(50)}]\n`),
    says: ['more than 200000 values']
  },
  'deep brackets': { text: v(`exclude: ${'['.repeat(200000)}`), says: ['1:1 nested deeper'] },
  'deep dashes': { text: v(`exclude:\n  ${'- '.repeat(100000)}x\n`), says: ['1:1 nested deeper'] },
  'deep indentation': {
    text: v(Array.from({ length: 400 }, (_, i) => `${' '.repeat(i)}a:\n`).join('')),
    says: ['1:1 nested deeper']
  },
  'a huge file': { text: v(`# ${'x'.repeat(1024 * 1024)}\n`), says: ['1:1 larger than 1 MiB'] }
}
