import { Logger } from '@aws-lambda-powertools/logger'
import { injectLambdaContext } from '@aws-lambda-powertools/logger/middleware'
import { Metrics, MetricUnit } from '@aws-lambda-powertools/metrics'
import { logMetrics } from '@aws-lambda-powertools/metrics/middleware'
import middy from '@middy/core'
import type { Context } from 'aws-lambda'
import type { Finding } from '../finding.ts'
import { type Tally, total } from '../tally.ts'

/** The function's log, JSON lines. It never carries a record, only where one is found. */
export const logger = new Logger()

const metrics = new Metrics()

/** A Lambda handler with logging and metrics around it. */
export function handler<Event, Result>(handle: (event: Event, context: Context) => Promise<Result>) {
  return middy<Event, Result>()
    .use(injectLambdaContext(logger, { flushBufferOnUncaughtError: true }))
    .use(logMetrics(metrics))
    .handler(handle)
}

/** The value of an environment variable. Throws where it is not set: the template and the code disagree. */
export function environment(name: string): string {
  const value = process.env[name]
  if (!value) throw new Error(`the environment variable ${name} is not set`)
  return value
}

/** Adds numbers to the function's metrics: written once an invocation, in CloudWatch's embedded metric format. */
export function meter(counts: Readonly<Record<string, number>>): void {
  for (const [name, value] of Object.entries(counts)) metrics.addMetric(name, MetricUnit.Count, value)
}

/** Adds, for each rule, how many findings it has here: a metric of its own, told apart by the rule's id. */
export function meterRules(name: string, findings: readonly Finding[]): void {
  for (const [rule, some] of Map.groupBy(findings, ({ analytic }) => analytic.uid)) {
    // A rule without an id goes by its title; CloudWatch takes nothing but ASCII.
    metrics
      .singleMetric()
      .addDimension('rule', rule.replace(/[^\x20-\x7e]/g, '?').slice(0, 250))
      .addMetric(name, MetricUnit.Count, some.length)
  }
}

/** The numbers that add up, as metrics, and why records were ignored or rejected, as one line of the log. */
export function meterTally({ received, stored, duplicate, ignored, rejected }: Tally): void {
  meter({
    Received: received,
    Stored: stored,
    Duplicate: duplicate,
    Ignored: total(ignored),
    Rejected: total(rejected),
  })
  if (ignored.size + rejected.size > 0) {
    logger.info('not stored', { ignored: top(ignored), rejected: top(rejected) })
  }
}

function top(reasons: ReadonlyMap<string, number>): Record<string, number> {
  return Object.fromEntries([...reasons].sort(([, a], [, b]) => b - a).slice(0, 20))
}
