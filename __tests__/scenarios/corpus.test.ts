// Real public repositories: the right overlays, every one judged, findings that are true, and commits of their histories replayed.
//
// How findings were checked by hand: each pinned line was looked up in the sources of both overlays (the comment beside it says
// where), and with `kustomize build` of both folders compared by `diff`. Lists of paths that must not appear were got the same way.

import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import type { Report } from '../../src/core/model/report.ts'
import type { CorpusRepository } from '../support/corpus.ts'
import { cloneBundle, commitSaying, CORPUS_PRESENT, judgeAll, replay } from '../support/corpus.ts'
import { promotionLine } from '../support/ladder.ts'
import { git, line, lines } from '../support/scenario.ts'

const corpus = CORPUS_PRESENT ? describe : describe.skip

type Repository = {
  readonly name: string
  /** What a platform team of this repository would write. */
  readonly policy: string
  /** The policy of the time of the replayed commits, where it was another one. */
  readonly earlier?: string
  readonly commits: number
}

const BANK: Repository = {
  name: 'bank-of-anthos',
  // Nothing has to be said: folders are called development, staging, production and init-db-staging.
  policy: 'version: 1\n',
  commits: 147
}

const BIOSIMULATIONS_RULES = `
overlays: ['overlays/{env}']
promotion-key: tag
allowed-axes: [image, replicas, secret-path, environment-name]
existing-drift: warn
placeholders:
  - path: secrets/*/kustomization.yaml   # a private submodule
    content: "resources: []\\n"
`
const BIOSIMULATIONS: Repository = {
  name: 'deployment-biosimulations',
  policy: `version: 1\nenvironments: [dev, test, prod]${BIOSIMULATIONS_RULES}`,
  // test came in January 2024.
  earlier: `version: 1\nenvironments: [dev, prod]${BIOSIMULATIONS_RULES}`,
  commits: 1962
}

const PASSPORT: Repository = {
  name: 'passport-status',
  // Each environment rebuilds the same commit in a registry of its own: 20251118-91-f96aa5e8 and 20251118-00369-f96aa5e8.
  policy: `version: 1
environments: [staging, prod]
overlays: ['environments/{env}']
promotion-key: '/-([0-9a-f]{8})$/'
allowed-axes: [image-registry, replicas, resources, secret-path, environment-name]
existing-drift: warn
placeholders:
  - path: environments/*/.env.api.secret
    content: "TOKEN=placeholder\\n"
`,
  commits: 404
}

const DIALOGPORTEN: Repository = {
  name: 'dialogporten-manifests',
  policy: `version: 1
environments: [at23, yt01, tt02, prod]
overlays: ['manifests/environments/{env}', 'flux/syncroot/{env}']
promotion-key: tag
existing-drift: warn
`,
  commits: 42
}

const GITOPS: Repository = {
  name: 'gitops-environment-promotion',
  policy: `version: 1
environments: [integration, load, qa, staging, prod]
overlays: ['envs/{env}', 'envs/{env}-{region}']
promotion-key: tag
existing-drift: warn
`,
  commits: 19
}

const REPOSITORIES = [BANK, BIOSIMULATIONS, PASSPORT, DIALOGPORTEN, GITOPS]
const clones = new Map<Repository, CorpusRepository>()
const folder = (repository: Repository): string => clones.get(repository)?.directory ?? ''
beforeAll(() => {
  if (CORPUS_PRESENT) for (const repository of REPOSITORIES) clones.set(repository, cloneBundle(repository.name))
})
afterAll(() => clones.forEach(({ remove }) => remove()))

/** `application: environment/variant …`; what was not built says so. */
function overlaysOf(report: Report): readonly string[] {
  return report.applications.map(({ name, overlays }) => {
    const cells = overlays.map(({ environment, variant, render }) => `${environment}${variant === null ? '' : `/${variant}`}${render === 'built' ? '' : ` (${render})`}`)
    return `${name}: ${cells.join(' ')}`
  })
}

const errors = (report: Report): readonly string[] => report.findings.filter(({ level }) => level === 'error').map(line)
const judged = (repository: Repository): Promise<Report> => judgeAll(folder(repository), 'main', repository.policy)

