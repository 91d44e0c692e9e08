import type { Activity } from '../activity.ts'
import { isObject, objectOf } from '../json.ts'

/**
 * Whether a call to PutEventSelectors leaves the trail without some of its management events: switched off, only reads or only writes, or
 * with sources taken out. Undefined where the call says nothing of selectors.
 */
export function losesManagementEvents({ record }: Activity): boolean | undefined {
  const request = objectOf(record.requestParameters)
  const basic = listOf(request.eventSelectors)
  const advanced = listOf(request.advancedEventSelectors)
  if (basic.length === 0 && advanced.length === 0) return undefined
  return !basic.some(isWhole) && !advanced.some(isWholeAdvanced)
}

function listOf(value: unknown): readonly Readonly<Record<string, unknown>>[] {
  return Array.isArray(value) ? value.slice(0, 500).filter(isObject) : []
}

/** KMS and RDS Data API may be left out as AWS itself suggests: their volume is high and their events are data. */
function isWhole(selector: Readonly<Record<string, unknown>>): boolean {
  const { includeManagementEvents, readWriteType, excludeManagementEventSources } = selector
  const left = Array.isArray(excludeManagementEventSources) ? excludeManagementEventSources : []
  return (
    includeManagementEvents !== false &&
    (readWriteType === undefined || readWriteType === 'All') &&
    left.every(isOptional)
  )
}

function isWholeAdvanced({ fieldSelectors }: Readonly<Record<string, unknown>>): boolean {
  const fields = listOf(fieldSelectors)
  const isManagement = fields.some(
    ({ field, equals }) => field === 'eventCategory' && Array.isArray(equals) && equals.includes('Management'),
  )
  return (
    isManagement &&
    fields.every(
      ({ field, notEquals }) =>
        field === 'eventCategory' ||
        (field === 'eventSource' && Array.isArray(notEquals) && notEquals.every(isOptional)),
    )
  )
}

function isOptional(source: unknown): boolean {
  return source === 'kms.amazonaws.com' || source === 'rdsdata.amazonaws.com'
}
