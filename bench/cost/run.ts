import { fork } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { gzipSync } from 'node:zlib'
import { PutObjectCommand, S3Client } from '@aws-sdk/client-s3'
import type { Context } from 'aws-lambda'
import { estateOf } from '../../bin/local/estate.ts'
import type { Engines } from './engines.ts'
import type { Ledger } from './ledger.ts'
import { streamReader } from './stream.ts'

/** What became of some files: everything that a bill is made of. */
export interface Run {
  readonly records: number
  readonly files: number
  /** Records that EventBridge brought before their file did. */
  readonly fast: number
  readonly findings: number
  readonly tables: Engines['tables']
  readonly ledger: Ledger
  /** By the function's name in `serverless.yml`. */
  readonly functions: Readonly<Record<string, Invocations>>
}

/** How often a function ran, and what that took. */
export interface Invocations {
  readonly memory: number
  readonly count: number
  /** Seconds of this machine's processor. */
  readonly cpu: number
  readonly logLines: number
  readonly logBytes: number
  /** The names of the metrics that it printed. */
  readonly metrics: readonly string[]
}

type Handle = (event: unknown, context: Context) => Promise<unknown>

/**
 * Runs the handlers over files as Lambda would at a low rate, which is the dearest: one file, one page, one finding an invocation, and
 * each record that the fast lane's own pattern takes by EventBridge first.
 */
export async function run(files: Iterable<readonly string[]>): Promise<Run> {
  const child = fork(fileURLToPath(new URL('engines.ts', import.meta.url)), {
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  })
  try {
    const [engines] = (await once(child, 'message', { signal: AbortSignal.timeout(30_000) })) as [Engines]
    const counts = await runOn(engines, files)
    child.send('ledger')
    const [ledger] = (await once(child, 'message')) as [Ledger]
    return { ...counts, tables: engines.tables, ledger }
  } finally {
    if (child.connected) child.disconnect()
  }
}

async function runOn(engines: Engines, files: Iterable<readonly string[]>) {
  const lambdas = await lambdasOn(engines)
  const s3 = new S3Client({ region, endpoint: engines.s3, forcePathStyle: true, credentials })
  const [activities, findings] = await Promise.all([
    streamReader(engines.dynamodb, engines.tables.activities),
    streamReader(engines.dynamodb, engines.tables.findings),
  ])
  const counts = { records: 0, files: 0, fast: 0, findings: 0 }
  for (const records of files) {
    const key = `AWSLogs/${counts.files++}.json.gz`
    counts.records += records.length
    for (const event of records.map(envelope).filter(lambdas.isFast)) {
      counts.fast++
      await lambdas.invoke('ingestCloudtrail', event)
    }
    const Body = gzipSync(`{"Records":[${records.join(',')}]}`)
    await s3.send(new PutObjectCommand({ Bucket: 'trail', Key: key, Body }))
    await lambdas.invoke('ingestCloudtrail', { Records: [message(key)] })
    for (const page of await activities()) {
      for (const id of lambdas.readersOf(page)) await lambdas.invoke(id, { Records: [page] })
    }
    for (const finding of (await findings()).filter(({ eventName }) => eventName === 'INSERT')) {
      counts.findings++
      await lambdas.invoke('notify', { Records: [finding] })
    }
  }
  s3.destroy()
  return { ...counts, functions: lambdas.invocations() }
}

const region = 'eu-central-1'
const credentials = { accessKeyId: 'local', secretAccessKey: 'local' }

/** The functions as `serverless.yml` declares them, around the handlers that they are built from. */
async function lambdasOn(engines: Engines) {
  Object.assign(process.env, environment(engines))
  const { functions, rules } = await estateOf()
  const handlers = await handlersByFunction()
  const all = new Map(
    functions.map(({ id, memory }) => [
      id,
      { memory, count: 0, cpu: 0, logLines: 0, logBytes: 0, metrics: new Set<string>() },
    ]),
  )
  const trail = functions.find(({ id }) => id === 'ingestCloudtrail')!.arn
  const fastLane = rules.filter(({ targets }) => targets.includes(trail))
  const detectors = functions.filter(({ id }) => id.startsWith('detect'))

  return {
    isFast: (event: unknown) => fastLane.some(({ matches }) => matches(event)),
    readersOf: (page: unknown) =>
      detectors.flatMap(({ id, triggers }) => (triggers.some(({ filter }) => filter?.(page) ?? true) ? [id] : [])),
    invocations: () =>
      Object.fromEntries([...all].map(([id, { metrics, ...counts }]) => [id, { ...counts, metrics: [...metrics] }])),
    async invoke(id: string, event: unknown) {
      const [handle, counts] = [handlers[id], all.get(id)]
      if (handle === undefined || counts === undefined) throw new Error(`function ${id} is not known here`)
      const printed: string[] = []
      const restore = listen(printed)
      const before = process.cpuUsage()
      try {
        const answer = await handle(event, context(id))
        const { user, system } = process.cpuUsage(before)
        counts.cpu += (user + system) / 1e6
        const failures = (answer as { batchItemFailures?: readonly unknown[] } | undefined)?.batchItemFailures ?? []
        if (failures.length > 0) throw new Error(`function ${id} failed: ${printed.join('').slice(-1_000)}`)
      } finally {
        restore()
      }
      counts.count++
      for (const line of printed.join('').split('\n').filter(Boolean)) {
        counts.logLines++
        counts.logBytes += Buffer.byteLength(line)
        for (const [, name] of line.matchAll(/"Name":"(\w+)"/g)) counts.metrics.add(name!)
      }
    },
  }
}

