import { gzipSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import type { Source } from '../../shared/source.ts'
import { sources } from '../../shared/sources/index.ts'
import { type Content, open } from '../../shared/sources/open.ts'
import { trailRecord } from './records.ts'

const record = trailRecord()
const inSns = (Message: string) => ({
  Type: 'Notification',
  MessageId: 'm',
  TopicArn: 'arn:aws:sns:eu-central-1:1:t',
  Message,
})
const inSqs = (...bodies: string[]) => ({
  Records: bodies.map((body) => ({ messageId: 'm', body, eventSource: 'aws:sqs' })),
})
const inEventBridge = (source: string, type: string, detail: unknown) => ({
  version: '0',
  id: 'e',
  'detail-type': type,
  source,
  account: '111122223333',
  region: 'eu-central-1',
  time: '2026-06-01T12:00:00Z',
  resources: [],
  detail,
})
const subscription = (payload: unknown) => ({ awslogs: { data: gzipSync(JSON.stringify(payload)).toString('base64') } })
const payload = (over: Readonly<Record<string, unknown>> = {}) => ({
  messageType: 'DATA_MESSAGE',
  owner: '111122223333',
  logGroup: '/aws/lambda/orders',
  logStream: '2026/06/01/[$LATEST]0123456789abcdef0123456789abcdef',
  subscriptionFilters: ['all'],
  logEvents: [{ id: '1', timestamp: 1_780_000_000_000, message: 'hello' }],
  ...over,
})
const s3 = (key: string, eventName = 'ObjectCreated:Put') => ({
  Records: [
    { eventVersion: '2.1', eventSource: 'aws:s3', eventName, s3: { bucket: { name: 'trail' }, object: { key } } },
  ],
})

/** What was found, in short: a source's id, an object's address, or why there is neither. */
const found = (value: unknown, options = { sources, region: 'eu-central-1' }): string[] =>
  open(value, options).map(inShort)

function inShort(content: Content): string {
  if ('object' in content) return `s3://${content.object.bucket}/${content.object.key}`
  if ('ignored' in content) return `ignored: ${content.ignored}`
  if ('rejected' in content) return `rejected: ${content.rejected}`
  return content.source.id
}

describe('opening what AWS hands over', () => {
  it.each<[string, unknown, string[]]>([
    ['a record', record, ['aws.cloudtrail']],
    ['a CloudTrail file', { Records: [record, record] }, ['aws.cloudtrail', 'aws.cloudtrail']],
    [
      'a record in an EventBridge event',
      inEventBridge('aws.lambda', 'AWS API Call via CloudTrail', record),
      ['aws.cloudtrail'],
    ],
    [
      'a sign-in in an EventBridge event',
      inEventBridge('aws.signin', 'AWS Console Sign In via CloudTrail', record),
      ['aws.cloudtrail'],
    ],
    [
      'an EventBridge event in SNS in SQS',
      inSqs(JSON.stringify(inSns(JSON.stringify(inEventBridge('aws.iam', 'AWS API Call via CloudTrail', record))))),
      ['aws.cloudtrail'],
    ],
    [
      'records of a trail that logs to CloudWatch',
      subscription(
        payload({
          logGroup: 'trail',
          logStream: '111122223333_CloudTrail_eu-central-1',
          logEvents: [{ message: JSON.stringify(record) }],
        }),
      ),
      ['aws.cloudtrail'],
    ],
    ['lines of a function', subscription(payload()), ['aws.lambda-logs']],
    [
      'lines of a function in a group that functions share',
      subscription(payload({ logGroup: 'shop', logStream: '2026/06/01/orders[1]0123456789abcdef0123456789abcdef' })),
      ['aws.lambda-logs'],
    ],
    [
      'a line of a function that looks like a trail’s record',
      subscription(payload({ logEvents: [{ id: '1', timestamp: 1, message: JSON.stringify(record) }] })),
      ['aws.lambda-logs'],
    ],
    [
      'a Config change',
      inEventBridge('aws.config', 'Config Configuration Item Change', {
        messageType: 'ConfigurationItemChangeNotification',
        configurationItem: item(),
        configurationItemDiff: null,
      }),
      ['aws.config'],
    ],
    [
      'a Config change in SNS',
      inSns(JSON.stringify({ messageType: 'ConfigurationItemChangeNotification', configurationItem: item() })),
      ['aws.config'],
    ],
    [
      'a Config change that invokes a rule',
      {
        invokingEvent: JSON.stringify({
          messageType: 'ConfigurationItemChangeNotification',
          configurationItem: item(),
        }),
        ruleParameters: '{}',
      },
      ['aws.config'],
    ],
    ['a Config snapshot', { fileVersion: '1.0', configurationItems: [item(), item()] }, ['aws.config', 'aws.config']],
    [
      'an oversized Config change',
      {
        messageType: 'OversizedConfigurationItemChangeNotification',
        configurationItemSummary: item(),
        s3DeliverySummary: { s3BucketLocation: 'config/AWSLogs/1/x.json.gz', errorCode: null },
      },
      ['s3://config/AWSLogs/1/x.json.gz'],
    ],
    ['an S3 notification', s3('AWSLogs/1/a+b%28c%29.json.gz'), ['s3://trail/AWSLogs/1/a b(c).json.gz']],
    [
      'an S3 notification in SQS',
      inSqs(JSON.stringify(s3('a')), JSON.stringify(s3('b'))),
      ['s3://trail/a', 's3://trail/b'],
    ],
    ['an S3 notification in SNS in SQS', inSqs(JSON.stringify(inSns(JSON.stringify(s3('a'))))), ['s3://trail/a']],
    [
      'an S3 notification that SNS handed to Lambda',
      { Records: [{ EventSource: 'aws:sns', Sns: { Message: JSON.stringify(s3('a')) } }] },
      ['s3://trail/a'],
    ],
    [
      'an object that EventBridge announces, whose key is not encoded',
      inEventBridge('aws.s3', 'Object Created', { bucket: { name: 'trail' }, object: { key: 'a+b%20c' } }),
      ['s3://trail/a+b%20c'],
    ],
    [
      'CloudTrail’s own announcement',
      inSns(JSON.stringify({ s3Bucket: 'trail', s3ObjectKey: ['a', 'b'] })),
      ['s3://trail/a', 's3://trail/b'],
    ],
    [
      'Config’s announcement of a snapshot',
      { messageType: 'ConfigurationSnapshotDeliveryCompleted', s3Bucket: 'config', s3ObjectKey: 'a' },
      ['s3://config/a'],
    ],
    [
      'an object that was deleted',
      s3('a', 'ObjectRemoved:Delete'),
      ['ignored: S3 ObjectRemoved:Delete: no object was created'],
    ],
    ['an S3 test event', { Service: 'Amazon S3', Event: 's3:TestEvent', Time: 't' }, ['ignored: S3 test event']],
    [
      'a digest file',
      { awsAccountId: '1', digestStartTime: 't', digestS3Bucket: 'b', logFiles: [] },
      ['ignored: CloudTrail digest file'],
    ],
    [
      'a control message',
      subscription(payload({ messageType: 'CONTROL_MESSAGE' })),
      ['ignored: log subscription control message'],
    ],
    [
      'a log group of something else',
      subscription(payload({ logGroup: '/aws/rds/x', logStream: 's' })),
      ["ignored: log group /aws/rds/x is neither a function's nor a trail's"],
    ],
    [
      'a Config message without an item',
      { messageType: 'ScheduledNotification', awsAccountId: '1' },
      ['ignored: Config ScheduledNotification'],
    ],
    [
      'an event of something else',
      inEventBridge('aws.guardduty', 'GuardDuty Finding', {}),
      ['ignored: EventBridge event "GuardDuty Finding"'],
    ],
    [
      'a subscription to be confirmed',
      { ...inSns('x'), Type: 'SubscriptionConfirmation' },
      ['ignored: SNS SubscriptionConfirmation'],
    ],
  ])('finds in %s what is there', (_, value, expected) => {
    expect(found(value)).toEqual(expected)
  })

  it.each<[string, unknown, RegExp]>([
    ['an unknown object', { a: 1, b: 2 }, /not a record of any log that is read: its keys are a, b$/],
    ['an empty object', {}, /its keys are none$/],
    ['no object', null, /not a record: null$/],
    ['a message that is not JSON', inSqs('hello'), /not JSON: begins with "hello"/],
    ['an empty message', inSns(' '), /empty$/],
    [
      'a payload that is not gzip',
      { awslogs: { data: Buffer.from([0x1f, 0x8b, 0]).toString('base64') } },
      /log subscription: broken gzip/,
    ],
    [
      'a payload that inflates to more than 16 MB',
      { awslogs: { data: gzipSync(Buffer.alloc(20_000_000, 32)).toString('base64') } },
      /inflates to more than 16777216 bytes/,
    ],
    [
      'a notification without a key',
      { Records: [{ eventSource: 'aws:s3', eventName: 'ObjectCreated:Put', s3: { bucket: { name: 'b' } } }] },
      /no bucket name or object key/,
    ],
    ['a key that is not encoded', s3('a%ZZ'), /object key a%ZZ is not URL-encoded/],
    ['a message of an unknown type', payload({ messageType: 'NEWS' }), /messageType NEWS is unknown/],
    [
      'a value nested without end',
      JSON.parse(`${'{"a":['.repeat(3000)}${']}'.repeat(3000)}`),
      /nested deeper than 100/,
    ],
  ])('rejects %s and says why', (_, value, reason) => {
    expect(found(value)).toEqual([expect.stringMatching(reason)])
  })

  it('opens no more than six envelopes inside each other', () => {
    let value: unknown = record
    for (let depth = 0; depth < 7; depth++) value = inSns(JSON.stringify(value))
    expect(found(value)).toEqual(['rejected: more than 6 envelopes inside each other'])
  })

  it('rejects one message of a queue and opens the others', () => {
    expect(found(inSqs('broken', JSON.stringify(record)))).toEqual([
      expect.stringContaining('rejected'),
      'aws.cloudtrail',
    ])
  })

  it('gives a function’s line the region of its host, and never what stands in the line', () => {
    const [content] = open(
      subscription(payload({ logEvents: [{ id: '1', timestamp: 1, message: 'm', logGroup: 'forged' }] })),
      { sources, region: 'eu-central-1' },
    )
    expect(content).toMatchObject({ record: { logGroup: '/aws/lambda/orders', region: 'eu-central-1' } })
  })

  it('ignores, by name, records of logs that are not read here', () => {
    const none: readonly Source[] = []
    expect(found(record, { sources: none, region: '' })).toEqual([
      'ignored: aws.cloudtrail record, which is not read here',
    ])
  })

  it.each([
    ['from a source that anybody may write', { source: 'my.app' }, "source my.app is not AWS's"],
    [
      'of another account than it comes from',
      { account: '999988887777' },
      'account 999988887777 brings a record of account 111122223333',
    ],
  ])('rejects an event %s', (_, over, reason) => {
    const event = {
      ...inEventBridge('aws.lambda', 'AWS API Call via CloudTrail', record),
      account: '111122223333',
      ...over,
    }
    expect(found(event)).toEqual([`rejected: EventBridge event: ${reason}`])
  })
})

function item(): Record<string, unknown> {
  return {
    configurationItemVersion: '1.3',
    configurationItemCaptureTime: '2026-06-01T12:00:00.000Z',
    configurationItemStatus: 'OK',
    configurationStateId: 1_780_000_000_000,
    awsAccountId: '111122223333',
    awsRegion: 'eu-central-1',
    resourceType: 'AWS::SQS::Queue',
    resourceId: 'https://sqs.eu-central-1.amazonaws.com/111122223333/orders',
    configuration: {},
  }
}
