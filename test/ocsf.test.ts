import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { ActorType } from '../shared/activity.ts'
import { severities } from '../shared/finding.ts'
import { ocsf, withoutRecord } from '../shared/ocsf.ts'
import { activity, finding, noon } from './make.ts'
import { faults } from './ocsf-faults.ts'

const actor = activity().actor

describe('ocsf', () => {
  it('says what was found in the fields that others rely on', () => {
    expect(ocsf(finding())).toMatchObject({
      class_uid: 2004,
      time: noon,
      severity_id: 4,
      severity: 'High',
      status_id: 1,
      message: 'shop-deploy replaced the code of a function',
      metadata: { product: { name: 'Vedette' } },
      finding_info: {
        uid: finding().uid,
        title: 'shop-deploy replaced the code of a function',
        desc: 'arn:aws:iam::111122223333:role/shop-deploy called lambda:UpdateFunctionCode and is not a deployer.',
        analytic: { uid: finding().analytic.uid, name: 'Function code changed outside the pipeline', type_id: 1 },
        attacks: [{ tactic: { uid: 'TA0003', name: 'Persistence' }, technique: { uid: 'T1525' } }],
        related_events: [{ uid: activity().uid }],
      },
      actor: { user: { uid: actor.id, name: 'shop-deploy', type: 'Role' } },
      cloud: { provider: 'AWS', account: { uid: '111122223333' }, region: 'eu-central-1' },
      resources: [{ uid: activity().resources[0]?.uid, type: 'AWS::Lambda::Function' }],
      remediation: { desc: expect.stringContaining('Ask the owner') },
    })
  })

  it('carries the call, the actor, the address and the record as evidence', () => {
    expect(ocsf(finding()).evidences).toMatchObject([
      {
        api: { operation: 'UpdateFunctionCode', service: { name: 'lambda' } },
        actor: { user: { uid: actor.id }, session: { uid: 'build-1042', credential_uid: 'ASIAEXAMPLEKEY000001' } },
        src_endpoint: { ip: '198.51.100.24' },
        data: activity().record,
      },
    ])
  })

  it.each(severities.map((severity, index) => [severity, index + 1] as const))('grades %s as %i', (severity, id) => {
    expect(ocsf(finding({ severity })).severity_id).toBe(id)
  })

  it.each([
    ['rule', 1],
    ['behavioral', 2],
    ['statistical', 3],
  ] as const)('calls a %s analytic %i', (type, id) => {
    expect(ocsf(finding({ analytic: { uid: 'a', name: 'A', type } })).finding_info.analytic.type_id).toBe(id)
  })

  it('keeps a sub-technique whole where techniques are looked for, and names it as one', () => {
    const { attacks } = ocsf(finding({ attacks: [{ tactic: 'TA0003', technique: 'T1098.003' }] })).finding_info
    expect(attacks).toMatchObject([{ technique: { uid: 'T1098.003' }, sub_technique: { uid: 'T1098.003' } }])
  })

  it('makes a compliance finding of drift, with what it was checked against', () => {
    const drift = ocsf(finding({ kind: 'compliance' }))
    expect(drift).toMatchObject({ class_uid: 2003, type_uid: 200301, compliance: { status: 'Fail', status_id: 3 } })
    expect(faults(drift)).toEqual([])
  })

  it.each([
    ['cloudformation.amazonaws.com', { svc_name: 'cloudformation.amazonaws.com' }],
    ['AWS Internal', { svc_name: 'AWS Internal' }],
    ['2001:db8::7', { ip: '2001:db8::7' }],
    ['999.1.1.1', { svc_name: '999.1.1.1' }],
    ['1.2.3.4.', { svc_name: '1.2.3.4.' }],
  ])('calls %s an address only if it is one', (ip, endpoint) => {
    const found = ocsf(finding({ activity: activity({ origin: { ip } }) }))
    expect(found.evidences[0]?.src_endpoint).toEqual(endpoint)
    expect(faults(found)).toEqual([])
  })

  it('says nothing about what the record does not tell', () => {
    const bare = activity({
      account: '',
      region: '',
      origin: {},
      resources: [],
      source: 'aws.lambda-logs',
      action: 'platform:report',
      actor: { id: 'arn:aws:lambda:eu-central-1:111122223333:function:f', type: 'Function', name: 'f' },
    })
    const found = ocsf(finding({ activity: bare, attacks: [] }))
    expect(faults(found)).toEqual([])
    expect(found.cloud).toEqual({
      provider: 'AWS',
      account: { uid: 'unknown', type_id: 10, type: 'AWS Account' },
      region: 'unknown',
    })
    expect(Object.keys(found.evidences[0] ?? {})).toEqual(['uid', 'name', 'actor', 'data'])
    expect(found.actor).toEqual({ user: expect.not.objectContaining({ account: expect.anything() }) })
  })

  it('leaves out a record of more than 64 KB, and says so', () => {
    const big = activity({ record: { requestParameters: { policy: 'é'.repeat(40_000) } } })
    const found = ocsf(finding({ activity: big }))
    expect(found.evidences[0]?.data).toEqual({
      left_out: expect.stringMatching(/^The record is 800\d\d bytes of JSON/),
    })
    expect(faults(found)).toEqual([])
  })

  it('takes the record out on request, and says why', () => {
    const found = withoutRecord(ocsf(finding()), 'No room.')
    expect(found.evidences.map(({ data }) => data)).toEqual([{ left_out: 'No room.' }])
    expect(faults(found)).toEqual([])
  })

  it('bounds every text and list', () => {
    const long = 'a'.repeat(300_000)
    const found = ocsf(
      finding({
        title: long,
        reason: long,
        uid: long,
        related: Array.from({ length: 5_000 }, (_, index) => `event-${index}`),
        activity: activity({ resources: Array.from({ length: 5_000 }, () => ({ uid: long, type: long })) }),
      }),
    )
    expect(JSON.stringify(found).length).toBeLessThan(600_000)
    expect(found.finding_info.related_events_count).toBe(5_000)
    expect(faults(found)).toEqual([])
  })

  it('is valid OCSF, without an absent field, whatever the finding holds', () => {
    fc.assert(
      fc.property(anyFinding, (found) => {
        expect(faults(ocsf(found))).toEqual([])
      }),
      { numRuns: 300 },
    )
  })

  it('survives JSON unchanged', () => {
    fc.assert(
      fc.property(anyFinding, (found) => {
        expect(JSON.parse(JSON.stringify(ocsf(found)))).toStrictEqual(ocsf(found))
      }),
    )
  })
})

