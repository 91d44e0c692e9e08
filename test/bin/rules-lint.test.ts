import { describe, expect, it } from 'vitest'
import { unknownField } from '../../bin/rules/cloudtrail-fields.ts'
import { eventNames } from '../../bin/rules/event-names.ts'
import { folderOf, ruleText, said } from './rules-command.ts'

const names = await eventNames()

describe('the names of events', () => {
  it.each([
    ['PassRole', 'iam.amazonaws.com', /never emits PassRole.*CreateFunction20150331/],
    ['PassRole', undefined, /never emits PassRole/],
    ['InvokeFunction', 'lambda.amazonaws.com', /the event is Invoke/],
    ['CreatUser', 'iam.amazonaws.com', /did you mean CreateUser\?/],
    ['CreatUser', undefined, /did you mean CreateUser\?/],
    ['UpdateFunctionCod20150331v2', 'lambda.amazonaws.com', /did you mean UpdateFunctionCode\?/],
    ['StopLogging', 'iam.amazonaws.com', /iam has no call StopLogging.*cloudtrail/],
  ])('tells that there is no %s of %s', (name, source, reason) => {
    expect(names.fault(name, source)).toMatch(reason)
  })

  it.each([
    ['UpdateFunctionCode20150331v2', 'lambda.amazonaws.com'],
    ['updatefunctioncode', 'lambda.amazonaws.com'],
    ['CreateDistribution2020_05_31', 'cloudfront.amazonaws.com'],
    ['Invoke', 'lambda.amazonaws.com'],
    ['Invoke', undefined],
    ['ConsoleLogin', 'signin.amazonaws.com'],
    ['PutBucketEncryption', 's3.amazonaws.com'],
    ['PutMetricAlarm', 'monitoring.amazonaws.com'],
    ['CreateRestApi', 'apigateway.amazonaws.com'],
    ['CreateRestApi', undefined],
    ['Token_POST', 'cognito-idp.amazonaws.com'],
    ['Whatever', 'a-service-of-tomorrow.amazonaws.com'],
  ])('lets %s of %s be', (name, source) => {
    expect(names.fault(name, source)).toBeUndefined()
  })
})

describe('the fields of a record', () => {
  it.each([
    ['eventname', 'did you mean eventName?'],
    ['userIdentity.username', 'did you mean userIdentity.userName?'],
    ['userIdentity.sessionContext.sessionIssuer.name', 'unknown field userIdentity.sessionContext.sessionIssuer.name'],
    ['resources.arn', 'did you mean resources.ARN?'],
    ['request', 'unknown field request'],
    ['constructor', 'unknown field constructor'],
  ])('do not include %s', (field, reason) => {
    expect(unknownField(field)).toContain(reason)
  })

  it.each([
    'eventName',
    'requestParameters.anything.at.all',
    'userIdentity.inScopeOf.issuerType',
    'additionalEventData.MFAUsed',
    'resources.ARN',
    'vedette.actor.id',
    'tlsDetails.tlsVersion',
  ])('include %s', (field) => {
    expect(unknownField(field)).toBeUndefined()
  })
})

describe('warnings', () => {
  const at = folderOf({
    'warn.yml': ruleText(
      [
        's: { eventSource: iam.amazonaws.com, eventName: [CreateRole, PassRole] }',
        'unused: { eventname: x }',
        'condition: s',
      ],
      { status: 'deprecated', title: 'Role passed' },
    ).replace('level: medium\n', ''),
    'not.yml': ruleText(['s: { eventName|neq: NoSuchCall }', 'condition: s'], { title: 'Anything else' }),
    'silences.yml': `title: Twice stopped
level: high
correlation:
  type: event_count
  rules: [c612cb89-2cff-4c4d-a9fd-1881b32d7ebe]
  group-by: [vedette.actor.id]
  timespan: 1h
  condition: { gte: 2 }
`,
  })

  it('name what is probably not meant, each with its line, and refuse nothing', async () => {
    const { code, out } = await said('check', at('warn.yml'))
    expect(code).toBe(0)
    expect(out[0]).toMatch(/^ok /)
    expect(out.slice(1).map((line) => line.replace(/^.*warn\.yml:/, '').slice(0, 60))).toEqual([
      '1: level is missing: its findings will count as medium',
      expect.stringMatching(/^2: status: deprecated rules/),
      expect.stringMatching(/^5: detection\.s\.eventName: CloudTrail never emits PassRole/),
      expect.stringMatching(/^6: detection\.unused\.eventname: no CloudTrail record has it/),
      '6: detection.unused: no condition speaks of this selection',
    ])
  })

  it('fail when asked to', async () => {
    expect((await said('check', '--strict', at('warn.yml'))).code).toBe(1)
    expect((await said('check', '--strict', at('not.yml'))).code).toBe(0)
  })

  it('name a rule of ours that a correlation would silence', async () => {
    const { out } = await said('check', at('silences.yml'))
    expect(out[1]).toMatch(/silences\.yml:5: correlation\.rules\[0\]: .* would be silenced: say generate: true/)
  })
})
