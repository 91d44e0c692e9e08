/** The two things that every small server here needs. */
import type { IncomingMessage, Server } from 'node:http'

const mostBytes = 64 * 1024 * 1024

/** Where a listening server answers. */
export function endpointOf(server: Server): string {
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('server does not listen on a port')
  return `http://127.0.0.1:${address.port}`
}

/** A request's body, whole. Throws above 64 MiB. */
export async function readBody(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length
    if (size > mostBytes) throw new Error(`request body of more than ${mostBytes} bytes`)
    chunks.push(chunk)
  }
  return Buffer.concat(chunks)
}
