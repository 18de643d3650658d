import { describe, expect, it, test } from '@jest/globals'
import { compare } from '../../../src/core/compare/compare.ts'
import { between, side } from './side.ts'

const meta = (name: string, namespace?: string) => `metadata: {name: ${name}${namespace === undefined ? '' : `, namespace: ${namespace}`}}`
const join = (...documents: string[]) => documents.join('\n---\n')
const deployment = (container: string, namespace = 'shop') =>
  `apiVersion: apps/v1\nkind: Deployment\n${meta('web', namespace)}\nspec: {template: {spec: {containers: [${container}]}}}`
const custom = (spec: string) => `apiVersion: example.com/v1\nkind: Thing\n${meta('t')}\nspec: ${spec}`
const config = (data: string, name = 'c') => `apiVersion: v1\nkind: ConfigMap\n${meta(name)}\ndata: ${data}`
const service = (name: string, namespace?: string) => `apiVersion: v1\nkind: Service\n${meta(name, namespace)}\nspec: {}`

describe('fields', () => {
  test.each<[string, string, string, string[]]>([
    ['a value', '{a: 1}', '{a: 2}', ['value example.com/v1/Thing/t/spec/a 1 | 2']],
    ['a number is not its text', '{a: 1}', '{a: "1"}', ['value example.com/v1/Thing/t/spec/a 1 | "1"']],
    [
      'digits beyond 2^53',
      '{a: 9007199254740993}',
      '{a: 9007199254740992}',
      ['value example.com/v1/Thing/t/spec/a "9007199254740993n" | "9007199254740992n"']
    ],
    [
      'a missing map, at its highest place',
      '{a: {b: {c: 1, d: 2}}}',
      '{}',
      ['missing-field example.com/v1/Thing/t/spec/a {"b":{"c":1,"d":2}} | -']
    ],
    ['empty and absent', '{a: {}}', '{}', ['missing-field example.com/v1/Thing/t/spec/a {} | -']],
    ['an empty text and absent', '{}', '{a: ""}', ['missing-field example.com/v1/Thing/t/spec/a - | ""']],
    ['null and absent', '{a: null}', '{}', []],
    ['null and a value', '{a: null}', '{a: 1}', ['missing-field example.com/v1/Thing/t/spec/a - | 1']],
    ['a map and a list', '{a: {}}', '{a: []}', ['value example.com/v1/Thing/t/spec/a {} | []']],
    ['the order of keys', '{a: 1, b: 2}', '{b: 2, a: 1}', []],
    [
      'names that objects inherit',
      '{}',
      '{constructor: a, __proto__: b}',
      ['missing-field example.com/v1/Thing/t/spec/__proto__ - | "b"', 'missing-field example.com/v1/Thing/t/spec/constructor - | "a"']
    ],
    ['keys with slashes', '{a/b~: 1}', '{a/b~: 2}', ['value example.com/v1/Thing/t/spec/a~1b~0 1 | 2']]
  ])('%s', (_, left, right, expected) => expect(between(custom(left), custom(right))).toEqual(expected))

  it('tells an API version as a difference of that field', () => {
    const right = custom('{}').replace('example.com/v1', 'example.com/v2')
    expect(between(custom('{}'), right)).toEqual(['value example.com/v2/Thing/t/apiVersion "example.com/v1" | "example.com/v2"'])
  })
})

