import { isObject, type JsonObject, objectOf, textOf } from '../json.ts'
import { InvalidRecord } from '../source.ts'

/** An object in S3 that holds what a notification only announces. */
export interface StoredObject {
  readonly bucket: string
  readonly key: string
  readonly versionId?: string
}

/** What stands inside a carrier: a value to look into, text or bytes that hold some, an object to fetch, or nothing, with the reason. */
export type Inside =
  | { readonly value: unknown }
  | { readonly text: string }
  | { readonly bytes: Uint8Array }
  | { readonly object: StoredObject }
  | { readonly ignored: string }

/** A way that AWS hands over records: an envelope, a notification, a subscription's payload. */
export interface Carrier {
  readonly id: string
  is(value: JsonObject): boolean
  /** Throws InvalidRecord when it is not what it claims to be. */
  open(value: JsonObject, region: string | undefined): readonly Inside[]
}

/** Every way in, told apart by content. The first that fits opens it. */
export const carriers: readonly Carrier[] = [
  {
    id: 'CloudTrail file or Lambda event',
    is: ({ Records }) => Array.isArray(Records),
    open: ({ Records }) => (Records as unknown[]).map((value) => ({ value })),
  },
  {
    id: 'Config snapshot or history',
    is: ({ configurationItems }) => Array.isArray(configurationItems),
    open: ({ configurationItems }) => (configurationItems as unknown[]).map((value) => ({ value })),
  },
  {
    id: 'EventBridge event',
    is: (value) => typeof value['detail-type'] === 'string' && typeof value.source === 'string' && 'detail' in value,
    open: openEventBridge,
  },
  {
    id: 'SQS message',
    is: (value) =>
      typeof (value.messageId ?? value.MessageId) === 'string' && typeof (value.body ?? value.Body) === 'string',
    open: ({ body, Body }) => [{ text: (body ?? Body) as string }],
  },
  {
    id: 'SNS record',
    is: ({ Sns }) => isObject(Sns) && typeof Sns.Message === 'string',
    open: ({ Sns }) => [{ text: (Sns as JsonObject).Message as string }],
  },
  {
    id: 'SNS notification',
    is: ({ Type, TopicArn }) => typeof Type === 'string' && typeof TopicArn === 'string',
    open: ({ Type, Message }) => {
      if (Type !== 'Notification') return [{ ignored: `SNS ${short(Type)}` }]
      if (typeof Message !== 'string') throw new InvalidRecord('SNS notification: no Message')
      return [{ text: Message }]
    },
  },
  {
    id: 'S3 notification',
    is: ({ eventSource, s3 }) => eventSource === 'aws:s3' && isObject(s3),
    open: ({ eventName, s3 }) => {
      if (!textOf(eventName)?.startsWith('ObjectCreated:'))
        return [{ ignored: `S3 ${short(eventName)}: no object was created` }]
      const { bucket, object } = s3 as JsonObject
      return [
        { object: storedObject(objectOf(bucket).name, decodeKey(objectOf(object).key), objectOf(object).versionId) },
      ]
    },
  },
  {
    id: 'S3 test event',
    is: ({ Event, Service }) => Event === 's3:TestEvent' && Service === 'Amazon S3',
    open: () => [{ ignored: 'S3 test event' }],
  },
  {
    id: 'log subscription',
    is: ({ awslogs }) => isObject(awslogs) && typeof awslogs.data === 'string',
    open: ({ awslogs }) => [{ bytes: Buffer.from((awslogs as JsonObject).data as string, 'base64') }],
  },
  {
    id: 'log subscription payload',
    is: ({ messageType, logGroup }) => typeof messageType === 'string' && typeof logGroup === 'string',
    open: openSubscription,
  },
  {
    id: 'oversized Config notification',
    is: ({ s3DeliverySummary }) =>
      isObject(s3DeliverySummary) && textOf(s3DeliverySummary.s3BucketLocation) !== undefined,
    open: ({ s3DeliverySummary }) => {
      const location = textOf((s3DeliverySummary as JsonObject).s3BucketLocation)!
      const slash = location.indexOf('/')
      return [{ object: storedObject(location.slice(0, slash), location.slice(slash + 1)) }]
    },
  },
  {
    id: 'Config rule invocation',
    is: ({ invokingEvent }) => typeof invokingEvent === 'string',
    open: ({ invokingEvent }) => [{ text: invokingEvent as string }],
  },
  {
    id: 'announcement of delivered files',
    is: ({ s3Bucket, s3ObjectKey }) =>
      typeof s3Bucket === 'string' && (typeof s3ObjectKey === 'string' || Array.isArray(s3ObjectKey)),
    open: ({ s3Bucket, s3ObjectKey }) =>
      [s3ObjectKey].flat().map((key: unknown) => ({ object: storedObject(s3Bucket, key) })),
  },
  {
    id: 'other Config message',
    is: ({ messageType, configurationItem, configurationItemSummary }) =>
      typeof messageType === 'string' && !isObject(configurationItem) && !isObject(configurationItemSummary),
    open: ({ messageType }) => [{ ignored: `Config ${short(messageType)}` }],
  },
  {
    id: 'CloudTrail digest file',
    is: ({ digestStartTime, logFiles }) => typeof digestStartTime === 'string' && Array.isArray(logFiles),
    open: () => [{ ignored: 'CloudTrail digest file' }],
  },
]

