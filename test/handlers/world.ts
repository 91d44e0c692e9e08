import { once } from 'node:events'
import { createServer, type IncomingHttpHeaders, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { format } from 'node:util'
import { gzipSync } from 'node:zlib'
import {
  DescribeStreamCommand,
  DynamoDBStreamsClient,
  GetRecordsCommand,
  GetShardIteratorCommand,
  ListStreamsCommand,
} from '@aws-sdk/client-dynamodb-streams'
import { CreateBucketCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3'
import { CreateQueueCommand, PurgeQueueCommand, ReceiveMessageCommand, SQSClient } from '@aws-sdk/client-sqs'
import { ScanCommand } from '@aws-sdk/lib-dynamodb'
import type { Context, DynamoDBBatchResponse, DynamoDBRecord, SQSBatchResponse } from 'aws-lambda'
import { vi } from 'vitest'
import { startFauxqs } from '../../bin/engines/fauxqs.ts'
import { startTables } from '../../bin/engines/tables.ts'

/** What a request to DynamoDB is answered with instead of by the engine; undefined lets it pass. */
export type Fault = (operation: string, body: Readonly<Record<string, unknown>>) => Answer | undefined

export interface Answer {
  readonly status: number
  readonly body: unknown
}

type Handler<R> = (event: unknown, context: Context) => Promise<R>

/** The handlers as they are deployed, with embedded engines for a world. */
export interface World {
  readonly tables: { readonly activities: string; readonly memory: string; readonly findings: string }
  /** Whatever DynamoDB does not do for the handlers while this is set. */
  fault: Fault | undefined
  /** Puts a file into the trail's bucket and gives the message that SQS would bring of it. */
  file(key: string, records: readonly unknown[] | Uint8Array): Promise<unknown>
  /** Invokes the ingest handler with these messages of the queue. */
  ingest(...messages: unknown[]): Promise<SQSBatchResponse>
  /** Invokes the ingest handler with an event as EventBridge hands it over. */
  ingestEvent(event: unknown): Promise<unknown>
  /** The records of the activities' stream, as Lambda would bring them. */
  pages(): Promise<DynamoDBRecord[]>
  detect(records: readonly DynamoDBRecord[]): Promise<DynamoDBBatchResponse>
  /** The uids of all findings that are kept. */
  findings(): Promise<string[]>
  memory(): Promise<Record<string, unknown>[]>
  /** All that is logged while this runs. */
  output(run: () => Promise<unknown>): Promise<string>
  /** The sums of the metrics that are written while this runs, by name. */
  metrics(run: () => Promise<unknown>): Promise<Readonly<Record<string, number>>>
  /** The records that were refused, with their reasons. */
  rejected(): Promise<{ from: string; rejected: { reason: string; text: string }[] }[]>
  stop(): Promise<void>
}

const context = {
  functionName: 'test',
  awsRequestId: 'test',
  invokedFunctionArn: 'arn:aws:lambda:eu-central-1:1:function:test',
  getRemainingTimeInMillis: () => 30_000,
} as unknown as Context

/** Starts engines, points the handlers' environment at them and imports the handlers. */
export async function startWorld(): Promise<World> {
  const [engine, fauxqs] = await Promise.all([startTables(), startFauxqs()])
  const proxy = await startProxy(engine.endpoint, (operation, body) => world.fault?.(operation, body))
  const common = { region: 'eu-central-1', credentials: { accessKeyId: 'local', secretAccessKey: 'local' } }
  const s3 = new S3Client({ ...common, endpoint: fauxqs.endpoint, forcePathStyle: true })
  const sqs = new SQSClient({ ...common, endpoint: fauxqs.endpoint })
  const streams = new DynamoDBStreamsClient({ ...common, endpoint: engine.endpoint })
  await s3.send(new CreateBucketCommand({ Bucket: 'trail' }))
  const created = await sqs.send(new CreateQueueCommand({ QueueName: 'rejected' }))
  const QueueUrl = `${fauxqs.endpoint}${new URL(created.QueueUrl!).pathname}`

  Object.assign(process.env, {
    AWS_REGION: common.region,
    AWS_ACCESS_KEY_ID: 'local',
    AWS_SECRET_ACCESS_KEY: 'local',
    AWS_ENDPOINT_URL_DYNAMODB: proxy.endpoint,
    AWS_ENDPOINT_URL_S3: fauxqs.endpoint,
    AWS_ENDPOINT_URL_SQS: fauxqs.endpoint,
    ACTIVITIES_TABLE: engine.tables.activities,
    MEMORY_TABLE: engine.tables.memory,
    FINDINGS_TABLE: engine.tables.findings,
    REJECTED_QUEUE_URL: QueueUrl,
    RETENTION_DAYS: '3650',
    POWERTOOLS_LOG_LEVEL: 'DEBUG',
    POWERTOOLS_DEV: 'true', // Logs and metrics go through `console`, where they can be caught,
    POWERTOOLS_METRICS_DISABLED: 'false', // and this variable would silence the latter.
    POWERTOOLS_METRICS_NAMESPACE: 'Vedette',
  })
  const ingest = (await import('../../functions/ingest/cloudtrail.ts')).handler as unknown as Handler<SQSBatchResponse>
  const detect = (await import('../../functions/detect/behaviour.ts'))
    .handler as unknown as Handler<DynamoDBBatchResponse>

  const world: World = {
    tables: engine.tables,
    fault: undefined,
    async file(key, records) {
      const Body = records instanceof Uint8Array ? records : gzipSync(JSON.stringify({ Records: records }))
      await s3.send(new PutObjectCommand({ Bucket: 'trail', Key: key, Body }))
      const notification = {
        eventSource: 'aws:s3',
        eventName: 'ObjectCreated:Put',
        s3: { bucket: { name: 'trail' }, object: { key } },
      }
      return {
        messageId: key,
        receiptHandle: key,
        eventSource: 'aws:sqs',
        body: JSON.stringify({ Records: [notification] }),
      }
    },
    ingest: (...Records) => ingest({ Records }, context),
    ingestEvent: (event) => ingest(event, context),
    async pages() {
      const { Streams } = await streams.send(new ListStreamsCommand({ TableName: engine.tables.activities }))
      const StreamArn = Streams![0]!.StreamArn!
      const { StreamDescription } = await streams.send(new DescribeStreamCommand({ StreamArn }))
      const records: DynamoDBRecord[] = []
      for (const { ShardId } of StreamDescription!.Shards!) {
        let { ShardIterator } = await streams.send(
          new GetShardIteratorCommand({ StreamArn, ShardId, ShardIteratorType: 'TRIM_HORIZON' }),
        )
        for (let empty = 0; ShardIterator && empty < 2; ) {
          const page = await streams.send(new GetRecordsCommand({ ShardIterator }))
          empty = page.Records!.length === 0 ? empty + 1 : 0
          records.push(...page.Records!.map((record) => asLambdaBrings(record as Readonly<Record<string, unknown>>)))
          ShardIterator = page.NextShardIterator
        }
      }
      return records
    },
    detect: (Records) => detect({ Records }, context),
    findings: async () => (await scan(engine.tables.findings)).map(({ uid }) => uid as string).sort(),
    memory: () => scan(engine.tables.memory),
    output: async (run) => (await caught(run)).join('\n'),
    async metrics(run) {
      const sums: Record<string, number> = {}
      for (const line of await caught(run)) {
        for (const [name, value] of Object.entries(line.includes('"_aws"') ? (JSON.parse(line) as object) : {})) {
          if (typeof value === 'number') sums[name] = (sums[name] ?? 0) + value
        }
      }
      return sums
    },
    async rejected() {
      const { Messages = [] } = await sqs.send(new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10 }))
      await sqs.send(new PurgeQueueCommand({ QueueUrl }))
      return Messages.map(({ Body }) => JSON.parse(Body!))
    },
    async stop() {
      s3.destroy()
      sqs.destroy()
      streams.destroy()
      await proxy.stop()
      await Promise.all([engine.stop(), fauxqs.stop()])
    },
  }
  return world

  async function scan(table: string): Promise<Record<string, unknown>[]> {
    return (await engine.client.send(new ScanCommand({ TableName: table, ConsistentRead: true }))).Items ?? []
  }
}

