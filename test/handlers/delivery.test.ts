import { gzipSync } from 'node:zlib'
import type { DynamoDBRecord } from 'aws-lambda'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { roleSession, trailRecord } from '../sources/records.ts'
import { startWorld, type World } from './world.ts'

let world: World
let scenario = 0

beforeAll(async () => {
  world = await startWorld()
}, 30_000)
afterAll(() => world.stop())

/**
 * One scenario's records, of an account of its own so that scenarios do not meet: an intruder is refused six different calls in two files,
 * which only a detector with memory sees, and stops the trail, which a rule sees. That is two findings.
 */
function intrusion(account: string) {
  const userIdentity = {
    type: 'IAMUser',
    arn: `arn:aws:iam::${account}:user/eve`,
    accountId: account,
    userName: 'eve',
    accessKeyId: 'AKIAEXAMPLEKEY000001',
  }
  const record = (index: number, over: object) =>
    trailRecord({
      eventID: `${account}-${index}`,
      eventTime: `2026-06-01T12:0${index}:00Z`,
      recipientAccountId: account,
      userIdentity,
      ...over,
    })
  const refused = (index: number, service: string, eventName: string) =>
    record(index, {
      eventSource: `${service}.amazonaws.com`,
      eventName,
      errorCode: 'AccessDenied',
      requestParameters: null,
      readOnly: true,
    })
  const first = [
    refused(0, 'iam', 'ListUsers'),
    refused(1, 's3', 'ListBuckets'),
    refused(2, 'lambda', 'ListFunctions20150331'),
  ]
  const second = [refused(3, 'dynamodb', 'ListTables'), refused(4, 'kms', 'ListKeys'), refused(5, 'sns', 'ListTopics')]
  const stop = record(6, {
    eventSource: 'cloudtrail.amazonaws.com',
    eventName: 'StopLogging',
    requestParameters: { name: 'main' },
  })
  return { first, second: [...second, stop], all: [...first, ...second, stop] }
}

/** A fresh account, its intrusion, and its own part of the findings, memory and stream. */
function begin() {
  const account = String(100000000000 + ++scenario)
  const before = world.findings()
  const ofAccount = async () =>
    (await world.pages()).filter(({ dynamodb }) => dynamodb?.Keys?.pk?.S?.startsWith(account))
  return {
    ...intrusion(account),
    account,
    pages: ofAccount,
    found: async () => (await world.findings()).length - (await before).length,
  }
}

async function ingestAll(files: readonly (readonly unknown[])[], account: string): Promise<void> {
  for (const [index, records] of files.entries()) {
    expect(await world.ingest(await world.file(`${account}/${index}`, records))).toEqual({ batchItemFailures: [] })
  }
}

const nothingFailed = { batchItemFailures: [] }

