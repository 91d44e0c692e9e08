import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Activity } from '../../shared/activity.ts'
import { watched } from '../../shared/detectors/drift/grades.ts'
import type { Timeline } from '../../shared/detectors/drift/timeline.ts'
import { drift } from '../../shared/detectors/drift.ts'
import { atLeast, type Finding } from '../../shared/finding.ts'
import { config } from '../../shared/sources/config.ts'
import { testDetector } from '../contracts/detector.ts'
import { activity, noon } from '../make.ts'

const own = '111122223333'
const other = '444455556666'
const minute = 60_000

interface Said {
  readonly type?: string
  readonly minute?: number
  readonly status?: string
  readonly configuration?: unknown
  readonly supplementary?: unknown
}

/** The activity of an item so many minutes after noon. */
function item({
  type = 'AWS::Lambda::Function',
  minute: at = 0,
  status = 'OK',
  configuration,
  supplementary,
}: Said): Activity {
  const [read] = config.normalize({
    configurationItemCaptureTime: new Date(noon + at * minute).toISOString(),
    configurationItemStatus: status,
    awsAccountId: own,
    awsRegion: 'eu-central-1',
    resourceType: type,
    resourceId: 'orders',
    resourceName: 'orders',
    configuration,
    supplementaryConfiguration: supplementary,
  })
  return read!
}

const role = (name: string) => `arn:aws:iam::${own}:role/${name}`
/** The function `orders` with this execution role. */
const as = (name: string, at: number, over: Record<string, unknown> = {}) =>
  item({ minute: at, configuration: { functionName: 'orders', role: role(name), ...over } })
const gone = (at: number) => item({ minute: at, status: 'ResourceDeleted', configuration: null })

/** A policy that lets these principals in, under these conditions. */
const allow = (Principal: unknown, Condition?: unknown) => ({
  Version: '2012-10-17',
  Statement: [
    { Sid: 'x', Effect: 'Allow', Principal, Action: 'x:Y', Resource: '*', ...(Condition ? { Condition } : {}) },
  ],
})

/** What is put, first come first kept by uid, when these arrive in this order. */
function arrive(...activities: readonly Activity[]): { findings: readonly Finding[]; state: Timeline | undefined } {
  const put = new Map<string, Finding>()
  let state: Timeline | undefined
  for (const one of activities) {
    const verdict = drift.step(one, state)
    state = verdict.state
    for (const finding of verdict.findings) if (!put.has(finding.uid)) put.set(finding.uid, finding)
  }
  return { findings: [...put.values()], state }
}

