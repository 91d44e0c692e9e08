import { DynamoDBStreamsClient } from '@aws-sdk/client-dynamodb-streams'
import { CreateTopicCommand, SNSClient } from '@aws-sdk/client-sns'
import {
  CreateQueueCommand,
  PurgeQueueCommand,
  ReceiveMessageCommand,
  SendMessageCommand,
  SQSClient,
} from '@aws-sdk/client-sqs'
import type { Context, DynamoDBBatchResponse, DynamoDBRecord, SQSBatchResponse, SQSRecord } from 'aws-lambda'
import { vi } from 'vitest'
import { startAwsFakes } from '../../bin/engines/aws-fakes.ts'
import { startFauxqs } from '../../bin/engines/fauxqs.ts'
import { type Answer, type Call, startGateway } from '../../bin/engines/gateway.ts'
import { startTables } from '../../bin/engines/tables.ts'
import { bell } from '../../bin/local/bell.ts'
import { streamTail } from '../../bin/local/stream-tail.ts'
import { findingStore } from '../../shared/aws/findings.ts'
import type { Finding } from '../../shared/finding.ts'
import { finding } from '../make.ts'

/** The notify handler as it is deployed, with embedded engines and a Slack for a world. */
export interface NotifyWorld {
  /** Answers in a service's place while it is set; undefined lets the call pass. */
  fault: ((call: Call) => Answer | undefined | Promise<Answer | undefined>) | undefined
  /** Parameter Store, with Slack's address at `/vedette/slack-webhook`. */
  readonly parameters: Map<string, string>
  /** The address of Slack's webhook, or of another one of it. */
  webhook(token?: string): string
  /** Keeps a finding as a detector does and gives what the stream brings of it. */
  found(): Promise<{ readonly uid: string; readonly record: DynamoDBRecord }>
  /** Invokes the handler with records of the stream. */
  stream(...records: DynamoDBRecord[]): Promise<DynamoDBBatchResponse>
  /** Puts a message into the retry queue, takes it out as Lambda does, and invokes the handler with it. */
  retry(body: unknown): Promise<SQSBatchResponse>
  /** The channels whose other side has taken the finding, once for each time. */
  taken(uid: string): readonly string[]
  /** The channels that the finding's item says it has gone out by. */
  recorded(uid: string): Promise<readonly string[]>
  /** What the handler put into the retry queue for the finding. */
  postponed(uid: string): readonly Postponed[]
  /** Every call that came to a service, whoever answered it. */
  calls(service: Call['service'], operation?: string): readonly Call[]
  /** Sets the clock forward by so many milliseconds. */
  wait(milliseconds: number): void
  /** Everything that was printed since the start. */
  printed(): string
  /** The handler, as a fresh Lambda with this for `SLACK_WEBHOOK` would import it. */
  deploy(slackWebhook: string | undefined): Promise<void>
  stop(): Promise<void>
}

export interface Postponed {
  readonly message: unknown
  readonly seconds: unknown
}

export const reference = 'ssm:/vedette/slack-webhook'
const slackPath = '/services/T00000000/B00000000/'

const context = {
  functionName: 'notify',
  awsRequestId: 'test',
  invokedFunctionArn: 'arn:aws:lambda:eu-central-1:1:function:notify',
  getRemainingTimeInMillis: () => 30_000,
} as unknown as Context

