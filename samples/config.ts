import { millis, second } from './calendar.ts'
import { account, region } from './cast.ts'
import type { Chance } from './chance.ts'

/** What AWS Config records: a resource, the items that follow its changes, and the notification that carries each. */
export interface Resource {
  readonly type: string
  readonly id: string
  readonly name: string
  readonly arn: string
  readonly region: string
  readonly created: number
  readonly tags: Readonly<Record<string, string>>
  readonly relationships: readonly object[]
  readonly configuration: Readonly<Record<string, unknown>>
  readonly supplementary: Readonly<Record<string, unknown>>
}

/** A resource as it was after calls that CloudTrail knows by these ids; none where the trail was blind. */
export interface Change {
  readonly captured: number
  readonly after: Resource
  readonly causes: readonly string[]
}

/** A change with what was there before. */
export interface Step extends Change {
  readonly before: Resource
}

/** Every resource by type and id. */
export type Estate = ReadonlyMap<string, Resource>

export const keyOf = ({ type, id }: Resource): string => `${type}/${id}`

/** The estate after a change. */
export function changed(estate: Estate, after: Resource): Estate {
  return new Map([...estate, [keyOf(after), after]])
}

/** A configuration item of version 1.3 as it comes by EventBridge, in snapshots and in history files. */
export function item(resource: Resource, captured: number, status: 'OK' | 'ResourceDiscovered'): object {
  return {
    relatedEvents: [],
    relationships: resource.relationships,
    configuration: resource.configuration,
    supplementaryConfiguration: resource.supplementary,
    tags: resource.tags,
    configurationItemVersion: '1.3',
    configurationItemCaptureTime: millis(captured),
    configurationStateId: captured,
    awsAccountId: account,
    configurationItemStatus: status,
    resourceType: resource.type,
    resourceId: resource.id,
    resourceName: resource.name,
    ARN: resource.arn,
    awsRegion: resource.region,
    availabilityZone: resource.region === 'global' ? 'Not Applicable' : 'Regional',
    configurationStateMd5Hash: '',
    resourceCreationTime: millis(resource.created),
  }
}

/** The EventBridge event that announces a change. */
export function notification(draw: Chance, { before, after, captured }: Step): object {
  return {
    version: '0',
    id: draw.uuid(),
    'detail-type': 'Config Configuration Item Change',
    source: 'aws.config',
    account,
    time: millis(captured + 4 * second).replace(/\.\d+/, ''),
    region,
    resources: [after.arn],
    detail: {
      recordVersion: '1.3',
      messageType: 'ConfigurationItemChangeNotification',
      configurationItemDiff: { changedProperties: differences(before, after), changeType: 'UPDATE' },
      notificationCreationTime: millis(captured + 3 * second + 412),
      configurationItem: item(after, captured, 'OK'),
    },
  }
}

/** Config's own account of a change: by property in PascalCase, and in lists by place. */
function differences(before: Resource, after: Resource): object {
  return {
    ...compare('Configuration', before.configuration, after.configuration),
    ...compare('SupplementaryConfiguration', before.supplementary, after.supplementary),
    ...compare('Tags', before.tags, after.tags),
  }
}

type Bag = Readonly<Record<string, unknown>>

function compare(path: string, before: Bag, after: Bag): Record<string, object> {
  const found: Record<string, object> = {}
  for (const key of new Set([...Object.keys(before), ...Object.keys(after)])) {
    const here = `${path}.${path === 'Tags' ? key : key[0]!.toUpperCase() + key.slice(1)}`
    const [was, is] = [before[key], after[key]]
    if (Array.isArray(was) && Array.isArray(is)) Object.assign(found, compare(here, { ...was }, { ...is }))
    else if (JSON.stringify(was) !== JSON.stringify(is)) found[here] = difference(was, is)
  }
  return found
}

function difference(was: unknown, is: unknown): object {
  const changeType = was === undefined ? 'CREATE' : is === undefined ? 'DELETE' : 'UPDATE'
  return { previousValue: was ?? null, updatedValue: is ?? null, changeType }
}
