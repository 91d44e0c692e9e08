/** Embedded S3, SQS and SNS: fauxqs, with the word that S3 gives when an object has arrived, and what the readers of a topic's mail read. */
import type { IncomingHttpHeaders } from 'node:http'
import { buildApp } from 'fauxqs'
import type { Engine } from './engine.ts'

/** An object that somebody has just put into a bucket. */
export interface StoredObject {
  readonly bucket: string
  readonly key: string
  readonly size: number
  readonly etag: string
}

/** What somebody has just published to a topic. */
export interface Published {
  readonly topicArn: string
  readonly subject: string
  /** What a person who subscribed by mail reads. */
  readonly text: string
}

export interface FauxqsOptions {
  /** Hears of each object that was stored. */
  readonly onObject?: (object: StoredObject) => void
  /** Hears each message that a topic took. */
  readonly onPublish?: (message: Published) => void
}

/** Starts them, empty and in memory, on a free port of this machine alone. */
export async function startFauxqs({ onObject, onPublish }: FauxqsOptions = {}): Promise<Engine> {
  // Not `startFauxqs` of the package: that one listens on every address of the machine.
  const app = buildApp({ logger: false })
  app.addHook('onResponse', async ({ method, url, headers, body }, reply) => {
    if (reply.statusCode !== 200) return
    const object = method === 'PUT' ? storedBy(url, headers, reply.getHeader('etag')) : undefined
    if (object !== undefined) onObject?.(object)
    const message = method === 'POST' ? publishedBy(body) : undefined
    if (message !== undefined) onPublish?.(message)
  })
  const endpoint = await app.listen({ port: 0, host: '127.0.0.1' })
  return { endpoint, stop: async () => app.close() }
}

function storedBy(url: string, headers: IncomingHttpHeaders, etag: unknown): StoredObject | undefined {
  const { pathname, searchParams } = new URL(url, 'http://localhost')
  if ([...searchParams.keys()].some((name) => name !== 'x-id')) return undefined // A part, a tag, a policy: no object.
  const [bucket = '', ...rest] = pathname.slice(1).split('/').map(decodeURIComponent)
  const key = rest.join('/')
  if (key === '') return undefined
  const size = Number(headers['x-amz-decoded-content-length'] ?? headers['content-length'] ?? 0)
  return { bucket, key, size, etag: String(etag ?? '').replaceAll('"', '') }
}

function publishedBy(body: unknown): Published | undefined {
  if (typeof body !== 'object' || body === null || !('Action' in body) || body.Action !== 'Publish') return undefined
  const { TopicArn = '', Subject = '', Message = '', MessageStructure } = body as Readonly<Record<string, string>>
  const texts: Readonly<Record<string, string>> =
    MessageStructure === 'json' ? JSON.parse(Message) : { default: Message }
  return { topicArn: TopicArn, subject: Subject, text: texts.email ?? texts.default ?? '' }
}
