import type { Activity } from '../activity.ts'
import { type Accessor, pathAccessor } from '../sigma/path.ts'
import type { Logsource } from '../sigma/rule.ts'
import { facts } from './facts.ts'

/** How a rule's field is read from an activity: what we derived under `vedette.`, else the path into the record. */
export function fieldOf(name: string): Accessor {
  const fact = facts.get(name)
  if (fact) return (activity) => fact(activity as Activity)
  if (name === 'eventName') return (activity) => eventName((activity as Activity).record)
  const inRecord = pathAccessor(name)
  return (activity) => inRecord((activity as Activity).record)
}

/** The part of an activity that keywords are looked for in. */
export function recordOf(activity: unknown): unknown {
  return (activity as Activity).record
}

/** Lambda's API still carries its date: a rule may say `UpdateFunctionCode` or `UpdateFunctionCode20150331v2`, and both are meant. */
function eventName(record: Activity['record']): unknown {
  const name = record.eventName
  if (typeof name !== 'string' || record.eventSource !== 'lambda.amazonaws.com') return name
  const bare = name.replace(/(20\d{6}|20\d\d_\d\d_\d\d)(v\d+)?$/, '')
  return bare === name ? name : [name, bare]
}

/** The source whose activities a rule is about, or undefined where we read no such log. */
export function sourceOf({ category, product, service }: Logsource): string | undefined {
  return category === undefined && product === 'aws' && service !== undefined ? services.get(service) : undefined
}

/** Every `service` that a rule of product `aws` can name here, and the source that reads it. */
export const services: ReadonlyMap<string, string> = new Map([
  ['cloudtrail', 'aws.cloudtrail'],
  ['config', 'aws.config'],
  ['lambda', 'aws.lambda-logs'],
])