describe('lists', () => {
  const web = (more: string) => deployment(`{name: web, ${more}}`)
  const at = 'apps/v1/Deployment/shop/web/spec/template/spec/containers'

  test.each<[string, string, string, string[]]>([
    ['containers in another order', deployment('{name: a}, {name: b}'), deployment('{name: b}, {name: a}'), []],
    ['a container more', deployment('{name: a}'), deployment('{name: b}, {name: a}'), [`missing-field ${at}/b - | {"name":"b"}`]],
    [
      'ports by number and protocol',
      web('ports: [{containerPort: 53, protocol: UDP}, {containerPort: 53}]'),
      web('ports: [{containerPort: 53, name: x}, {containerPort: 53, protocol: UDP}]'),
      [`missing-field ${at}/web/ports/53,TCP/name - | "x"`]
    ],
    [
      'variables in another order',
      web('env: [{name: A, value: "1"}, {name: B, value: "2"}]'),
      web('env: [{name: B, value: "2"}, {name: A, value: "1"}]'),
      []
    ],
    [
      'variables that refer, in another order',
      web('env: [{name: A, value: "1"}, {name: B, value: "x$(A)"}]'),
      web('env: [{name: B, value: "x$(A)"}, {name: A, value: "1"}]'),
      [`order ${at}/web/env ["A","B"] | ["B","A"]`]
    ],
    [
      'an escaped reference',
      web('env: [{name: A, value: "1"}, {name: B, value: "$$(A)"}]'),
      web('env: [{name: B, value: "$$(A)"}, {name: A, value: "1"}]'),
      []
    ],
    [
      'arguments by position',
      web('args: [a, b]'),
      web('args: [b]'),
      [`value ${at}/web/args/0 "a" | "b"`, `missing-field ${at}/web/args/1 "b" | -`]
    ],
    [
      'mounts by path',
      web('volumeMounts: [{mountPath: /a, name: x}]'),
      web('volumeMounts: [{mountPath: /a, name: y}]'),
      [`value ${at}/web/volumeMounts/~1a/name "x" | "y"`]
    ],
    [
      'a key twice falls back to positions',
      deployment('{name: a, image: x}, {name: a}'),
      deployment('{name: a}, {name: a}'),
      [`missing-field ${at}/0/image "x" | -`]
    ]
  ])('%s', (_, left, right, expected) => expect(between(left, right)).toEqual(expected))

  it('keeps the order of init containers', () => {
    const init = (list: string) => deployment('{name: web}').replace('containers:', `initContainers: [${list}], containers:`)
    expect(between(init('{name: a}, {name: n}, {name: b}'), init('{name: b}, {name: a}'))).toEqual([
      'order apps/v1/Deployment/shop/web/spec/template/spec/initContainers ["a","b"] | ["b","a"]',
      'missing-field apps/v1/Deployment/shop/web/spec/template/spec/initContainers/n {"name":"n"} | -'
    ])
  })

  it('knows pod specs inside custom resources', () => {
    const rollout = (spec: string) => `apiVersion: argoproj.io/v1alpha1\nkind: Rollout\n${meta('r')}\nspec: {template: {spec: ${spec}}}`
    const left = rollout(
      '{containers: [{name: a, ports: [{containerPort: 1}, {containerPort: 2}]}, {name: b}], volumes: [{name: v}, {name: w}]}'
    )
    const right = rollout(
      '{containers: [{name: b}, {name: a, ports: [{containerPort: 2}, {containerPort: 1}]}], volumes: [{name: w}, {name: v}]}'
    )
    expect(between(left, right)).toEqual([])
  })

  test.each<[string, string, string, string[], string | null]>([
    [
      'by name',
      '{l: [{name: a, v: 1}, {name: b}]}',
      '{l: [{name: a, v: 2}, {name: b}]}',
      ['value example.com/v1/Thing/t/spec/l/a/v 1 | 2'],
      'unique-key'
    ],
    ['by id', '{l: [{id: a}, {id: b}]}', '{l: [{id: b}]}', ['missing-field example.com/v1/Thing/t/spec/l/a {"id":"a"} | -'], 'unique-key'],
    [
      'another order of named items',
      '{l: [{name: a}, {name: b}]}',
      '{l: [{name: b}, {name: a}]}',
      ['order example.com/v1/Thing/t/spec/l ["a","b"] | ["b","a"]'],
      'unique-key'
    ],
    [
      'by position where a name is missing',
      '{l: [{name: a}, {x: 1}]}',
      '{l: [{name: a}, {x: 2}]}',
      ['value example.com/v1/Thing/t/spec/l/1/x 1 | 2'],
      'position'
    ],
    [
      'by position where names repeat',
      '{l: [{name: a}, {name: a, x: 1}]}',
      '{l: [{name: a}, {name: a}]}',
      ['missing-field example.com/v1/Thing/t/spec/l/1/x 1 | -'],
      'position'
    ],
    ['numbers are no names', '{l: [{id: 1}]}', '{l: [{id: 2}]}', ['value example.com/v1/Thing/t/spec/l/0/id 1 | 2'], 'position']
  ])('custom resources: %s', (_, left, right, expected, pairing) => {
    expect(between(custom(left), custom(right))).toEqual(expected)
    expect(compare(side('staging', custom(left)), side('prod', custom(right))).map((d) => d.pairing)).toEqual([pairing])
  })

  it('pairs the keys of an ExternalSecret by secretKey, in any order', () => {
    const es = (data: string) => `apiVersion: external-secrets.io/v1\nkind: ExternalSecret\n${meta('e')}\nspec: {data: [${data}]}`
    const a = '{secretKey: a, remoteRef: {key: staging/a}}'
    expect(between(es(`${a}, {secretKey: b}`), es(`{secretKey: b}, {secretKey: a, remoteRef: {key: prod/a}}`))).toEqual([
      'value external-secrets.io/v1/ExternalSecret/e/spec/data/a/remoteRef/key "staging/a" | "prod/a"'
    ])
  })

  it('reads sets without order', () => {
    const policy = (actions: string) =>
      `apiVersion: admissionregistration.k8s.io/v1\nkind: ValidatingAdmissionPolicyBinding\n${meta('p')}\nspec: {validationActions: [${actions}]}`
    expect(between(policy('Deny, Audit'), policy('Audit, Deny'))).toEqual([])
    expect(between(policy('Deny, Audit'), policy('Audit'))).toEqual([
      'missing-field admissionregistration.k8s.io/v1/ValidatingAdmissionPolicyBinding/p/spec/validationActions/Deny "Deny" | -'
    ])
  })

  it('tells the real positions in each render', () => {
    const left = deployment('{name: a, image: "x:1"}, {name: b, image: "y:1"}')
    const right = deployment('{name: b, image: "y:2"}, {name: a, image: "x:1"}, {name: c}')
    expect(compare(side('staging', left), side('prod', right))).toMatchObject([
      {
        path: ['spec', 'template', 'spec', 'containers', 'b', 'image'],
        leftPath: ['spec', 'template', 'spec', 'containers', 1, 'image'],
        rightPath: ['spec', 'template', 'spec', 'containers', 0, 'image'],
        pairing: 'merge-key'
      },
      { kind: 'missing-field', leftPath: null, rightPath: ['spec', 'template', 'spec', 'containers', 2] }
    ])
  })
})

