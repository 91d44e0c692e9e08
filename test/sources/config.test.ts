import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { InvalidRecord } from '../../shared/source.ts'
import { config } from '../../shared/sources/config.ts'
import { testSource } from '../contracts/source.ts'

/** An item as EventBridge, SNS and the files in S3 spell it. */
const item = {
  configurationItemVersion: '1.3',
  configurationItemCaptureTime: '2026-06-01T12:00:00.250Z',
  configurationItemStatus: 'OK',
  configurationStateId: Date.UTC(2026, 5, 1, 12) + 250,
  configurationStateMd5Hash: '',
  awsAccountId: '111122223333',
  awsRegion: 'eu-central-1',
  availabilityZone: 'Not Applicable',
  resourceType: 'AWS::Lambda::Function',
  resourceId: 'orders-writer',
  resourceName: 'orders-writer',
  ARN: 'arn:aws:lambda:eu-central-1:111122223333:function:orders-writer',
  resourceCreationTime: null,
  tags: { team: 'shop' },
  relatedEvents: [],
  relationships: [
    { resourceType: 'AWS::IAM::Role', resourceId: null, resourceName: 'orders', name: 'Is associated with ' },
  ],
  configuration: {
    functionName: 'orders-writer',
    role: 'arn:aws:iam::111122223333:role/orders',
    kmskeyArn: null,
    timeout: 3,
  },
  supplementaryConfiguration: { Policy: '{"Version":"2012-10-17","Statement":[]}', KeyRotationStatus: false },
}

/** The same item as the API and older tools spell it: other names, JSON in strings, numbers in strings, no nulls. */
function api(notified: typeof item) {
  const { configurationItemVersion, configurationStateMd5Hash, awsAccountId, ARN, relationships, ...rest } = notified
  return {
    ...rest,
    version: configurationItemVersion,
    configurationItemMD5Hash: configurationStateMd5Hash,
    accountId: awsAccountId,
    arn: ARN,
    configurationStateId: String(notified.configurationStateId),
    configurationItemCaptureTime: notified.configurationItemCaptureTime.replace('Z', '000+00:00'),
    resourceCreationTime: undefined,
    relationships: relationships.map(({ name, resourceId: _, ...one }) => ({ ...one, relationshipName: name })),
    configuration: JSON.stringify(notified.configuration),
    supplementaryConfiguration: Object.fromEntries(
      Object.entries(notified.supplementaryConfiguration).map(([key, value]) => [key, JSON.stringify(value)]),
    ),
    resourceTransitionStatus: 'None',
  }
}

const [read] = config.normalize(item)

