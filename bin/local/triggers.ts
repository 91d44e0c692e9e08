/** The pumps of every trigger that an estate declares, and the streams that they follow. */
import { randomUUID } from 'node:crypto'
import type { Bell } from './bell.ts'
import type { Clients } from './clients.ts'
import type { Estate } from './declared.ts'
import type { Trigger } from './declared-functions.ts'
import type { Pump } from './pump.ts'
import { startQueuePump } from './queue-pump.ts'
import { startStreamPump } from './stream-pump.ts'
import { type LambdaStreamRecord, type StreamTail, streamTail } from './stream-tail.ts'

export interface TriggersOptions {
  readonly estate: Estate
  readonly clients: Clients
  /** Rings when a function may have written to a table. */
  readonly written: Bell
  /** Invokes a function and gives back its answer. */
  readonly invoke: (arn: string, event: unknown) => Promise<unknown>
  /** Sends a message to a queue or a topic. */
  readonly send: (arn: string, message: unknown) => Promise<void>
}

export interface Triggers {
  readonly pumps: readonly Pump[]
  stop(): Promise<void>
}

/** Starts them all. */
export function startTriggers(options: TriggersOptions): Triggers {
  const { estate, clients, written } = options
  const tails = new Map<string, StreamTail>()
  const follow = (arn: string): StreamTail => {
    const known = tails.get(arn)
    if (known !== undefined) return known
    const { name } = one(estate.tables, ({ streamArn }) => streamArn === arn, `stream ${arn}`)
    const tail = streamTail({ streams: clients.streams, table: name, streamArn: arn, written })
    tails.set(arn, tail)
    return tail
  }
  const pumps = estate.functions.flatMap(({ arn, id, triggers }) =>
    triggers.map((trigger) =>
      trigger.kind === 'sqs' ? queuePump(trigger, arn, id, options) : streamPump(trigger, arn, id, follow, options),
    ),
  )
  return {
    pumps,
    async stop() {
      await Promise.all([...pumps, ...tails.values()].map((started) => started.stop()))
    },
  }
}

function queuePump(trigger: Trigger, arn: string, id: string, { estate, clients, invoke }: TriggersOptions): Pump {
  const queue = one(estate.queues, (queue) => queue.arn === trigger.arn, `queue ${trigger.arn}`)
  return startQueuePump({
    ...common(trigger),
    sqs: clients.sqs,
    name: `${queue.name} → ${id}`,
    queueUrl: queue.url,
    queueArn: queue.arn,
    invoke: (event) => invoke(arn, event),
  })
}

type Follow = (streamArn: string) => StreamTail

function streamPump(
  trigger: Trigger,
  arn: string,
  id: string,
  follow: Follow,
  { estate, invoke, send }: TriggersOptions,
): Pump {
  const { bisect, retries, onFailure } = trigger
  const table = one(estate.tables, ({ streamArn }) => streamArn === trigger.arn, `stream ${trigger.arn}`)
  return startStreamPump({
    ...common(trigger),
    tail: follow(trigger.arn),
    name: `${table.name} → ${id}`,
    bisect,
    retries,
    invoke: (event) => invoke(arn, event),
    async onFailure(records, attempts) {
      if (onFailure !== undefined) await send(onFailure, failedBatch(arn, trigger.arn, records, attempts))
    },
  })
}

function common({ batchSize, partial, filter }: Trigger) {
  return { batchSize, partial, ...(filter === undefined ? {} : { filter }) }
}

function one<T>(all: readonly T[], is: (one: T) => boolean, name: string): T {
  const found = all.find(is)
  if (found === undefined) throw new Error(`${name} is not declared`)
  return found
}

/** What Lambda tells the on-failure destination of a stream: where the records are, never what is in them. */
function failedBatch(functionArn: string, streamArn: string, records: readonly LambdaStreamRecord[], attempts: number) {
  const condition = 'RetryAttemptsExhausted'
  return {
    requestContext: { requestId: randomUUID(), functionArn, condition, approximateInvokeCount: attempts },
    responseContext: { statusCode: 200, executedVersion: '$LATEST', functionError: 'Unhandled' },
    version: '1.0',
    timestamp: new Date().toISOString(),
    DDBStreamBatchInfo: {
      shardId: 'shardId-local',
      startSequenceNumber: records[0]?.dynamodb.SequenceNumber,
      endSequenceNumber: records.at(-1)?.dynamodb.SequenceNumber,
      batchSize: records.length,
      streamArn,
    },
  }
}
