import type { Activity } from '../activity.ts'
import { partitionOf } from '../arn.ts'
import { objectOf, textOf } from '../json.ts'

/** A page of the AWS console about something in a finding. */
export interface Link {
  /** What it leads to: always one of our own words, never a name from the record. */
  readonly label: string
  readonly url: string
}

/** Where to look in the AWS console: the resources, who did it, the record. What does not parse strictly gets no link. */
export function consoleLinks({ source, uid, region, actor, resources, record }: Activity): readonly Link[] {
  const found = [
    ...resources.slice(0, 3).map((resource) => arnLink(resource.uid, region)),
    labelled('Actor: ', arnLink(actor.id, region)),
    source === 'aws.cloudtrail' ? eventLink(uid, region) : undefined,
    source === 'aws.config' ? timeline(record, region) : undefined,
  ]
  return found.filter((link) => link !== undefined)
}

function eventLink(uid: string, region: string): Link | undefined {
  const url = eventId.test(uid) ? page(region, 'cloudtrailv2/home', `/events/${uid}`) : undefined
  return url === undefined ? undefined : { label: 'CloudTrail event', url }
}

const eventId = /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/i

/** The console's page of what an ARN names. `region` is where to look when the ARN has none, as of a bucket. */
export function arnLink(arn: string, region: string): Link | undefined {
  const [, partition = '', service = '', place = '', account = '', resource = ''] = arnParts.exec(arn) ?? []
  for (const { label, pattern, path, fragment, home } of pages.get(service) ?? []) {
    const name = pattern.exec(resource)?.[1]
    if (name === undefined) continue
    const at = home ? homes[partition] : place || region
    if (at === undefined || partitionOf(at) !== partition) return undefined
    const where: Place = { arn, region: at, account, suffix: partition === 'aws-cn' ? '.cn' : '' }
    const url = page(at, path(encode(name)), fragment?.(name, where))
    return url === undefined ? undefined : { label, url }
  }
  return undefined
}

const arnParts = /^arn:(aws|aws-cn|aws-us-gov):([a-z\d-]{1,32}):([a-z\d-]{0,32}):(\d{12}|):([\x21-\x7e]{1,1024})$/

interface Page {
  readonly label: string
  /** What of the ARN's resource is the name: its first group. */
  readonly pattern: RegExp
  readonly path: (name: string) => string
  readonly fragment?: (name: string, place: Place) => string
  /** Whether the service lives in its partition's home region only. */
  readonly home?: true
}

interface Place {
  readonly arn: string
  readonly region: string
  readonly account: string
  /** What China's host names end in. */
  readonly suffix: string
}

const pages: ReadonlyMap<string, readonly Page[]> = new Map(
  Object.entries({
    lambda: [
      {
        label: 'Function',
        pattern: /^function:([\w-]{1,140})(?::[\w$-]{1,128})?$/,
        path: () => 'lambda/home',
        fragment: (name) => `/functions/${encode(name)}`,
      },
    ],
    iam: [
      {
        label: 'Role',
        pattern: /^role\/(?:[\x21-\x7e]{1,510}\/)?([\w+=,.@-]{1,64})$/,
        path: () => 'iam/home',
        fragment: (name) => `/roles/details/${encode(name)}`,
        home: true,
      },
      {
        label: 'User',
        pattern: /^user\/(?:[\x21-\x7e]{1,510}\/)?([\w+=,.@-]{1,64})$/,
        path: () => 'iam/home',
        fragment: (name) => `/users/details/${encode(name)}`,
        home: true,
      },
    ],
    s3: [{ label: 'Bucket', pattern: /^([A-Za-z\d][\w.-]{2,254})(?:\/.*)?$/, path: (name) => `s3/buckets/${name}` }],
    dynamodb: [
      {
        label: 'Table',
        pattern: /^table\/([\w.-]{3,255})(?:\/.*)?$/,
        path: () => 'dynamodbv2/home',
        fragment: (name) => `table?name=${encode(name)}`,
      },
    ],
    sns: [
      {
        label: 'Topic',
        pattern: /^([\w-]{1,256}(?:\.fifo)?)(?::[\da-f-]{36})?$/,
        path: () => 'sns/v3/home',
        fragment: (_, { arn }) => `/topic/${encode(arn.split(':').slice(0, 6).join(':'))}`,
      },
    ],
    sqs: [
      {
        label: 'Queue',
        pattern: /^([\w-]{1,80}(?:\.fifo)?)$/,
        path: () => 'sqs/v3/home',
        fragment: (name, { region, account, suffix }) =>
          `/queues/${encode(`https://sqs.${region}.amazonaws.com${suffix}/${account}/${name}`)}`,
      },
    ],
    logs: [
      {
        label: 'Log group',
        pattern: /^log-group:([\w./#-]{1,512})(?::.*)?$/,
        path: () => 'cloudwatch/home',
        // CloudWatch's own spelling: encoded twice, with $ for %.
        fragment: (name) => `logsV2:log-groups/log-group/${encode(encode(name)).replaceAll('%', '$')}`,
      },
    ],
  }),
)

/** Config's history of a resource, from what the configuration item itself calls it. */
function timeline(record: Activity['record'], region: string): Link | undefined {
  const item = { ...objectOf(record.configurationItem), ...record }
  const id = textOf(item.resourceId)
  const type = textOf(item.resourceType)
  if (id === undefined || id.length > 768 || type === undefined || !configType.test(type)) return undefined
  const url = page(region, 'config/home', `/resources/timeline?resourceId=${encode(id)}&resourceType=${encode(type)}`)
  return url === undefined ? undefined : { label: 'Configuration timeline', url }
}

const configType = /^AWS(::[A-Za-z\d]{1,64}){2}$/

/** A page of the console, or undefined where the region is none that the console's hosts are known for, or the address too long for Slack. */
function page(region: string, path: string, fragment?: string): string | undefined {
  const host = regions.test(region) ? hosts[partitionOf(region)] : undefined
  if (host === undefined) return undefined
  const url = `https://${region}.${host}/${path}?region=${region}${fragment === undefined ? '' : `#${fragment}`}`
  return url.length > 2_900 ? undefined : url
}

const regions = /^[a-z]{2}(-[a-z]{2,12}){1,2}-\d$/

/** The isolated partitions and the sovereign one have consoles of their own, which we do not know. */
const hosts: Readonly<Record<string, string>> = {
  aws: 'console.aws.amazon.com',
  'aws-cn': 'console.amazonaws.cn',
  'aws-us-gov': 'console.amazonaws-us-gov.com',
}

const homes: Readonly<Record<string, string>> = {
  aws: 'us-east-1',
  'aws-cn': 'cn-north-1',
  'aws-us-gov': 'us-gov-west-1',
}

/** Percent-encoded whole: also the five that encodeURIComponent leaves, which formats and shells have uses for. */
function encode(text: string): string {
  return encodeURIComponent(text.toWellFormed()).replace(
    /[!'()*~]/g,
    (mark) => `%${mark.charCodeAt(0).toString(16).toUpperCase()}`,
  )
}

function labelled(before: string, link: Link | undefined): Link | undefined {
  return link && { ...link, label: before + link.label }
}
