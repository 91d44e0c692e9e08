/** What is left in the engines when all is done: the findings, and what could not be carried to its end. */
import { ScanCommand } from '@aws-sdk/client-dynamodb'
import { GetQueueAttributesCommand } from '@aws-sdk/client-sqs'
import { type Severity, severities } from '../../shared/finding.ts'
import type { Clients } from './clients.ts'
import type { Estate, Queue } from './declared.ts'

/** How many findings of each severity a table holds, the gravest first. */
export async function findingsBySeverity({ dynamodb }: Clients, table: string): Promise<ReadonlyMap<Severity, number>> {
  const counts = new Map(severities.toReversed().map((severity) => [severity, 0]))
  let start: { ExclusiveStartKey?: Record<string, never> } = {}
  do {
    const { Items = [], LastEvaluatedKey } = await dynamodb.send(
      new ScanCommand({ TableName: table, ProjectionExpression: 'severity', ConsistentRead: true, ...start }),
    )
    for (const { severity } of Items) {
      const known = severities.find((one) => one === severity?.S)
      if (known !== undefined) counts.set(known, (counts.get(known) ?? 0) + 1)
    }
    start = LastEvaluatedKey === undefined ? {} : { ExclusiveStartKey: LastEvaluatedKey as Record<string, never> }
  } while (start.ExclusiveStartKey !== undefined)
  return counts
}

/** The queues that nothing reads and that hold something: what was refused, and what failed too often. */
export async function setAside(
  { sqs }: Clients,
  { queues, functions }: Estate,
): Promise<readonly { queue: Queue; count: number; failed: boolean }[]> {
  const read = new Set(functions.flatMap(({ triggers }) => triggers.map(({ arn }) => arn)))
  const lastResort = new Set([
    ...functions.flatMap(({ onFailure, triggers }) => [onFailure, ...triggers.map((trigger) => trigger.onFailure)]),
    ...queues.map(({ attributes }) =>
      attributes.RedrivePolicy === undefined ? undefined : deadLetters(attributes.RedrivePolicy),
    ),
  ])
  const all = await Promise.all(
    queues
      .filter(({ arn }) => !read.has(arn))
      .map(async (queue) => {
        const AttributeNames = ['ApproximateNumberOfMessages' as const]
        const { Attributes } = await sqs.send(new GetQueueAttributesCommand({ QueueUrl: queue.url, AttributeNames }))
        return { queue, count: Number(Attributes?.ApproximateNumberOfMessages ?? 0), failed: lastResort.has(queue.arn) }
      }),
  )
  return all.filter(({ count }) => count > 0)
}

function deadLetters(redrivePolicy: string): string {
  return (JSON.parse(redrivePolicy) as { deadLetterTargetArn: string }).deadLetterTargetArn
}
