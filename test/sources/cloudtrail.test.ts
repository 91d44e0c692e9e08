import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Activity } from '../../shared/activity.ts'
import { InvalidRecord } from '../../shared/source.ts'
import { cloudtrail } from '../../shared/sources/cloudtrail.ts'
import { testSource } from '../contracts/source.ts'
import { roleSession, trailRecord } from './records.ts'

const one = (over: Readonly<Record<string, unknown>> = {}): Activity => cloudtrail.normalize(trailRecord(over))[0]!
const identity = (userIdentity: unknown, over = {}) => one({ userIdentity, ...over }).actor

const insight = {
  eventVersion: '1.07',
  eventTime: '2026-06-01T12:00:00Z',
  awsRegion: 'us-east-1',
  eventID: 'd4c1a2b3-0001-4000-8000-000000000002',
  eventType: 'AwsCloudTrailInsight',
  recipientAccountId: '111122223333',
  sharedEventID: 'd4c1a2b3-0001-4000-8000-0000000000ff',
  eventCategory: 'Insight',
  insightDetails: {
    state: 'Start',
    eventSource: 'iam.amazonaws.com',
    eventName: 'CreateUser',
    insightType: 'ApiCallRateInsight',
  },
}

const aggregated = {
  eventVersion: '1.0',
  accountId: '111122223333',
  eventId: 'd4c1a2b3-0001-4000-8000-000000000003',
  eventCategory: 'Aggregated',
  eventType: 'AwsAggregatedEvent',
  awsRegion: 'eu-central-1',
  eventSource: 's3.amazonaws.com',
  timeWindow: { windowStart: '2026-06-01T12:00:00Z', windowEnd: '2026-06-01T12:05:00Z', windowSize: 'PT5M' },
  summary: { primaryDimension: { dimension: 'eventName', statistics: [{ name: 'PutObject', value: 10 }] } },
}

