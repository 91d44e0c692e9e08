/** From a queue to a function: received in batches, deleted where it went well, visible again where it did not. */
import {
  ChangeMessageVisibilityCommand,
  DeleteMessageBatchCommand,
  GetQueueAttributesCommand,
  type Message,
  ReceiveMessageCommand,
  type SQSClient,
} from '@aws-sdk/client-sqs'
import type { Matches } from './event-pattern.ts'
import { failuresOf, type Invoke, type Pump } from './pump.ts'

export interface QueuePumpOptions {
  readonly sqs: SQSClient
  readonly name: string
  readonly queueUrl: string
  readonly queueArn: string
  readonly batchSize: number
  /** Whether the trigger says `ReportBatchItemFailures`; without it only a throw is a failure. */
  readonly partial: boolean
  /** What a message has to fit; Lambda deletes the others unseen. */
  readonly filter?: Matches
  readonly invoke: Invoke
  /** Seconds until a failed message is seen again. AWS waits for the queue's visibility timeout; nobody wants to watch that. */
  readonly again?: number
}

/** Starts pumping. */
export function startQueuePump(options: QueuePumpOptions): Pump {
  const { sqs, name, queueUrl } = options
  const stopping = new AbortController()
  const running = (async () => {
    while (!stopping.signal.aborted) {
      const messages = await receive(options, stopping.signal)
      if (messages.length > 0) await carry(options, messages)
    }
  })()
  running.catch(() => {}) // `stop` and `pending` throw it.

  return {
    name,
    async pending() {
      const [waiting, working] = await Promise.race([running.then(() => [0, 0] as const), depth(sqs, queueUrl)])
      return waiting + working === 0 ? undefined : `${name}: ${waiting} waiting, ${working} in work`
    },
    async stop() {
      stopping.abort()
      await running
    },
  }
}

async function depth(sqs: SQSClient, QueueUrl: string): Promise<readonly [waiting: number, working: number]> {
  const { Attributes = {} } = await sqs.send(
    new GetQueueAttributesCommand({
      QueueUrl,
      AttributeNames: [
        'ApproximateNumberOfMessages',
        'ApproximateNumberOfMessagesDelayed',
        'ApproximateNumberOfMessagesNotVisible',
      ],
    }),
  )
  const { ApproximateNumberOfMessages: ready = 0, ApproximateNumberOfMessagesDelayed: delayed = 0 } = Attributes
  return [Number(ready) + Number(delayed), Number(Attributes.ApproximateNumberOfMessagesNotVisible ?? 0)]
}

/** SQS hands out ten messages at most; a larger batch is filled while there are more. */
async function receive(
  { sqs, queueUrl, batchSize }: QueuePumpOptions,
  signal: AbortSignal,
): Promise<readonly Message[]> {
  const batch: Message[] = []
  while (batch.length < batchSize) {
    const MaxNumberOfMessages = Math.min(10, batchSize - batch.length)
    const { Messages = [] } = await sqs
      .send(
        new ReceiveMessageCommand({
          QueueUrl: queueUrl,
          MaxNumberOfMessages,
          WaitTimeSeconds: batch.length === 0 ? 20 : 0,
          MessageSystemAttributeNames: ['All'],
          MessageAttributeNames: ['All'],
        }),
        { abortSignal: signal },
      )
      .catch((error: unknown) => {
        if (signal.aborted) return { Messages: [] }
        throw error
      })
    batch.push(...Messages)
    if (Messages.length < MaxNumberOfMessages) break
  }
  return batch
}

async function carry(options: QueuePumpOptions, messages: readonly Message[]): Promise<void> {
  const { sqs, queueUrl, filter, invoke, partial, again = 1 } = options
  const wanted = messages.filter((message) => filter === undefined || filter(filterable(message)))
  const ids = wanted.map(({ MessageId = '' }) => MessageId)
  const failed = new Set(
    wanted.length === 0
      ? []
      : await attempt(() => invoke({ Records: wanted.map((message) => record(options, message)) }), ids, partial),
  )

  const done = messages.filter(({ MessageId = '' }) => !failed.has(MessageId))
  for (let at = 0; at < done.length; at += 10) {
    const Entries = done.slice(at, at + 10).map(({ ReceiptHandle }, id) => ({ Id: String(id), ReceiptHandle }))
    await sqs.send(new DeleteMessageBatchCommand({ QueueUrl: queueUrl, Entries }))
  }
  for (const { MessageId = '', ReceiptHandle } of wanted) {
    if (!failed.has(MessageId)) continue
    await sqs.send(new ChangeMessageVisibilityCommand({ QueueUrl: queueUrl, ReceiptHandle, VisibilityTimeout: again }))
  }
}

async function attempt(
  run: () => Promise<unknown>,
  ids: readonly string[],
  partial: boolean,
): Promise<readonly string[]> {
  try {
    const answer = await run()
    return partial ? failuresOf(answer, ids) : []
  } catch {
    return ids // The function's log holds what it was; the message comes again.
  }
}

function filterable({ Body = '', MessageId }: Message): unknown {
  try {
    return { messageId: MessageId, body: JSON.parse(Body) as unknown }
  } catch {
    return { messageId: MessageId, body: Body }
  }
}

function record({ queueArn }: QueuePumpOptions, message: Message): unknown {
  const attributes = Object.entries(message.MessageAttributes ?? {}).map(
    ([key, { DataType, StringValue, BinaryValue }]) => {
      const binaryValue = BinaryValue === undefined ? {} : { binaryValue: Buffer.from(BinaryValue).toString('base64') }
      return [
        key,
        { dataType: DataType, stringListValues: [], binaryListValues: [], stringValue: StringValue, ...binaryValue },
      ]
    },
  )
  return {
    messageId: message.MessageId,
    receiptHandle: message.ReceiptHandle,
    body: message.Body,
    attributes: message.Attributes ?? {},
    messageAttributes: Object.fromEntries(attributes),
    md5OfBody: message.MD5OfBody,
    eventSource: 'aws:sqs',
    eventSourceARN: queueArn,
    awsRegion: queueArn.split(':')[3],
  }
}
