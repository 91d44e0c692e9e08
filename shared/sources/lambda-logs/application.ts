import { isObject, type JsonObject } from '../../json.ts'
import { jsonObject } from './json.ts'
import type { Reading } from './line.ts'

/** A line that the function's own code, its runtime's logger or an extension wrote. Whatever it holds, it is one of these. */
export function applicationLine(text: string, json: JsonObject | undefined): Reading {
  return json ? jsonLine(text, json) : textLine(text)
}

const longest = 65_536

/** What the runtimes' loggers write before a message. Each takes at most a few hundred characters. */
const uuid = '[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}'
const day = '\\d{4}-\\d\\d-\\d\\d'
const clock = '\\d\\d:\\d\\d:\\d\\d[.,]?\\d{0,9}'
const level = '(?<level>TRACE|DEBUG|INFO|NOTICE|WARN(?:ING)?|ERROR|FATAL|CRITICAL|trce|dbug|info|warn|fail|crit)'
const prefixes: readonly RegExp[] = [
  // Node.js and .NET: `<iso>⇥<request>⇥INFO⇥…`; Node.js 8 had no level, and there is no request while a function initialises.
  new RegExp(`^(?<stated>${day}T${clock}Z)\\t(?:(?<requestId>${uuid})|undefined)?\\t(?:${level}\\t)?`),
  // Python: `[INFO]⇥<iso>⇥<request>⇥…`.
  new RegExp(`^\\[${level}\\]\\t(?<stated>${day}T${clock}Z)\\t(?<requestId>${uuid})?\\t`),
  // Java, Log4j 2 layout of AWS: `<date> <clock> <request> INFO  Class - …`.
  new RegExp(`^(?<stated>${day}[ T]${clock}Z?) {1,2}<?(?<requestId>${uuid})>? {1,2}${level} {1,8}`),
  // Ruby: `I, [<iso> #8]  INFO <request> -- : …`.
  new RegExp(
    `^[DIWEFA], \\[(?<stated>${day}T${clock}) #\\d{1,10}\\] {1,8}${level} (?:(?<requestId>${uuid}) )?-- [^:\\r\\n]{0,64}: ?`,
  ),
  // Anything that begins with its level, with or without a date before it: `ERROR: …`, `[ERROR] …`.
  new RegExp(
    `^(?:(?<stated>${day}[ T]${clock}Z?) {1,2})?(?:\\[(?<level>TRACE|DEBUG|INFO|WARN|WARNING|ERROR|FATAL|CRITICAL)\\][ \\t]|(?<bare>TRACE|DEBUG|INFO|WARN|WARNING|ERROR|FATAL|CRITICAL)[:\\t])`,
  ),
]

function textLine(text: string): Reading {
  const start = text.slice(0, 512)
  const found = prefixes.map((prefix) => prefix.exec(start)).find((match) => match !== null)
  const { stated, requestId, level, bare } = found?.groups ?? {}
  const rank = ranked(level ?? bare)
  const message = text.slice(found?.[0].length ?? 0, longest + (found?.[0].length ?? 0))
  return {
    format: 'text',
    type: 'function.log',
    ...(stated && { stated }),
    ...(requestId && { requestId }),
    ...(rank && { level: rank }),
    message,
    ...carried(message),
  }
}

/** Node.js says what it was that failed, then the error as JSON; Python names the error on the first line, then the trace. */
const failed = /^(?:Uncaught Exception|Invoke Error|Unhandled Promise Rejection|Init Error)[ \t]{1,8}(?=\{)/
const named =
  /^(?<errorType>[A-Za-z_][\w.]{0,120}(?:Error|Exception|Exit|Interrupt|Warning)): (?<errorMessage>[^\r\n]{0,512})/

/** The object, or the error, that a message carries. */
function carried(message: string): Partial<Reading> {
  const fields = jsonObject(message.slice(failed.exec(message)?.[0].length ?? 0))
  if (fields) return { fields, ...error(fields) }
  const { errorType, errorMessage } = named.exec(message)?.groups ?? {}
  return { ...(errorType && { errorType }), ...(errorMessage && { errorMessage }) }
}

/** Lambda's own JSON log format, and what the common libraries call the same things. */
const aliases = {
  level: ['level', 'log_level', 'logLevel', 'levelname', 'severity', 'Level', 'LogLevel'],
  requestId: ['requestId', 'AWSRequestId', 'awsRequestId', 'request_id', 'aws_request_id', 'function_request_id'],
  stated: ['timestamp', 'time', '@timestamp'],
  message: ['message', 'msg', 'Message', '@message'],
  traceId: ['xray_trace_id', 'xRayTraceId'],
  tenantId: ['tenantId'],
} as const

function jsonLine(text: string, fields: JsonObject): Reading {
  const first = (names: readonly string[]) =>
    names.map((name) => fields[name]).find((value) => typeof value === 'string')
  const { level, message, ...others } = Object.fromEntries(
    Object.entries(aliases).map(([name, names]) => [name, first(names)]),
  )
  const rank = ranked(level ?? pino(fields.level))
  const inner = fields.message ?? fields.error ?? fields.err
  return {
    format: 'json',
    type: 'function.log',
    ...Object.fromEntries(Object.entries(others).filter(([, value]) => value !== undefined && value.length <= 128)),
    ...(rank && { level: rank }),
    message: (message ?? text).slice(0, longest),
    fields,
    ...error({ ...(isObject(inner) && inner), ...fields }),
  }
}

function error(fields: JsonObject): Partial<Reading> {
  const { errorType, errorMessage } = fields
  return {
    ...(typeof errorType === 'string' && { errorType: errorType.slice(0, 256) }),
    ...(typeof errorMessage === 'string' && { errorMessage: errorMessage.slice(0, 4096) }),
  }
}

const ranks: Readonly<Record<string, string>> = {
  TRACE: 'TRACE',
  TRCE: 'TRACE',
  DEBUG: 'DEBUG',
  DBUG: 'DEBUG',
  INFO: 'INFO',
  NOTICE: 'INFO',
  WARN: 'WARN',
  WARNING: 'WARN',
  ERROR: 'ERROR',
  FAIL: 'ERROR',
  FATAL: 'FATAL',
  CRITICAL: 'FATAL',
  CRIT: 'FATAL',
  INFORMATION: 'INFO',
}

function ranked(level: string | undefined): string | undefined {
  const name = level?.toUpperCase() ?? ''
  return Object.hasOwn(ranks, name) ? ranks[name] : undefined
}

/** pino and bunyan count: 10 is trace, 60 is fatal. */
function pino(level: unknown): string | undefined {
  if (typeof level !== 'number') return undefined
  return { 10: 'TRACE', 20: 'DEBUG', 30: 'INFO', 40: 'WARN', 50: 'ERROR', 60: 'FATAL' }[level]
}