describe('drift', () => {
  testDetector(drift, [
    as('writer', 0),
    as('admin', 1, { vpcConfig: { subnetIds: ['subnet-1'] } }),
    as('writer', 2),
    item({ minute: 3 }),
    gone(4),
    as('admin', 5),
    as('other', 6),
    item({ type: 'AWS::S3::Bucket', minute: 1, supplementary: { AccessControlList: {} } }),
    item({ type: 'AWS::S3::Bucket', minute: 2, supplementary: { BucketPolicy: { policyText: allow('*') } } }),
    activity(),
  ])

  it('finds a changed property, and says from what to what', () => {
    const [before, after] = [as('writer', 0), as('admin', 1)]
    expect(arrive(before, after).findings).toEqual([
      {
        uid: expect.stringMatching(/^drift:[0-9a-f]{16}:\d+$/),
        kind: 'compliance',
        analytic: { uid: 'drift', name: 'Configuration drift', type: 'behavioral' },
        title: 'Function orders: execution role changed',
        reason: `The configuration recorded at 2026-06-01T12:01:00.000Z differs from the one before: execution role from ${role('writer')} to ${role('admin')}.`,
        remediation: expect.stringContaining('former role'),
        severity: 'low',
        attacks: [{ tactic: 'TA0003', technique: 'T1098' }],
        activity: after,
        related: [after.uid, before.uid],
      },
    ])
  })

  it('tells all that changed in one finding, gravest first', () => {
    const before = as('writer', 0, { handler: 'a.b', vpcConfig: { subnetIds: ['subnet-1'] } })
    const [finding, ...others] = arrive(before, as('admin', 1, { handler: 'c.d' })).findings
    expect(others).toEqual([])
    expect(finding).toMatchObject({ severity: 'high', title: 'Function orders: network (VPC) removed (and 2 more)' })
    expect(finding?.reason).toContain('handler from a.b to c.d')
  })

  it('only remembers the first item of a resource', () => {
    expect(arrive(as('writer', 0)).findings).toEqual([])
  })

  it.each([
    ['a timestamp', { lastModified: '2026-06-02T00:00:00.000+0000', revisionId: 'b', stateReason: 'Idle' }],
    ['a size', { codeSize: 9, timeout: 4, memorySize: 512, description: 'new' }],
  ])('says nothing about %s', (_, over) => {
    expect(arrive(as('writer', 0), as('writer', 1, over)).findings).toEqual([])
  })

  it('takes what an item does not say for unknown', () => {
    const before = as('writer', 0, { vpcConfig: { subnetIds: ['subnet-1'] } })
    const partial = item({ minute: 1, supplementary: {} })
    const unread = item({ minute: 2, configuration: {} })
    const [summary] = config.normalize({
      configurationItemSummary: { ...before.record, configurationItemCaptureTime: '2026-06-01T12:03:00Z' },
    })
    expect(arrive(before, partial, unread, summary!).findings).toEqual([])
    expect(arrive(before, partial, unread, summary!, as('writer', 4)).findings).toMatchObject([{ severity: 'high' }])
  })

  it('starts anew with what is made after a deletion', () => {
    expect(arrive(as('writer', 0), gone(1), as('admin', 2)).findings).toEqual([])
    expect(arrive(as('writer', 0), as('admin', 2), gone(1)).findings).toMatchObject([{ severity: 'low' }])
    expect(arrive(as('writer', 0), gone(1), as('admin', 2), as('writer', 3)).findings).toHaveLength(1)
  })

  it('knows the same resource by either spelling, and keeps accounts, regions, types and names apart', () => {
    const keys = [
      as('writer', 0),
      { ...as('writer', 0), account: other },
      { ...as('writer', 0), region: 'eu-west-1' },
      item({ type: 'AWS::S3::Bucket' }),
      { ...as('writer', 0), record: { resourceId: 'x'.repeat(3000) } },
    ].map((one) => drift.key?.(one))
    expect(new Set(keys).size).toBe(keys.length)
    for (const key of keys) expect(key?.length).toBeLessThan(400)
  })

  it.each([
    ['other sources', activity()],
    ['types it does not watch', item({ type: 'AWS::EC2::Volume', configuration: { encrypted: true } })],
    [
      'a type named after an object’s own members',
      { ...as('writer', 0), resources: [{ uid: 'x', type: 'constructor' }] },
    ],
  ])('has no interest in %s', (_, one) => {
    expect(drift.key?.(one)).toBeUndefined()
  })
})