/** Starts engines, points the handler's environment at them and imports the handler. */
export async function startNotifyWorld(): Promise<NotifyWorld> {
  const printed: string[] = []
  const [restore, clock] = [listen(printed), { ahead: 0 }]
  const taken: { readonly channel: string; readonly text: string }[] = []
  const take = (channel: string) => (message: unknown) => taken.push({ channel, text: JSON.stringify(message) })
  const parameters = new Map<string, string>()
  const calls: Call[] = []

  const [engine, fauxqs, fakes] = await Promise.all([
    startTables(),
    startFauxqs({ onPublish: take('sns') }),
    startAwsFakes({ parameters, onEvent: take('eventbridge'), onSlack: take('slack') }),
  ])
  const gateway = await startGateway({
    upstream: {
      dynamodb: engine.endpoint,
      sqs: fauxqs.endpoint,
      sns: fauxqs.endpoint,
      events: fakes.endpoint,
      ssm: fakes.endpoint,
      slack: fakes.endpoint,
    },
    answer(call) {
      calls.push(call)
      return world.fault?.(call)
    },
  })
  const common = { region: 'eu-central-1', credentials: { accessKeyId: 'local', secretAccessKey: 'local' } }
  const sqs = new SQSClient({ ...common, endpoint: fauxqs.endpoint })
  const sns = new SNSClient({ ...common, endpoint: fauxqs.endpoint })
  const streams = new DynamoDBStreamsClient({ ...common, endpoint: engine.endpoint })
  const table = engine.tables.findings
  const tail = streamTail({ streams, table, streamArn: `arn:aws:dynamodb:${common.region}::${table}`, written: bell() })
  const { QueueUrl: created } = await sqs.send(new CreateQueueCommand({ QueueName: 'retry' }))
  const { TopicArn } = await sns.send(new CreateTopicCommand({ Name: 'alerts' }))
  const queue = new URL(created!).pathname
  const realNow = Date.now
  vi.spyOn(Date, 'now').mockImplementation(() => realNow() + clock.ahead)

  Object.assign(process.env, {
    AWS_REGION: common.region,
    AWS_ACCESS_KEY_ID: 'local',
    AWS_SECRET_ACCESS_KEY: 'local',
    AWS_ENDPOINT_URL: gateway.endpoint,
    FINDINGS_TABLE: engine.tables.findings,
    RETRY_QUEUE_URL: `${gateway.endpoint}${queue}`,
    ALERTS_TOPIC_ARN: TopicArn,
    EVENT_BUS_NAME: 'vedette',
    POWERTOOLS_LOG_LEVEL: 'DEBUG',
    POWERTOOLS_LOGGER_LOG_EVENT: 'true',
    POWERTOOLS_METRICS_NAMESPACE: 'Vedette',
  })
  const kept = findingStore(engine.client, engine.tables.findings)
  let handle: (event: unknown, context: Context) => Promise<unknown>
  let count = 0

  const world: NotifyWorld = {
    fault: undefined,
    parameters,
    webhook: (token = 'local') => `${gateway.endpoint}${slackPath}${token}`,
    async found() {
      const uid = `finding-${++count}.`
      const one: Finding = finding({ uid, title: `${uid} somebody stopped the trail` })
      await kept.keep(one)
      await tail.look()
      const record = tail.records.find(({ dynamodb, eventName }) => eventName === 'INSERT' && keyOf(dynamodb) === uid)
      return { uid, record: record as DynamoDBRecord }
    },
    stream: async (...Records) => (await handle({ Records }, context)) as DynamoDBBatchResponse,
    async retry(body) {
      const QueueUrl = `${fauxqs.endpoint}${queue}`
      const MessageBody = typeof body === 'string' ? body : JSON.stringify(body)
      // The clock was set forward for the queue too: what the handler postponed is due.
      await sqs.send(new PurgeQueueCommand({ QueueUrl }))
      await sqs.send(new SendMessageCommand({ QueueUrl, MessageBody }))
      const { Messages = [] } = await sqs.send(new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 1 }))
      const [message] = Messages
      const record = {
        messageId: 'retry',
        receiptHandle: message!.ReceiptHandle!,
        body: message!.Body!,
        eventSource: 'aws:sqs',
      } as SQSRecord
      return (await handle({ Records: [record] }, context)) as SQSBatchResponse
    },
    taken: (uid) => taken.flatMap(({ channel, text }) => (text.includes(uid) ? [channel] : [])).sort(),
    recorded: async (uid) => [...((await kept.get(uid))?.delivered ?? [])].sort(),
    postponed: (uid) =>
      world.calls('sqs', 'SendMessage').flatMap(({ input: { MessageBody, DelaySeconds } }) => {
        const message = JSON.parse(MessageBody as string) as { readonly uid: string }
        return message.uid === uid ? [{ message, seconds: DelaySeconds }] : []
      }),
    calls: (service, operation) =>
      calls.filter((call) => call.service === service && (operation === undefined || call.operation === operation)),
    wait(milliseconds) {
      clock.ahead += milliseconds
    },
    printed: () => printed.join(''),
    async deploy(slackWebhook) {
      if (slackWebhook === undefined) delete process.env.SLACK_WEBHOOK
      else process.env.SLACK_WEBHOOK = slackWebhook
      vi.resetModules()
      const fresh = (await import('../../functions/notify.ts')) as unknown as { readonly handler: typeof handle }
      handle = fresh.handler
    },
    async stop() {
      restore()
      vi.restoreAllMocks()
      await tail.stop()
      for (const client of [sqs, sns, streams]) client.destroy()
      await gateway.stop()
      await Promise.all([engine.stop(), fauxqs.stop(), fakes.stop()])
    },
  }
  parameters.set(reference.slice('ssm:'.length), world.webhook())
  await world.deploy(reference)
  return world
}

function keyOf({ Keys }: Readonly<Record<string, unknown>>): string | undefined {
  return (Keys as { readonly uid?: { readonly S?: string } }).uid?.S
}

/** Takes down what is printed, by whatever way, in the place of printing it. */
function listen(printed: string[]): () => void {
  const spies = [process.stdout, process.stderr].map((stream) =>
    vi.spyOn(stream, 'write').mockImplementation((chunk) => printed.push(String(chunk)) > 0),
  )
  const methods = (['debug', 'error', 'info', 'log', 'trace', 'warn'] as const).map((method) =>
    vi.spyOn(console, method).mockImplementation((...words) => {
      printed.push(words.map((word) => (word instanceof Error ? word.stack : JSON.stringify(word))).join(' '))
    }),
  )
  return () => {
    for (const spy of [...spies, ...methods]) spy.mockRestore()
  }
}
