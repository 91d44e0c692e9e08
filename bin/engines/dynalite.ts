/**
 * DynamoDB for machines that npm has no binary for: dynalite, with what it lacks in front of it (streams, time to live).
 * Slower than the binary, because each write to a table with a stream is read before and after to see what changed.
 */
import { once } from 'node:events'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import { createRequire } from 'node:module'
import { isDeepStrictEqual } from 'node:util'
import type { Engine } from './engine.ts'
import { endpointOf, readBody } from './http.ts'
import { type Item, streamLog, streamTarget } from './streams.ts'

type Json = Record<string, unknown>
type Forward = (operation: string, body: Json) => Promise<{ status: number; body: Json }>

/** Starts it, empty and in memory, on a free port of this machine alone. */
export async function startDynalite(): Promise<Engine> {
  const dynalite = createRequire(import.meta.url)('dynalite') as (options: object) => Server
  const store = dynalite({ createTableMs: 0, updateTableMs: 0, deleteTableMs: 0 }).listen(0, '127.0.0.1')
  await once(store, 'listening')
  const answer = front(forwardTo(endpointOf(store)))
  const server = createServer((request, response) => void serve(request, response, answer)).listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    endpoint: endpointOf(server),
    async stop() {
      for (const one of [server, store]) {
        one.closeAllConnections()
        await new Promise((resolve) => one.close(resolve))
      }
    },
  }
}

type Answer = (target: string, body: Json) => Promise<{ status: number; body: Json }>

/** What dynalite cannot answer is answered here; the rest goes on to it, writes one after the other. */
function front(forward: Forward): Answer {
  const log = streamLog()
  const timeToLive = new Map<string, Json>()
  let turn: Promise<unknown> = Promise.resolve()

  const ok = (body: Json) => ({ status: 200, body })
  const inTurn = <T>(work: () => Promise<T>): Promise<T> => {
    const mine = turn.then(work)
    turn = mine.catch(() => {})
    return mine
  }
  const image = async (table: string, key: Item): Promise<Item | undefined> => {
    const { body } = await forward('GetItem', { TableName: table, Key: key, ConsistentRead: true })
    return body.Item as Item | undefined
  }
  /** The write itself, and a record in the stream for each item that it really changed. */
  const write = async (operation: string, body: Json) => {
    const touched = touches(operation, body).filter(({ table }) => log.keysOf(table) !== undefined)
    if (touched.length === 0) return forward(operation, body)
    const places = touched.map(({ table, item }) => ({ table, key: pick(item, log.keysOf(table) ?? []) }))
    const before = await Promise.all(places.map(({ table, key }) => image(table, key)))
    const result = await forward(operation, body)
    const after = await Promise.all(places.map(({ table, key }) => image(table, key)))
    for (const [at, { table, key }] of places.entries()) {
      if (!isDeepStrictEqual(before[at], after[at])) log.append(table, key, before[at], after[at])
    }
    return result
  }

  const own: Readonly<Record<string, Answer>> = {
    async CreateTable(operation, body) {
      const result = await forward(operation, body)
      if (result.status === 200) log.create(body)
      return described(result)
    },
    DescribeTable: async (operation, body) => described(await forward(operation, body)),
    async UpdateTimeToLive(_, { TableName, TimeToLiveSpecification }) {
      timeToLive.set(String(TableName), TimeToLiveSpecification as Json)
      return ok({ TimeToLiveSpecification })
    },
    async DescribeTimeToLive(_, { TableName }) {
      const { AttributeName, Enabled } = timeToLive.get(String(TableName)) ?? {}
      const status =
        Enabled === true ? { TimeToLiveStatus: 'ENABLED', AttributeName } : { TimeToLiveStatus: 'DISABLED' }
      return ok({ TimeToLiveDescription: status })
    },
    PutItem: (operation, body) => inTurn(() => write(operation, body)),
    UpdateItem: (operation, body) => inTurn(() => write(operation, body)),
    DeleteItem: (operation, body) => inTurn(() => write(operation, body)),
    BatchWriteItem: (operation, body) => inTurn(() => write(operation, body)),
  }
  const described = (result: { status: number; body: Json }) => {
    const table = (result.body.TableDescription ?? result.body.Table) as Json | undefined
    if (table !== undefined) Object.assign(table, log.describe(String(table.TableName)))
    return result
  }

  return async (target, body) => {
    const [service = '', operation = ''] = target.split('.')
    if (service === streamTarget) return log.answer(operation, body)
    return (own[operation] ?? forward)(operation, body)
  }
}

function touches(operation: string, body: Json): readonly { table: string; item: Item }[] {
  if (operation !== 'BatchWriteItem') return [{ table: String(body.TableName), item: (body.Item ?? body.Key) as Item }]
  type Request = { PutRequest?: { Item: Item }; DeleteRequest?: { Key: Item } }
  const requests = Object.entries((body.RequestItems ?? {}) as Record<string, Request[]>)
  return requests.flatMap(([table, items]) =>
    items.map(({ PutRequest, DeleteRequest }) => ({ table, item: PutRequest?.Item ?? DeleteRequest?.Key ?? {} })),
  )
}

function pick(item: Item, keys: readonly string[]): Item {
  return Object.fromEntries(keys.filter((key) => key in item).map((key) => [key, item[key]]))
}

function forwardTo(endpoint: string): Forward {
  return async (operation, body) => {
    const response = await fetch(endpoint, {
      method: 'POST',
      headers: {
        'content-type': 'application/x-amz-json-1.0',
        'x-amz-target': `DynamoDB_20120810.${operation}`,
        'x-amz-date': '20000101T000000Z',
        authorization:
          'AWS4-HMAC-SHA256 Credential=local/20000101/us-east-1/dynamodb/aws4_request, SignedHeaders=host, Signature=local',
      },
      body: JSON.stringify(body),
    })
    return { status: response.status, body: (await response.json()) as Json }
  }
}

async function serve(request: IncomingMessage, response: ServerResponse, answer: Answer): Promise<void> {
  try {
    const text = (await readBody(request)).toString('utf8')
    const { status, body } = await answer(
      String(request.headers['x-amz-target'] ?? ''),
      text === '' ? {} : (JSON.parse(text) as Json),
    )
    response.writeHead(status, { 'content-type': 'application/x-amz-json-1.0' }).end(JSON.stringify(body))
  } catch (error) {
    response.writeHead(500, { 'content-type': 'application/x-amz-json-1.0' })
    response.end(JSON.stringify({ __type: 'InternalServerError', message: String(error) }))
  }
}