describe('the CloudTrail source', () => {
  testSource(cloudtrail, [
    trailRecord(),
    trailRecord({ eventID: 'd4c1a2b3-0001-4000-8000-000000000009', readOnly: true }),
    insight,
    aggregated,
  ])

  it('says who did what to what, when and where from', () => {
    expect(one()).toEqual({
      uid: 'd4c1a2b3-0001-4000-8000-000000000001',
      source: 'aws.cloudtrail',
      time: Date.UTC(2026, 5, 1, 12),
      account: '111122223333',
      region: 'eu-central-1',
      action: 'lambda:UpdateFunctionCode',
      actor: {
        id: 'arn:aws:iam::111122223333:role/ci/shop-deploy',
        type: 'Role',
        name: 'shop-deploy',
        account: '111122223333',
        session: { key: 'ASIAEXAMPLEKEY000001', name: 'build-7', issued: Date.UTC(2026, 5, 1, 11, 50), mfa: false },
      },
      outcome: 'success',
      write: true,
      origin: { ip: '198.51.100.24', userAgent: 'aws-cli/2.17.1' },
      resources: [{ uid: 'arn:aws:lambda:eu-central-1:111122223333:function:orders', type: 'AWS::Lambda::Function' }],
      record: trailRecord(),
    })
  })

  it('keeps the very record that it was given', () => {
    const record = trailRecord()
    expect(cloudtrail.normalize(record)[0]!.record).toBe(record)
  })

  it.each(['1.0', '1.01', '1.05', '1.08', '1.11', '1.99'])('reads event version %s', (eventVersion) => {
    expect(one({ eventVersion }).action).toBe('lambda:UpdateFunctionCode')
  })

  it('gives a record of version 1.0, which has no id, one of its content', () => {
    const { uid } = one({ eventVersion: '1.0', eventID: undefined })
    expect(uid).toMatch(/^cloudtrail-[0-9a-f]{32}$/)
    expect(one({ eventVersion: '1.0', eventID: undefined }).uid).toBe(uid)
    expect(one({ eventVersion: '1.0', eventID: undefined, awsRegion: 'eu-west-1' }).uid).not.toBe(uid)
  })

  it.each([
    [{ eventVersion: '2.0' }, /eventVersion 2.0 is unknown/],
    [{ eventTime: 'yesterday' }, /eventTime yesterday is no time/],
    [{ eventTime: undefined }, /d4c1a2b3-0001-4000-8000-000000000001: eventTime undefined is no time/],
    [{ eventTime: '1' }, /is no time/],
  ])('refuses %j and says which record and why', (over, message) => {
    expect(() => one(over)).toThrow(InvalidRecord)
    expect(() => one(over)).toThrow(message)
  })

  describe('the actor', () => {
    it.each<[string, unknown, object]>([
      [
        'a role, whatever its session is called',
        roleSession({ arn: 'arn:aws:sts::111122223333:assumed-role/shop-deploy/anything' }),
        { id: 'arn:aws:iam::111122223333:role/ci/shop-deploy', session: { name: 'anything' } },
      ],
      [
        'a role, from the session alone',
        { type: 'AssumedRole', arn: 'arn:aws-cn:sts::111122223333:assumed-role/r/s', accountId: '111122223333' },
        { id: 'arn:aws-cn:iam::111122223333:role/r', type: 'Role', name: 'r' },
      ],
      [
        'a user',
        {
          type: 'IAMUser',
          arn: 'arn:aws:iam::111122223333:user/eve',
          accountId: '111122223333',
          userName: 'eve',
          accessKeyId: 'AKIAEXAMPLE',
        },
        { id: 'arn:aws:iam::111122223333:user/eve', type: 'User', name: 'eve', session: { key: 'AKIAEXAMPLE' } },
      ],
      [
        'a user who failed to sign in',
        { type: 'IAMUser', accountId: '111122223333', userName: 'eve' },
        { id: 'user/111122223333/eve', type: 'User' },
      ],
      [
        'root',
        { type: 'Root', arn: 'arn:aws:iam::111122223333:root', accountId: '111122223333' },
        { id: 'arn:aws:iam::111122223333:root', type: 'Root', name: 'root' },
      ],
      [
        'a service',
        { type: 'AWSService', invokedBy: 'config.amazonaws.com' },
        { id: 'service/config.amazonaws.com', type: 'Service', name: 'config.amazonaws.com' },
      ],
      [
        'a caller in another account',
        { type: 'AWSAccount', accountId: '999988887777', principalId: 'AROAOTHER:whatever' },
        { id: 'account/999988887777/AROAOTHER', type: 'Account', account: '999988887777' },
      ],
      [
        'a federated subject',
        {
          type: 'WebIdentityUser',
          identityProvider: 'token.actions.githubusercontent.com',
          userName: 'repo:shop/orders:ref:refs/heads/main',
        },
        {
          id: 'federated/token.actions.githubusercontent.com/repo:shop/orders:ref:refs/heads/main',
          type: 'Federated',
          session: { federated: 'token.actions.githubusercontent.com/repo:shop/orders:ref:refs/heads/main' },
        },
      ],
      [
        'the user who made a federation token',
        {
          type: 'FederatedUser',
          arn: 'arn:aws:sts::111122223333:federated-user/x',
          sessionContext: {
            sessionIssuer: { type: 'IAMUser', arn: 'arn:aws:iam::111122223333:user/eve', userName: 'eve' },
          },
        },
        { id: 'arn:aws:iam::111122223333:user/eve', type: 'User', session: { name: 'x' } },
      ],
      [
        'a user of IAM Identity Center',
        { type: 'IdentityCenterUser', accountId: '111122223333', onBehalfOf: { userId: 'e364' }, credentialId: 'c' },
        { id: 'identitycenter/e364', type: 'IdentityCenter', session: { person: 'e364' } },
      ],
      [
        'of a kind that is new to us',
        { type: 'Hologram', arn: 'arn:aws:iam::111122223333:hologram/h' },
        { id: 'arn:aws:iam::111122223333:hologram/h', type: 'Unknown', name: 'h' },
      ],
      ['of a kind that is no kind', { type: 'constructor', principalId: 'p' }, { id: 'p', type: 'Unknown' }],
      ['the service, when nobody is named', undefined, { id: 'service/lambda.amazonaws.com', type: 'Service' }],
    ])('is %s', (_, userIdentity, actor) => {
      expect(identity(userIdentity)).toMatchObject(actor)
    })

    it('carries the person behind a session of IAM Identity Center', () => {
      const issuer = {
        type: 'Role',
        arn: 'arn:aws:iam::111122223333:role/aws-reserved/sso.amazonaws.com/AWSReservedSSO_Admin_1',
        userName: 'AWSReservedSSO_Admin_1',
      }
      const arn = 'arn:aws:sts::111122223333:assumed-role/AWSReservedSSO_Admin_1/ann@example.com'
      expect(identity(roleSession({ arn, sessionContext: { sessionIssuer: issuer } })).session).toMatchObject({
        person: 'ann@example.com',
      })
    })

    it('believes a source identity and no session name', () => {
      const sessionContext = { ...(roleSession().sessionContext as object), sourceIdentity: 'ann' }
      expect(identity(roleSession({ sessionContext })).session).toMatchObject({ person: 'ann' })
      expect(identity(roleSession()).session).not.toHaveProperty('person')
    })

    it('carries the function that AWS issued the credentials to, the provider and the service in between', () => {
      const inScopeOf = {
        issuerType: 'AWS::Lambda::Function',
        credentialsIssuedTo: 'arn:aws:lambda:eu-central-1:111122223333:function:orders',
      }
      const webIdFederationData = {
        federatedProvider: 'arn:aws:iam::111122223333:oidc-provider/x',
        attributes: { 'x:sub': 'repo:shop' },
      }
      const sessionContext = { ...(roleSession().sessionContext as object), webIdFederationData }
      expect(
        identity(roleSession({ inScopeOf, sessionContext, invokedBy: 'cloudformation.amazonaws.com' })).session,
      ).toMatchObject({
        issuedTo: inScopeOf.credentialsIssuedTo,
        federated: 'arn:aws:iam::111122223333:oidc-provider/x/repo:shop',
        via: 'cloudformation.amazonaws.com',
      })
    })

    it('belongs to the caller, the activity to the account that it happened in', () => {
      const { account, actor } = one({ userIdentity: roleSession({ accountId: '999988887777' }) })
      expect([account, actor.account]).toEqual(['111122223333', '999988887777'])
    })
  })

  it.each([
    ['lambda', 'UpdateFunctionCode20150331v2', 'lambda:UpdateFunctionCode'],
    ['lambda', 'ListFunctions20150331', 'lambda:ListFunctions'],
    ['lambda', 'TagResource2017_03_31v2', 'lambda:TagResource'],
    ['lambda', 'CreateFunctionUrlConfig', 'lambda:CreateFunctionUrlConfig'],
    ['lambda', 'Invoke', 'lambda:InvokeFunction'],
    ['s3', 'ListObjectsV2', 's3:ListBucket'],
    ['monitoring', 'DeleteAlarms', 'cloudwatch:DeleteAlarms'],
    ['cloudfront', 'CreateDistribution2020_05_31', 'cloudfront:CreateDistribution2020_05_31'],
  ])('spells %s %s as IAM does: %s', (service, eventName, action) => {
    expect(one({ eventSource: `${service}.amazonaws.com`, eventName }).action).toBe(action)
  })

  it.each([
    [{ errorCode: 'AccessDenied' }, 'failure'],
    [{ eventName: 'ConsoleLogin', responseElements: { ConsoleLogin: 'Failure' } }, 'failure'],
    [{ eventName: 'ConsoleLogin', responseElements: { ConsoleLogin: 'Success' } }, 'success'],
    [{ responseElements: null }, 'success'],
  ])('takes %j for a %s', (over, outcome) => {
    expect(one(over).outcome).toBe(outcome)
  })

  it('does not say whether a call writes where the record does not', () => {
    expect(one({ readOnly: undefined })).not.toHaveProperty('write')
    expect([one({ readOnly: true }).write, one({ readOnly: 'false' }).write]).toEqual([false, true])
  })

  describe('what it was done to', () => {
    it.each<[string, Readonly<Record<string, unknown>>, object]>([
      [
        'the resources that the record names',
        {
          resources: [
            { ARN: 'arn:aws:s3:::b', type: 'AWS::S3::Bucket', accountId: '1' },
            null,
            { type: 'AWS::S3::Object' },
          ],
        },
        [{ uid: 'arn:aws:s3:::b', type: 'AWS::S3::Bucket' }],
      ],
      [
        'a function by partial ARN',
        { requestParameters: { functionName: '999988887777:function:orders:live' } },
        [{ uid: 'arn:aws:lambda:eu-central-1:999988887777:function:orders:live' }],
      ],
      [
        'a function by ARN',
        { requestParameters: { functionName: 'arn:aws:lambda:eu-west-1:1:function:f' } },
        [{ uid: 'arn:aws:lambda:eu-west-1:1:function:f' }],
      ],
      [
        'a role',
        { eventSource: 'iam.amazonaws.com', requestParameters: { roleName: 'r', policyName: 'p' } },
        [{ uid: 'arn:aws:iam::111122223333:role/r', type: 'AWS::IAM::Role' }],
      ],
      [
        'a bucket in China',
        { eventSource: 's3.amazonaws.com', awsRegion: 'cn-north-1', requestParameters: { bucketName: 'b' } },
        [{ uid: 'arn:aws-cn:s3:::b', type: 'AWS::S3::Bucket' }],
      ],
      [
        'what a refusal names, since a denied call has no parameters',
        {
          errorCode: 'AccessDenied',
          requestParameters: null,
          errorMessage:
            'User: x is not authorized to perform: lambda:GetFunction on resource: arn:aws:lambda:eu-central-1:1:function:f because no policy',
        },
        [{ uid: 'arn:aws:lambda:eu-central-1:1:function:f', type: 'Unknown' }],
      ],
      ['nothing, where nothing is named', { eventSource: 'constructor.amazonaws.com', requestParameters: null }, []],
    ])('is %s', (_, over, resources) => {
      expect(one(over).resources).toMatchObject(resources)
    })
  })

  it('reads additional data that a service logs as JSON in a string', () => {
    expect(one({ additionalEventData: '{"MFAUsed":"No"}' }).record.additionalEventData).toEqual({ MFAUsed: 'No' })
    expect(one({ additionalEventData: '{broken' }).record.additionalEventData).toBe('{broken')
  })

  it('takes an Insight for the account’s own, and an aggregate for its window', () => {
    expect(cloudtrail.normalize(insight)[0]).toMatchObject({
      action: 'cloudtrail:ApiCallRateInsight',
      account: '111122223333',
    })
    expect(cloudtrail.normalize(aggregated)[0]).toMatchObject({
      action: 's3:AggregatedActivity',
      uid: aggregated.eventId,
      time: Date.UTC(2026, 5, 1, 12),
    })
  })

  it('takes a network event with its endpoint', () => {
    const over = {
      eventType: 'AwsVpceEvent',
      eventCategory: 'NetworkActivity',
      vpcEndpointId: 'vpce-1',
      vpcEndpointAccountId: '999988887777',
    }
    expect(one(over).origin).toMatchObject({ vpcEndpoint: 'vpce-1' })
  })

  it('gives an activity or InvalidRecord for anything that looks like a record', () => {
    const anything = fc.dictionary(fc.constantFrom(...Object.keys(trailRecord())), fc.jsonValue())
    fc.assert(
      fc.property(anything, (over) => {
        try {
          expect(cloudtrail.normalize(trailRecord(over))).toHaveLength(1)
        } catch (error) {
          expect(error).toBeInstanceOf(InvalidRecord)
        }
      }),
    )
  })
})