describe('names', () => {
  const reference = (name: string) => deployment(`{name: web, envFrom: [{configMapRef: {name: ${name}}}]}`)
  const at = 'apps/v1/Deployment/shop/web/spec/template/spec/containers/web'
  const cm = (name: string, data: string) => `apiVersion: v1\ndata: ${data}\nkind: ConfigMap\n${meta(name)}`

  it('undoes hashes, here and in references, and tells unequal content once', () => {
    const left = join(cm('ctl-2ktd48m6gb', '{ctl.txt: "a\\bb\\fc\\\\b\\n"}'), reference('ctl-2ktd48m6gb'))
    const right = join('apiVersion: v1\nkind: ConfigMap\nmetadata: {name: ctl-6ct58987ht}', reference('ctl-6ct58987ht'))
    expect(between(left, right)).toEqual(['missing-field v1/ConfigMap/ctl/data {"ctl.txt":"a\\bb\\fc\\\\b\\n"} | -'])
  })

  it('takes a plain name for a hashed one only where it is a resource', () => {
    const left = join('apiVersion: v1\nkind: ConfigMap\nmetadata: {name: app-6ct58987ht}', reference('app-6ct58987ht'))
    expect(between(left, join('apiVersion: v1\nkind: ConfigMap\nmetadata: {name: app}', reference('app')))).toEqual([])
    expect(between(left, reference('app'))).toEqual([
      `value ${at}/envFrom/0/configMapRef/name "app-6ct58987ht" | "app"`,
      'missing-resource v1/ConfigMap/app in right'
    ])
  })

  it('finds hashed names inside texts', () => {
    const args = (name: string) => deployment(`{name: web, args: ["--config=${name}:x"]}`)
    const map = (hash: string, more: string) => `apiVersion: v1\n${more}kind: ConfigMap\nmetadata: {name: ${hash}}`
    const left = join(map('ctl-2ktd48m6gb', 'data: {ctl.txt: "a\\bb\\fc\\\\b\\n"}\n'), args('ctl-2ktd48m6gb'))
    expect(between(left, join(map('ctl-6ct58987ht', ''), args('ctl-6ct58987ht')))).toHaveLength(1)
    expect(between(left, join(map('ctl-6ct58987ht', ''), args('ctl-6ct58987hu')))).toHaveLength(2)
  })

  it('undoes declared prefixes and suffixes, here and in references', () => {
    const left = join(cm('s-app-x', '{a: "1"}'), reference('s-app-x'))
    const right = join(cm('p-app', '{a: "1"}'), reference('p-app'))
    expect(between(left, right, { prefixes: ['s-'], suffixes: ['-x'] }, { prefixes: ['p-'] })).toEqual([])
    expect(between(left, right)).toHaveLength(3)
  })

  it("undoes the own words in names and references, but not in the application's values", () => {
    const left = join(cm('app-staging', '{self: app-staging}'), reference('app-staging'))
    const right = join(cm('app-prod', '{self: app-prod}'), reference('app-prod'))
    expect(between(left, right)).toEqual(['value v1/ConfigMap/app/data/self "app-staging" | "app-prod"'])
  })

  it("pairs equal names even where one environment's word is in them by chance", () => {
    const job = (name: string) => `apiVersion: batch/v1\nkind: Job\n${meta(name)}`
    expect(between(job('staging-cleaner'), job('staging-cleaner'))).toEqual([])
    expect(between(job('a-staging-cleaner'), job('b-staging-cleaner'), { prefixes: ['a-'] }, { prefixes: ['b-'] })).toEqual([])
  })

  it("does not take the environment's word for a name where anything could be meant", () => {
    const account = (name: string) => `apiVersion: v1\nkind: ServiceAccount\n${meta(name)}`
    const left = join(account('staging'), custom('{mode: staging, accountName: staging}'))
    const right = join(account('prod'), custom('{mode: prod, accountName: prod}'))
    expect(between(left, right)).toEqual(['value example.com/v1/Thing/t/spec/mode "staging" | "prod"'])
  })

  it('pairs list items by names that mean the same', () => {
    const left = join(`apiVersion: v1\nkind: Secret\n${meta('s-pull')}`, custom('{secrets: [{name: s-pull, x: 1}, {name: b}]}'))
    const right = join(`apiVersion: v1\nkind: Secret\n${meta('p-pull')}`, custom('{secrets: [{name: p-pull, x: 2}, {name: b}]}'))
    expect(between(left, right, { prefixes: ['s-'] }, { prefixes: ['p-'] })).toEqual([
      'value example.com/v1/Thing/t/spec/secrets/pull/x 1 | 2'
    ])
  })

  it('tells a resource that exists on one side', () => {
    const [difference] = compare(side('staging', service('a')), side('prod', join(service('a'), service('b'))))
    expect(difference).toMatchObject({
      kind: 'missing-resource',
      left: null,
      right: { name: 'b' },
      path: [],
      leftPath: null,
      rightPath: []
    })
  })
})

