/** The streams of tables, kept in memory: one shard each, never trimmed, answering as DynamoDB Streams does. */
type Json = Record<string, unknown>

/** An item in DynamoDB's own JSON. */
export type Item = Readonly<Record<string, unknown>>

/** The first half of the `x-amz-target` that DynamoDB Streams is called with. */
export const streamTarget = 'DynamoDBStreams_20120810'

interface Stream {
  readonly table: string
  readonly arn: string
  readonly view: string
  readonly keys: readonly string[]
  readonly records: Json[]
}

/** All streams of one engine. */
export interface StreamLog {
  /** Opens a stream where a `CreateTable` request asks for one. */
  create(request: Json): void
  /** The key attributes of a table that has a stream. */
  keysOf(table: string): readonly string[] | undefined
  /** What a table's description says of its stream. */
  describe(table: string): Json
  /** Adds a change that was seen: an item that came, changed or went. */
  append(table: string, key: Item, before: Item | undefined, after: Item | undefined): void
  /** Answers a call of the streams' own API. */
  answer(operation: string, body: Json): { status: number; body: Json }
}

/** An empty log; `now` gives the time of a change in milliseconds. */
export function streamLog({ now = Date.now }: { now?: () => number } = {}): StreamLog {
  const streams = new Map<string, Stream>()
  const byArn = (arn: unknown) => {
    const stream = streams.values().find((one) => one.arn === arn)
    if (stream === undefined) throw new NotFound(`stream ${String(arn)}`)
    return stream
  }

  const operations: Readonly<Record<string, (body: Json) => Json>> = {
    ListStreams({ TableName }) {
      const found = streams.values().filter(({ table }) => TableName === undefined || table === TableName)
      return {
        Streams: [...found].map(({ arn, table }) => ({ StreamArn: arn, TableName: table, StreamLabel: label(arn) })),
      }
    },
    DescribeStream({ StreamArn }) {
      const { arn, table, view, keys } = byArn(StreamArn)
      return {
        StreamDescription: {
          StreamArn: arn,
          StreamLabel: label(arn),
          StreamStatus: 'ENABLED',
          StreamViewType: view,
          TableName: table,
          KeySchema: keys.map((key, at) => ({ AttributeName: key, KeyType: at === 0 ? 'HASH' : 'RANGE' })),
          Shards: [{ ShardId: shard, SequenceNumberRange: { StartingSequenceNumber: '1' } }],
        },
      }
    },
    GetShardIterator({ StreamArn, ShardIteratorType, SequenceNumber }) {
      const { arn, records } = byArn(StreamArn)
      const starts: Record<string, number> = {
        TRIM_HORIZON: 0,
        LATEST: records.length,
        AT_SEQUENCE_NUMBER: Number(SequenceNumber) - 1,
        AFTER_SEQUENCE_NUMBER: Number(SequenceNumber),
      }
      return { ShardIterator: JSON.stringify([arn, starts[String(ShardIteratorType)] ?? 0]) }
    },
    GetRecords({ ShardIterator, Limit = 1000 }) {
      const [arn, from] = JSON.parse(String(ShardIterator)) as [string, number]
      const records = byArn(arn).records.slice(from, from + Number(Limit))
      return { Records: records, NextShardIterator: JSON.stringify([arn, from + records.length]) }
    },
  }

  return {
    create({ TableName, KeySchema, StreamSpecification }) {
      const { StreamEnabled, StreamViewType } = (StreamSpecification ?? {}) as Json
      if (StreamEnabled !== true && StreamViewType === undefined) return
      const keys = (KeySchema as { AttributeName: string; KeyType: string }[]).toSorted((a, b) =>
        a.KeyType < b.KeyType ? -1 : 1,
      )
      const arn = `arn:aws:dynamodb:us-east-1:000000000000:table/${TableName}/stream/${new Date(now()).toISOString()}`
      streams.set(String(TableName), {
        table: String(TableName),
        arn,
        view: String(StreamViewType),
        keys: keys.map(({ AttributeName }) => AttributeName),
        records: [],
      })
    },
    keysOf: (table) => streams.get(table)?.keys,
    describe(table) {
      const stream = streams.get(table)
      if (stream === undefined) return {}
      return {
        LatestStreamArn: stream.arn,
        LatestStreamLabel: label(stream.arn),
        StreamSpecification: { StreamEnabled: true, StreamViewType: stream.view },
      }
    },
    append(table, key, before, after) {
      const stream = streams.get(table)
      if (stream === undefined) throw new NotFound(`stream of table ${table}`)
      const sequence = String(stream.records.length + 1)
      const { newImage, oldImage } = views[stream.view] ?? { newImage: false, oldImage: false }
      stream.records.push({
        eventID: sequence,
        eventName: before === undefined ? 'INSERT' : after === undefined ? 'REMOVE' : 'MODIFY',
        eventVersion: '1.1',
        eventSource: 'aws:dynamodb',
        awsRegion: 'us-east-1',
        dynamodb: {
          ApproximateCreationDateTime: Math.floor(now() / 1000),
          Keys: key,
          ...(newImage && after !== undefined ? { NewImage: after } : {}),
          ...(oldImage && before !== undefined ? { OldImage: before } : {}),
          SequenceNumber: sequence,
          SizeBytes: JSON.stringify(after ?? key).length,
          StreamViewType: stream.view,
        },
      })
    },
    answer(operation, body) {
      const run = operations[operation]
      if (run === undefined) return refusal('UnknownOperationException', operation)
      try {
        return { status: 200, body: run(body) }
      } catch (error) {
        if (error instanceof NotFound) return refusal('ResourceNotFoundException', error.message)
        throw error
      }
    },
  }
}

const shard = 'shardId-00000000000000000001'

const views: Readonly<Record<string, { newImage: boolean; oldImage: boolean }>> = {
  KEYS_ONLY: { newImage: false, oldImage: false },
  NEW_IMAGE: { newImage: true, oldImage: false },
  OLD_IMAGE: { newImage: false, oldImage: true },
  NEW_AND_OLD_IMAGES: { newImage: true, oldImage: true },
}

class NotFound extends Error {
  override readonly name = 'NotFound'
}

function label(arn: string): string {
  return arn.slice(arn.lastIndexOf('/') + 1)
}

function refusal(type: string, message: string): { status: number; body: Json } {
  return { status: 400, body: { __type: `com.amazonaws.dynamodb.v20120810#${type}`, message } }
}
