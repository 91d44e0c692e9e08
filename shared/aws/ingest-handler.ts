import { BatchProcessor, EventType, processPartialResponse } from '@aws-lambda-powertools/batch'
import { S3Client } from '@aws-sdk/client-s3'
import type { SQSBatchResponse, SQSEvent, SQSRecord } from 'aws-lambda'
import { isObject } from '../json.ts'
import type { Source } from '../source.ts'
import { tally } from '../tally.ts'
import { activityStore } from './activities.ts'
import { documentClient } from './client.ts'
import { environment, handler, meterTally } from './host.ts'
import { type Ingest, ingest } from './ingest.ts'
import { objectReader } from './objects.ts'
import { rejectedKeeper } from './rejected.ts'

/** The Lambda that ingests these logs, by whatever trigger: messages of a queue one by one, any other event as a whole. */
export function ingestHandler(sources: readonly Source[]) {
  const host: Ingest = {
    sources,
    region: environment('AWS_REGION'),
    activities: activityStore(documentClient(), environment('ACTIVITIES_TABLE'), Number(environment('RETENTION_DAYS'))),
    fetchObject: objectReader(new S3Client()),
    keepRejected: rejectedKeeper(environment('REJECTED_QUEUE_URL')),
  }
  const messages = new BatchProcessor(EventType.SQS)

  return handler(async (event: unknown, context): Promise<SQSBatchResponse | undefined> => {
    const counts = tally()
    try {
      if (isQueueEvent(event)) {
        const one = (message: SQSRecord) => ingest(message, counts, host)
        // One file after the other: ten large ones at once would not fit into the function's memory.
        return await processPartialResponse(event, one, messages, {
          context,
          processInParallel: false,
          throwOnFullBatchFailure: false,
        })
      }
      await ingest(event, counts, host)
      return undefined
    } finally {
      meterTally(counts)
    }
  })
}

function isQueueEvent(event: unknown): event is SQSEvent {
  return (
    isObject(event) &&
    Array.isArray(event.Records) &&
    event.Records.every((record) => isObject(record) && record.eventSource === 'aws:sqs')
  )
}
