/** An embedded DynamoDB with streams: the dynoxide binary where npm brought one, dynalite with streams in front of it elsewhere. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createRequire } from 'node:module'
import { createServer } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { startDynalite } from './dynalite.ts'
import type { Engine } from './engine.ts'

/** Starts it, empty and in memory, on a free port of this machine alone. */
export async function startDynamoDb({ binary = dynoxide() }: { binary?: string | undefined } = {}): Promise<Engine> {
  if (binary === undefined) return startDynalite()
  let failure: unknown
  for (let attempt = 0; attempt < 3; attempt++) {
    try {
      return await startBinary(binary)
    } catch (error) {
      failure = error // Between asking for a free port and taking it, somebody else may have taken it.
    }
  }
  throw failure
}

/** The path of the dynoxide binary, or undefined on a platform that npm has none for. */
export function dynoxide(): string | undefined {
  try {
    return createRequire(import.meta.url).resolve(`@dynoxide/${process.platform}-${process.arch}/dynoxide`)
  } catch {
    return undefined
  }
}

/**
 * The shell turns into the binary (`exec`) and leaves a reader of our pipe behind: when this process ends, however it ends, the pipe
 * closes and the reader ends the binary. `detached` keeps a Ctrl-C in the terminal from stopping it before those who still use it.
 */
const orphanless = 'exec 3<&0; (read -r _ <&3; kill -9 $$) & exec "$0" "$@" 3<&- </dev/null'

async function startBinary(binary: string): Promise<Engine> {
  const port = await freePort()
  const child = spawn('/bin/sh', ['-c', orphanless, binary, '--host', '127.0.0.1', '--port', String(port)], {
    stdio: ['pipe', 'pipe', 'pipe'],
    detached: true,
  })
  let said = ''
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => {
      said = (said + text).slice(-2_000)
    })
  }
  child.stdin.on('error', () => {})
  const endpoint = `http://127.0.0.1:${port}`
  const stop = async () => {
    if (child.exitCode !== null || child.signalCode !== null) return
    const exited = once(child, 'exit')
    child.kill('SIGKILL')
    await exited
  }

  for (let waited = 0; waited < 10_000; waited += 10) {
    if (child.exitCode !== null || child.signalCode !== null)
      throw new Error(`DynamoDB engine ended at once: ${said.trim() || child.exitCode}`)
    if (said.includes(endpoint) && (await answers(endpoint))) return { endpoint, stop }
    await sleep(10)
  }
  await stop()
  throw new Error(`DynamoDB engine did not answer within 10 s: ${said.trim()}`)
}

async function answers(endpoint: string): Promise<boolean> {
  return fetch(endpoint, { signal: AbortSignal.timeout(1_000) }).then(
    async (response) => {
      await response.arrayBuffer()
      return true
    },
    () => false,
  )
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  server.close()
  await once(server, 'close')
  if (address === null || typeof address === 'string') throw new Error('no free port on 127.0.0.1')
  return address.port
}
