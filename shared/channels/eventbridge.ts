import { Buffer } from 'node:buffer'
import type { Channel } from '../channel.ts'
import type { Finding } from '../finding.ts'
import { ocsf } from '../ocsf.ts'
import { codeOf, refusal } from './refusal.ts'
import { squeeze } from './squeeze.ts'

/** One entry of `PutEvents`. */
export interface EventBridgeEntry {
  readonly EventBusName: string
  readonly Source: 'vedette'
  readonly DetailType: 'Vedette Finding'
  readonly Time: Date
  readonly Resources: string[]
  readonly Detail: string
}

/** What `PutEvents` answers, as far as it is read. */
export interface PutEventsAnswer {
  readonly FailedEntryCount?: number | undefined
  readonly Entries?: readonly { readonly ErrorCode?: string | undefined }[] | undefined
}

/** The bus, and how events are put on it. */
export interface EventBridgeOptions {
  readonly busName: string
  readonly putEvents: (input: { Entries: EventBridgeEntry[] }) => Promise<PutEventsAnswer>
}

/** Puts findings on an EventBridge bus, OCSF as detail, for whatever else should hear of them. */
export function eventBridge({ busName, putEvents }: EventBridgeOptions): Channel {
  return {
    id: 'eventbridge',
    async deliver(finding) {
      const { FailedEntryCount: failed = 0, Entries: [entry] = [] } = await put(putEvents, entryOf(finding, busName))
      // PutEvents itself succeeds even when it took nothing.
      if (failed > 0)
        throw new Error(`EventBridge refused the finding: ${codeOf(entry?.ErrorCode) ?? 'no reason given'}`)
    },
  }
}

async function put(putEvents: EventBridgeOptions['putEvents'], entry: EventBridgeEntry): Promise<PutEventsAnswer> {
  try {
    return await putEvents({ Entries: [entry] })
  } catch (error) {
    throw refusal('EventBridge', error)
  }
}

function entryOf(finding: Finding, busName: string): EventBridgeEntry {
  const { time, resources } = finding.activity
  const arns = resources
    .map(({ uid }) => uid)
    .filter((uid) => arn.test(uid))
    .slice(0, 10)
  return {
    EventBusName: busName,
    Source: 'vedette',
    DetailType: 'Vedette Finding',
    Time: new Date(time),
    Resources: arns,
    Detail: squeeze(ocsf(finding), limit - Buffer.byteLength(arns.join(''))),
  }
}

const arn = /^arn:aws[a-z-]{0,16}:[\x21-\x7e]{1,1000}$/

/**
 * An entry has at most 256 KB, and the event that targets get is larger by its envelope, which SQS and Lambda count too: room is left for it.
 * https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-putevents.html
 */
const limit = 240 * 1024