describe('the table of the schema', () => {
  const good = ocsf(finding())
  const broken: readonly (readonly [string, unknown, string])[] = [
    ['an unknown field', { ...good, colour: 'red' }, '.colour: unknown'],
    ['an unknown field inside', { ...good, cloud: { ...good.cloud, planet: 'earth' } }, '.cloud.planet: unknown'],
    ['a missing field', without(good, 'time'), '.time: missing'],
    [
      'a missing field inside',
      { ...good, finding_info: without(good.finding_info, 'uid') },
      '.finding_info.uid: missing',
    ],
    ['a wrong type', { ...good, message: 7 }, '.message: not of type string'],
    ['an undefined field', { ...good, message: undefined }, '.message: not of type string'],
    ['a null field', { ...good, cloud: null }, '.cloud: not an object'],
    ['seconds for milliseconds', { ...good, time: noon / 1000 }, '.time: not of type timestamp'],
    ['an object for a list', { ...good, evidences: {} }, '.evidences: not a list'],
    ['an unknown value', { ...good, severity_id: 7 }, '.severity_id: no value 7'],
    ['a caption that does not fit', { ...good, severity: 'Low' }, '.severity_id: 4 is not Low'],
    ['a type that is not its class', { ...good, type_uid: 200402 }, 'type_uid: not class_uid * 100 + activity_id'],
    [
      'an empty attack',
      { ...good, finding_info: { ...good.finding_info, attacks: [{}] } },
      '.finding_info.attacks[0]: none of tactic,technique,sub_technique',
    ],
    ['a class of its own', { ...good, class_uid: 2003 }, '.is_alert: unknown'],
    [
      'a field whose profile is not named',
      { ...good, metadata: { ...good.metadata, profiles: ['cloud'] } },
      '.actor: unknown',
    ],
    [
      'an address that is none',
      { ...good, evidences: [{ src_endpoint: { ip: 'AWS Internal' } }] },
      '.evidences[0].src_endpoint.ip: not of type ip',
    ],
  ]
  it.each(broken)('refuses %s', (_, found, fault) => {
    expect(faults(found)).toContain(fault)
  })
})

function without<T extends object>(object: T, field: keyof T): Partial<T> {
  const { [field]: _, ...rest } = object
  return rest as Partial<T>
}

const string = fc.oneof(fc.string({ unit: 'binary' }), fc.string(), fc.constantFrom('', '\ud800', 'a'.repeat(5_000)))
const actorTypes: readonly ActorType[] = [
  'Root',
  'User',
  'Role',
  'Service',
  'Account',
  'Federated',
  'IdentityCenter',
  'Function',
  'Unknown',
]

const anyActivity = fc
  .record({
    uid: string,
    source: fc.constantFrom('aws.cloudtrail', 'aws.config', 'aws.lambda-logs'),
    time: fc.integer({ min: Date.UTC(2006, 0), max: Date.UTC(2100, 0) }),
    account: fc.oneof(fc.constant('111122223333'), string),
    region: string,
    action: fc.oneof(fc.constant('iam:CreateUser'), string),
    outcome: fc.constantFrom('success' as const, 'failure' as const),
    resources: fc.array(fc.record({ uid: string, type: string }), { maxLength: 5 }),
    record: fc.dictionary(fc.string(), fc.jsonValue({ maxDepth: 3 })).map((json) => JSON.parse(JSON.stringify(json))),
    origin: fc.record(
      { ip: fc.oneof(fc.ipV4(), fc.ipV6(), string), userAgent: string, vpcEndpoint: string },
      { requiredKeys: [] },
    ),
    actor: fc.record(
      {
        id: string,
        type: fc.constantFrom(...actorTypes),
        name: string,
        account: string,
        session: fc.record(
          {
            key: string,
            name: string,
            issued: fc.integer({ min: Date.UTC(2006, 0), max: Date.UTC(2100, 0) }),
            mfa: fc.boolean(),
            person: string,
            federated: string,
            issuedTo: string,
            via: string,
          },
          { requiredKeys: [] },
        ),
      },
      { requiredKeys: ['id', 'type', 'name'] },
    ),
  })
  .map((over) => activity(over))

const anyFinding = fc
  .record({
    uid: string,
    kind: fc.constantFrom('detection' as const, 'compliance' as const),
    analytic: fc.record({
      uid: string,
      name: string,
      type: fc.constantFrom('rule' as const, 'behavioral' as const, 'statistical' as const),
    }),
    title: string,
    reason: string,
    remediation: string,
    severity: fc.constantFrom(...severities),
    attacks: fc.array(fc.record({ tactic: fc.oneof(fc.constant('TA0006'), string), technique: string }), {
      maxLength: 30,
    }),
    activity: anyActivity,
    related: fc.array(string, { maxLength: 20 }),
  })
  .map((over) => finding(over))
