/** Everything that the local host runs on, from the engines to the functions: built, started and provisioned, and taken down again. */
import { randomUUID } from 'node:crypto'
import { existsSync } from 'node:fs'
import { cp, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startAwsFakes } from '../engines/aws-fakes.ts'
import { startDynamoDb } from '../engines/dynamodb.ts'
import type { Engine } from '../engines/engine.ts'
import { type StoredObject, startFauxqs } from '../engines/fauxqs.ts'
import { type Clients, clientsOf, place } from './clients.ts'
import { declaredIn, type Estate } from './declared.ts'
import { type Host, startHost } from './host.ts'
import { provision } from './provision.ts'
import type { BusEnvelope } from './router.ts'
import { readServerless } from './serverless-file.ts'

export interface StageOptions {
  /** The project's folder, with `serverless.yml` and `dist/` in it. */
  readonly root: string
  /** The buckets that the trail and Config write to. */
  readonly buckets: { readonly trail: string; readonly config: string }
  /** Hears every line that a function prints. */
  readonly onLine: (line: string) => void
  /** Hears of every failed invocation. */
  readonly onFailure: (reason: string) => void
  /** Hears of each delivery: by which channel, and the text where there is one to read. */
  readonly onDelivery: (channel: 'sns' | 'slack' | 'eventbridge', text?: string) => void
}

export interface Stage {
  readonly estate: Estate
  readonly clients: Clients
  readonly host: Host
}

/** The name under which the webhook's address is kept. */
const parameter = '/vedette/slack-webhook'

/** Sets the stage. What was started is handed to `stack` at once, so that it is taken down whatever happens. */
export async function setStage(
  { root, buckets, onLine, onFailure, onDelivery }: StageOptions,
  stack: AsyncDisposableStack,
): Promise<Stage> {
  const parameters = new Map<string, string>()
  let host: Host | undefined
  const started = async <E extends Engine>(engine: Promise<E>): Promise<E> => {
    const one = await engine
    stack.defer(() => one.stop())
    return one
  }
  const engines = await Promise.allSettled([
    started(startDynamoDb()),
    started(
      startFauxqs({
        onObject: (object) => void host?.put('default', objectCreated(object)),
        onPublish: ({ text }) => onDelivery('sns', text),
      }),
    ),
    started(
      startAwsFakes({
        parameters,
        onSlack: () => onDelivery('slack'),
        onEvent(event) {
          host?.put(event.bus, {
            ...envelope(event.source, event.detailType, event.detail),
            id: event.id,
            resources: event.resources,
          })
          onDelivery('eventbridge')
        },
      }),
    ),
  ])
  const [dynamodb, fauxqs, fakes] = engines.map(settled) as [Engine, Engine, Engine & { slackUrl: string }]
  parameters.set(parameter, fakes.slackUrl)

  const params = {
    trailBucket: buckets.trail,
    configBucket: buckets.config,
    subscribeAccount: 'true',
    slackWebhook: `ssm:${parameter}`,
  }
  const config = await readServerless(join(root, 'serverless.yml'), { stage: 'local', ...place, params })
  const estate = declaredIn(config, { ...place, sqs: fauxqs.endpoint })
  const endpoints = { dynamodb: dynamodb.endpoint, fauxqs: fauxqs.endpoint, fakes: fakes.endpoint }
  const clients = clientsOf(endpoints)
  await provision(estate, clients, [...new Set(Object.values(buckets))])

  const { task, logs } = await folders(root, estate)
  stack.defer(() => rm(task, { recursive: true, force: true }))
  const running = startHost({
    estate,
    endpoints,
    clients,
    task,
    logs,
    onLine: (_, line) => onLine(line),
    onFailure,
  })
  host = running
  stack.defer(() => running.kill())
  return { estate, clients, host: running }
}

/**
 * Each bundle is unpacked to a folder of its own, as on Lambda, and apart from every other run. Beside it stands what Lambda need not be told:
 * that it is no module.
 */
async function folders(root: string, { functions }: Estate): Promise<{ task: string; logs: string }> {
  const [task, logs] = [await mkdtemp(join(tmpdir(), 'vedette-')), join(root, '.vedette', 'logs')]
  await mkdir(logs, { recursive: true })
  await writeFile(join(task, 'package.json'), '{ "type": "commonjs" }')
  for (const { artifact } of functions) {
    const built = join(root, 'dist', artifact)
    if (!existsSync(built)) throw new Error(`${artifact} is not built: run \`npm run build\` first`)
    await cp(built, join(task, artifact), { recursive: true })
  }
  return { task, logs }
}

/** All three are waited for even if one fails: what has started has to be on the stack before it is taken down. */
function settled<T>(result: PromiseSettledResult<T>): T {
  if (result.status === 'rejected') throw result.reason
  return result.value
}

/** What EventBridge is told by S3. https://docs.aws.amazon.com/AmazonS3/latest/userguide/ev-events.html */
function objectCreated({ bucket, key, size, etag }: StoredObject): BusEnvelope {
  const object = { key, size, etag, sequencer: Date.now().toString(16).toUpperCase().padStart(16, '0') }
  const detail = {
    version: '0',
    bucket: { name: bucket },
    object,
    'request-id': randomUUID(),
    requester: 'cloudtrail.amazonaws.com',
    reason: 'PutObject',
  }
  return { ...envelope('aws.s3', 'Object Created', detail), resources: [`arn:aws:s3:::${bucket}`] }
}

function envelope(source: string, detailType: string, detail: unknown): BusEnvelope {
  const { account, region } = place
  const time = `${new Date().toISOString().slice(0, 19)}Z`
  return {
    version: '0',
    id: randomUUID(),
    'detail-type': detailType,
    source,
    account,
    time,
    region,
    resources: [],
    detail,
  }
}
