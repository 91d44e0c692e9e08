import { isObject, type JsonObject } from '../../json.ts'
import type { GuardReport, Reading } from './line.ts'

/**
 * The line that a guard inside a function writes: `{"guard":{function, request, mode, signals}}` and nothing beside it, bare, behind
 * a runtime's text prefix, or as the message of Lambda's JSON log format. It is written by the function's own process, so it
 * is as trustworthy as that process: it may accuse, it never clears.
 */
export function guardLine(application: Reading, carried: JsonObject | undefined): Reading | undefined {
  const report = [application.fields, carried].map(guardReport).find((found) => found !== undefined)
  if (!report) return undefined
  const { fields: _fields, message: _message, ...line } = application
  return { ...line, type: 'guard.signal', requestId: line.requestId ?? report.request, guard: report }
}

const mostSignals = 64

function guardReport(value: JsonObject | undefined): GuardReport | undefined {
  const report = value?.guard
  if (!isObject(report) || Object.keys(value ?? {}).length !== 1) return undefined
  const { function: host, request, mode, signals } = report
  if (typeof host !== 'string' || typeof request !== 'string' || typeof mode !== 'string') return undefined
  if (!Array.isArray(signals) || signals.length === 0 || !signals.every(isSignal)) return undefined
  return { function: host, request, mode, signals: signals.slice(0, mostSignals) }
}

function isSignal(value: unknown): value is GuardReport['signals'][number] {
  return isObject(value) && typeof value.kind === 'string' && value.kind !== ''
}