corpus('every overlay is found and judged', () => {
  test('bank-of-anthos', async () => {
    const report = await judged(BANK)
    const services = 'dev staging prod prod/fwi'
    const databases = 'dev staging staging/init-db prod prod/fwi prod/init-db prod/init-db/fwi'
    expect(overlaysOf(report)).toEqual([
      `src/accounts/accounts-db/k8s: ${databases}`,
      `src/accounts/contacts/k8s: ${services}`,
      `src/accounts/userservice/k8s: ${services}`,
      `src/frontend/k8s: ${services} prod/fwi-ingress`,
      `src/ledger/balancereader/k8s: ${services}`,
      `src/ledger/ledger-db/k8s: ${databases}`,
      `src/ledger/ledgerwriter/k8s: ${services}`,
      `src/ledger/transactionhistory/k8s: ${services}`,
      'src/loadgenerator/k8s: dev'
    ])
    const found = errors(report)
    // overlays/{staging,production} list components/cloud-sql, development does not; the label is of components/cloud-sql-fwi.
    const id = 'bank-of-anthos-'
    expect(found).toEqual(expect.arrayContaining([
      expect.stringContaining(`error drift-missing-field dev→staging Deployment/ledgerwriter /spec/template/spec/containers/cloud-sql-proxy ∅ | {"args":["--port=5432"]`),
      'error drift-missing-field staging→prod/fwi Service/ledgerwriter /spec/selector/google-identity ∅ | fwi @ src/components/cloud-sql-fwi/kustomization.yaml:18',
      // development runs a database of its own, the others Cloud SQL.
      'error drift-missing-resource dev→staging StatefulSet/ledger-db present | ∅ @ src/ledger/ledger-db/k8s/overlays/development/ledger-db.yaml:15',
      'error drift-value dev→staging ConfigMap/ledger-db-config /data/POSTGRES_DB postgresdb | ledger-db @ src/components/cloud-sql/ledger-db.yaml:19'
    ]))
    // Between staging and production proper nothing differs but namespaces and environment labels.
    expect(found.filter((each) => / staging→prod [A-Z]/.test(each) && !each.includes('frontend'))).toEqual([])
    expect(found.filter((each) => each.includes(id) && each.includes('/metadata/namespace'))).toEqual([])
  })

  test('deployment-biosimulations', async () => {
    const report = await judged(BIOSIMULATIONS)
    expect(overlaysOf(report)).toEqual(['.: dev test prod'])
    const found = errors(report)
    expect(found).toEqual(expect.arrayContaining([
      // config/{test,prod}/dispatch-service/config.env, line 21 of each.
      'error drift-value test→prod ConfigMap/dispatch-service-config /data/config.env#/HPC_SINGULARITY_MODULE singularity | singularity/vcell-3.10.0 @ config/prod/dispatch-service/config.env:21',
      // overlays/{test,prod}/simdata-ingress.yaml.
      'error drift-value test→prod Ingress/simdata-ingress /spec/rules/0/host simdata.api.biosimulations.test | simdata.api.biosimulations.org @ overlays/prod/simdata-ingress.yaml:19',
      // overlays/test/kustomization.yaml, `patches`: adds imagePullSecrets, and removes resources of every Deployment from ghcr.io.
      'error drift-missing-field test→prod Deployment/account-api /spec/template/spec/imagePullSecrets [{"name":"regcred"}] | ∅ @ overlays/test/kustomization.yaml:51',
      expect.stringContaining('error drift-missing-field test→prod Deployment/account-api /spec/template/spec/containers/account-api/resources ∅ | {"limits":{"cpu":"500m","memory":"1Gi"}')
    ]))
    // `commonLabels: environment: prod` and `namespace: prod` are the environment's own; images and replicas are axes.
    expect(found.filter((each) => /\/labels\/environment|\/metadata\/namespace|\/image |\/replicas /.test(each))).toEqual([])
  })

  test('passport-status', async () => {
    const report = await judged(PASSPORT)
    expect(overlaysOf(report)).toEqual(['.: staging prod'])
    const found = errors(report)
    expect(found).toEqual(expect.arrayContaining([
      // environments/{staging,prod}/passport-status-api-hpas.yaml, lines 18 and 21 of each.
      'error drift-value staging→prod HorizontalPodAutoscaler/passport-status-api /spec/behavior/scaleUp/stabilizationWindowSeconds 300 | 180 @ environments/prod/passport-status-api-hpas.yaml:21',
      'error drift-value staging→prod HorizontalPodAutoscaler/passport-status-api /spec/metrics/0/resource/target/averageUtilization 90 | 75 @ environments/prod/passport-status-api-hpas.yaml:18',
      // Only environments/prod lists two-year-retention-cronjob.yaml.
      'error drift-missing-resource staging→prod CronJob/passport-status-data-retention ∅ | present @ environments/prod/two-year-retention-cronjob.yaml:5',
      // environments/staging/passport-status-api-deployments.yaml, line 27; prod's patch has no probes, nor has the base this field.
      'error drift-missing-field staging→prod Deployment/passport-status-api /spec/template/spec/containers/passport-status-api/livenessProbe/initialDelaySeconds 120 | ∅ @ environments/staging/passport-status-api-deployments.yaml:27',
      // environments/prod/kustomization.yaml, patch of the Cluster; staging's patch leaves the base's 1GB.
      'error drift-value staging→prod Cluster/passport-status-db-cn /spec/postgresql/parameters/wal_keep_size 1GB | 8GB @ environments/prod/kustomization.yaml:58'
    ]))
    // The suffix `-prod`, the label `instance: prod`, the namespace and the images of another registry are no differences.
    expect(found.filter((each) => /\/metadata\/(?:name|namespace) |app\.kubernetes\.io~1instance|\/image /.test(each))).toEqual([])
    expect(found.filter((each) => each.includes('drift-missing-resource') && each.includes('Deployment/'))).toEqual([])
  })

  test('passport-status: an overlay that renders nothing is told, where a pattern takes it for one', async () => {
    const policy = PASSPORT.policy
      .replace('[staging, prod]', '[{name: staging, aliases: [preprod]}, prod]')
      .replace("['environments/{env}']", "['environments/{env}', 'environments/shared-{env}']")
    const report = await judgeAll(folder(PASSPORT), 'main', policy)
    expect(overlaysOf(report)).toEqual(['.: staging prod', 'shared: staging (failed) prod (failed)'])
    expect(lines(report).filter((each) => each.includes('render-'))).toEqual([
      'error render-invalid prod @ environments/shared-prod/kustomization.yaml',
      'error render-invalid staging @ environments/shared-preprod/kustomization.yaml'
    ])
  })

  test('dialogporten-manifests', async () => {
    const report = await judged(DIALOGPORTEN)
    expect(overlaysOf(report)).toEqual(['flux/syncroot: at23 yt01 tt02 prod', 'manifests: at23 yt01 tt02 prod'])
    const found = errors(report)
    expect(found).toEqual(expect.arrayContaining([
      // manifests/jobs/reindex-dialogsearch-job/base/cronjob.yaml, line 16, and prod's deadline.yaml, line 8.
      'error drift-value tt02→prod CronJob/reindex-dialogsearch-job /spec/jobTemplate/spec/activeDeadlineSeconds 600 | 172800 @ manifests/environments/prod/jobs/reindex-dialogsearch-job/deadline.yaml:8',
      // Only prod's apps/*/kustomization.yaml list hpa-min.yaml.
      'error drift-missing-field tt02→prod HorizontalPodAutoscaler/graphql /spec/minReplicas ∅ | 1 @ manifests/environments/prod/apps/graphql/hpa-min.yaml:6',
      // {tt02,prod}/apps/web-api-so/deployment-resources.yaml.
      'error drift-value tt02→prod Deployment/web-api-so /spec/template/spec/containers/web-api-so/resources/limits/cpu 1 | 2 @ manifests/environments/prod/apps/web-api-so/deployment-resources.yaml:15'
    ]))
    // tt02 serves what its operators call staging; that word is no environment of this repository.
    expect(found.filter((each) => each.includes('cross-environment-reference'))).toEqual([])
  })

  test('gitops-environment-promotion', async () => {
    const report = await judged(GITOPS)
    expect(overlaysOf(report)).toEqual([
      '.: integration/gpu integration/non-gpu load/gpu load/non-gpu qa staging/asia staging/eu staging/us prod/asia prod/eu prod/us'
    ])
    const found = errors(report)
    const container = 'Deployment/simple-deployment /spec/template/spec/containers/webserver-simple'
    expect(found).toEqual(expect.arrayContaining([
      // variants/prod/prod.yml, a patch of the component that only prod uses.
      `error drift-missing-field staging→prod/eu ${container}/livenessProbe ∅ | {"httpGet":{"path":"/health","port":8080}} @ variants/prod/prod.yml:20`,
      `error drift-value staging→prod/eu ${container}/env/DB_USER/value non-prod-user | prod_username @ variants/prod/prod.yml:17`,
      // envs/{integration,load}-gpu/settings.yml.
      `error drift-value integration→load/gpu ${container}/env/PAGE_LIMIT/value 50 | 25 @ envs/load-gpu/settings.yml:17`
    ]))
    // Name prefixes, namespaces, replicas and image tags are no differences, and each region has its own counterpart.
    expect(found.filter((each) => /drift-missing-resource|\/image |\/replicas |\/metadata\//.test(each))).toEqual([])
    expect(report.findings.filter(({ code, environment }) => code === 'no-counterpart' && environment === 'prod')).toEqual([])
  })
})

corpus('commits of the histories as changes', () => {
  type Replay = readonly [repository: Repository, message: string, verdict: 'pass' | 'fail', promotions: readonly string[]]
  const apps = ['graphql', 'service', 'web-api-eu', 'web-api-so']
  const jobs = ['aggregate-cost-metrics-job', 'reindex-dialogsearch-job', 'sync-resource-policy-information-job', 'sync-subject-resource-mappings-job', 'web-api-migration-job']
  const dialogporten = (environment: string, decision: string): readonly string[] =>
    [...apps.map((name) => `Deployment/${name} ${name}`), ...jobs.map((name) => `CronJob/${name} ${name}`)].map((workload) => `${environment} ${workload} ${decision}`)

  const REPLAYS: readonly Replay[] = [
    // A skip by mistake (it says dev and changes prod), and its repair minutes later: prod goes back to what dev still runs.
    [BIOSIMULATIONS, 'update HSDS to v0.8.0 on dev site', 'fail', ['prod Deployment/hsds dn not-live image-not-live', 'prod Deployment/hsds sn not-live image-not-live']],
    [
      BIOSIMULATIONS,
      'change dev site, not prod site, fix previous commit',
      'pass',
      ['dev Deployment/hsds dn first-environment', 'dev Deployment/hsds sn first-environment', 'prod Deployment/hsds dn live in dev', 'prod Deployment/hsds sn live in dev']
    ],
    // A rollback: staging no longer has what prod had before.
    [
      PASSPORT,
      'Merge pull request #225 from',
      'pass',
      [
        'prod Deployment/passport-status-api-prod passport-status-api rollback in prod image-rollback',
        'prod Deployment/passport-status-frontend-prod passport-status-frontend rollback in prod image-rollback'
      ]
    ],
    // And forward again, to what was rolled back and what staging runs (under other tags and another registry).
    [
      PASSPORT,
      'Merge pull request #227 from',
      'pass',
      ['prod Deployment/passport-status-api-prod passport-status-api live in staging image-suspect', 'prod Deployment/passport-status-frontend-prod passport-status-frontend live in staging image-suspect']
    ],
    // A skip (tt02 has 1.111.0), then a downgrade to what tt02 never had either.
    [DIALOGPORTEN, 'chore: update image tags to 1.114.4 for prod', 'fail', dialogporten('prod', 'not-live image-not-live')],
    [DIALOGPORTEN, 'chore: update image tags to 1.114.3 for prod', 'fail', dialogporten('prod', 'not-live image-not-live')],
    // at23 had pre-releases of it only, and yt01 nothing of it. at23 deletes one of the jobs.
    [DIALOGPORTEN, 'chore: update image tags to 1.114.5 for tt02', 'fail', dialogporten('tt02', 'not-live image-not-live')],
    [DIALOGPORTEN, 'chore: update image tags to 1.114.5-74a9b6d for at23', 'pass', dialogporten('at23', 'first-environment').filter((each) => !each.includes('aggregate-cost-metrics-job'))],
    // No staging has more than 2.0; then from one region of prod to another.
    [GITOPS, 'Version 3 goes to prod asia', 'fail', ['prod/asia Deployment/prod-asia-simple-deployment webserver-simple not-live image-not-live']],
    [GITOPS, 'promote version 3 to eu from asia', 'pass', ['prod/eu Deployment/prod-eu-simple-deployment webserver-simple fan-out in prod image-fan-out']]
  ]

  test.each(REPLAYS.map(([repository, ...rest]) => [repository.name, ...rest, repository] as const))('%s: %s', async (_name, message, verdict, promotions, repository) => {
    const directory = folder(repository)
    const report = await replay(directory, commitSaying(directory, message), repository.earlier ?? repository.policy)
    expect(report.promotions.map(promotionLine)).toEqual(promotions)
    expect(report.verdict).toBe(verdict)
    // Nothing but the promotion fails: the drift of these commits was there before.
    expect(report.findings.filter(({ code, level }) => level === 'error' && code !== 'image-not-live')).toEqual([])
  })

  test.each(REPOSITORIES.map((repository) => [repository.name, repository] as const))('%s: the last commits are judged', async (_name, repository) => {
    const directory = folder(repository)
    expect(Number(git(directory, 'rev-list', '--count', 'main'))).toBe(repository.commits)
    for (const commit of git(directory, 'rev-list', '--max-count=3', 'main').split('\n')) {
      const report = await replay(directory, commit, repository.policy)
      const codes = report.findings.map(({ code }) => code)
      expect(codes.filter((code) => /^(?:render|config|history|limit|no-overlays)/.test(code))).toEqual([])
      expect(report.stats.overlays).toBeGreaterThan(0)
    }
  })
})
