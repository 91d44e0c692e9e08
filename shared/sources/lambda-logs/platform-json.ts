import { isObject } from '../../json.ts'
import type { Reading } from './line.ts'

/**
 * The events that Lambda itself writes in the JSON format: `{time, type, record}`, and of Web Functions
 * `{timestamp, level, type, region, record}`. Nothing else may stand in one, so that an application's JSON log which carries
 * such a `type` among its own fields is not taken for one.
 */
export function platformJson(text: string, event: Readonly<Record<string, unknown>>): Reading | undefined {
  const { type, record, level, region } = event
  const stated = event.time ?? event.timestamp
  if (typeof type !== 'string' || !kind.test(type) || ours.has(type) || !isObject(record)) return undefined
  if (typeof stated !== 'string' || !instant.test(stated)) return undefined
  if (!Object.keys(event).every((key) => envelope.has(key)) || lineBreak.test(text)) return undefined

  const read = fields(record)
  if (!read || !(required[type] ?? []).every((name) => has(read, name))) return undefined
  return {
    format: 'json',
    type,
    stated,
    ...(typeof level === 'string' && levels.has(level) && { level }),
    ...(typeof region === 'string' && regional.test(region) && { region }),
    ...read,
    ...(!(type in required) && { fields: record }),
  }
}

const kind = /^platform\.[a-z][A-Za-z]{1,63}$/
const instant = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,9})?Z$/
const regional = /^[a-z]{2,5}(?:-[a-z]{1,16}){1,3}-\d{1,2}$/
const lineBreak = /[\r\n]/
const envelope = new Set(['time', 'timestamp', 'level', 'type', 'region', 'record'])
const levels = new Set(['TRACE', 'DEBUG', 'INFO', 'WARN', 'ERROR', 'FATAL'])
/** Names that this source gives to text lines: Lambda writes no such JSON. */
const ours = new Set(['platform.timeout', 'platform.crash'])

/** The kinds that are known by their fields, and those that none of them lacks. Other kinds pass with their record as `fields`. */
const required: Readonly<Record<string, readonly string[]>> = {
  'platform.initStart': ['initializationType'],
  'platform.initRuntimeDone': ['status'],
  'platform.initReport': ['durationMs'],
  'platform.start': ['requestId'],
  'platform.runtimeDone': ['requestId', 'status'],
  'platform.end': ['requestId'],
  'platform.report': ['requestId', 'durationMs'],
  'platform.restoreStart': [],
  'platform.restoreRuntimeDone': ['status'],
  'platform.restoreReport': ['durationMs'],
  'platform.extension': ['name', 'state'],
  'platform.telemetrySubscription': ['name', 'state'],
  'platform.logsDropped': ['droppedRecords'],
}

const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/
const short = /^[^\r\n]{1,512}$/

/** What each text of a record looks like; a record in which one looks otherwise is not Lambda's. */
const texts: Readonly<Record<string, RegExp>> = {
  requestId: uuid,
  version: /^(?:\$LATEST(?:\.PUBLISHED)?|\d{1,19})$/,
  functionVersion: /^(?:\$LATEST(?:\.PUBLISHED)?|\d{1,19})$/,
  functionArn: /^arn:[\w-]{1,32}:lambda:[a-z0-9-]{1,32}:\d{12}:function:[\w-]{1,140}(?::[\w$.-]{1,128})?$/,
  functionName: /^[\w-]{1,140}$/,
  runtimeVersion: /^[\w.:-]{1,128}$/,
  runtimeVersionArn: /^(?:arn:[\w:/.-]{1,256})?$/,
  initializationType: /^[\w-]{1,64}$/,
  phase: /^[\w-]{1,32}$/,
  status: /^[a-z]{1,16}$/,
  errorType: short,
  errorMessage: short,
  instanceId: short,
  tenantId: short,
  name: short,
  state: short,
  reason: short,
}
const numbers = [
  'durationMs',
  'billedDurationMs',
  'memorySizeMB',
  'maxMemoryUsedMB',
  'initDurationMs',
  'restoreDurationMs',
  'billedRestoreDurationMs',
  'producedBytes',
  'droppedBytes',
  'droppedRecords',
] as const
const lists = ['events', 'types'] as const
/** Fields that a LogLine calls otherwise. */
const renamed: Readonly<Record<string, string>> = { functionVersion: 'version', functionName: 'function' }

/** A record's fields by their names in a LogLine; undefined where one is not what it should be. */
function fields(record: Readonly<Record<string, unknown>>): Partial<Reading> | undefined {
  const read: Record<string, unknown> = {}
  for (const [name, form] of Object.entries(texts)) {
    const value = record[name]
    if (value === undefined || value === null) continue
    if (typeof value !== 'string' || !form.test(value)) return undefined
    read[renamed[name] ?? name] = value
  }
  for (const name of lists) {
    const value = record[name]
    if (value === undefined || value === null) continue
    if (!isList(value)) return undefined
    read[name] = name === 'types' ? value.map((item) => item.toLowerCase()) : value
  }
  const metrics = measured({ ...record, ...(isObject(record.metrics) ? record.metrics : {}) })
  const traceId = traced(record.tracing)
  return { ...read, ...(traceId && { traceId }), ...(Object.keys(metrics).length > 0 && { metrics }) }
}

function isList(value: unknown): value is readonly string[] {
  return (
    Array.isArray(value) && value.length <= 16 && value.every((item) => typeof item === 'string' && short.test(item))
  )
}

function measured(record: Readonly<Record<string, unknown>>): Record<string, number> {
  return Object.fromEntries(
    numbers.flatMap((name) => {
      const value = record[name]
      return typeof value === 'number' && value >= 0 ? [[name, value]] : []
    }),
  )
}

/** `Root=1-…;Parent=…;Sampled=1`. */
function traced(tracing: unknown): string | undefined {
  if (!isObject(tracing) || typeof tracing.value !== 'string') return undefined
  return /^Root=(1-[0-9a-f]{8}-[0-9a-f]{24})/.exec(tracing.value)?.[1]
}

function has({ metrics, ...read }: Partial<Reading>, name: string): boolean {
  return name in read || name in (metrics ?? {})
}