async function handlersByFunction(): Promise<Readonly<Record<string, Handle>>> {
  const [{ ingestHandler }, { detectHandler }, { notifyHandler }, { cloudtrail }, detectors] = await Promise.all([
    import('../../shared/aws/ingest-handler.ts'),
    import('../../shared/aws/detect-handler.ts'),
    import('../../shared/aws/notify-handler.ts'),
    import('../../shared/sources/cloudtrail.ts'),
    import('../../shared/detectors/index.ts'),
  ])
  return {
    ingestCloudtrail: ingestHandler([cloudtrail]),
    detectBehaviour: detectHandler(detectors.behaviourDetectors),
    detectDrift: detectHandler(detectors.driftDetectors),
    notify: notifyHandler(),
  } as unknown as Readonly<Record<string, Handle>>
}

function environment({ counted, tables, queue, topic }: Engines): Readonly<Record<string, string>> {
  return {
    AWS_REGION: region,
    AWS_ACCESS_KEY_ID: credentials.accessKeyId,
    AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
    AWS_ENDPOINT_URL: counted,
    ACTIVITIES_TABLE: tables.activities,
    MEMORY_TABLE: tables.memory,
    FINDINGS_TABLE: tables.findings,
    REJECTED_QUEUE_URL: queue,
    RETRY_QUEUE_URL: queue,
    ALERTS_TOPIC_ARN: topic,
    EVENT_BUS_NAME: 'vedette',
    SLACK_WEBHOOK: '', // Slack asks for nothing
    RETENTION_DAYS: '3650', // the records are of another day than today, and may not expire meanwhile
    POWERTOOLS_LOG_LEVEL: 'INFO',
    POWERTOOLS_METRICS_NAMESPACE: 'Vedette',
    POWERTOOLS_SERVICE_NAME: 'vedette-production-ingestCloudtrail',
  }
}

/** As SQS brings the word of S3. */
function message(key: string): unknown {
  const s3 = { bucket: { name: 'trail' }, object: { key } }
  const body = JSON.stringify({ Records: [{ eventSource: 'aws:s3', eventName: 'ObjectCreated:Put', s3 }] })
  return { messageId: key, receiptHandle: key, eventSource: 'aws:sqs', body }
}

/** As EventBridge brings a record. */
function envelope(text: string): unknown {
  const detail = JSON.parse(text) as Readonly<Record<string, unknown>>
  const signIn = detail.eventType === 'AwsConsoleSignIn'
  return {
    version: '0',
    id: detail.eventID,
    'detail-type': signIn ? 'AWS Console Sign In via CloudTrail' : 'AWS API Call via CloudTrail',
    source: `aws.${String(detail.eventSource).split('.')[0]}`,
    account: detail.recipientAccountId,
    time: detail.eventTime,
    region: detail.awsRegion,
    resources: [],
    detail,
  }
}

function context(id: string): Context {
  const functionName = `vedette-production-${id}`
  return {
    functionName,
    functionVersion: '$LATEST',
    memoryLimitInMB: '1769',
    awsRequestId: '5b0f4b5a-0c1e-4b62-9d53-1f0a9d7f2c11',
    invokedFunctionArn: `arn:aws:lambda:${region}:111122223333:function:${functionName}`,
    getRemainingTimeInMillis: () => 60_000,
  } as unknown as Context
}

/** Takes down what a handler prints, in the place of printing it. */
function listen(printed: string[]): () => void {
  const streams = [process.stdout, process.stderr].map((stream) => ({ stream, write: stream.write }))
  const warn = console.warn
  for (const { stream } of streams) stream.write = (chunk: string | Uint8Array) => printed.push(String(chunk)) > 0
  console.warn = (...words: unknown[]) => void printed.push(`${words.join(' ')}\n`)
  return () => {
    for (const { stream, write } of streams) stream.write = write
    console.warn = warn
  }
}
