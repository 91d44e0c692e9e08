import { fileURLToPath } from 'node:url'
import { readServerless } from '../../bin/local/serverless-file.ts'
import { array, type Json, object } from '../../bin/local/shape.ts'

/** What the templates say that is paid for, whatever the code does. */
export interface Declared {
  /** The functions whose invocations X-Ray records. */
  readonly traced: readonly string[]
  /** Whether the table of pages can be restored to any second. */
  readonly recovery: boolean
  readonly alarms: number
  /** Queues that Lambda polls, for which it pays while nothing comes. */
  readonly polled: number
  /** Days that pages are kept. */
  readonly days: number
}

/** Reads `serverless.yml` and `infra/`. */
export async function declared(): Promise<Declared> {
  const path = fileURLToPath(new URL('../../serverless.yml', import.meta.url))
  const options = { stage: 'production', region: 'us-east-1', account: '111122223333', params: {} }
  const config = await readServerless(path, options)
  const functions = Object.entries(object(config.functions)).map(([id, one]) => ({ id, ...object(one) }) as Function)
  const everywhere = object(object(config.provider).tracing ?? {}).lambda
  const resources = array(config.resources).flatMap((part) => Object.entries(object(object(part).Resources ?? {})))
  const recovery = object(Object.fromEntries(resources).ActivitiesTable).Properties
  return {
    traced: functions.flatMap(({ id, tracing = everywhere }) => (isActive(tracing) ? [id] : [])),
    recovery: object(object(recovery).PointInTimeRecoverySpecification ?? {}).PointInTimeRecoveryEnabled === true,
    alarms: resources.filter(([, one]) => object(one).Type === 'AWS::CloudWatch::Alarm').length,
    polled: functions.flatMap(({ events }) => array(events ?? []).filter((event) => 'sqs' in object(event))).length,
    days: Number(object(object(config.params).default).retentionDays),
  }
}

interface Function extends Json {
  readonly id: string
  readonly tracing?: unknown
  readonly events?: unknown
}

function isActive(tracing: unknown): boolean {
  return tracing === true || tracing === 'true' || tracing === 'Active'
}