describe('labels', () => {
  const labels = (value: string) =>
    `apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: web, labels: {env: ${value}}, annotations: {env: ${value}}}\n` +
    `spec: {selector: {matchLabels: {env: ${value}}}, template: {metadata: {labels: {env: ${value}}}, spec: {nodeSelector: {env: ${value}}}}}`
  const network = (value: string) =>
    `apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\n${meta('n')}\nspec: {podSelector: {matchExpressions: [{key: env, operator: In, values: [${value}]}]}}`
  const lb = (value: string) => `apiVersion: v1\nkind: Service\n${meta('s')}\nspec: {selector: {env: ${value}}}`

  it.each([labels, network, lb])("may say the environment's own name or alias", (resource) => {
    expect(between(resource('staging'), resource('production'), {}, { aliases: ['production'] })).toEqual([])
    expect(between(resource('staging'), resource('production'))).not.toEqual([])
    expect(between(resource('prod'), resource('staging'))).not.toEqual([])
    expect(between(resource('staging'), resource('x-prod'))).not.toEqual([])
  })

  it('may stand in one environment only', () => {
    expect(between(service('a'), service('a').replace('name: a', 'name: a, labels: {env: prod}'))).toEqual([])
    expect(between(service('a'), service('a').replace('name: a', 'name: a, labels: {env: prod, x: y}'))).toHaveLength(1)
    expect(between(lb('staging'), lb('staging').replace('env: staging', 'env: prod, environment: prod'))).toEqual([])
  })

  it('is not any field with such a value', () => {
    expect(between(custom('{env: staging}'), custom('{env: prod}'))).toHaveLength(1)
    expect(between(config('{labels: staging}'), config('{labels: prod}'))).toHaveLength(1)
  })
})

