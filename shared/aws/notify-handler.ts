import { BatchProcessor, EventType, processPartialResponse } from '@aws-lambda-powertools/batch'
import { EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge'
import { PublishCommand, SNSClient } from '@aws-sdk/client-sns'
import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs'
import type { Context, DynamoDBRecord, DynamoDBStreamEvent, SQSEvent, SQSRecord } from 'aws-lambda'
import type { Channel } from '../channel.ts'
import { eventBridge } from '../channels/eventbridge.ts'
import { slack } from '../channels/slack.ts'
import { sns } from '../channels/sns.ts'
import { objectOf, textOf } from '../json.ts'
import { documentClient } from './client.ts'
import { findingStore } from './findings.ts'
import { environment, handler, logger, meter } from './host.ts'
import { type Delivery, deliverAgain, type Notify, notify, type Outcome } from './notify.ts'
import { patient } from './patient.ts'
import { secret } from './secret.ts'

/** SQS delays a message for at most this many seconds. */
const longestDelay = 900
/** How long a topic, a bus or the queue may take to answer, in milliseconds, as long as Slack: the findings behind are waiting. */
const patience = 5_000

/** The Lambda that sends findings out: those that the findings' stream brings, and single deliveries that failed before. */
export function notifyHandler(now = Date.now) {
  const queue = new SQSClient()
  const queueUrl = environment('RETRY_QUEUE_URL')
  const host: Notify = {
    findings: findingStore(documentClient(), environment('FINDINGS_TABLE')),
    channels: configuredChannels(now).map((channel) => patient(channel, now)),
    now,
    async retry(delivery, seconds) {
      const DelaySeconds = Math.min(Math.ceil(seconds), longestDelay)
      const message = { QueueUrl: queueUrl, MessageBody: JSON.stringify(delivery), DelaySeconds }
      await queue.send(new SendMessageCommand(message), inTime())
    },
  }
  const fromStream = new BatchProcessor(EventType.DynamoDBStreams)
  const fromQueue = new BatchProcessor(EventType.SQS)

  return handler((event: DynamoDBStreamEvent | SQSEvent, context: Context) => {
    const options = { context, processInParallel: false, throwOnFullBatchFailure: false }
    return isQueueEvent(event)
      ? processPartialResponse(event, again, fromQueue, options)
      : processPartialResponse(event, first, fromStream, options)
  })

  async function first({ dynamodb }: DynamoDBRecord): Promise<void> {
    const uid = dynamodb?.Keys?.uid?.S
    if (!uid) throw new Error('the stream brought a finding without a uid')
    for (const outcome of await notify(uid, host)) tell(uid, outcome)
  }

  async function again({ body }: SQSRecord): Promise<void> {
    try {
      const delivery = deliveryIn(body)
      tell(delivery.uid, await deliverAgain(delivery, host))
    } catch (error) {
      logger.warn('a delivery failed again', error as Error)
      throw error
    }
  }
}

function tell(uid: string, { channel, became, error }: Outcome): void {
  if (became !== 'known') meter({ [became === 'postponed' ? 'Postponed' : 'Delivered']: 1 })
  if (error) logger.warn(`finding ${uid} ${left[became]} ${channel}`, error)
}

/** What is left to the queue. */
const left: Readonly<Record<Outcome['became'], string>> = {
  delivered: 'went out by',
  known: 'had gone out by',
  postponed: 'is to go out later by',
  unrecorded: 'is to be recorded later as gone out by',
}

/** What `retry` wrote. Whatever else was sent to the queue is refused, and not quoted. */
function deliveryIn(body: string): Delivery {
  const { uid, channel, since, notBefore, taken } = objectOf(valueIn(body))
  if (textOf(uid) === undefined || textOf(channel) === undefined)
    throw new Error('the message does not name a finding and a channel')
  return {
    uid: uid as string,
    channel: channel as string,
    ...(typeof since === 'number' && { since }),
    ...(typeof notBefore === 'number' && { notBefore }),
    ...(taken === true && { taken }),
  }
}

function valueIn(json: string): unknown {
  try {
    return JSON.parse(json)
  } catch {
    return undefined
  }
}

function configuredChannels(now: () => number): readonly Channel[] {
  const [snsClient, events] = [new SNSClient(), new EventBridgeClient()]
  const channels = [
    eventBridge({
      busName: environment('EVENT_BUS_NAME'),
      putEvents: (input) => events.send(new PutEventsCommand(input), inTime()),
    }),
    sns({
      topicArn: environment('ALERTS_TOPIC_ARN'),
      publish: (message) => snsClient.send(new PublishCommand(message), inTime()),
    }),
  ]
  const webhook = process.env.SLACK_WEBHOOK
  if (!webhook) return channels
  const address = secret(webhook, now)
  // The address is read when it is needed, so that a secret that cannot be read holds up Slack alone.
  const slackChannel: Channel = {
    id: 'slack',
    deliver: async (finding) => slack({ webhookUrl: await address() }).deliver(finding),
  }
  return [...channels, slackChannel]
}

const inTime = () => ({ abortSignal: AbortSignal.timeout(patience) })

function isQueueEvent(event: DynamoDBStreamEvent | SQSEvent): event is SQSEvent {
  return event.Records.every((record) => record.eventSource === 'aws:sqs')
}
