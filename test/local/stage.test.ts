import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { deliverStory } from '../../bin/local/deliver-story.ts'
import { setAside } from '../../bin/local/outcome.ts'
import { type Stage, setStage } from '../../bin/local/stage.ts'
import type { Kind, SampleFile } from '../../samples/file.ts'

/** A small application with every kind of trigger, whose handlers call the engines by hand. */
const files: Readonly<Record<string, string>> = {
  'serverless.yml': `
service: small
provider: { stackName: small-local, environment: { TABLE: !Ref Table, TOPIC: !Ref Topic } }
functions:
  ingest:
    handler: index.handler
    package: { artifact: dist/ingest.zip }
    maximumRetryAttempts: 1
    destinations: { onFailure: { type: sqs, arn: !GetAtt Failed.Arn } }
    events:
      - sqs: { arn: !GetAtt Queue.Arn, functionResponseType: ReportBatchItemFailures }
      - eventBridge: { pattern: { detail-type: [Change] } }
  tell:
    handler: index.handler
    package: { artifact: dist/tell.zip }
    events:
      - stream:
          type: dynamodb
          arn: !GetAtt Table.StreamArn
          functionResponseType: ReportBatchItemFailures
          bisectBatchOnFunctionError: true
          maximumRetryAttempts: 1
          destinations: { onFailure: { type: sqs, arn: !GetAtt FailedTells.Arn } }
resources:
  Resources:
    Table:
      Type: AWS::DynamoDB::Table
      Properties:
        BillingMode: PAY_PER_REQUEST
        AttributeDefinitions: [{ AttributeName: pk, AttributeType: S }]
        KeySchema: [{ AttributeName: pk, KeyType: HASH }]
        StreamSpecification: { StreamViewType: NEW_IMAGE }
    Topic: { Type: AWS::SNS::Topic }
    Queue: { Type: AWS::SQS::Queue, Properties: { RedrivePolicy: { deadLetterTargetArn: !GetAtt Dead.Arn, maxReceiveCount: 2 } } }
    Dead: { Type: AWS::SQS::Queue }
    Failed: { Type: AWS::SQS::Queue }
    FailedTells: { Type: AWS::SQS::Queue }
    NewFiles:
      Type: AWS::Events::Rule
      Properties:
        EventPattern: { source: [aws.s3], detail: { bucket: { name: [trail] } } }
        Targets: [{ Id: Queue, Arn: !GetAtt Queue.Arn }]
    Logs:
      Type: AWS::Logs::AccountPolicy
      Properties: { PolicyDocument: !Sub '{"DestinationArn":"\${IngestLambdaFunction.Arn}"}' }
`,
  'dist/ingest/index.js': `
const put = (pk) => fetch(process.env.AWS_ENDPOINT_URL_DYNAMODB, { method: 'POST',
  headers: { 'content-type': 'application/x-amz-json-1.0', 'x-amz-target': 'DynamoDB_20120810.PutItem', 'x-amz-date': '20260101T000000Z',
    authorization: 'AWS4-HMAC-SHA256 Credential=a/20260101/us-east-1/dynamodb/aws4_request, SignedHeaders=host, Signature=a' },
  body: JSON.stringify({ TableName: process.env.TABLE, Item: { pk: { S: pk } } }) }).then((answer) => answer.text())
exports.handler = async (event) => {
  if (event.awslogs) return void (await put('log ' + event.awslogs.data))
  if (event['detail-type']) {
    if (event.detail.poison) throw new Error('poison')
    return void (await put('event ' + event.detail.name))
  }
  const batchItemFailures = []
  for (const { messageId, body } of event.Records) {
    const { key } = JSON.parse(body).detail.object
    if (key.includes('poison')) batchItemFailures.push({ itemIdentifier: messageId })
    else await put('file ' + key)
  }
  return { batchItemFailures }
}`,
  'dist/tell/index.js': `
exports.handler = async ({ Records }) => {
  for (const { dynamodb } of Records) {
    if (dynamodb.Keys.pk.S.includes('unspeakable')) throw new Error('unspeakable')
    const Action = 'Publish', TopicArn = process.env.TOPIC, Message = dynamodb.Keys.pk.S
    await fetch(process.env.AWS_ENDPOINT_URL_SNS, { method: 'POST', body: new URLSearchParams({ Action, TopicArn, Message }) })
  }
  console.log('told ' + Records.length)
}`,
}

describe('the local host', () => {
  let root: string
  let stage: Stage
  const stack = new AsyncDisposableStack()
  const told: string[] = []
  const failures: string[] = []
  const lines: string[] = []
  const buckets = { trail: 'trail', config: 'config' }

  beforeAll(async () => {
    root = await mkdtemp(join(tmpdir(), 'vedette-'))
    for (const [path, text] of Object.entries(files)) {
      await mkdir(dirname(join(root, path)), { recursive: true })
      await writeFile(join(root, path), text)
    }
    stage = await setStage(
      {
        root,
        buckets,
        onLine: (line) => lines.push(line),
        onFailure: (reason) => failures.push(reason),
        onDelivery: (_, text) => void (text !== undefined && told.push(text)),
      },
      stack,
    )
  })
  afterAll(async () => {
    await stack.disposeAsync()
    await rm(root, { recursive: true })
  })

  it('carries files, events and log lines through every trigger, and puts aside only what fails for good', async () => {
    const { host, clients, estate } = stage
    await deliverStory(
      [
        file('trail', 'a.json'),
        file('trail', 'poison.json'),
        file('trail', 'unspeakable.json'),
        file('config-history', 'nobody listens to this bucket'),
        file('fast-lane', 'change', { 'detail-type': 'Change', detail: { name: 'b' } }),
        file('fast-lane', 'poison', { 'detail-type': 'Change', detail: { poison: true } }),
        file('fast-lane', 'other', { 'detail-type': 'Other', detail: {} }),
        file('subscription', 'log', { awslogs: { data: 'c' } }),
      ],
      { s3: clients.s3, host, buckets },
    )
    await host.stop()
    // At least once: what stood in one batch with the poisoned record is told again.
    expect(new Set(told)).toEqual(new Set(['event b', 'file a.json', 'log c']))
    expect(new Set(failures)).toEqual(
      new Set(['small-local-ingest: Error: poison', 'small-local-tell: Error: unspeakable']),
    )
    const aside = await setAside(clients, estate)
    expect(Object.fromEntries(aside.map(({ queue, count }) => [queue.name, count]))).toEqual({
      'small-local-Dead': 1,
      'small-local-Failed': 1,
      'small-local-FailedTells': 1,
    })
    expect(aside.every(({ failed }) => failed)).toBe(true)
    expect(lines.some((line) => line.startsWith('told '))).toBe(true)
  })
})

function file(kind: Kind, path: string, content: object = {}): SampleFile {
  return { kind, path, time: 0, bytes: Buffer.from(JSON.stringify(content)), raw: 0 }
}