describe('namespaces', () => {
  const binding = (namespace: string) =>
    `apiVersion: rbac.authorization.k8s.io/v1\nkind: ClusterRoleBinding\n${meta('b')}\nsubjects: [{kind: ServiceAccount, name: a, namespace: ${namespace}}]`
  const hook = (namespace: string) => `
apiVersion: admissionregistration.k8s.io/v1
kind: ValidatingWebhookConfiguration
metadata: {name: h}
webhooks:
- name: x
  clientConfig: {service: {name: a, namespace: ${namespace}}}
  namespaceSelector:
    matchLabels: {kubernetes.io/metadata.name: ${namespace}}
    matchExpressions: [{key: kubernetes.io/metadata.name, operator: In, values: [${namespace}]}]`
  const ns = (name: string) => `apiVersion: v1\nkind: Namespace\nmetadata: {name: ${name}, labels: {kubernetes.io/metadata.name: ${name}}}`

  it('are mapped wherever Kubernetes means a namespace', () => {
    const all = (n: string) =>
      join(ns(n), service('a', n), binding(n), hook(n), config(`{url: "http://a.${n}.svc:8080/x", all: "*.${n}.svc.cluster.local"}`))
    expect(between(all('foo'), all('bar'))).toEqual([])
  })

  it('are nothing but text elsewhere', () => {
    const all = (n: string) =>
      join(service('a', n), config(`{a: ${n}, b: "a.${n}.example.com", c: "${n}/a"}`), custom(`{namespace: ${n}, watch: [${n}]}`))
    expect(between(all('foo'), all('bar'))).toEqual([
      'value example.com/v1/Thing/t/spec/namespace "foo" | "bar"',
      'value example.com/v1/Thing/t/spec/watch/0 "foo" | "bar"',
      'value v1/ConfigMap/c/data/a "foo" | "bar"',
      'value v1/ConfigMap/c/data/b "a.foo.example.com" | "a.bar.example.com"',
      'value v1/ConfigMap/c/data/c "foo/a" | "bar/a"'
    ])
  })

  it('must map one to one, by majority', () => {
    const left = join(service('a', 'foo'), service('b', 'foo'), service('c', 'foo'), service('d', 'other'))
    const right = join(service('a', 'bar'), service('b', 'bar'), service('c', 'foo'), service('d', 'bar'))
    expect(between(left, right)).toEqual([
      'value v1/Service/bar/d/metadata/namespace "other" | "bar"',
      'value v1/Service/foo/c/metadata/namespace "foo" | "foo"'
    ])
  })

  it('may be absent in one environment as a whole', () => {
    const role = `apiVersion: rbac.authorization.k8s.io/v1\nkind: ClusterRole\n${meta('r')}`
    expect(between(join(service('a'), service('b'), role), join(service('a', 'x'), service('b', 'x'), role))).toEqual([])
    expect(between(join(service('a'), service('b'), config('{}')), join(service('a', 'x'), service('b', 'x'), config('{}')))).toEqual([
      'missing-field v1/ConfigMap/c/metadata/namespace null | -'
    ])
  })

  it('tell resources of one name apart', () => {
    const left = join(service('only', 'a1'), service('other', 'b1'), service('web', 'a1'), service('web', 'b1'))
    const right = join(
      service('only', 'a2'),
      service('other', 'b2'),
      service('web', 'a2'),
      service('web', 'b2').replace('spec: {}', 'spec: {x: 1}')
    )
    expect(between(left, right)).toEqual(['missing-field v1/Service/b2/web/spec/x - | 1'])
  })

  it('map by their own words where no resource speaks for them', () => {
    expect(between(ns('shop-staging'), ns('shop-prod'))).toEqual([])
    expect(between(ns('staging'), ns('prod'))).toEqual([])
    expect(between(ns('foo'), ns('bar'))).toHaveLength(2)
  })

  it("do not hide another environment's namespace", () => {
    const left = join(service('a', 'staging'), service('b', 'staging'), binding('staging'))
    expect(between(left, join(service('a', 'prod'), service('b', 'prod'), binding('dev')))).toEqual([
      'value rbac.authorization.k8s.io/v1/ClusterRoleBinding/b/subjects/0/namespace "staging" | "dev"'
    ])
  })
})