describe('drift, whatever the order', () => {
  it('tells no change backwards when an item comes late', () => {
    const { findings } = arrive(as('admin', 2), as('writer', 0))
    expect(findings).toMatchObject([{ reason: expect.stringContaining(`from ${role('writer')} to ${role('admin')}`) }])
  })

  it('tells both sides of an item that comes late between two alike', () => {
    const inOrder = arrive(as('writer', 0), as('admin', 1), as('writer', 2)).findings
    const late = arrive(as('writer', 0), as('writer', 2), as('admin', 1)).findings
    expect(late).toHaveLength(2)
    expect(late.map(({ uid, reason }) => ({ uid, reason }))).toEqual(
      inOrder.map(({ uid, reason }) => ({ uid, reason })),
    )
    expect(late.map(({ related }) => related.length)).toEqual([2, 2])
  })

  it('tells by a second finding what a late item shows of one that was told already', () => {
    const bounded = { vpcConfig: { subnetIds: ['subnet-1'] } }
    const { findings } = arrive(as('writer', 0), as('admin', 2), as('writer', 1, bounded))
    expect(findings.map(({ severity, title }) => [severity, title])).toEqual([
      ['low', 'Function orders: execution role changed'],
      ['high', 'Function orders: network (VPC) removed'],
    ])
    expect(new Set(findings.map(({ uid }) => uid)).size).toBe(2)
  })

  it('does not tell a change twice when an item between comes late', () => {
    expect(arrive(as('writer', 0), as('admin', 5), as('admin', 3), as('writer', 2)).findings).toHaveLength(1)
  })

  it('returns the same state for an item that it knows, and the same finding', () => {
    const { state } = arrive(as('writer', 0), as('admin', 1))
    const again = drift.step(as('admin', 1), state)
    expect(again.state).toBe(state)
    expect(again.findings).toEqual(arrive(as('writer', 0), as('admin', 1)).findings)
  })

  it('ignores what is older than all that it remembers', () => {
    const { state } = arrive(...Array.from({ length: 20 }, (_, at) => as(`role-${at}`, at + 10)))
    expect(state?.items).toHaveLength(12)
    expect(drift.step(as('admin', 1), state)).toEqual({ state, findings: [] })
    expect(drift.step(as('role-2', 12), state)).toEqual({ state, findings: [] })
  })

  it('returns the same finding as long as it remembers the item, when what came before it is forgotten', () => {
    const items = [as('writer', 0), as('admin', 1), ...Array.from({ length: 11 }, (_, at) => as('admin', at + 2))]
    const { state, findings } = arrive(...items)
    expect(state?.since).toBe(items[0]?.time)
    expect(drift.step(items[1]!, state).findings).toMatchObject([
      { uid: findings[0]?.uid, reason: findings[0]?.reason },
    ])
  })

  const roles = fc.constantFrom('a', 'b', 'c')
  const subnets = fc.constantFrom([], ['subnet-1'], ['subnet-1', 'subnet-2'])
  const one = fc.oneof(
    { weight: 8, arbitrary: fc.record({ role: roles, subnetIds: subnets }) },
    { weight: 1, arbitrary: fc.constant('gone' as const) },
    { weight: 1, arbitrary: fc.constant('unknown' as const) },
  )
  const history = fc.array(one, { minLength: 1, maxLength: 12 }).map((items) =>
    items.map((said, at) => {
      if (said === 'gone') return gone(at)
      if (said === 'unknown') return item({ minute: at })
      return as(said.role, at, { vpcConfig: { subnetIds: said.subnetIds } })
    }),
  )
  const disturbed = history.chain((items) =>
    fc.tuple(fc.constant(items), fc.shuffledSubarray([...items, ...items], { minLength: 2 * items.length })),
  )
  /** Which value each property took on, without what it was before: that may have been told over a gap. */
  const values = (findings: readonly Finding[]) =>
    new Set(
      findings.flatMap(({ reason }) =>
        reason
          .replace(/^.*?: (.*)\.$/, '$1')
          .split('; ')
          .map((change) => change.replace(/ from .* to /, ' to ')),
      ),
    )
  const points = ({ state }: { state: Timeline | undefined }) =>
    new Map(Object.entries(state?.points ?? {}).map(([id, own]) => [id, own.map(([at, value]) => [at, value])]))

  it('tells every value that in order it would tell, as gravely, and remembers the same', () => {
    fc.assert(
      fc.property(disturbed, ([items, arrival]) => {
        const [ordered, shuffled] = [arrive(...items), arrive(...arrival)]
        const known = items.filter(({ record }) => record.configuration !== undefined).length
        fc.pre([ordered, shuffled].every(({ state }) => (state?.items.length ?? 0) === known)) // all of it had room
        expect([...values(shuffled.findings)]).toEqual(expect.arrayContaining([...values(ordered.findings)]))
        for (const one of ordered.findings) {
          const [gravest] = values([one])
          const grades = shuffled.findings
            .filter((other) => values([other]).has(gravest!))
            .map(({ severity }) => severity)
          expect(grades.some((severity) => atLeast(severity, one.severity))).toBe(true)
        }
        expect(points(shuffled)).toEqual(points(ordered))
      }),
      { numRuns: 120 },
    )
  })

  it('tells the same by the same ids where each item differs from the one before', () => {
    const each = fc
      .integer({ min: 2, max: 12 })
      .map((length) => Array.from({ length }, (_, at) => as(`role-${at}`, at)))
    const told = (findings: readonly Finding[]) =>
      new Map(findings.map(({ uid, title, severity }) => [uid, { title, severity }]))
    fc.assert(
      fc.property(
        each.chain((items) => fc.tuple(fc.constant(items), fc.shuffledSubarray(items, { minLength: items.length }))),
        ([items, arrival]) => {
          expect(told(arrive(...arrival).findings)).toEqual(told(arrive(...items).findings))
        },
      ),
      { numRuns: 100 },
    )
  })

  it('tells in order each change once, and again nothing when all of it is delivered again', () => {
    fc.assert(
      fc.property(history, (items) => {
        const once = arrive(...items)
        expect(arrive(...items, ...items).findings).toEqual(once.findings)
        expect(drift.step(items[0]!, once.state).state).toBe(once.state)
      }),
      { numRuns: 120 },
    )
  })

  it('keeps the promises of a detector at every step', () => {
    fc.assert(
      fc.property(disturbed, ([, arrival]) => {
        let state: Timeline | undefined
        for (const next of arrival) {
          const once = drift.step(next, state)
          expect(drift.step(next, once.state)).toEqual(once)
          expect(JSON.parse(JSON.stringify(once))).toEqual(once)
          expect(Buffer.byteLength(JSON.stringify(once.state ?? null))).toBeLessThanOrEqual(4096)
          state = once.state
        }
      }),
      { numRuns: 120 },
    )
  })
})

