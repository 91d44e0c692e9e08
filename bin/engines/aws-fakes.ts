/** What has no embedded engine, as small as its callers need it: EventBridge, Parameter Store, Secrets Manager, and a Slack webhook. */
import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { createServer, type IncomingMessage } from 'node:http'
import type { Engine } from './engine.ts'
import { endpointOf, readBody } from './http.ts'
import { faultOf } from './slack-limits.ts'

type Json = Record<string, unknown>

/** An entry of a `PutEvents` call that was taken. */
export interface BusEvent {
  readonly id: string
  readonly bus: string
  readonly source: string
  readonly detailType: string
  readonly resources: readonly string[]
  readonly detail: unknown
}

export interface FakesOptions {
  /** Parameter Store's values by name. */
  readonly parameters?: ReadonlyMap<string, string>
  /** Secrets Manager's values by name or ARN. */
  readonly secrets?: ReadonlyMap<string, string>
  /** Hears each event that was put on a bus. */
  readonly onEvent?: (event: BusEvent) => void
  /** Hears each message that Slack would have taken. */
  readonly onSlack?: (message: Json) => void
}

export interface Fakes extends Engine {
  /** The incoming webhook: what Slack would have handed out. */
  readonly slackUrl: string
}

/** Starts them on a free port of this machine alone. */
export async function startAwsFakes(options: FakesOptions = {}): Promise<Fakes> {
  const server = createServer(async (request, response) => {
    const { status, type, body } = await answer(request, options).catch((error: unknown) =>
      refuse(500, 'InternalFailure', String(error)),
    )
    response.writeHead(status, { 'content-type': type }).end(body)
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const endpoint = endpointOf(server)
  return {
    endpoint,
    slackUrl: `${endpoint}${slackPath}`,
    async stop() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

const slackPath = '/services/T00000000/B00000000/local'

interface Answer {
  readonly status: number
  readonly type: string
  readonly body: string
}

async function answer(request: IncomingMessage, options: FakesOptions): Promise<Answer> {
  const text = (await readBody(request)).toString('utf8')
  if (request.url === slackPath) return slack(text, options)
  const target = String(request.headers['x-amz-target'] ?? '')
  const operation = operations[target]
  if (operation === undefined)
    return refuse(400, 'UnknownOperationException', target || `${request.method} ${request.url}`)
  return operation(JSON.parse(text) as Json, options)
}

const operations: Readonly<Record<string, (body: Json, options: FakesOptions) => Answer>> = {
  'AWSEvents.PutEvents': putEvents,
  'AmazonSSM.GetParameter'({ Name }, { parameters }) {
    const value = parameters?.get(String(Name))
    if (value === undefined) return refuse(400, 'ParameterNotFound', String(Name))
    return reply({ Parameter: { Name, Type: 'SecureString', Value: value, Version: 1, DataType: 'text' } })
  },
  'secretsmanager.GetSecretValue'({ SecretId }, { secrets }) {
    const value = secrets?.get(String(SecretId))
    if (value === undefined) return refuse(400, 'ResourceNotFoundException', String(SecretId))
    return reply({
      ARN: SecretId,
      Name: SecretId,
      SecretString: value,
      VersionId: 'local',
      VersionStages: ['AWSCURRENT'],
    })
  },
}

/** EventBridge's quotas for one call. */
const mostEntries = 10
const mostEventBytes = 256 * 1024

function putEvents({ Entries }: Json, { onEvent }: FakesOptions): Answer {
  const entries = (Entries ?? []) as Json[]
  if (entries.length === 0 || entries.length > mostEntries)
    return refuse(400, 'ValidationException', `${entries.length} entries`)
  if (Buffer.byteLength(JSON.stringify(entries)) > mostEventBytes)
    return refuse(400, 'ValidationException', 'total size of the entries')
  const results = entries.map(({ Source, DetailType, Detail, EventBusName = 'default', Resources = [] }) => {
    if (typeof Source !== 'string' || typeof DetailType !== 'string')
      return { ErrorCode: 'InvalidArgument', ErrorMessage: 'Source and DetailType' }
    const detail = parsed(Detail)
    if (detail === undefined) return { ErrorCode: 'MalformedDetail', ErrorMessage: 'Detail is malformed.' }
    const id = randomUUID()
    onEvent?.({
      id,
      bus: String(EventBusName),
      source: Source,
      detailType: DetailType,
      resources: Resources as string[],
      detail,
    })
    return { EventId: id }
  })
  return reply({ Entries: results, FailedEntryCount: results.filter((result) => 'ErrorCode' in result).length })
}

function slack(text: string, { onSlack }: FakesOptions): Answer {
  const message = parsed(text)
  const fault = message === undefined ? 'invalid_payload' : faultOf(message)
  if (fault !== undefined) return { status: 400, type: 'text/plain', body: fault }
  onSlack?.(message as Json)
  return { status: 200, type: 'text/plain', body: 'ok' }
}

function parsed(text: unknown): unknown {
  try {
    const value: unknown = JSON.parse(String(text))
    return typeof value === 'object' && value !== null ? value : undefined
  } catch {
    return undefined
  }
}

function reply(body: Json): Answer {
  return { status: 200, type: 'application/x-amz-json-1.1', body: JSON.stringify(body) }
}

function refuse(status: number, type: string, message: string): Answer {
  return { status, type: 'application/x-amz-json-1.1', body: JSON.stringify({ __type: type, message }) }
}