describe('quantities', () => {
  const limits = (cpu: string) => deployment(`{name: web, resources: {limits: {cpu: ${cpu}}}}`)

  it('are equal as amounts where Kubernetes types them so, and nowhere else', () => {
    expect(between(limits('1'), limits('"1000m"'))).toEqual([])
    expect(between(limits('1'), limits('"1001m"'))).toHaveLength(1)
    expect(between(custom('{cpu: 1}'), custom('{cpu: 1000m}'))).toHaveLength(1)
    expect(between(config('{resources.limits.cpu: "1"}'), config('{resources.limits.cpu: 1000m}'))).toHaveLength(1)
  })

  test.each([
    ['v1', 'ResourceQuota', 'spec: {hard: {requests.memory: X}}'],
    ['v1', 'LimitRange', 'spec: {limits: [{type: Container, default: {memory: X}}]}'],
    ['v1', 'PersistentVolume', 'spec: {capacity: {storage: X}}'],
    ['v1', 'PersistentVolumeClaim', 'spec: {resources: {requests: {storage: X}}}'],
    ['autoscaling/v2', 'HorizontalPodAutoscaler', 'spec: {metrics: [{type: Pods, pods: {target: {averageValue: X}}}]}'],
    ['v1', 'Pod', 'spec: {volumes: [{name: v, emptyDir: {sizeLimit: X}}]}']
  ])('%s %s', (apiVersion, kind, body) => {
    const of = (amount: string) => `apiVersion: ${apiVersion}\nkind: ${kind}\n${meta('x')}\n${body.replace('X', amount)}`
    expect(between(of('1Gi'), of('1024Mi'))).toEqual([])
    expect(between(of('1Gi'), of('1G'))).toHaveLength(1)
  })
})