describe('drift, whatever the size', () => {
  const long = (seed: number) => `"\u0001é\ud800${seed}`.repeat(400)
  const huge = (seed: number, at: number) =>
    item({
      minute: at,
      configuration: {
        codeSha256: long(seed),
        role: long(seed),
        handler: long(seed),
        runtime: long(seed),
        layers: Array.from({ length: 300 }, (_, n) => ({
          arn: `arn:aws:lambda:x:${String(seed * 1000 + n).padStart(12, '0')}:layer:l${seed}:${n}`,
        })),
        vpcConfig: { subnetIds: [long(seed)] },
        kmskeyArn: `arn:aws:kms:x:${String(seed).padStart(12, '9')}:key/${long(seed)}`,
        deadLetterConfig: { targetArn: long(seed) },
        signingProfileVersionArn: long(seed),
      },
      supplementary: {
        Policy: {
          Statement: Array.from({ length: 300 }, (_, n) => ({
            Effect: 'Allow',
            Principal: { AWS: String(seed * 1000 + n).padStart(12, '7') },
          })),
        },
      },
    })

  it('remembers four kilobytes at most and tells a bounded reason, in order and late, and keeps its promises', () => {
    for (const order of [
      [0, 1, 2, 3, 4, 5],
      [5, 3, 1, 4, 2, 0],
      [0, 5, 3],
    ]) {
      let state: Timeline | undefined
      for (const at of order) {
        const once = drift.step(huge(at + 1, at), state)
        expect(drift.step(huge(at + 1, at), once.state)).toEqual(once)
        expect(Buffer.byteLength(JSON.stringify(once.state))).toBeLessThanOrEqual(4096)
        for (const { title, reason } of once.findings) expect(title.length + reason.length).toBeLessThan(3000)
        state = once.state
      }
    }
    expect(arrive(huge(1, 0), huge(2, 1)).findings).toMatchObject([{ severity: 'high' }])
  })

  it('ignores what is older than what it had to forget, though it would fit', () => {
    const { state } = arrive(...[1, 2, 3, 4, 5, 6].map((at) => huge(at, at)))
    expect(state?.items.length).toBeLessThan(4)
    expect(drift.step(as('writer', 0), state)).toEqual({ state, findings: [] })
  })
})

