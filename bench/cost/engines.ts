/** A process of its own that stands in for AWS and counts what is asked of it, so that the measured process does nothing but what a Lambda does. */
import { CreateBucketCommand, S3Client } from '@aws-sdk/client-s3'
import { CreateTopicCommand, SNSClient } from '@aws-sdk/client-sns'
import { CreateQueueCommand, SQSClient } from '@aws-sdk/client-sqs'
import { startAwsFakes } from '../../bin/engines/aws-fakes.ts'
import { startFauxqs } from '../../bin/engines/fauxqs.ts'
import { startGateway } from '../../bin/engines/gateway.ts'
import { startTables } from '../../bin/engines/tables.ts'
import { bookkeeper } from './ledger.ts'

/** Where everything answers. */
export interface Engines {
  /** For the handlers: what they call is counted. */
  readonly counted: string
  /** For the bench itself: DynamoDB's streams, and the bucket that files are put into. */
  readonly dynamodb: string
  readonly s3: string
  readonly tables: { readonly activities: string; readonly memory: string; readonly findings: string }
  readonly queue: string
  readonly topic: string
}

const { counted, stop, ledger, ...engines } = await start()
process.on('message', (message) => {
  if (message === 'ledger') process.send?.(ledger)
})
process.once('disconnect', () => stop().finally(() => process.exit()))
process.send?.({ counted, ...engines } satisfies Engines)

async function start() {
  const [tables, fauxqs, fakes] = await Promise.all([startTables(), startFauxqs(), startAwsFakes()])
  const { ledger, enter } = bookkeeper()
  const gateway = await startGateway({
    upstream: {
      dynamodb: tables.endpoint,
      s3: fauxqs.endpoint,
      sqs: fauxqs.endpoint,
      sns: fauxqs.endpoint,
      events: fakes.endpoint,
    },
    onAnswered: (call, status, answer) => enter(call, { status, answer }),
  })
  const common = {
    endpoint: fauxqs.endpoint,
    region: 'eu-central-1',
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
  }
  await new S3Client({ ...common, forcePathStyle: true }).send(new CreateBucketCommand({ Bucket: 'trail' }))
  const { QueueUrl } = await new SQSClient(common).send(new CreateQueueCommand({ QueueName: 'queue' }))
  const { TopicArn } = await new SNSClient(common).send(new CreateTopicCommand({ Name: 'alerts' }))
  return {
    ledger,
    counted: gateway.endpoint,
    dynamodb: tables.endpoint,
    s3: fauxqs.endpoint,
    tables: tables.tables,
    queue: `${gateway.endpoint}${new URL(QueueUrl!).pathname}`,
    topic: TopicArn!,
    stop: () => Promise.all([gateway, tables, fauxqs, fakes].map((engine) => engine.stop())),
  }
}
