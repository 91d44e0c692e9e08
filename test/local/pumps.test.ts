import { type AttributeValue, CreateTableCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { DynamoDBStreamsClient } from '@aws-sdk/client-dynamodb-streams'
import { CreateQueueCommand, GetQueueAttributesCommand, SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs'
import { DynamoDBDocumentClient, PutCommand } from '@aws-sdk/lib-dynamodb'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startDynamoDb } from '../../bin/engines/dynamodb.ts'
import type { Engine } from '../../bin/engines/engine.ts'
import { startFauxqs } from '../../bin/engines/fauxqs.ts'
import { bell } from '../../bin/local/bell.ts'
import { compilePattern } from '../../bin/local/event-pattern.ts'
import type { Invoke, Pump } from '../../bin/local/pump.ts'
import { startQueuePump } from '../../bin/local/queue-pump.ts'
import { startStreamPump } from '../../bin/local/stream-pump.ts'
import { type LambdaStreamRecord, streamTail } from '../../bin/local/stream-tail.ts'

const local = { region: 'us-east-1', credentials: { accessKeyId: 'local', secretAccessKey: 'local' } }
const engines: Engine[] = []
afterAll(() => Promise.all(engines.map((engine) => engine.stop())))

describe('a queue pump', () => {
  let sqs: SQSClient
  beforeAll(async () => {
    const engine = await startFauxqs()
    engines.push(engine)
    sqs = new SQSClient({ ...local, endpoint: engine.endpoint })
  })

  it('deletes what went well and brings the rest again', async () => {
    const seen: string[] = []
    const { drained, depth } = await pump('partial', ['a', 'b', 'c'], (records) => {
      const first = !seen.includes('b')
      seen.push(...records.map(({ body }) => body))
      return { batchItemFailures: records.filter(({ body }) => body === 'b' && first).map(itemIdentifier) }
    })
    await drained()
    expect(seen.toSorted()).toEqual(['a', 'b', 'b', 'c'])
    expect(await depth('partial-dead')).toBe('0')
  })

  it('moves a poisoned message to the dead-letter queue, and nothing else', async () => {
    const { drained, depth } = await pump('poison', ['a', 'b'], (records) => ({
      batchItemFailures: records.filter(({ body }) => body === 'b').map(itemIdentifier),
    }))
    await drained()
    expect(await depth('poison-dead')).toBe('1')
  })

  it('brings the whole batch again when the function throws', async () => {
    let calls = 0
    const { drained, depth } = await pump('throws', ['a', 'b'], () => {
      calls += 1
      throw new Error('down')
    })
    await drained()
    expect(calls).toBeGreaterThanOrEqual(2)
    expect(await depth('throws-dead')).toBe('2')
  })

  it('says what is on its way', async () => {
    const { promise, resolve } = Promise.withResolvers<unknown>()
    const { pump: one, drained } = await pump('slow', ['a'], () => promise)
    await expect.poll(() => one.pending()).toBe('slow: 0 waiting, 1 in work')
    resolve(undefined)
    await drained()
  })

  type Message = { body: string; messageId: string }
  const itemIdentifier = ({ messageId }: Message) => ({ itemIdentifier: messageId })

  async function pump(name: string, bodies: readonly string[], handler: (records: readonly Message[]) => unknown) {
    const url = (queue: string) => `${engines[0]!.endpoint}/000000000000/${queue}`
    await sqs.send(new CreateQueueCommand({ QueueName: `${name}-dead` }))
    const RedrivePolicy = JSON.stringify({
      deadLetterTargetArn: `arn:aws:sqs:us-east-1:000000000000:${name}-dead`,
      maxReceiveCount: 2,
    })
    await sqs.send(new CreateQueueCommand({ QueueName: name, Attributes: { RedrivePolicy } }))
    for (const MessageBody of bodies) await sqs.send(new SendMessageCommand({ QueueUrl: url(name), MessageBody }))
    const invoke: Invoke = async (event) => handler((event as { Records: Message[] }).Records)
    const one = startQueuePump({
      sqs,
      name,
      queueUrl: url(name),
      queueArn: 'arn:q',
      batchSize: 10,
      partial: true,
      invoke,
      again: 0,
    })
    return {
      pump: one,
      drained: () => drained(one),
      async depth(queue: string) {
        const AttributeNames = ['ApproximateNumberOfMessages' as const]
        const { Attributes } = await sqs.send(new GetQueueAttributesCommand({ QueueUrl: url(queue), AttributeNames }))
        return Attributes?.ApproximateNumberOfMessages
      },
    }
  }
})

describe('a stream pump', () => {
  let endpoint: string
  let table: DynamoDBDocumentClient
  beforeAll(async () => {
    const engine = await startDynamoDb()
    engines.push(engine)
    endpoint = engine.endpoint
    table = DynamoDBDocumentClient.from(new DynamoDBClient({ ...local, endpoint }))
  })

  it('hands records over in order and in batches, bytes as base64', async () => {
    const { put, records, drained } = await pump('ordered')
    for (let at = 0; at < 5; at++) await put({ pk: `p${at}`, data: Buffer.from([at, 255]) })
    await drained()
    expect(records.flat().map(({ dynamodb }) => newImage(dynamodb))).toEqual(
      Array.from({ length: 5 }, (_, at) => ({
        pk: { S: `p${at}` },
        data: { B: Buffer.from([at, 255]).toString('base64') },
      })),
    )
    expect(records.every((batch) => batch.length <= 2)).toBe(true)
  })

  it('passes over a write that changes nothing, as DynamoDB does', async () => {
    const { put, records, drained } = await pump('same')
    for (const n of [1, 1, 2, 2]) await put({ pk: 'one', n })
    await drained()
    expect(records.flat().map(({ dynamodb }) => newImage(dynamodb).n)).toEqual([{ N: '1' }, { N: '2' }])
  })

  it('hands over only what its filter lets through', async () => {
    const { put, records, drained } = await pump('filtered', {
      eventName: ['INSERT'],
      dynamodb: { NewImage: { kind: { S: ['yes'] } } },
    })
    await put({ pk: '1', kind: 'no' })
    await put({ pk: '2', kind: 'yes' })
    await put({ pk: '2', kind: 'yes', more: true })
    await drained()
    expect(records.flat().map(({ dynamodb }) => dynamodb.Keys)).toEqual([{ pk: { S: '2' } }])
  })

  const newImage = (dynamodb: LambdaStreamRecord['dynamodb']) => dynamodb.NewImage as Record<string, AttributeValue>

  async function pump(name: string, pattern: object = {}) {
    await table.send(
      new CreateTableCommand({
        TableName: name,
        BillingMode: 'PAY_PER_REQUEST',
        AttributeDefinitions: [{ AttributeName: 'pk', AttributeType: 'S' }],
        KeySchema: [{ AttributeName: 'pk', KeyType: 'HASH' }],
        StreamSpecification: { StreamEnabled: true, StreamViewType: 'NEW_IMAGE' },
      }),
    )
    const records: (readonly LambdaStreamRecord[])[] = []
    const streams = new DynamoDBStreamsClient({ ...local, endpoint })
    const streamArn = `arn:aws:dynamodb:us-east-1:000000000000:table/${name}/stream/local`
    const tail = streamTail({ streams, table: name, streamArn, written: bell() })
    const one = startStreamPump({
      name,
      tail,
      batchSize: 2,
      filter: compilePattern(pattern),
      invoke: async (event) => void records.push((event as { Records: LambdaStreamRecord[] }).Records),
      partial: true,
      bisect: true,
      retries: 1,
    })
    return {
      records,
      put: (Item: Record<string, unknown>) => table.send(new PutCommand({ TableName: name, Item })),
      async drained() {
        await drained(one)
        await tail.stop()
      },
    }
  }
})

async function drained(pump: Pump): Promise<void> {
  await expect.poll(() => pump.pending(), { timeout: 10_000 }).toBeUndefined()
  await pump.stop()
}
