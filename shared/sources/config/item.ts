import { isObject, type JsonObject } from '../../json.ts'
import { InvalidRecord } from '../../source.ts'
import { plain, unpacked } from './decode.ts'

/**
 * One configuration item, spelled as EventBridge, SNS and the files in S3 spell it; the API's spelling (`arn`, `accountId`, `version`,
 * `relationshipName`, JSON in strings) is turned into this. Members that are null are left out, as some channels write them and
 * others do not. A field that is absent is unknown; `configuration: null` says that the resource is gone.
 */
export interface ConfigurationItem extends Readonly<Record<string, unknown>> {
  readonly configurationItemVersion?: string
  /** ISO 8601 in UTC with milliseconds, whatever the channel wrote. */
  readonly configurationItemCaptureTime: string
  readonly configurationItemDeliveryTime?: string
  /** OK, ResourceDiscovered, ResourceNotRecorded, ResourceDeleted or ResourceDeletedNotRecorded. */
  readonly configurationItemStatus?: string
  readonly configurationStateId?: number | string
  readonly recordingFrequency?: string
  readonly awsAccountId?: string
  readonly awsRegion?: string
  readonly availabilityZone?: string
  readonly resourceType: string
  readonly resourceId: string
  readonly resourceName?: string
  readonly ARN?: string
  readonly resourceCreationTime?: string
  readonly tags?: unknown
  readonly relationships?: readonly Relationship[]
  readonly configuration?: Readonly<Record<string, unknown>> | null
  readonly supplementaryConfiguration?: Readonly<Record<string, unknown>>
}

/** What the resource belongs to or holds; names, where Config knows them. */
export interface Relationship {
  readonly resourceType?: string
  readonly resourceId?: string
  readonly resourceName?: string
  readonly name?: string
}

/** Longer than any name or ARN that AWS allows (SNS and SQS resource ids are ARNs and addresses). */
const longest = 2048

/** Reads an item of either spelling; of a summary everything but its configuration. */
export function configurationItem(raw: unknown, summary = false): ConfigurationItem {
  if (!isObject(raw)) throw new InvalidRecord('not a configuration item: not an object')
  const resourceType = text(raw, 'resourceType')
  if (!resourceType) throw new InvalidRecord('not a configuration item: no resourceType')
  if (!/^\w+(::[\w-]+)+$/.test(resourceType)) {
    throw new InvalidRecord(`not a configuration item: resourceType is ${quote(resourceType)}`)
  }
  const resourceId = text(raw, 'resourceId') ?? text(raw, 'ARN', 'arn') ?? text(raw, 'resourceName')
  if (!resourceId) throw new InvalidRecord(`configuration item of ${resourceType}: no resourceId`)
  const which = `configuration item of ${resourceType} ${quote(resourceId)}`

  const ARN = [text(raw, 'ARN', 'arn')].find((arn) => arn?.startsWith('arn:'))
  const [, , , arnRegion, arnAccount] = ARN?.split(':') ?? []
  const status = text(raw, 'configurationItemStatus')
  return {
    ...given('configurationItemVersion', text(raw, 'configurationItemVersion', 'version')),
    configurationItemCaptureTime: captured(raw.configurationItemCaptureTime, which),
    ...given('configurationItemDeliveryTime', time(raw.configurationItemDeliveryTime)),
    ...given('configurationItemStatus', status),
    ...given('configurationStateId', number(text(raw, 'configurationStateId'))),
    ...given('recordingFrequency', text(raw, 'recordingFrequency')),
    ...given('awsAccountId', match(/^\d{12}$/, text(raw, 'awsAccountId', 'accountId'), arnAccount)),
    ...given('awsRegion', match(/^(global|[a-z]{2,}(-[a-z]+)+-\d+)$/, text(raw, 'awsRegion'), arnRegion)),
    ...given('availabilityZone', text(raw, 'availabilityZone')),
    resourceType,
    resourceId,
    ...given('resourceName', text(raw, 'resourceName')),
    ...given('ARN', ARN),
    ...given('resourceCreationTime', time(raw.resourceCreationTime)),
    ...given('tags', raw.tags === null ? undefined : plain(raw.tags, `${which}, tags`)),
    ...given('relationships', relationships(raw.relationships, which)),
    ...(summary ? {} : configurations(raw, status, which)),
  }
}

function configurations(raw: JsonObject, status: string | undefined, which: string) {
  const configuration = unpacked(raw.configuration, `${which}, configuration`)
  const supplementary = unpacked(raw.supplementaryConfiguration, `${which}, supplementaryConfiguration`, true)
  const gone = configuration === undefined && /^ResourceDeleted/.test(status ?? '')
  return {
    ...given('configuration', gone ? null : configuration),
    ...given('supplementaryConfiguration', supplementary),
  }
}

function relationships(value: unknown, which: string): readonly Relationship[] | undefined {
  const list = plain(value, `${which}, relationships`)
  if (!Array.isArray(list)) return undefined
  return list.filter(isObject).map((one) => ({
    ...given('resourceType', text(one, 'resourceType')),
    ...given('resourceId', text(one, 'resourceId')),
    ...given('resourceName', text(one, 'resourceName')),
    ...given('name', text(one, 'name', 'relationshipName')),
  }))
}

function captured(value: unknown, which: string): string {
  if (value === undefined || value === null) throw new InvalidRecord(`${which}: no configurationItemCaptureTime`)
  const at = time(value)
  if (at) return at
  throw new InvalidRecord(`${which}: configurationItemCaptureTime is no time: ${quote(String(value))}`)
}

const iso = /^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d{1,9})?)?(Z|[+-]\d\d:?\d\d)?$/

/** ISO 8601 with or without offset, or seconds or milliseconds since 1970 as the API and older tools write them. `Date.parse` alone reads almost anything. */
function time(value: unknown): string | undefined {
  const said = typeof value === 'number' || typeof value === 'string' ? String(value) : ''
  const since = /^\d{9,13}(\.\d+)?$/.test(said) ? Number(said) * (Number(said) < 1e11 ? 1000 : 1) : undefined
  const at = since ?? (iso.test(said) ? Date.parse(/(Z|[+-]\d\d:?\d\d)$/.test(said) ? said : `${said}Z`) : Number.NaN)
  return Number.isFinite(at) ? new Date(Math.round(at)).toISOString() : undefined
}

/** The first of these fields that holds text; numbers are taken as text, since channels do not agree on which they write. */
function text(raw: JsonObject, ...names: readonly string[]): string | undefined {
  for (const name of names) {
    const value = raw[name]
    if (typeof value === 'number') return String(value)
    if (typeof value !== 'string' || value === '') continue
    if (value.length > longest)
      throw new InvalidRecord(`configuration item: ${name} is longer than ${longest} characters`)
    return value
  }
  return undefined
}

function number(said: string | undefined): number | string | undefined {
  return said && /^\d{1,15}$/.test(said) ? Number(said) : said
}

function match(pattern: RegExp, ...values: readonly (string | undefined)[]): string | undefined {
  return values.find((value) => value !== undefined && pattern.test(value))
}

function given<K extends string, V>(key: K, value: V | undefined): { readonly [key in K]?: V } {
  return value === undefined ? {} : ({ [key]: value } as { readonly [key in K]?: V }) // TypeScript widens a computed key to string
}

const quote = (value: string) => JSON.stringify(value.length > 80 ? `${value.slice(0, 80)}…` : value)