/** https://docs.aws.amazon.com/eventbridge/latest/ref/events-structure.html */
function openEventBridge(value: JsonObject): readonly Inside[] {
  const type = value['detail-type'] as string
  const detail = objectOf(value.detail)
  if (type.endsWith(' via CloudTrail')) {
    // Anybody who may put events can write the rest; sources that begin so are AWS's alone.
    if (!(value.source as string).startsWith('aws.'))
      throw new InvalidRecord(`source ${short(value.source)} is not AWS's`)
    const { recipientAccountId } = detail
    if (textOf(value.account) && textOf(recipientAccountId) && value.account !== recipientAccountId) {
      throw new InvalidRecord(`account ${short(value.account)} brings a record of account ${short(recipientAccountId)}`)
    }
    return [{ value: value.detail }]
  }
  if (value.source === 'aws.s3') {
    if (type !== 'Object Created') return [{ ignored: `S3 ${short(type)}: no object was created` }]
    const { bucket, object } = detail
    return [{ object: storedObject(objectOf(bucket).name, objectOf(object).key, objectOf(object)['version-id']) }]
  }
  if (value.source === 'aws.config' && isObject(value.detail)) return [{ value: value.detail }]
  return [{ ignored: `EventBridge event "${short(type)}"` }]
}

/**
 * A subscription's payload holds lines of a function, or records of a trail that also logs to CloudWatch. A function's own group is never
 * taken for a trail's, whatever its lines look like: they are the application's to write.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/SubscriptionFilters.html
 */
function openSubscription(payload: JsonObject, region: string | undefined): readonly Inside[] {
  const { messageType, owner, logGroup, logStream, logEvents } = payload
  if (messageType === 'CONTROL_MESSAGE') return [{ ignored: 'log subscription control message' }]
  if (messageType !== 'DATA_MESSAGE')
    throw new InvalidRecord(`log subscription payload: messageType ${short(messageType)} is unknown`)
  if (!Array.isArray(logEvents)) throw new InvalidRecord(`log subscription payload of ${short(logGroup)}: no logEvents`)

  const group = logGroup as string
  const stream = textOf(logStream) ?? ''
  if (group.startsWith('/aws/lambda/') || functionStream.test(stream)) {
    const surroundings = { owner, logGroup, logStream, ...(region && { region }) }
    return logEvents.map((event) => ({ value: { ...objectOf(event), ...surroundings } }))
  }
  if (trailStream.test(stream)) return logEvents.map((event) => ({ text: textOf(objectOf(event).message) ?? '' }))
  const why = `log group ${short(group)} is neither a function's nor a trail's`
  return logEvents.map(() => ({ ignored: why }))
}

/** `2026/11/22/[$LATEST]0123…` in a function's own group, `2026/11/22/name[1]0123…` in one that functions share. */
const functionStream = /^\d{4}\/\d\d\/\d\d\/[\w-]{0,140}\[[\w$-]{1,140}\][0-9a-f]{32}$/
/** `111122223333_CloudTrail_eu-west-1`, of an organisation's trail with its id before it, of a busy one with a number behind. */
const trailStream = /^(o-[a-z0-9]{10,32}_)?\d{12}_CloudTrail_[a-z0-9-]{1,30}(_\d{1,4})?$/

function storedObject(bucket: unknown, key: unknown, versionId?: unknown): StoredObject {
  const [name, path, version] = [textOf(bucket), textOf(key), textOf(versionId)]
  if (!name || !path) throw new InvalidRecord('S3 notification: no bucket name or object key')
  return { bucket: name, key: path, ...(version && { versionId: version }) }
}

/** S3 encodes the keys in its notifications as forms do: a space is a plus. */
function decodeKey(key: unknown): string | undefined {
  const text = textOf(key)?.replaceAll('+', ' ')
  try {
    return text && decodeURIComponent(text)
  } catch {
    throw new InvalidRecord(`S3 notification: object key ${short(text)} is not URL-encoded`)
  }
}

function short(value: unknown): string {
  return String(value).slice(0, 100)
}
