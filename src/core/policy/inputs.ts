// Every input and output of the Action: the one table behind action.yml, the command line's options and the documentation.

export type InputDefinition = {
  readonly name: string
  /** `policy`: also a key of the policy file. `run`: says something about this run only. */
  readonly scope: 'policy' | 'run'
  /** What applies when nobody says anything, as people read it. */
  readonly without: string
  /** One to three sentences, plain text with code in backticks. */
  readonly description: string
  /** A real `default:` of action.yml: an expression that only the runner can fill in. */
  readonly default?: string
}

export type OutputDefinition = { readonly name: string; readonly description: string }

/** In the order in which people meet them; inputs of the policy first. */
export const INPUTS: readonly InputDefinition[] = [
  {
    name: 'environments',
    scope: 'policy',
    without: 'detected',
    description:
      'Environments in promotion order, first to last, separated by commas or new lines. Aliases follow an equals sign: ' +
      '`staging=stg|stage`.'
  },
  {
    name: 'overlays',
    scope: 'policy',
    without: 'detected',
    description:
      'Path patterns of the overlays, one a line, such as `apps/{app}/overlays/{env}`. Any name in braces besides `{app}` and ' +
      '`{env}` is a variant such as `{region}`; several may share a segment: `envs/{env}-{region}`.'
  },
  {
    name: 'exclude',
    scope: 'policy',
    without: 'none',
    description: 'Globs of overlay folders that are not judged (template folders), one a line.'
  },
  {
    name: 'allowed-axes',
    scope: 'policy',
    without: '`image`, `replicas`, `secret-path`',
    description:
      'In what environments may differ, one a line: a built-in name, or a custom axis written `Kind[.group][/name]: /json/pointer/glob`.'
  },
  {
    name: 'promotion-key',
    scope: 'policy',
    without: '`digest`',
    description:
      'What identifies an image. `digest`: an image without a digest cannot be promoted. `tag`: the tag is the identity, ' +
      'without the environment\'s own name in it (`staging-abc` equals `prod-abc`). `/regex/`: the first group of the tag is.'
  },
  {
    name: 'soak',
    scope: 'policy',
    without: 'none',
    description:
      'How long an image must have been live in the environment before: `24h`, or for one target environment `prod=24h`; ' +
      'several are separated by commas or new lines.'
  },
  {
    name: 'existing-drift',
    scope: 'policy',
    without: '`fail`',
    description:
      '`fail`: all drift in affected applications fails. `warn`: what was there before the change is a warning, and only what ' +
      'is new fails.'
  },
  {
    name: 'exempt-images',
    scope: 'policy',
    without: 'none',
    description:
      'Globs of image repositories outside the promotion rules, such as `docker.io/istio/*`, separated by commas or new ' +
      'lines. Every report lists them.'
  },
  {
    name: 'load-restrictor',
    scope: 'policy',
    without: '`root-only`',
    description: '`none`: overlays may read files outside their own folder, as Flux builds them. Never outside the repository.'
  },
  { name: 'enable-helm', scope: 'policy', without: '`false`', description: '`true`: overlays may use `helmCharts`.' },
  {
    name: 'allow-remote',
    scope: 'policy',
    without: 'none',
    description: 'Hosts from which remote bases may be fetched, such as `github.com`, separated by commas or new lines.'
  },
  {
    name: 'parallelism',
    scope: 'policy',
    without: 'number of cores',
    description: 'How many overlays are built at the same time.'
  },
  {
    name: 'report-only',
    scope: 'run',
    without: '`false`',
    description: '`true`: publish everything and exit 0. Every report says so.'
  },
  {
    name: 'config',
    scope: 'run',
    without: '`.github/parity-gate.yaml` if it exists',
    description: 'Path of the policy file in the repository. A path given here must exist.'
  },
  {
    name: 'kustomize',
    scope: 'run',
    without: 'found',
    description: 'Path of a kustomize binary outside the judged repository, or a version such as `v5.8.1` to install.'
  },
  {
    name: 'base',
    scope: 'run',
    without: 'from the event',
    description: 'Revision to compare with, for `push` (else the commit before it), `schedule` and `workflow_dispatch`.'
  },
  {
    name: 'cache-directory',
    scope: 'run',
    without: 'none',
    description:
      'Folder outside the repository where rendered output is kept between runs, for `actions/cache`. Values of Secrets are in it ' +
      'only as salted hashes.'
  },
  {
    name: 'shard',
    scope: 'run',
    without: 'none',
    description: 'Judge one part of the affected applications: `2/8` is the second eighth.'
  },
  { name: 'check-name', scope: 'run', without: 'none', description: 'Also write a separate check run of this name.' },
  {
    name: 'check-run-id',
    scope: 'run',
    without: "this job's own",
    description: "Id of the job's own check run, which is enriched with the annotations.",
    default: '${{ job.check_run_id }}'
  },
  {
    name: 'report-directory',
    scope: 'run',
    without: "a folder in the runner's temporary one",
    description: 'Folder where the report files are written.'
  },
  { name: 'working-directory', scope: 'run', without: '`.`', description: 'The repository to judge.' },
  {
    name: 'github-token',
    scope: 'run',
    without: "the job's own",
    description:
      'Used for the check run, for fetching history, and for what `soak`, `evidence: reported` and a schedule ask of GitHub. For ' +
      'nothing else.',
    default: '${{ github.token }}'
  }
]

export const OUTPUTS: readonly OutputDefinition[] = [
  { name: 'verdict', description: '`pass` or `fail`, also under `report-only`.' },
  { name: 'errors', description: 'Number of errors that no waiver lets through.' },
  { name: 'warnings', description: 'Number of warnings.' },
  { name: 'report-directory', description: 'The folder that holds the report files.' }
]
