import type { DynamoDBBatchResponse, DynamoDBRecord, DynamoDBStreamEvent } from 'aws-lambda'
import type { Activity } from '../activity.ts'
import type { Detector } from '../detector.ts'
import { activitiesOf } from '../page.ts'
import { type Detection, detect } from '../pipeline.ts'
import { sourceOf } from '../sources/index.ts'
import { backoff } from './backoff.ts'
import { documentClient } from './client.ts'
import { findingStore } from './findings.ts'
import { environment, handler, logger, meter, meterRules } from './host.ts'
import { dynamoMemory } from './memory.ts'

/** The Lambda that runs these detectors over the pages that the activities' stream brings. */
export function detectHandler(detectors: readonly Detector[]) {
  const client = documentClient()
  const detection: Detection = {
    detectors,
    memory: dynamoMemory(client, environment('MEMORY_TABLE')),
    keep: findingStore(client, environment('FINDINGS_TABLE')).keep,
    pause: backoff,
  }

  return handler(async ({ Records }: DynamoDBStreamEvent): Promise<DynamoDBBatchResponse> => {
    const pages = Records.map(pageIn)
    const { findings, silent, failures } = await detect(
      pages.flatMap(({ activities }) => activities),
      detection,
    )
    // The failure itself carries the activity with its record, which belongs in no log.
    for (const { message, cause } of failures)
      logger.error(message, { stack: cause instanceof Error ? cause.stack : undefined })

    // The stream goes on from the first page that failed; those behind it come again and change nothing.
    const faulty = new Set(failures.map(({ activity }) => activity))
    const failed = pages.find(({ broken, activities }) => broken || activities.some((activity) => faulty.has(activity)))
    meter({
      Activities: pages.reduce((sum, { activities }) => sum + activities.length, 0),
      Findings: findings.length,
      DetectorFailures: failures.length,
    })
    meterRules('Silent', silent)
    return { batchItemFailures: failed ? [{ itemIdentifier: failed.sequence }] : [] }
  })
}

interface StreamPage {
  readonly sequence: string
  readonly activities: readonly Activity[]
  readonly broken?: true
}

function pageIn({ dynamodb }: DynamoDBRecord): StreamPage {
  const sequence = dynamodb?.SequenceNumber ?? ''
  try {
    const { body, source } = dynamodb?.NewImage ?? {}
    if (!body?.B || !source?.S) throw new Error('it has no body or source')
    return { sequence, activities: activitiesOf(Buffer.from(body.B, 'base64'), sourceOf(source.S)) }
  } catch (error) {
    logger.error(`page ${dynamodb?.Keys?.pk?.S} ${dynamodb?.Keys?.sk?.S} cannot be read`, error as Error)
    return { sequence, activities: [], broken: true }
  }
}