describe('config', () => {
  testSource(config, [
    item,
    { configurationItem: { ...item, resourceId: 'orders-reader' } },
    { configurationItemSummary: { ...item, configuration: undefined } },
    { ...api(item), resourceType: 'AWS::Lambda::Alias' },
  ])

  it('reads who, what, when and where from an item', () => {
    expect(read).toMatchObject({
      source: 'aws.config',
      time: item.configurationStateId,
      account: '111122223333',
      region: 'eu-central-1',
      action: 'config:ResourceChanged',
      actor: { id: 'service/config.amazonaws.com', type: 'Service' },
      outcome: 'success',
      origin: {},
      resources: [{ uid: item.ARN, type: 'AWS::Lambda::Function' }],
    })
    expect(read).not.toHaveProperty('write')
  })

  it('decodes JSON in strings and leaves null members out', () => {
    expect(read?.record).toMatchObject({
      configuration: { functionName: 'orders-writer', role: expect.any(String), timeout: 3 },
      supplementaryConfiguration: { Policy: { Version: '2012-10-17', Statement: [] }, KeyRotationStatus: false },
    })
    expect(read?.record.configuration).not.toHaveProperty('kmskeyArn')
  })

  it.each([
    ['a change notification', { configurationItem: item, messageType: 'ConfigurationItemChangeNotification' }],
    [
      'a notification with its diff',
      {
        configurationItem: item,
        configurationItemDiff: { changeType: 'UPDATE', changedProperties: {} },
        notificationCreationTime: 'x',
      },
    ],
    ['a rule invocation without diff', { configurationItem: item, configurationItemDiff: null }],
    ['the API', api(item)],
    ['seconds since 1970', { ...api(item), configurationItemCaptureTime: item.configurationStateId / 1000 }],
    ['another offset', { ...item, configurationItemCaptureTime: '2026-06-01T14:00:00.250000+02:00' }],
  ])('tells the same activity of an item that came by %s', (_, record) => {
    expect(config.claims(record)).toBe(true)
    expect(config.normalize(record)).toEqual([read])
  })

  it('tells the same activity in either spelling, whatever the configuration', () => {
    const text = fc.string().filter((value) => !/^\s*(?:[{["%]|(?:true|false|null|-?\d+)$)/.test(value))
    const { value } = fc.letrec((tie) => ({
      value: fc.oneof({ maxDepth: 3 }, text, fc.integer(), fc.boolean(), tie('list'), tie('object')),
      list: fc.array(tie('value'), { maxLength: 3 }),
      object: fc.dictionary(fc.string({ maxLength: 8 }), tie('value'), { maxKeys: 3, noNullPrototype: true }),
    }))
    const section = fc.dictionary(fc.string({ maxLength: 8 }), value, { minKeys: 1, maxKeys: 4, noNullPrototype: true })
    fc.assert(
      fc.property(section, section, (configuration, supplementaryConfiguration) => {
        const other = { ...item, configuration, supplementaryConfiguration } as unknown as typeof item // any content at all
        expect(config.normalize(api(other))).toEqual(config.normalize({ configurationItem: other }))
      }),
      { numRuns: 200 },
    )
  })

  it.each([
    ['account', { awsAccountId: '444455556666' }],
    ['region', { awsRegion: 'eu-west-1' }],
    ['type', { resourceType: 'AWS::Lambda::Alias' }],
    ['id', { resourceId: 'orders-reader' }],
    ['time', { configurationItemCaptureTime: '2026-06-01T12:00:00.251Z', configurationStateId: undefined }],
    ['state', { configurationStateId: 151 }],
  ])('gives another uid to an item of another %s', (_, over) => {
    expect(config.normalize({ ...item, ...over })[0]?.uid).not.toBe(read?.uid)
  })

  it('names an item by its time where the state id says no more', () => {
    for (const configurationStateId of [0, '0', null, undefined, String(item.configurationStateId)]) {
      expect(config.normalize({ ...item, configurationStateId })[0]?.uid).toBe(read?.uid)
    }
  })

  it.each([
    ['OK', 'config:ResourceChanged'],
    ['ResourceDiscovered', 'config:ResourceDiscovered'],
    ['ResourceDeleted', 'config:ResourceDeleted'],
    ['ResourceNotRecorded', 'config:ResourceNotRecorded'],
    ['ResourceDeletedNotRecorded', 'config:ResourceDeletedNotRecorded'],
    [undefined, 'config:ResourceChanged'],
  ])('reads the status %s as %s', (configurationItemStatus, action) => {
    expect(config.normalize({ ...item, configurationItemStatus })[0]?.action).toBe(action)
  })

  it.each([[null], ['null'], [undefined], ['']])(
    'says that a deleted resource has no configuration (%j)',
    (configuration) => {
      const [gone] = config.normalize({ ...item, configurationItemStatus: 'ResourceDeleted', configuration })
      expect(gone?.record.configuration).toBeNull()
    },
  )

  it('leaves the configuration of a summary unknown, and takes it for another record of the change', () => {
    const { configuration: _, supplementaryConfiguration: __, ...rest } = item
    const configurationItemSummary = { ...rest, changeType: 'UPDATE', configurationStateId: 0 }
    const record = { configurationItemSummary, s3DeliverySummary: { errorCode: 'AccessDenied' } }
    expect(config.claims(record)).toBe(true)
    const [summary] = config.normalize(record)
    expect(summary).toMatchObject({ action: 'config:ResourceChanged', time: read?.time, resources: read?.resources })
    expect(summary?.record).not.toHaveProperty('configuration')
    expect(summary?.record).not.toHaveProperty('supplementaryConfiguration')
    expect(summary?.uid).not.toBe(read?.uid)
  })

  it.each([
    [
      'a function',
      { resourceType: 'AWS::Lambda::Function', resourceId: 'f' },
      'arn:aws:lambda:eu-central-1:111122223333:function:f',
    ],
    ['a bucket', { resourceType: 'AWS::S3::Bucket', resourceId: 'b' }, 'arn:aws:s3:::b'],
    [
      'a topic',
      { resourceType: 'AWS::SNS::Topic', resourceId: 'arn:aws:sns:eu-central-1:1:t' },
      'arn:aws:sns:eu-central-1:1:t',
    ],
    [
      'a queue by its configuration',
      {
        resourceType: 'AWS::SQS::Queue',
        resourceId: 'https://sqs/1/q',
        configuration: { QueueArn: 'arn:aws:sqs:x:1:q' },
      },
      'arn:aws:sqs:x:1:q',
    ],
    ['a type it cannot know', { resourceType: 'AWS::Glue::Classifier', resourceId: 'c' }, 'c'],
    ['China', { awsRegion: 'cn-north-1', resourceId: 'f' }, 'arn:aws-cn:lambda:cn-north-1:111122223333:function:f'],
    ['nowhere', { awsRegion: undefined, resourceId: 'f' }, 'f'],
    [
      'something that is no ARN',
      { ARN: 'some-arn', resourceId: 'f' },
      'arn:aws:lambda:eu-central-1:111122223333:function:f',
    ],
  ])('names the resource where the ARN is missing: %s', (_, over, uid) => {
    expect(config.normalize({ ...item, ARN: undefined, configuration: {}, ...over })[0]?.resources[0]?.uid).toBe(uid)
  })

  it('takes account and region from the ARN where the item does not say', () => {
    const [one] = config.normalize({ ...item, awsAccountId: '{{account}}', awsRegion: undefined })
    expect(one).toMatchObject({ account: '111122223333', region: 'eu-central-1' })
  })

  it.each([
    [
      'a policy encoded for a URL',
      encodeURIComponent('{"Statement":[{"Effect":"Allow"}]}'),
      { Statement: [{ Effect: 'Allow' }] },
    ],
    ['JSON in a string in a string', JSON.stringify(JSON.stringify({ owner: { id: 'x' } })), { owner: { id: 'x' } }],
    ['JSON beneath JSON', JSON.stringify({ text: JSON.stringify({ deep: true }) }), { text: { deep: true } }],
    ['text that begins like JSON', '{not json', '{not json'],
    ['text that begins like a URL', '%7Bnot', '%7Bnot'],
    ['a number', '12', '12'],
    ['a quoted word', '"word"', '"word"'],
  ])('decodes %s', (_, value, decoded) => {
    const [one] = config.normalize({ ...item, configuration: { value } })
    expect(one?.record.configuration).toEqual({ value: decoded })
  })

  it('decodes three strings inside one another and leaves the fourth', () => {
    const wrap = (value: unknown, times: number): unknown =>
      times === 0 ? value : wrap(JSON.stringify({ in: value }), times - 1)
    const [one] = config.normalize({ ...item, configuration: { value: wrap('end', 4) } })
    expect(one?.record.configuration).toEqual({ value: { in: { in: { in: '{"in":"end"}' } } } })
  })

  it('keeps a member called __proto__ a member', () => {
    const [one] = config.normalize({ ...item, configuration: JSON.parse('{"__proto__":{"admin":true}}') })
    expect(Object.keys(one?.record.configuration as object)).toEqual(['__proto__'])
    expect(({} as Record<string, unknown>).admin).toBeUndefined()
  })

  const nested = (depth: number): unknown => (depth === 0 ? 'x' : [nested(depth - 1)])
  it.each([
    [null, 'not an object'],
    [[item], 'not an object'],
    [{ configuration: {} }, 'no resourceType'],
    [{ configurationItem: null, messageType: 'ConfigurationItemChangeNotification' }, 'configurationItem is empty'],
    [{ ...item, resourceType: 'function' }, 'resourceType is "function"'],
    [
      { ...item, resourceId: undefined, resourceName: undefined, ARN: undefined },
      'of AWS::Lambda::Function: no resourceId',
    ],
    [{ ...item, configurationItemCaptureTime: undefined }, '"orders-writer": no configurationItemCaptureTime'],
    [
      { ...item, configurationItemCaptureTime: 'datetime.datetime(2020, 4, 22)' },
      'is no time: "datetime.datetime(2020, 4, 22)"',
    ],
    [{ ...item, configurationItemCaptureTime: '2026-13-41T00:00:00Z' }, 'is no time'],
    [{ ...item, configuration: 'cut off {' }, 'configuration is not an object'],
    [{ ...item, configuration: ['a'] }, 'configuration is not an object'],
    [{ ...item, configuration: { a: nested(100) } }, 'configuration nests deeper than 64 levels'],
    [{ ...item, configuration: { a: Array(200_001).fill(1) } }, 'configuration holds more than 200000 values'],
    [{ ...item, resourceId: 'x'.repeat(3000) }, 'resourceId is longer than 2048 characters'],
  ])('refuses what is no item, and says why: %#', (record, reason) => {
    expect(() => config.normalize(record)).toThrow(InvalidRecord)
    expect(() => config.normalize(record)).toThrow(reason)
  })

  it.each([
    ['a CloudTrail record', { eventID: 'x', eventName: 'PutEvaluations', eventSource: 'config.amazonaws.com' }],
    ['a delivery note', { messageType: 'ConfigurationSnapshotDeliveryCompleted', s3Bucket: 'b' }],
    ['a snapshot, which holds items', { fileVersion: '1.0', configurationItems: [item] }],
    ['text', 'configurationItem'],
    ['nothing', null],
  ])('does not claim %s', (_, value) => {
    expect(config.claims(value)).toBe(false)
  })
})
