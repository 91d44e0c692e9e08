import { createHash } from 'node:crypto'
import type { Activity } from '../activity.ts'
import { isObject } from '../json.ts'
import { InvalidRecord, type Source } from '../source.ts'
import { arnOf } from './config/arn.ts'
import { type ConfigurationItem, configurationItem } from './config/item.ts'

/**
 * AWS Config: one configuration item, as it is or inside its change notification. Everything comes from the item alone, so that the
 * notification, the history file, the snapshot and the API tell the same activity of it; what only a notification says
 * (`changeType`, `configurationItemDiff`, which goes by array index) is left out.
 */
export const config: Source = {
  id: 'aws.config',

  claims(value) {
    if (!isObject(value)) return false
    if (isObject(value.configurationItem)) return true
    // Where the summary names the object that holds the whole item, that object is read in its place.
    if (isObject(value.configurationItemSummary)) return !namesObject(value.s3DeliverySummary)
    if ('configurationItem' in value) return /ConfigurationItemChange/.test(String(value.messageType))
    return (
      typeof value.resourceType === 'string' &&
      ('configurationItemCaptureTime' in value || 'configurationItemStatus' in value)
    )
  },

  normalize(record) {
    const { raw, summary } = unwrap(record)
    const item = configurationItem(raw, summary)
    return [activity(item, summary)]
  },
}

function namesObject(delivery: unknown): boolean {
  return isObject(delivery) && typeof delivery.s3BucketLocation === 'string' && delivery.s3BucketLocation !== ''
}

/** An oversized notification whose item could not be fetched holds only a summary: what changed is known, to what is not. */
function unwrap(record: unknown): { raw: unknown; summary: boolean } {
  if (!isObject(record)) throw new InvalidRecord('not a configuration item: not an object')
  if (isObject(record.configurationItem)) return { raw: record.configurationItem, summary: false }
  if (isObject(record.configurationItemSummary)) return { raw: record.configurationItemSummary, summary: true }
  if ('configurationItem' in record) throw new InvalidRecord('not a change notification: configurationItem is empty')
  if (typeof record.messageType === 'string' && !('resourceType' in record)) {
    throw new InvalidRecord(`not a configuration item: a message of type ${record.messageType.slice(0, 80)}`)
  }
  return { raw: record, summary: false }
}

function activity(item: ConfigurationItem, summary: boolean): Activity {
  const { resourceType: type, awsAccountId: account = '', awsRegion: region = '' } = item
  return {
    uid: uid(item, summary),
    source: config.id,
    time: Date.parse(item.configurationItemCaptureTime),
    account,
    region,
    action: action(item.configurationItemStatus),
    actor: { id: 'service/config.amazonaws.com', type: 'Service', name: 'config.amazonaws.com' },
    outcome: 'success',
    origin: {},
    resources: [{ uid: arnOf(item) ?? item.resourceId, type }],
    record: item,
  }
}

/** `OK` is Config's word for an item of a resource that it already knew. */
function action(status: string | undefined): string {
  return status?.startsWith('Resource') ? `config:${status}` : 'config:ResourceChanged'
}

/**
 * Names the item by what every channel says of it in the same words: account, region, type, id and the moment it was captured. The state id
 * joins only where it says more than that moment: since item version 1.3 it *is* that moment in milliseconds, and a summary writes
 * 0. A summary is another record of the same change, and must not pass for the item that says more.
 */
function uid(item: ConfigurationItem, summary: boolean): string {
  const captured = Date.parse(item.configurationItemCaptureTime)
  const state = Number(item.configurationStateId ?? 0)
  const parts = [item.awsAccountId ?? '', item.awsRegion ?? '', item.resourceType, item.resourceId, captured]
  const named = [...parts, ...(state && state !== captured ? [state] : []), ...(summary ? ['summary'] : [])]
  return createHash('sha256').update(JSON.stringify(named)).digest('hex').slice(0, 32)
}
