import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { CreateTableCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb'
import {
  DescribeStreamCommand,
  DynamoDBStreamsClient,
  GetRecordsCommand,
  GetShardIteratorCommand,
  ListStreamsCommand,
} from '@aws-sdk/client-dynamodb-streams'
import { EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge'
import { CreateBucketCommand, GetObjectCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3'
import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager'
import { CreateTopicCommand, PublishCommand, SNSClient, SubscribeCommand } from '@aws-sdk/client-sns'
import {
  CreateQueueCommand,
  GetQueueAttributesCommand,
  ReceiveMessageCommand,
  SendMessageCommand,
  SQSClient,
} from '@aws-sdk/client-sqs'
import { GetParameterCommand, SSMClient } from '@aws-sdk/client-ssm'
import { BatchWriteCommand, DynamoDBDocumentClient, GetCommand, PutCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type BusEvent, type Fakes, startAwsFakes } from '../bin/engines/aws-fakes.ts'
import { startDynalite } from '../bin/engines/dynalite.ts'
import { startDynamoDb } from '../bin/engines/dynamodb.ts'
import type { Engine } from '../bin/engines/engine.ts'
import { type Published, type StoredObject, startFauxqs } from '../bin/engines/fauxqs.ts'

const local = { region: 'us-east-1', credentials: { accessKeyId: 'local', secretAccessKey: 'local' } }

describe.each([
  ['the DynamoDB engine of this machine', startDynamoDb],
  ['dynalite with streams', startDynalite],
])('%s', (_, start) => {
  let engine: Engine
  let table: DynamoDBDocumentClient

  beforeAll(async () => {
    engine = await start()
    const client = new DynamoDBClient({ ...local, endpoint: engine.endpoint })
    table = DynamoDBDocumentClient.from(client)
    await client.send(
      new CreateTableCommand({
        TableName: 'pages',
        BillingMode: 'PAY_PER_REQUEST',
        AttributeDefinitions: [
          { AttributeName: 'pk', AttributeType: 'S' },
          { AttributeName: 'sk', AttributeType: 'S' },
        ],
        KeySchema: [
          { AttributeName: 'pk', KeyType: 'HASH' },
          { AttributeName: 'sk', KeyType: 'RANGE' },
        ],
        StreamSpecification: { StreamEnabled: true, StreamViewType: 'NEW_IMAGE' },
      }),
    )
  })
  afterAll(() => engine.stop())

  it('puts an item only if absent', async () => {
    const put = new PutCommand({
      TableName: 'pages',
      Item: { pk: 'a', sk: '1', n: 1 },
      ConditionExpression: 'attribute_not_exists(pk)',
    })
    await table.send(put)
    await expect(table.send(put)).rejects.toThrow('conditional request failed')
  })

  it('keeps bytes as bytes', async () => {
    const bytes = Buffer.from([0, 1, 2, 255])
    await table.send(new PutCommand({ TableName: 'pages', Item: { pk: 'bytes', sk: '1', bytes } }))
    const { Item } = await table.send(new GetCommand({ TableName: 'pages', Key: { pk: 'bytes', sk: '1' } }))
    expect(Buffer.from(Item?.bytes)).toEqual(bytes)
  })

  it('streams every change with its new image, in order', async () => {
    const items = Array.from({ length: 25 }, (_, at) => ({ PutRequest: { Item: { pk: 's', sk: `s${at}` } } }))
    await table.send(new BatchWriteCommand({ RequestItems: { pages: items } }))
    await table.send(
      new UpdateCommand({
        TableName: 'pages',
        Key: { pk: 's', sk: 's0' },
        UpdateExpression: 'SET seen = :yes',
        ExpressionAttributeValues: { ':yes': true },
      }),
    )
    const records = (await readStream(engine.endpoint)).filter(({ dynamodb }) => dynamodb?.Keys?.pk?.S === 's')
    expect(records.map(({ eventName }) => eventName)).toEqual([...items.map(() => 'INSERT'), 'MODIFY'])
    expect(records.at(-1)?.dynamodb?.NewImage).toEqual({ pk: { S: 's' }, sk: { S: 's0' }, seen: { BOOL: true } })
  })
})

async function readStream(endpoint: string) {
  const streams = new DynamoDBStreamsClient({ ...local, endpoint })
  const { Streams = [] } = await streams.send(new ListStreamsCommand({ TableName: 'pages' }))
  const StreamArn = Streams[0]!.StreamArn!
  const { StreamDescription } = await streams.send(new DescribeStreamCommand({ StreamArn }))
  const ShardId = StreamDescription!.Shards![0]!.ShardId!
  const { ShardIterator } = await streams.send(
    new GetShardIteratorCommand({ StreamArn, ShardId, ShardIteratorType: 'TRIM_HORIZON' }),
  )
  const { Records = [] } = await streams.send(new GetRecordsCommand({ ShardIterator: ShardIterator! }))
  return Records
}

describe('the DynamoDB engine', () => {
  it.skipIf(process.platform === 'win32')('ends with the process that started it, even a killed one', async () => {
    const program = `import { startDynamoDb } from './bin/engines/dynamodb.ts'
      console.log((await startDynamoDb()).endpoint); setInterval(() => {}, 1000)`
    const child = spawn(process.execPath, ['--input-type=module', '-e', program], {
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    const [line] = (await once(child.stdout, 'data')) as [Buffer]
    const endpoint = line.toString().trim()
    expect(await answers(endpoint)).toBe(true)
    child.kill('SIGKILL')
    await once(child, 'exit')
    await expect.poll(() => answers(endpoint), { timeout: 5_000 }).toBe(false)
  })
})

async function answers(endpoint: string): Promise<boolean> {
  return fetch(endpoint).then(
    () => true,
    () => false,
  )
}

describe('fauxqs', () => {
  let engine: Engine
  const stored: StoredObject[] = []
  const published: Published[] = []

  beforeAll(async () => {
    engine = await startFauxqs({
      onObject: (object) => stored.push(object),
      onPublish: (message) => published.push(message),
    })
  })
  afterAll(() => engine.stop())

  it('stores an object by the plain client, and says so', async () => {
    const s3 = new S3Client({ ...local, endpoint: engine.endpoint })
    await s3.send(new CreateBucketCommand({ Bucket: 'trail' }))
    const Key = 'AWSLogs/1 ü+/a.json.gz'
    await s3.send(new PutObjectCommand({ Bucket: 'trail', Key, Body: Buffer.from('hello') }))
    const { Body } = await s3.send(new GetObjectCommand({ Bucket: 'trail', Key }))
    expect(await Body?.transformToString()).toBe('hello')
    expect(stored).toEqual([{ bucket: 'trail', key: Key, size: 5, etag: '5d41402abc4b2a76b9719d911017c592' }])
  })

  it('carries what a topic is told into the queues subscribed to it', async () => {
    const sns = new SNSClient({ ...local, endpoint: engine.endpoint })
    const sqs = new SQSClient({ ...local, endpoint: engine.endpoint })
    const { TopicArn } = await sns.send(new CreateTopicCommand({ Name: 'alerts' }))
    const { QueueUrl } = await sqs.send(new CreateQueueCommand({ QueueName: 'inbox' }))
    await sns.send(
      new SubscribeCommand({ TopicArn, Protocol: 'sqs', Endpoint: 'arn:aws:sqs:us-east-1:000000000000:inbox' }),
    )
    await sns.send(new PublishCommand({ TopicArn, Subject: 'high', Message: 'a trail was stopped' }))
    const { Messages } = await sqs.send(new ReceiveMessageCommand({ QueueUrl }))
    expect(JSON.parse(Messages![0]!.Body!)).toMatchObject({ Subject: 'high', Message: 'a trail was stopped' })
  })

  it('says what a person reads who subscribed to a topic by mail', async () => {
    const sns = new SNSClient({ ...local, endpoint: engine.endpoint })
    const { TopicArn } = await sns.send(new CreateTopicCommand({ Name: 'mail' }))
    const Message = JSON.stringify({ default: 'for all', email: 'for people', sqs: '{}' })
    await sns.send(new PublishCommand({ TopicArn, Subject: 'high', Message, MessageStructure: 'json' }))
    expect(published.at(-1)).toEqual({ topicArn: TopicArn, subject: 'high', text: 'for people' })
  })

  it('moves a message that was received too often to the dead-letter queue', async () => {
    const sqs = new SQSClient({ ...local, endpoint: engine.endpoint })
    const dead = await sqs.send(new CreateQueueCommand({ QueueName: 'dead' }))
    const RedrivePolicy = JSON.stringify({
      deadLetterTargetArn: 'arn:aws:sqs:us-east-1:000000000000:dead',
      maxReceiveCount: 1,
    })
    const { QueueUrl } = await sqs.send(new CreateQueueCommand({ QueueName: 'live', Attributes: { RedrivePolicy } }))
    await sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: 'poison' }))
    for (let at = 0; at < 2; at++) await sqs.send(new ReceiveMessageCommand({ QueueUrl, VisibilityTimeout: 0 }))
    const { Attributes } = await sqs.send(
      new GetQueueAttributesCommand({ QueueUrl: dead.QueueUrl, AttributeNames: ['ApproximateNumberOfMessages'] }),
    )
    expect(Attributes?.ApproximateNumberOfMessages).toBe('1')
  })
})

describe('the small fakes', () => {
  let fakes: Fakes
  const events: BusEvent[] = []
  const messages: unknown[] = []

  beforeAll(async () => {
    fakes = await startAwsFakes({
      parameters: new Map([['/slack', 'https://hooks.invalid/1']]),
      secrets: new Map([['slack', 'https://hooks.invalid/2']]),
      onEvent: (event) => events.push(event),
      onSlack: (message) => messages.push(message),
    })
  })
  afterAll(() => fakes.stop())

  it('takes events, and refuses one whose detail is no JSON', async () => {
    const bus = new EventBridgeClient({ ...local, endpoint: fakes.endpoint })
    const entry = { Source: 'vedette', DetailType: 'Finding', EventBusName: 'findings' }
    const good = { ...entry, Detail: '{"uid":"1"}' }
    const { FailedEntryCount, Entries } = await bus.send(
      new PutEventsCommand({ Entries: [good, { ...entry, Detail: 'no' }] }),
    )
    expect(FailedEntryCount).toBe(1)
    expect(Entries?.[1]?.ErrorCode).toBe('MalformedDetail')
    expect(events).toMatchObject([{ bus: 'findings', source: 'vedette', detailType: 'Finding', detail: { uid: '1' } }])
  })

  it('hands out a parameter and a secret, and says which is missing', async () => {
    const ssm = new SSMClient({ ...local, endpoint: fakes.endpoint })
    const secrets = new SecretsManagerClient({ ...local, endpoint: fakes.endpoint })
    const parameter = await ssm.send(new GetParameterCommand({ Name: '/slack', WithDecryption: true }))
    expect(parameter.Parameter?.Value).toBe('https://hooks.invalid/1')
    expect((await secrets.send(new GetSecretValueCommand({ SecretId: 'slack' }))).SecretString).toBe(
      'https://hooks.invalid/2',
    )
    await expect(ssm.send(new GetParameterCommand({ Name: '/none' }))).rejects.toMatchObject({
      name: 'ParameterNotFound',
    })
  })

  it.each([
    ['a header of 151 characters', { type: 'header', text: { type: 'plain_text', text: 'x'.repeat(151) } }],
    ['a header in mrkdwn', { type: 'header', text: { type: 'mrkdwn', text: 'x' } }],
    ['a section of 3001 characters', { type: 'section', text: { type: 'mrkdwn', text: 'x'.repeat(3001) } }],
    ['a section with an empty text', { type: 'section', text: { type: 'mrkdwn', text: '' } }],
    ['eleven fields', { type: 'section', fields: Array.from({ length: 11 }, () => ({ type: 'mrkdwn', text: 'x' })) }],
    ['an address of 3001 characters', { type: 'actions', elements: [{ type: 'button', url: 'x'.repeat(3001) }] }],
    ['a block nobody knows', { type: 'marquee' }],
  ])('refuses, as Slack does, %s', async (_, block) => {
    expect((await post({ text: 'x', blocks: [block] })).status).toBe(400)
  })

  it('takes a message within the limits', async () => {
    const blocks = [{ type: 'header', text: { type: 'plain_text', text: 'x'.repeat(150) } }, { type: 'divider' }]
    expect((await post({ text: 'x', blocks })).status).toBe(200)
    expect(messages).toEqual([{ text: 'x', blocks }])
  })

  function post(message: unknown) {
    return fetch(fakes.slackUrl, { method: 'POST', body: JSON.stringify(message) })
  }
})
