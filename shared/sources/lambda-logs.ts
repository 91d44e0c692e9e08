import type { Activity, Actor, Resource } from '../activity.ts'
import { functionArn } from '../arn.ts'
import { isObject, type JsonObject, objectOf } from '../json.ts'
import { InvalidRecord, type Source } from '../source.ts'
import { applicationLine } from './lambda-logs/application.ts'
import { contradiction, imitation, misplaced } from './lambda-logs/forgery.ts'
import { guardLine } from './lambda-logs/guard.ts'
import { carriedObject, jsonObject } from './lambda-logs/json.ts'
import type { LogLine, Original, Reading } from './lambda-logs/line.ts'
import { type Place, placeOf } from './lambda-logs/place.ts'
import { platformJson } from './lambda-logs/platform-json.ts'
import { platformText } from './lambda-logs/platform-text.ts'

/** One event of a CloudWatch Logs stream with what surrounded it, as the carriers of log events unwrap it. */
export interface LogRecord {
  /** The account, 12 digits; empty where the carrier does not say. */
  readonly owner: string
  readonly logGroup: string
  readonly logStream: string
  /** Where the host knows it: a subscription's payload does not say. */
  readonly region?: string
  readonly id: string
  /** Milliseconds since 1970. */
  readonly timestamp: number
  readonly message: string
  readonly extractedFields?: Readonly<Record<string, string>>
}

/** What Lambda functions write to CloudWatch Logs: Lambda's own lines, the application's, and those of a guard inside it. */
export const lambdaLogs: Source = {
  id: 'aws.lambda-logs',

  claims(value) {
    return (
      isObject(value) &&
      ['logGroup', 'logStream', 'id', 'message'].every((name) => typeof value[name] === 'string') &&
      typeof value.timestamp === 'number'
    )
  },

  normalize(record) {
    if (!lambdaLogs.claims(record))
      throw new InvalidRecord(
        'not a log event: logGroup, logStream, id, message or timestamp is missing or of another type',
      )
    return [activity(record as JsonObject & Omit<LogRecord, 'owner'>)]
  },
}

function activity(record: JsonObject & Omit<LogRecord, 'owner'>): Activity {
  const { account, region, log } = checked(record)
  const place = placeOf(log.logGroup, log.logStream)
  const line = read(log.message.trimEnd(), place, account, region)
  const name = place.name ?? line.function
  const platform = line.type.startsWith('platform.')
  const stated =
    platform && !place.edge
      ? (line.region ?? line.runtimeVersionArn?.split(':')[3] ?? line.functionArn?.split(':')[3])
      : undefined
  return {
    // CloudWatch promises ids that are unique, but not across what; ids of other writers than Lambda are often short. The region
    // is not part of it, because only some carriers know it and the same event must get the same uid from each of them.
    uid: `${account}:${log.logGroup}:${log.logStream}:${log.id}`,
    source: lambdaLogs.id,
    // Not the time that a line states: that is content, and content may be an attacker's.
    time: log.timestamp,
    account,
    region: region || stated || '',
    action: line.type.replace('.', ':'),
    actor: actor(name, place, account, region, log.logGroup),
    outcome: failed(line) ? 'failure' : 'success',
    write: false,
    origin: {},
    resources: [resource(name, place, account, region || stated || '', log.logGroup)],
    record: { ...line, ...(name && { function: name }), log },
  }
}

const longestName = 512
const latest = 8_640_000_000_000_000
const accounts = /^\d{12}$/
const regions = /^[a-z]{2,5}(?:-[a-z]{1,16}){1,3}-\d{1,2}$/

