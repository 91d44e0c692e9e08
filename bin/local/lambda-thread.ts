/** The inside of a local Lambda: a thread that loads one bundle and answers one event after another with a context like Lambda's. */
import { createRequire } from 'node:module'
import { parentPort, workerData } from 'node:worker_threads'

/** What the thread is started with. */
export interface ThreadOptions {
  readonly file: string
  readonly handler: string
  readonly name: string
  readonly arn: string
  readonly memory: number
}

/** One event to answer, and by when. */
export interface Invocation {
  readonly id: string
  readonly event: unknown
  readonly deadline: number
}

/** Its answer, or what it threw. */
export type Outcome =
  | { readonly id: string; readonly result: unknown }
  | { readonly id: string; readonly error: { readonly name: string; readonly message: string; readonly stack: string } }

type Handler = (event: unknown, context: object) => unknown

const { file, handler, name, arn, memory } = workerData as ThreadOptions
const port = parentPort
if (port === null) throw new Error('lambda-thread.ts runs in a worker thread')

const handle = (createRequire(import.meta.url)(file) as Record<string, unknown>)[handler]
if (typeof handle !== 'function') throw new Error(`${file} exports no function ${handler}`)

port.on('message', async (invocation: Invocation | 'end') => {
  if (invocation === 'end') return port.close()
  port.postMessage(await answer(handle as Handler, invocation))
})
port.postMessage('ready')

async function answer(handle: Handler, { id, event, deadline }: Invocation): Promise<Outcome> {
  const context = {
    awsRequestId: id,
    functionName: name,
    functionVersion: '$LATEST',
    invokedFunctionArn: arn,
    memoryLimitInMB: String(memory),
    logGroupName: `/aws/lambda/${name}`,
    logStreamName: 'local',
    callbackWaitsForEmptyEventLoop: false,
    getRemainingTimeInMillis: () => Math.max(0, deadline - Date.now()),
  }
  try {
    return { id, result: plain(await handle(event, context)) }
  } catch (error) {
    const { name, message, stack } = error instanceof Error ? error : new Error(String(error))
    return { id, error: { name, message, stack: stack ?? '' } }
  }
}

/** Lambda answers in JSON, so that is all that may come out. */
function plain(result: unknown): unknown {
  return result === undefined ? null : JSON.parse(JSON.stringify(result))
}