const mine = allow({ AWS: `arn:aws:iam::${own}:root` })
const port = (fromPort: number, cidrIp: string, ipProtocol = 'tcp') => ({
  ipProtocol,
  fromPort,
  toPort: fromPort,
  ipv4Ranges: [{ cidrIp }],
})
const layer = (account: string, name: string, version: number) => ({
  arn: `arn:aws:lambda:eu-central-1:${account}:layer:${name}:${version}`,
})
const blocked = { blockPublicAcls: true, ignorePublicAcls: true, blockPublicPolicy: true, restrictPublicBuckets: true }
const grants = (...grantees: readonly unknown[]) => ({
  owner: { id: 'owner' },
  grantList: [
    { grantee: { id: 'owner' }, permission: 'FullControl' },
    ...grantees.map((grantee) => ({ grantee, permission: 'Read' })),
  ],
})
const admin = { policyName: 'all', policyDocument: { Statement: { Effect: 'Allow', Action: '*', Resource: '*' } } }
const attached = (arn: string) => ({ attachedManagedPolicies: [{ policyArn: arn, policyName: 'p' }] })

type Sides = readonly [before: object, after: object]
const c = (before: object, after: object): Sides => [
  { configuration: { is: 1, ...before } },
  { configuration: { is: 1, ...after } },
]
const s = (before: object, after: object): Sides => [
  { supplementary: { is: 1, ...before } },
  { supplementary: { is: 1, ...after } },
]

