/** Stands between clients and engines: every call passes here, is told to whoever watches, and may be answered in an engine's place. */
import { once } from 'node:events'
import { createServer, type IncomingMessage } from 'node:http'
import type { Engine } from './engine.ts'
import { endpointOf, readBody } from './http.ts'

/** Whom a call is for. */
export type Service = 'dynamodb' | 'events' | 's3' | 'secretsmanager' | 'slack' | 'sns' | 'sqs' | 'ssm'

/** One attempt at a call, as it came over the wire. */
export interface Call {
  readonly service: Service
  /** As the service's API names it; S3's and Slack's are the HTTP method. */
  readonly operation: string
  /** The URL's path, which says what S3 and Slack are asked for. */
  readonly path: string
  readonly input: Readonly<Record<string, unknown>>
}

/** What a caller gets; a body that is no text is sent as JSON. */
export interface Answer {
  readonly status: number
  readonly body: unknown
  readonly headers?: Readonly<Record<string, string>>
}

export interface GatewayOptions {
  /** Where each service answers. A call to one that is not here fails. */
  readonly upstream: Readonly<Partial<Record<Service, string>>>
  /** Answers in the service's place, or lets the call pass by undefined. */
  readonly answer?: (call: Call) => Answer | undefined | Promise<Answer | undefined>
  /** Hears of each call that a service itself has answered, before the caller does; the answer is empty where it is no JSON. */
  readonly onAnswered?: (call: Call, status: number, answer: Readonly<Record<string, unknown>>) => void | Promise<void>
}

/** Starts it on a free port of this machine alone. */
export async function startGateway(options: GatewayOptions): Promise<Engine> {
  const server = createServer(async (request, response) => {
    const { status, headers, body } = await pass(request, options).catch((error: unknown) => ({
      status: 502,
      headers: { 'content-type': 'text/plain' },
      body: Buffer.from(String(error)),
    }))
    response.writeHead(status, headers).end(body)
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    endpoint: endpointOf(server),
    async stop() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

interface Passed {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly body: Buffer
}

async function pass(request: IncomingMessage, { upstream, answer, onAnswered }: GatewayOptions): Promise<Passed> {
  const bytes = await readBody(request)
  const call = callOf(request, bytes.toString('utf8'))
  const instead = await answer?.(call)
  if (instead !== undefined) return passedOf(instead)
  const base = upstream[call.service]
  if (base === undefined) throw new Error(`${call.service} has no engine here`)
  const { method = 'POST', url = '/' } = request
  const answered = await fetch(`${base}${url}`, {
    method,
    headers: passedOn(request),
    ...(bytes.length > 0 && { body: new Uint8Array(bytes) }),
  })
  const body = Buffer.from(await answered.arrayBuffer())
  await onAnswered?.(call, answered.status, parsed(body.toString('utf8')))
  const headers = [...answered.headers].filter(([name]) => !ownHeaders.has(name))
  return { status: answered.status, headers: Object.fromEntries(headers), body }
}

/** A connection's own, not the call's. */
const ownHeaders = new Set(['connection', 'content-encoding', 'content-length', 'keep-alive', 'transfer-encoding'])

function passedOn({ headers }: IncomingMessage): Record<string, string> {
  const kept = Object.entries(headers).filter(([name]) => /^(x-amz-.*|authorization|content-type|range)$/.test(name))
  return Object.fromEntries(kept.map(([name, value]) => [name, String(value)]))
}

function passedOf({ status, body, headers = {} }: Answer): Passed {
  const text = typeof body === 'string' ? body : JSON.stringify(body)
  const type = typeof body === 'string' ? 'text/plain' : 'application/x-amz-json-1.0'
  return { status, headers: { 'content-type': type, ...headers }, body: Buffer.from(text) }
}

/** The first half of the `x-amz-target` that a service of JSON is called with. */
const targets: Readonly<Record<string, Service>> = {
  AmazonSQS: 'sqs',
  AmazonSSM: 'ssm',
  AWSEvents: 'events',
  DynamoDB_20120810: 'dynamodb',
  secretsmanager: 'secretsmanager',
}

function callOf({ method = '', url = '/', headers }: IncomingMessage, text: string): Call {
  const { pathname: path } = new URL(url, 'http://localhost')
  const [target = '', operation = ''] = String(headers['x-amz-target'] ?? '').split('.')
  const service = targets[target]
  if (service !== undefined) return { service, operation, path, input: parsed(text) }
  if (path.startsWith('/services/')) return { service: 'slack', operation: method, path, input: parsed(text) }
  if (!/form-urlencoded/.test(headers['content-type'] ?? ''))
    return { service: 's3', operation: method, path, input: {} }
  const { Action = '', ...input } = Object.fromEntries(new URLSearchParams(text))
  return { service: 'sns', operation: Action, path, input }
}

function parsed(text: string): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {}
  } catch {
    return {}
  }
}
