/** Creates in the engines what the templates declare. */
import { CreateTableCommand, type CreateTableCommandInput, UpdateTimeToLiveCommand } from '@aws-sdk/client-dynamodb'
import { CreateBucketCommand } from '@aws-sdk/client-s3'
import { CreateTopicCommand, SubscribeCommand } from '@aws-sdk/client-sns'
import { CreateQueueCommand } from '@aws-sdk/client-sqs'
import type { Clients } from './clients.ts'
import type { Estate } from './declared.ts'

/** Creates tables, queues, topics and subscriptions, and the buckets that the account would have already. */
export async function provision(
  estate: Estate,
  { dynamodb, s3, sns, sqs }: Clients,
  buckets: readonly string[],
): Promise<void> {
  await Promise.all([
    ...estate.tables.map(async ({ name, properties, timeToLive }) => {
      // The properties of `AWS::DynamoDB::Table` are named and built as those of `CreateTable`.
      await dynamodb.send(new CreateTableCommand(properties as unknown as CreateTableCommandInput))
      if (timeToLive === undefined) return
      const TimeToLiveSpecification = { AttributeName: timeToLive, Enabled: true }
      await dynamodb.send(new UpdateTimeToLiveCommand({ TableName: name, TimeToLiveSpecification }))
    }),
    ...estate.topics.map(({ name }) => sns.send(new CreateTopicCommand({ Name: name }))),
    ...buckets.map((Bucket) => s3.send(new CreateBucketCommand({ Bucket }))),
  ])
  // A queue names its dead-letter queue, which then has to be there.
  const [dead, live] = [
    estate.queues.filter(({ attributes }) => !attributes.RedrivePolicy),
    estate.queues.filter(({ attributes }) => attributes.RedrivePolicy),
  ]
  for (const { name, attributes } of [...dead, ...live]) {
    await sqs.send(new CreateQueueCommand({ QueueName: name, Attributes: attributes }))
  }
  for (const { topicArn, queueArn, raw } of estate.subscriptions) {
    const Attributes = { RawMessageDelivery: String(raw) }
    await sns.send(new SubscribeCommand({ TopicArn: topicArn, Protocol: 'sqs', Endpoint: queueArn, Attributes }))
  }
}