describe('the grades', () => {
  it.each<[type: string, what: string, sides: Sides, severity: string | undefined, title?: string]>([
    ['Lambda::Function', 'other code', c({ codeSha256: 'a' }, { codeSha256: 'b' }), 'low', 'code changed'],
    [
      'Lambda::Function',
      'a layer of another account',
      c({ layers: [] }, { layers: [layer(other, 'x', 1)] }),
      'high',
      'layer of another account',
    ],
    [
      'Lambda::Function',
      'a layer of our own',
      c({ layers: [] }, { layers: [layer(own, 'x', 1)] }),
      'medium',
      'layer added',
    ],
    [
      'Lambda::Function',
      'a layer that AWS publishes',
      c({}, { layers: [layer('094274105915', 'Powertools', 1)] }),
      'medium',
    ],
    [
      'Lambda::Function',
      'a newer version of a layer',
      c({ layers: [layer(own, 'x', 1)] }, { layers: [layer(own, 'x', 2)] }),
      'low',
      'layer version changed',
    ],
    ['Lambda::Function', 'no layer any more', c({ layers: [layer(own, 'x', 1)] }, {}), 'medium', 'layer removed'],
    ['Lambda::Function', 'another runtime', c({ runtime: 'nodejs22.x' }, { runtime: 'nodejs24.x' }), 'low'],
    [
      'Lambda::Function',
      'no network any more',
      c({ vpcConfig: { subnetIds: ['s'] } }, { vpcConfig: { subnetIds: [] } }),
      'high',
      'removed',
    ],
    ['Lambda::Function', 'a network', c({}, { vpcConfig: { subnetIds: ['s'] } }), undefined],
    [
      'Lambda::Function',
      'no key any more',
      c({ kmskeyArn: 'arn:aws:kms:x:111122223333:key/1' }, {}),
      'high',
      'encryption key removed',
    ],
    [
      'Lambda::Function',
      'a key of another account',
      c({}, { kMSKeyArn: `arn:aws:kms:x:${other}:key/1` }),
      'high',
      `is now ${other}`,
    ],
    ['Lambda::Function', 'no dead-letter target any more', c({ deadLetterConfig: { targetArn: 'q' } }, {}), 'low'],
    ['Lambda::Function', 'no signature any more', c({ signingProfileVersionArn: 's' }, {}), 'high'],
    ['Lambda::Function', 'a public policy', s({}, { Policy: allow('*') }), 'high', 'policy opened to everyone'],
    [
      'Lambda::Function',
      'a public address',
      s({}, { Policy: allow('*', { StringEquals: { 'lambda:FunctionUrlAuthType': 'NONE' } }) }),
      'high',
    ],
    [
      'Lambda::Function',
      'an address with sign-in',
      s({}, { Policy: allow('*', { StringEquals: { 'lambda:FunctionUrlAuthType': 'AWS_IAM' } }) }),
      'low',
    ],
    [
      'Lambda::Function',
      'a trigger',
      s({}, { Policy: allow({ Service: 's3.amazonaws.com' }) }),
      'low',
      'policy text added',
    ],
    [
      'IAM::Role',
      'trust in another account',
      c(
        { assumeRolePolicyDocument: mine },
        { assumeRolePolicyDocument: allow({ AWS: [`arn:aws:iam::${own}:root`, other] }) },
      ),
      'high',
      `trust policy opened to ${other}`,
    ],
    [
      'IAM::Role',
      'trust in everyone',
      c({ assumeRolePolicyDocument: mine }, { assumeRolePolicyDocument: allow({ AWS: '*' }) }),
      'high',
      'everyone',
    ],
    [
      'IAM::Role',
      'trust in everyone of a provider',
      c(
        { assumeRolePolicyDocument: mine },
        {
          assumeRolePolicyDocument: allow({
            Federated: `arn:aws:iam::${own}:oidc-provider/token.actions.githubusercontent.com`,
          }),
        },
      ),
      'high',
      'anyone at token.actions',
    ],
    [
      'IAM::Role',
      'trust in our own organisation',
      c(
        { assumeRolePolicyDocument: mine },
        { assumeRolePolicyDocument: allow('*', { StringEquals: { 'aws:PrincipalOrgID': 'o-1' } }) },
      ),
      'low',
    ],
    [
      'IAM::Role',
      'another layout of the trust policy',
      c(
        { assumeRolePolicyDocument: mine },
        { assumeRolePolicyDocument: { ...mine, Statement: { ...mine.Statement[0], Sid: 'y', Action: ['X:y'] } } },
      ),
      undefined,
    ],
    [
      'IAM::Role',
      'an administrator',
      c(attached('arn:aws:iam::aws:policy/ReadOnlyAccess'), attached('arn:aws:iam::aws:policy/AdministratorAccess')),
      'high',
      'administrator rights',
    ],
    ['IAM::Role', 'an administrator by its own policy', c({ rolePolicyList: [] }, { rolePolicyList: [admin] }), 'high'],
    ['IAM::User', 'an administrator by its own policy', c({ userPolicyList: [] }, { userPolicyList: [admin] }), 'high'],
    [
      'IAM::Role',
      'one more policy',
      c({}, attached(`arn:aws:iam::${own}:policy/orders`)),
      'low',
      'attached policy added',
    ],
    ['IAM::Role', 'one policy fewer', c(attached(`arn:aws:iam::${own}:policy/orders`), {}), undefined],
    [
      'IAM::Role',
      'no boundary any more',
      c({ permissionsBoundary: { permissionsBoundaryArn: 'b' } }, {}),
      'high',
      'permissions boundary removed',
    ],
    ['IAM::Role', 'its last use', c({ roleLastUsed: { region: 'a' } }, { roleLastUsed: { region: 'b' } }), undefined],
    [
      'IAM::Policy',
      'another document in force',
      c(
        { policyVersionList: [{ isDefaultVersion: true, document: [mine] }] },
        { policyVersionList: [{ isDefaultVersion: true, document: [allow({ AWS: own })] }] },
      ),
      'low',
    ],
    [
      'S3::Bucket',
      'a public policy',
      s({ BucketPolicy: {} }, { BucketPolicy: { policyText: allow('*') } }),
      'high',
      'policy opened to everyone',
    ],
    [
      'S3::Bucket',
      'a policy for our own network',
      s(
        { BucketPolicy: {} },
        { BucketPolicy: { policyText: allow('*', { StringEquals: { 'aws:SourceVpce': 'vpce-1' } }) } },
      ),
      'low',
    ],
    [
      'S3::Bucket',
      'a condition that refuses rather than names',
      s(
        { BucketPolicy: {} },
        { BucketPolicy: { policyText: allow('*', { StringNotEquals: { 'aws:SourceVpce': 'vpce-1' } }) } },
      ),
      'high',
    ],
    [
      'S3::Bucket',
      'a refusal of everyone',
      s(
        { BucketPolicy: {} },
        { BucketPolicy: { policyText: { Statement: { Effect: 'Deny', Principal: '*', Action: 's3:*' } } } },
      ),
      'low',
    ],
    [
      'S3::Bucket',
      'a grant to everyone',
      s({ AccessControlList: grants() }, { AccessControlList: grants('AllUsers') }),
      'high',
      'opened to everyone',
    ],
    [
      'S3::Bucket',
      'a grant to somebody',
      s({ AccessControlList: grants() }, { AccessControlList: grants({ id: 'somebody' }) }),
      'high',
      'canonical user',
    ],
    [
      'S3::Bucket',
      'a grant to log delivery',
      s(
        { AccessControlList: grants() },
        { AccessControlList: grants('LogDelivery', { uri: 'http://acs.amazonaws.com/groups/s3/LogDelivery' }) },
      ),
      undefined,
    ],
    [
      'S3::Bucket',
      'no public access block any more',
      s({ PublicAccessBlockConfiguration: blocked }, {}),
      'high',
      'public access block removed',
    ],
    [
      'S3::Bucket',
      'one lock fewer',
      s(
        { PublicAccessBlockConfiguration: blocked },
        { PublicAccessBlockConfiguration: { ...blocked, blockPublicPolicy: false } },
      ),
      'high',
    ],
    [
      'S3::Bucket',
      'versioning at rest',
      s(
        { BucketVersioningConfiguration: { status: 'Enabled' } },
        { BucketVersioningConfiguration: { status: 'Suspended' } },
      ),
      'high',
      'versioning off',
    ],
    [
      'S3::Bucket',
      'versioning that is not said',
      s({ BucketVersioningConfiguration: { status: 'Enabled' } }, {}),
      undefined,
    ],
    [
      'S3::Bucket',
      'no customer key any more',
      s(
        {
          ServerSideEncryptionConfiguration: {
            rules: [{ applyServerSideEncryptionByDefault: { sseAlgorithm: 'aws:kms', kmsMasterKeyID: 'k' } }],
          },
        },
        {
          ServerSideEncryptionConfiguration: {
            rules: [{ applyServerSideEncryptionByDefault: { sseAlgorithm: 'AES256' } }],
          },
        },
      ),
      'high',
    ],
    [
      'S3::Bucket',
      'no access logging any more',
      s({ BucketLoggingConfiguration: { destinationBucketName: 'logs' } }, { BucketLoggingConfiguration: {} }),
      'high',
    ],
    [
      'S3::Bucket',
      'replication to another account',
      s({}, { BucketReplicationConfiguration: { rules: { r: { destinationConfig: { Account: other } } } } }),
      'high',
    ],
    ['S3::AccountPublicAccessBlock', 'one lock fewer', c(blocked, { ...blocked, ignorePublicAcls: false }), 'high'],
    [
      'EC2::SecurityGroup',
      'SSH for everyone',
      c({}, { ipPermissions: [port(22, '0.0.0.0/0')] }),
      'high',
      'port opened to everyone: tcp 22',
    ],
    [
      'EC2::SecurityGroup',
      'everything for everyone',
      c({}, { ipPermissions: [{ ipProtocol: '-1', ipv6Ranges: [{ cidrIpv6: '::/0' }] }] }),
      'high',
      'all traffic',
    ],
    [
      'EC2::SecurityGroup',
      'ranges in the old form',
      c({}, { ipPermissions: [{ ipProtocol: 'tcp', fromPort: 0, toPort: 65535, ipRanges: ['0.0.0.0/0'] }] }),
      'high',
      'tcp 0-65535',
    ],
    ['EC2::SecurityGroup', 'a website', c({}, { ipPermissions: [port(443, '0.0.0.0/0')] }), 'low'],
    ['EC2::SecurityGroup', 'SSH for an office', c({}, { ipPermissions: [port(22, '198.51.100.0/24')] }), undefined],
    ['EC2::SecurityGroup', 'SSH for nobody any more', c({ ipPermissions: [port(22, '0.0.0.0/0')] }, {}), undefined],
    ['SNS::Topic', 'a public policy', c({ Policy: mine }, { Policy: JSON.stringify(allow({ AWS: '*' })) }), 'high'],
    [
      'SNS::Topic',
      'the policy that topics begin with',
      c({}, { Policy: allow({ AWS: '*' }, { StringEquals: { 'AWS:SourceOwner': own } }) }),
      'low',
    ],
    [
      'SNS::Topic',
      'everyone on behalf of another account',
      c({}, { Policy: allow('*', { ArnLike: { 'aws:SourceArn': `arn:aws:s3:*:${other}:b` } }) }),
      'high',
      other,
    ],
    [
      'SNS::Topic',
      'everyone on behalf of everyone',
      c({}, { Policy: allow('*', { ArnLike: { 'aws:SourceArn': 'arn:aws:s3:::*' } }) }),
      'high',
      'everyone',
    ],
    [
      'SQS::Queue',
      'another account',
      c({ Policy: mine }, { Policy: allow({ AWS: `arn:aws:iam::${other}:role/x` }) }),
      'high',
      other,
    ],
    [
      'SQS::Queue',
      'no encryption any more',
      c({ KmsMasterKeyId: 'alias/a' }, { SqsManagedSseEnabled: 'false' }),
      'high',
    ],
    ['SQS::Queue', 'no dead-letter queue any more', c({ RedrivePolicy: { deadLetterTargetArn: 'd' } }, {}), 'low'],
    [
      'DynamoDB::Table',
      'no recovery any more',
      s(
        { ContinuousBackupsDescription: { pointInTimeRecoveryDescription: { pointInTimeRecoveryStatus: 'ENABLED' } } },
        { ContinuousBackupsDescription: { pointInTimeRecoveryDescription: { pointInTimeRecoveryStatus: 'DISABLED' } } },
      ),
      'high',
    ],
    [
      'DynamoDB::Table',
      'no deletion protection any more',
      c({ deletionProtectionEnabled: true }, { deletionProtectionEnabled: false }),
      'high',
    ],
    [
      'DynamoDB::Table',
      'no key any more',
      c({ ssedescription: { status: 'ENABLED', kmsmasterKeyArn: 'k' } }, {}),
      'high',
    ],
    [
      'DynamoDB::Table',
      'more items',
      c({ itemCount: 1, tableSizeBytes: 1 }, { itemCount: 2, tableSizeBytes: 2 }),
      undefined,
    ],
    ['Events::Rule', 'a rule at rest', c({ State: 'ENABLED' }, { State: 'DISABLED' }), 'low', 'rule disabled'],
    [
      'Events::Rule',
      'a watch at rest',
      c(
        {
          State: 'ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS',
          EventPattern: '{"detail-type":["AWS API Call via CloudTrail"]}',
        },
        { State: 'DISABLED', EventPattern: '{"detail-type":["AWS API Call via CloudTrail"]}' },
      ),
      'high',
    ],
    [
      'Events::Rule',
      'a target in another account',
      c({ Targets: [] }, { Targets: [{ Arn: `arn:aws:events:eu-central-1:${other}:event-bus/b` }] }),
      'high',
    ],
    ['KMS::Key', 'another account', s({ Policy: mine }, { Policy: allow({ AWS: [own, other] }) }), 'high'],
    ['CloudTrail::Trail', 'one region alone', c({ isMultiRegionTrail: true }, { isMultiRegionTrail: false }), 'high'],
    ['CloudTrail::Trail', 'another bucket', c({ s3BucketName: 'a' }, { s3BucketName: 'b' }), 'high'],
  ])('%s: %s', (type, _, [before, after], severity, title = '') => {
    const [one, two] = [item({ type: `AWS::${type}`, ...before }), item({ type: `AWS::${type}`, minute: 1, ...after })]
    const { findings } = arrive(one, two)
    expect(findings.map((finding) => finding.severity)).toEqual(severity ? [severity] : [])
    for (const finding of findings) expect(finding.title).toContain(title)
  })

  it('gives each property of a type an id of its own, an attack and something to do', () => {
    for (const { properties } of Object.values(watched)) {
      expect(new Set(properties.map(({ id }) => id)).size).toBe(properties.length)
      for (const { attack, remediation, added, removed, changed } of properties) {
        expect(attack.technique).toMatch(/^T\d{4}(\.\d{3})?$/)
        expect(attack.tactic).toMatch(/^TA\d{4}$/)
        expect(remediation).toMatch(/\.$/)
        expect(added ?? removed ?? changed).toBeDefined()
      }
    }
  })
})