describe('texts', () => {
  test.each<[string, string, string, string, string[]]>([
    [
      'YAML',
      'application.yaml',
      'server:\\n  port: 1\\n',
      'server:\\n  port: 2\\n',
      ['value v1/ConfigMap/c/data/application.yaml#/server/port 1 | 2']
    ],
    ['JSON', 'a.json', '{\\"a\\": [1, 2]}', '{\\"a\\": [1]}', ['missing-field v1/ConfigMap/c/data/a.json#/a/1 2 | -']],
    ['properties', 'a.properties', '# x\\na.b=1\\nc : 2', 'a.b = 3\\nc=2', ['value v1/ConfigMap/c/data/a.properties#/a.b "1" | "3"']],
    ['an env file', '.env', 'A=1\\nB=2', 'A=1', ['missing-field v1/ConfigMap/c/data/.env#/B "2" | -']],
    ['equal content in another form', 'a.yaml', 'a: 1 # one', 'a: 1', ['value v1/ConfigMap/c/data/a.yaml "a: 1 # one" | "a: 1"']],
    ['text that is no YAML', 'a.yaml', 'a: [', 'a: {', ['value v1/ConfigMap/c/data/a.yaml "a: [" | "a: {"']],
    ['a scalar', 'a.yaml', 'one', 'two', ['value v1/ConfigMap/c/data/a.yaml "one" | "two"']],
    ['other suffixes', 'a.conf', 'a: 1', 'a: 2', ['value v1/ConfigMap/c/data/a.conf "a: 1" | "a: 2"']],
    [
      'environment words inside',
      'a.yaml',
      'metadata: {labels: {env: staging}}',
      'metadata: {labels: {env: prod}}',
      ['value v1/ConfigMap/c/data/a.yaml#/metadata/labels/env "staging" | "prod"']
    ]
  ])('%s', (_, key, left, right, expected) => {
    expect(between(config(`{"${key}": "${left}"}`), config(`{"${key}": "${right}"}`))).toEqual(expected)
  })

  it('does not follow aliases that grow beyond the text', () => {
    const bomb = (last: string) => {
      const lines = ['a0: &a0 [x, x, x, x, x, x, x, x, x]']
      for (let i = 1; i < 12; i++) lines.push(`a${i}: &a${i} [${Array.from({ length: 9 }, () => `*a${i - 1}`).join(', ')}]`)
      return `${lines.join('\\n')}\\nlast: ${last}`
    }
    expect(between(config(`{a.yaml: "${bomb('1')}"}`), config(`{a.yaml: "${bomb('2')}"}`))).toHaveLength(1)
  })

  it('does not look into Secrets', () => {
    const secret = (value: string) => `apiVersion: v1\nkind: Secret\n${meta('s')}\nstringData: {a.yaml: "${value}"}`
    expect(between(secret('a: 1'), secret('a: 2'))).toEqual(['value v1/Secret/s/stringData/a.yaml "a: 1" | "a: 2"'])
  })

  it('pairs the objects of a SecretProviderClass by objectName', () => {
    const provider = (objects: string) =>
      `apiVersion: secrets-store.csi.x-k8s.io/v1\nkind: SecretProviderClass\n${meta('s')}\nspec: {parameters: {objects: "${objects}"}}`
    expect(
      between(
        provider('- objectName: a\\n  secretPath: x/staging\\n'),
        provider('- objectName: a\\n  secretPath: x/prod\\n- objectName: b\\n')
      )
    ).toEqual([
      'value secrets-store.csi.x-k8s.io/v1/SecretProviderClass/s/spec/parameters/objects#/a/secretPath "x/staging" | "x/prod"',
      'missing-field secrets-store.csi.x-k8s.io/v1/SecretProviderClass/s/spec/parameters/objects#/b - | {"objectName":"b"}'
    ])
    const azure = (version: string) => provider(`array:\\n- |\\n  objectName: a\\n  objectVersion: ${version}\\n`)
    expect(between(azure('v1'), azure('v2'))).toEqual([
      'value secrets-store.csi.x-k8s.io/v1/SecretProviderClass/s/spec/parameters/objects#/array/a/objectVersion "v1" | "v2"'
    ])
  })
})

describe('SOPS', () => {
  const secret = (value: string, more = '') => `apiVersion: v1\nkind: Secret\n${meta('s')}\nstringData: {${value}}\nsops: {mac: x${more}}`
  const cipher = (text: string) => `"ENC[AES256_GCM,data:${text},iv:x,tag:y,type:str]"`

  it('ciphertext and its block say nothing, but keys and plain values do', () => {
    expect(between(secret(`a: ${cipher('1')}`, ', lastmodified: a'), secret(`a: ${cipher('2')}`))).toEqual([])
    expect(between(secret(`a: ${cipher('1')}`), secret(`a: ${cipher('2')}, b: ${cipher('3')}`))).toHaveLength(1)
    expect(between(secret(`a: ${cipher('1')}`), secret('a: plain'))).toHaveLength(1)
    expect(between(secret('a: x'), secret('a: x').replace(/sops.*/, ''))).toHaveLength(1)
  })

  it('nor inside a text', () => {
    const text = (c: string) => config(`{a.yaml: "a: ENC[AES256_GCM,data:${c},type:str]\\nsops:\\n  mac: ${c}\\n"}`)
    expect(between(text('1'), text('2'))).toEqual([])
  })
})
