/** The end of a table's stream, read once for all who follow it, as Lambda sees its records. */
import { createHash } from 'node:crypto'
import {
  DescribeStreamCommand,
  type DynamoDBStreamsClient,
  GetRecordsCommand,
  GetShardIteratorCommand,
  ListStreamsCommand,
  type _Record as StreamRecord,
} from '@aws-sdk/client-dynamodb-streams'
import { type Bell, bell } from './bell.ts'

/** A change of a table, as Lambda hands it over: bytes as base64, the time in seconds. */
export interface LambdaStreamRecord {
  readonly eventID: string
  readonly eventName: string
  readonly eventSource: 'aws:dynamodb'
  readonly eventVersion: string
  readonly awsRegion: string
  readonly eventSourceARN: string
  readonly dynamodb: Readonly<Record<string, unknown>> & { readonly SequenceNumber: string }
}

export interface StreamTail {
  /** Everything since the table was made. */
  readonly records: readonly LambdaStreamRecord[]
  /** Rings when there is more. */
  readonly more: Bell
  /** Resolves when it was read to its end once more. Throws when it cannot be read. */
  look(): Promise<void>
  stop(): Promise<void>
}

export interface StreamTailOptions {
  readonly streams: DynamoDBStreamsClient
  readonly table: string
  readonly streamArn: string
  /** Rings when somebody may have written to the table. */
  readonly written: Bell
}

/** As many as DynamoDB gives at once. */
const mostRecords = 1_000
/** Between two looks, in milliseconds: Lambda itself looks four times a second. */
const leastPause = 100
const mostPause = 1_000

/** Starts following a stream from its beginning. */
export function streamTail({ streams, table, streamArn, written }: StreamTailOptions): StreamTail {
  const records: LambdaStreamRecord[] = []
  const more = bell()
  const hurry = bell()
  const stopping = new AbortController()
  const changes = changed()
  let begun = 0
  let ended = 0
  let lookers = 0

  const running = (async () => {
    let iterator = await beginning(streams, table)
    while (!stopping.signal.aborted) {
      begun += 1
      const look = begun
      const answer = await streams.send(new GetRecordsCommand({ ShardIterator: iterator, Limit: mostRecords }))
      if (answer.NextShardIterator === undefined) throw new Error(`the stream of table ${table} was closed`)
      iterator = answer.NextShardIterator
      const found = answer.Records ?? []
      records.push(...found.filter(changes).map((record) => lambdaRecord(record, streamArn)))
      if (found.length === 0) ended = look
      more.ring()
      const idle = () => lookers === 0 && !stopping.signal.aborted
      if (found.length === 0 && idle()) await written.wait(mostPause)
      if (found.length < mostRecords && idle()) await hurry.wait(leastPause)
    }
  })()
  running.catch(() => {}) // `look` and `stop` throw it.

  return {
    records,
    more,
    async look() {
      const from = begun
      lookers += 1
      written.ring()
      hurry.ring()
      try {
        while (ended <= from && !stopping.signal.aborted) await Promise.race([running, more.wait(mostPause)])
      } finally {
        lookers -= 1
      }
    },
    async stop() {
      stopping.abort()
      written.ring()
      hurry.ring()
      await running
    },
  }
}

async function beginning(streams: DynamoDBStreamsClient, table: string): Promise<string> {
  const { Streams = [] } = await streams.send(new ListStreamsCommand({ TableName: table }))
  const StreamArn = Streams[0]?.StreamArn
  if (StreamArn === undefined) throw new Error(`table ${table} has no stream`)
  const { StreamDescription } = await streams.send(new DescribeStreamCommand({ StreamArn }))
  const ShardId = StreamDescription?.Shards?.[0]?.ShardId
  if (ShardId === undefined) throw new Error(`the stream of table ${table} has no shard`)
  const { ShardIterator } = await streams.send(
    new GetShardIteratorCommand({ StreamArn, ShardId, ShardIteratorType: 'TRIM_HORIZON' }),
  )
  if (ShardIterator === undefined) throw new Error(`the stream of table ${table} cannot be read`)
  return ShardIterator
}

/** DynamoDB makes no stream record of a write that changes nothing; dynoxide does, so those are taken out here. */
function changed(): (record: StreamRecord) => boolean {
  const last = new Map<string, string>()
  return ({ dynamodb, eventName }) => {
    const key = digest(dynamodb?.Keys)
    if (eventName === 'REMOVE' || dynamodb?.NewImage === undefined) {
      last.delete(key)
      return true
    }
    const image = digest(dynamodb.NewImage)
    const same = last.get(key) === image
    last.set(key, image)
    return !same
  }
}

function digest(item: unknown): string {
  return createHash('sha256')
    .update(JSON.stringify(jsonOf(item)))
    .digest('base64')
}

function lambdaRecord(record: StreamRecord, eventSourceARN: string): LambdaStreamRecord {
  const { ApproximateCreationDateTime, Keys, NewImage, OldImage, ...rest } = record.dynamodb ?? {}
  return {
    eventID: record.eventID ?? '',
    eventName: record.eventName ?? '',
    eventVersion: record.eventVersion ?? '1.1',
    eventSource: 'aws:dynamodb',
    awsRegion: eventSourceARN.split(':')[3] ?? '',
    eventSourceARN,
    dynamodb: {
      ApproximateCreationDateTime: Math.floor((ApproximateCreationDateTime?.getTime() ?? 0) / 1000),
      Keys: jsonOf(Keys),
      ...(NewImage === undefined ? {} : { NewImage: jsonOf(NewImage) }),
      ...(OldImage === undefined ? {} : { OldImage: jsonOf(OldImage) }),
      ...rest,
      SequenceNumber: rest.SequenceNumber ?? '',
    },
  }
}

/** Attribute values as they travel in JSON: bytes in base64, keys in one order. */
function jsonOf(value: unknown): unknown {
  if (value instanceof Uint8Array) return Buffer.from(value).toString('base64')
  if (Array.isArray(value)) return value.map(jsonOf)
  if (typeof value !== 'object' || value === null) return value
  const entries = Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1))
  return Object.fromEntries(entries.map(([key, inner]) => [key, jsonOf(inner)]))
}