/** The event's surroundings, each of the form that AWS gives it. */
function checked(record: JsonObject & Omit<LogRecord, 'owner'>): { account: string; region: string; log: Original } {
  const { owner, logGroup, logStream, id, timestamp } = record
  const where = `log event ${id.slice(0, 80)} of ${logGroup.slice(0, 80)}`
  if (id === '' || Math.max(id.length, logGroup.length, logStream.length) > longestName)
    throw new InvalidRecord(`${where}: its id is empty, or a name is longer than ${longestName} characters`)
  if (!Number.isInteger(timestamp) || timestamp < 0 || timestamp > latest)
    throw new InvalidRecord(`${where}: timestamp ${timestamp} is no time in milliseconds`)
  const given = owner ?? ''
  if (given !== '' && !(typeof given === 'string' && accounts.test(given)))
    throw new InvalidRecord(`${where}: owner ${String(given).slice(0, 40)} is no account`)

  const extractedFields = extracted(record.extractedFields)
  // The system fields that a subscription emits, if its owner asked for them: of logs centralised from elsewhere, the origin.
  const { '@aws.account': account = '', '@aws.region': region = '' } = extractedFields
  return {
    account: accounts.test(account) ? account : (given as string),
    region: [region, record.region].find((value) => typeof value === 'string' && regions.test(value)) ?? '',
    log: {
      logGroup,
      logStream,
      id,
      timestamp,
      ...kept(record.message),
      ...(Object.keys(extractedFields).length > 0 && { extractedFields }),
    },
  }
}

const longestMessage = 262_144

/** CloudWatch takes events of up to 1 MB; a quarter of that still fits the page that an activity is stored in. */
function kept(message: string): { message: string; cutFrom?: number } {
  const bytes = message.length * 3 > longestMessage ? Buffer.byteLength(message) : 0
  if (bytes <= longestMessage) return { message }
  const cut = new TextDecoder('utf-8', { ignoreBOM: true }).decode(Buffer.from(message).subarray(0, longestMessage))
  return { message: cut.replace(/\uFFFD$/, ''), cutFrom: bytes }
}

function extracted(fields: unknown): Readonly<Record<string, string>> {
  const texts = Object.entries(objectOf(fields)).filter(
    (entry): entry is [string, string] => typeof entry[1] === 'string',
  )
  return Object.fromEntries(texts.slice(0, 64).map(([name, text]) => [name.slice(0, 128), text.slice(0, 1024)]))
}

/** What a message is: Lambda's line if its form and its place agree, else the guard's, else the application's. */
function read(text: string, place: Place, account: string, region: string): Reading {
  const json = jsonObject(text)
  const platform = json ? platformJson(text, json) : platformText(text)
  const against = platform && contradiction(platform, place, account, region)
  if (platform && !against) return platform

  const application = applicationLine(text, json)
  const carried = json && carriedObject(json)
  const guard = guardLine(application, carried)
  const forged = against ?? (guard ? misplaced(guard, place, account) : imitation(text, application, carried))
  // A guard line in the wrong place signals nothing: it stays an application line, with all that it said.
  if (guard && !forged) return guard
  // What the imitation claims is kept, for the detector that knows which requests there were.
  const requestId = application.requestId ?? platform?.requestId
  return { ...application, ...(requestId && { requestId }), ...(forged && { forged }) }
}

/**
 * The function itself. Its id rests on its place alone, so that all lines of a function share it: neither a region that only
 * some lines name nor anything that a line says of itself changes it. Without a function's name it is the log group.
 */
function actor(name: string | undefined, place: Place, account: string, region: string, logGroup: string): Actor {
  const home = place.edge ? 'us-east-1' : region
  const id = name && home && account ? functionArn(home, account, name) : undefined
  return {
    id: id ?? (name ? `function/${account}/${name}` : `log-group/${account}/${logGroup}`),
    type: 'Function',
    name: name ?? logGroup,
    ...(account && { account }),
  }
}

function resource(name: string | undefined, place: Place, account: string, region: string, logGroup: string): Resource {
  if (!name) return { uid: logGroup, type: 'AWS::Logs::LogGroup' }
  const home = place.edge ? 'us-east-1' : region
  return { uid: home && account ? functionArn(home, account, name) : name, type: 'AWS::Lambda::Function' }
}

const failures = new Set(['error', 'failure', 'timeout'])

function failed({ status = '', level = '' }: Partial<LogLine>): boolean {
  return failures.has(status) || level === 'ERROR' || level === 'FATAL'
}