describe('the handlers, on an embedded DynamoDB', () => {
  it('find in two files what is in them', async () => {
    const { first, second, account, pages, found } = begin()
    await ingestAll([first, second], account)
    expect(await world.detect(await pages())).toEqual(nothingFailed)
    expect(await found()).toBe(2)
  })

  it('find the same, once, when everything is delivered twice', async () => {
    const { first, second, account, pages, found } = begin()
    await ingestAll([first, second, first, second], account)
    expect(await pages()).toHaveLength(2)
    const once = await pages()
    await world.detect(once)
    await world.detect([...once, ...once])
    expect(await found()).toBe(2)
    const versions = async () => new Map((await world.memory()).map(({ scope, version }) => [scope, version]))
    const before = await versions()
    await world.detect(once)
    expect(await versions(), 'what was learned is not written again').toEqual(before)
  })

  it('find the same when a record comes by the fast lane and in a file', async () => {
    const { all, account, pages, found } = begin()
    await world.ingestEvent({
      version: '0',
      id: 'e',
      source: 'aws.cloudtrail',
      'detail-type': 'AWS API Call via CloudTrail',
      detail: all.at(-1),
    })
    await ingestAll([all], account)
    for (const page of await pages()) await world.detect([page])
    expect(await found()).toBe(2)
  })

  it.each(['first', 'second'] as const)('find the same when the page of the %s file is read last', async (last) => {
    const { first, second, account, pages, found } = begin()
    await ingestAll(last === 'first' ? [second, first] : [first, second], account)
    const inOrder = await pages()
    const earliest = (page: DynamoDBRecord) => page.dynamodb?.Keys?.sk?.S ?? ''
    const byTime = inOrder.toSorted((a, b) => (earliest(a) < earliest(b) ? -1 : 1))
    for (const page of last === 'first' ? byTime.toReversed() : byTime) await world.detect([page])
    expect(await found()).toBe(2)
  })

  it('count what a failed delivery stored, once, and the rest when it comes again', async () => {
    const { all, account } = begin()
    const hours = all.map((record, index) => ({ ...record, eventTime: `2026-06-01T${10 + index}:00:00Z` }))
    const message = await world.file(`${account}/hours`, hours)
    const puts = counter()
    world.fault = (operation) =>
      operation === 'PutItem' && puts() === 4 ? refusal('ResourceNotFoundException') : undefined
    const [failed, again] = [
      await world.metrics(() => world.ingest(message)),
      await world.metrics(() => world.ingest(message)),
    ]
    const sum = (name: string) => (failed[name] ?? 0) + (again[name] ?? 0)
    expect(sum('Stored')).toBe(all.length)
    expect(sum('Received')).toBe(sum('Stored') + sum('Duplicate') + sum('Ignored') + sum('Rejected'))
    expect(failed.Stored).toBeGreaterThan(0)
  })

  it('hold no record in their logs, whatever fails', async () => {
    const { all, account, pages } = begin()
    const secret = 'correct horse battery staple'
    const poison = {
      ...all[0],
      eventID: 'with-a-secret',
      requestParameters: { secret },
      userIdentity: null,
      eventTime: 'x',
    }
    const lines = await world.output(async () => {
      await ingestAll([[poison, ...all]], account)
      await world.detect(await pages())
    })
    expect(lines).not.toContain(secret)
    expect(JSON.stringify(await world.rejected())).toContain(secret)
  })

  it('find what a file holds before it was cut, and the rest when it comes whole', async () => {
    const { all, account, pages, found } = begin()
    const whole = Buffer.from(JSON.stringify({ Records: all }))
    const cut = whole.subarray(0, whole.length - 100)
    expect(await world.ingest(await world.file(`${account}/cut`, gzipSync(cut)))).toEqual(nothingFailed)
    await world.detect(await pages())
    expect(await found()).toBe(1)
    expect(await world.rejected()).toEqual([
      {
        from: `s3://trail/${account}/cut`,
        rejected: [
          { reason: 'the file was cut: it ends inside a value', text: expect.stringContaining('StopLogging') },
        ],
      },
    ])
    await ingestAll([all], account)
    await world.detect(await pages())
    expect(await found()).toBe(2)
  })

  it.each(['findings', 'memory'] as const)(
    'find the same, once, when they are stopped at writing %s',
    async (table) => {
      const { all, account, pages, found } = begin()
      await ingestAll([all], account)
      world.fault = (operation, { TableName }) =>
        operation === 'PutItem' && TableName === world.tables[table] ? refusal('ResourceNotFoundException') : undefined
      await expect(world.detect(await pages())).rejects.toThrow('ResourceNotFoundException')
      world.fault = undefined
      expect(await world.detect(await pages())).toEqual(nothingFailed)
      expect(await found()).toBe(2)
    },
  )

  it('bring a file again when its pages could not be stored, and store it once', async () => {
    const { first, second, account, pages } = begin()
    const messages = [await world.file(`${account}/1`, first), await world.file(`${account}/2`, second)]
    world.fault = (operation, { Item }) =>
      operation === 'PutItem' && JSON.stringify(Item).includes(account) && count() === 2
        ? refusal('ResourceNotFoundException')
        : undefined
    const count = counter()
    expect(await world.ingest(...messages)).toEqual({ batchItemFailures: [{ itemIdentifier: `${account}/2` }] })
    world.fault = undefined
    expect(await world.ingest(...messages)).toEqual(nothingFailed)
    expect(await pages()).toHaveLength(2)
  })

  it('find the same when DynamoDB throttles and leaves items unprocessed', async () => {
    const { all, account, pages, found } = begin()
    const [throttled, unprocessed] = [counter(), counter()]
    world.fault = (operation, { RequestItems }) => {
      if (operation === 'PutItem' && throttled() % 3 === 1) return refusal('ProvisionedThroughputExceededException')
      if (operation === 'BatchGetItem' && unprocessed() < 3)
        return { status: 200, body: { Responses: {}, UnprocessedKeys: RequestItems } }
      return undefined
    }
    await ingestAll([all], account)
    expect(await world.detect(await pages())).toEqual(nothingFailed)
    expect([throttled() > 3, unprocessed() > 3]).toEqual([true, true])
    world.fault = undefined
    expect(await found()).toBe(2)
  })

  it('set a poisoned record aside with its reason and find what the others tell', async () => {
    const { all, account, pages, found } = begin()
    const poison = [trailRecord({ eventID: 'poison', eventTime: 'never' }), { neither: 'this' }, 'nor this']
    await ingestAll([[...poison, ...all]], account)
    await world.detect(await pages())
    expect(await found()).toBe(2)
    const [{ rejected } = { rejected: [] }] = await world.rejected()
    expect(rejected.map(({ reason }) => reason)).toEqual([
      'CloudTrail record poison: eventTime never is no time',
      'not a record of any log that is read: its keys are neither',
      'not a record: string',
    ])
  })

  it('hand a page that cannot be read back to the stream, and find what the others tell', async () => {
    const { all, account, pages, found } = begin()
    await ingestAll([all], account)
    const [page] = await pages()
    const poison: DynamoDBRecord = {
      ...page!,
      dynamodb: { ...page!.dynamodb!, SequenceNumber: 'poison', NewImage: { body: { B: 'AAAA' } } },
    }
    expect(await world.detect([page!, poison])).toEqual({ batchItemFailures: [{ itemIdentifier: 'poison' }] })
    expect(await found()).toBe(2)
  })

  it('find the same when two of them read the same pages at the same moment', async () => {
    const { first, second, account, pages, found } = begin()
    await ingestAll([first, second], account)
    const both = await pages()
    await Promise.all([
      world.detect(both),
      world.detect(both.toReversed()),
      ...both.map((page) => world.detect([page])),
    ])
    expect(await found()).toBe(2)
  })

  it('bring a message again whose object is not there', async () => {
    const missing = {
      messageId: 'missing',
      eventSource: 'aws:sqs',
      body: JSON.stringify({ s3Bucket: 'trail', s3ObjectKey: ['none'] }),
    }
    expect(await world.ingest(missing)).toEqual({ batchItemFailures: [{ itemIdentifier: 'missing' }] })
  })

  it('tell a root session once, however many calls it makes', async () => {
    const { account, pages, found } = begin()
    const userIdentity = {
      ...roleSession(),
      type: 'Root',
      arn: `arn:aws:iam::${account}:root`,
      accountId: account,
      sessionContext: { attributes: { creationDate: '2026-06-01T11:00:00Z' } },
    }
    const calls = Array.from({ length: 9 }, (_, index) =>
      trailRecord({
        eventID: `${account}-root-${index}`,
        userIdentity,
        recipientAccountId: account,
        eventSource: 's3.amazonaws.com',
        eventName: `ListBuckets`,
      }),
    )
    await ingestAll([calls.slice(0, 4), calls.slice(4)], account)
    for (const page of await pages()) await world.detect([page])
    expect(await found()).toBe(1)
  })
})

function refusal(type: string) {
  return { status: 400, body: { __type: `com.amazonaws.dynamodb.v20120810#${type}`, message: type } }
}

function counter(): () => number {
  let calls = 0
  return () => ++calls
}