const levels = ['log', 'debug', 'info', 'warn', 'error'] as const

/** What is written to the console while this runs; nothing of it reaches the terminal. */
async function caught(run: () => Promise<unknown>): Promise<string[]> {
  const lines: string[] = []
  const spies = levels.map((level) =>
    vi.spyOn(console, level).mockImplementation((...parts) => void lines.push(format(...parts))),
  )
  try {
    await run()
  } finally {
    for (const spy of spies) spy.mockRestore()
  }
  return lines
}

/** In Lambda's events binary values are base64, in the SDK's bytes. */
function asLambdaBrings(record: Readonly<Record<string, unknown>>): DynamoDBRecord {
  const bytesAsText = (_: string, value: unknown) =>
    isBytes(value) ? Buffer.from(Object.values(value)).toString('base64') : value
  return JSON.parse(JSON.stringify(record, bytesAsText)) as DynamoDBRecord
}

function isBytes(value: unknown): value is Record<string, number> {
  return (
    typeof value === 'object' && value !== null && !Array.isArray(value) && '0' in value && typeof value[0] === 'number'
  )
}

/** Stands between the handlers and DynamoDB, and answers in its place where a fault says so. */
async function startProxy(endpoint: string, fault: Fault): Promise<{ endpoint: string; stop(): Promise<void> }> {
  const server: Server = createServer(async (request, response) => {
    const chunks: Buffer[] = []
    for await (const chunk of request) chunks.push(chunk as Buffer)
    const body = Buffer.concat(chunks)
    const operation = String(request.headers['x-amz-target']).split('.').at(-1)!
    const answer = fault(operation, JSON.parse(body.toString()) as Record<string, unknown>)
    if (answer) {
      response
        .writeHead(answer.status, { 'content-type': 'application/x-amz-json-1.0' })
        .end(JSON.stringify(answer.body))
      return
    }
    const passed = await fetch(endpoint, { method: 'POST', headers: passedOn(request.headers), body })
    response
      .writeHead(passed.status, { 'content-type': 'application/x-amz-json-1.0' })
      .end(Buffer.from(await passed.arrayBuffer()))
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    async stop() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

function passedOn(headers: IncomingHttpHeaders): Record<string, string> {
  const kept = Object.entries(headers).filter(([name]) => /^(x-amz-.*|authorization|content-type)$/.test(name))
  return Object.fromEntries(kept.map(([name, value]) => [name, String(value)]))
}
