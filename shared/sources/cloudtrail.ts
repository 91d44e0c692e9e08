import { createHash } from 'node:crypto'
import type { Activity, Origin } from '../activity.ts'
import { type Building, isObject, type JsonObject, objectOf, textOf, timeOf } from '../json.ts'
import { InvalidRecord, type Source } from '../source.ts'
import { actionOf } from './cloudtrail/action.ts'
import { actorOf } from './cloudtrail/actor.ts'
import { resourcesOf } from './cloudtrail/resources.ts'

/**
 * CloudTrail, event versions 1.x: management, data, network activity, Insights and aggregated events.
 * https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-event-reference-record-contents.html
 */
export const cloudtrail: Source = {
  id: 'aws.cloudtrail',
  selfContained: true,

  claims(value) {
    if (!isObject(value)) return false
    if (value.eventType === 'AwsCloudTrailInsight' || value.eventType === 'AwsAggregatedEvent') return true
    // S3 and SQS notifications have an eventSource too: `aws:s3`, `aws:sqs`.
    return (
      typeof value.eventName === 'string' &&
      typeof value.eventSource === 'string' &&
      !value.eventSource.startsWith('aws:') &&
      ('userIdentity' in value || 'eventVersion' in value)
    )
  },

  normalize(record) {
    if (!cloudtrail.claims(record))
      throw new InvalidRecord('not a CloudTrail record: no eventSource, eventName or userIdentity')
    return [activityOf(withDecodedStrings(record as JsonObject))]
  },
}

function activityOf(record: JsonObject): Activity {
  const uid = textOf(record.eventID) ?? textOf(record.eventId) ?? contentId(record)
  const version = textOf(record.eventVersion)
  if (version !== undefined && !version.startsWith('1.') && /^\d/.test(version)) {
    throw new InvalidRecord(`CloudTrail record ${uid}: eventVersion ${version.slice(0, 20)} is unknown, 1.x is known`)
  }
  const at = record.eventTime ?? objectOf(record.timeWindow).windowStart
  const time = timeOf(at)
  if (time === undefined)
    throw new InvalidRecord(`CloudTrail record ${uid}: eventTime ${String(at).slice(0, 40)} is no time`)

  const identity = objectOf(record.userIdentity)
  const account =
    accountOf(record.recipientAccountId) ?? accountOf(record.accountId) ?? accountOf(identity.accountId) ?? ''
  const region = regionOf(record.awsRegion)
  const activity: Building<Activity> = {
    uid,
    source: cloudtrail.id,
    time,
    account,
    region,
    action: actionOf(record),
    actor: actorOf(identity, record),
    outcome: failed(record) ? 'failure' : 'success',
    origin: originOf(record),
    resources: resourcesOf(record, account, region),
    record,
  }
  if (isBoolean(record.readOnly)) activity.write = !isTrue(record.readOnly)
  return activity
}

/** Both are part of keys, so what cannot be one is taken as not said. */
function accountOf(value: unknown): string | undefined {
  return typeof value === 'string' && value.length === 12 && /^\d+$/.test(value) ? value : undefined
}

function regionOf(value: unknown): string {
  return typeof value === 'string' && /^[a-z0-9-]{1,40}$/.test(value) ? value : ''
}

/** A refused sign-in has no errorCode in older versions, only its answer. */
function failed(record: JsonObject): boolean {
  return (
    textOf(record.errorCode) !== undefined ||
    textOf(record.errorMessage) !== undefined ||
    objectOf(record.responseElements).ConsoleLogin === 'Failure'
  )
}

function originOf(record: JsonObject): Origin {
  const origin: Building<Origin> = {}
  const ip = textOf(record.sourceIPAddress)
  if (ip) origin.ip = ip
  const userAgent = textOf(record.userAgent)
  if (userAgent) origin.userAgent = userAgent
  const vpcEndpoint = textOf(record.vpcEndpointId)
  if (vpcEndpoint) origin.vpcEndpoint = vpcEndpoint
  return origin
}

/** Some services log these two as JSON in a string; rules name what is inside. */
function withDecodedStrings(record: JsonObject): JsonObject {
  const data = decoded(record.additionalEventData)
  const details = decoded(record.serviceEventDetails)
  if (!data && !details) return record
  return { ...record, ...(data && { additionalEventData: data }), ...(details && { serviceEventDetails: details }) }
}

function decoded(value: unknown): JsonObject | undefined {
  if (typeof value !== 'string' || !value.startsWith('{')) return undefined
  try {
    return objectOf(JSON.parse(value))
  } catch {
    return undefined // Not JSON after all: it stays the string that it is.
  }
}

function isBoolean(value: unknown): boolean {
  return typeof value === 'boolean' || value === 'true' || value === 'false'
}

function isTrue(value: unknown): boolean {
  return value === true || value === 'true'
}

/** Event version 1.0 has no eventID. */
function contentId(record: JsonObject): string {
  return `cloudtrail-${createHash('sha256').update(JSON.stringify(record)).digest('hex').slice(0, 32)}`
}
