import { Buffer } from 'node:buffer'
import type { Channel } from '../channel.ts'
import type { Finding } from '../finding.ts'
import { type OcsfFinding, ocsf } from '../ocsf.ts'
import { refusal } from './refusal.ts'
import { squeeze } from './squeeze.ts'
import { reading, text } from './text.ts'

/** What `Publish` of Amazon SNS takes, as far as a finding uses it. */
export interface SnsMessage {
  readonly TopicArn: string
  readonly Subject: string
  readonly Message: string
  readonly MessageStructure: 'json'
  readonly MessageAttributes: Record<string, { DataType: 'String' | 'Number'; StringValue: string }>
}

/** The topic, and how it is published to. */
export interface SnsOptions {
  readonly topicArn: string
  readonly publish: (message: SnsMessage) => Promise<unknown>
}

/** Tells the subscribers of an SNS topic: people get the readable text, queues, functions and web hooks the OCSF finding. */
export function sns({ topicArn, publish }: SnsOptions): Channel {
  return {
    id: 'sns',
    async deliver(finding) {
      const message = snsMessage(finding, topicArn)
      try {
        await publish(message)
      } catch (error) {
        throw refusal('SNS', error)
      }
    },
  }
}

function snsMessage(finding: Finding, topicArn: string): SnsMessage {
  const found = ocsf(finding)
  const { severity, title, where } = reading(finding)
  const subject = `[${severity}] ${title}`
  const attributes = attributesOf(found)
  const sms = ascii(`${subject}, ${where}`, 140)
  const room = limit - Buffer.byteLength(JSON.stringify(attributes))
  return {
    TopicArn: topicArn,
    Subject: ascii(subject, 99),
    Message: squeeze(found, room, (json, note) => structure(json, text(finding, note), sms)),
    MessageStructure: 'json',
    MessageAttributes: attributes,
  }
}

/** SNS takes 262,144 bytes, attributes included; a little is left for subject and names. https://docs.aws.amazon.com/sns/latest/api/API_Publish.html */
const limit = 256 * 1024 - 1024

/** A text for each protocol: `default` is what a person reads. */
function structure(json: string, readable: string, sms: string): string {
  const machines = { sqs: json, lambda: json, http: json, https: json, firehose: json }
  return JSON.stringify({ default: readable, email: readable, sms, ...machines })
}

/** What filter policies choose by; an attribute without a value is refused by SNS, so it is left away. */
function attributesOf({
  severity,
  severity_id,
  class_uid,
  cloud,
  finding_info,
}: OcsfFinding): SnsMessage['MessageAttributes'] {
  const values = [
    ['severity', 'String', severity.toLowerCase()],
    ['severity_id', 'Number', `${severity_id}`],
    ['class_uid', 'Number', `${class_uid}`],
    ['account', 'String', ascii(cloud.account?.uid ?? '', 64)],
    ['region', 'String', ascii(cloud.region ?? '', 64)],
    ['detector', 'String', ascii(finding_info.analytic.uid, 256)],
  ] as const
  return Object.fromEntries(
    values
      .filter(([, , value]) => value !== '')
      .map(([name, DataType, StringValue]) => [name, { DataType, StringValue }]),
  )
}

/** Printable ASCII on one line: all that a subject, an SMS at its full length and an attribute may hold everywhere. A subject has less than 100. */
function ascii(text: string, most: number): string {
  const printable = text.replace(/[^\x20-\x7e]/gu, '?')
  return printable.length <= most ? printable : `${printable.slice(0, most - 3)}...`
}
