/** A Lambda function on this machine: the built bundle in a thread of its own, with its own environment, time limit and log file. */
import { randomUUID } from 'node:crypto'
import { createInterface } from 'node:readline'
import { Worker } from 'node:worker_threads'
import type { Invocation, Outcome, ThreadOptions } from './lambda-thread.ts'
import { logFile } from './log-file.ts'

export interface LambdaOptions extends ThreadOptions {
  readonly environment: Readonly<Record<string, string>>
  /** Seconds that one event may take. */
  readonly timeout: number
  readonly logFile: string
  /** Hears every line that the function printed. */
  readonly onLine?: (line: string) => void
}

export interface Lambda {
  readonly name: string
  readonly arn: string
  /** Hands it one event, after those before it. Throws what it threw, or that it ran out of time. */
  invoke(event: unknown): Promise<unknown>
  /** Lets it finish printing and ends it. */
  stop(): Promise<void>
  /** Ends it at once, whatever it is doing. */
  kill(): Promise<void>
}

/** The function failed, by throwing or by taking too long. */
export class LambdaFailed extends Error {
  override readonly name = 'LambdaFailed'
}

/** A function that starts with its first event, and again after it crashed or ran out of time. */
export function startLambda(options: LambdaOptions): Lambda {
  const { name, arn, timeout, onLine } = options
  const log = logFile(options.logFile)
  let thread: Thread | undefined
  let printed: Promise<unknown> = Promise.resolve()
  let turn: Promise<unknown> = Promise.resolve()

  const start = (): Thread => {
    const started = startThread(options, (line) => {
      log.write(line)
      onLine?.(line)
    })
    printed = Promise.all([printed, started.printed])
    return started
  }

  const run = async (event: unknown): Promise<unknown> => {
    thread ??= start()
    const { worker, ready } = thread
    const id = randomUUID()
    try {
      await ready
      log.write(`START RequestId: ${id}`)
      const outcome = await answerOf(worker, { id, event, deadline: Date.now() + timeout * 1000 }, timeout)
      if ('result' in outcome) return outcome.result
      log.write(outcome.error.stack)
      throw new LambdaFailed(`${name}: ${outcome.error.name}: ${outcome.error.message}`)
    } catch (error) {
      if (error instanceof LambdaFailed) throw error
      thread = undefined
      await worker.terminate()
      log.write(String(error))
      throw new LambdaFailed(`${name}: ${error instanceof Error ? error.message : String(error)}`)
    } finally {
      log.write(`END RequestId: ${id}`)
    }
  }

  return {
    name,
    arn,
    invoke(event) {
      const mine = turn.then(() => run(event))
      turn = mine.catch(() => {})
      return mine
    },
    async stop() {
      if (thread !== undefined) await endOf(thread.worker)
      await printed
      log.flush()
    },
    async kill() {
      await thread?.worker.terminate()
      log.flush()
    },
  }
}

interface Thread {
  readonly worker: Worker
  readonly ready: Promise<void>
  /** Resolves when everything that it printed was heard. */
  readonly printed: Promise<unknown>
}

/** A cold start gets ten seconds of its own, as Lambda gives it. */
const coldStart = 10_000

function startThread(
  { file, handler, name, arn, memory, environment }: LambdaOptions,
  onLine: (line: string) => void,
): Thread {
  const workerData: ThreadOptions = { file, handler, name, arn, memory }
  const worker = new Worker(new URL('./lambda-thread.ts', import.meta.url), {
    workerData,
    env: { ...environment },
    execArgv: [],
    stdout: true,
    stderr: true,
  })
  worker.on('error', () => {}) // Whoever waits for an answer hears of it.
  const printed = [worker.stdout, worker.stderr].map((input) => {
    const lines = createInterface({ input, crlfDelay: Number.POSITIVE_INFINITY }).on('line', onLine)
    return new Promise((resolve) => lines.once('close', resolve))
  })
  const ready = answered(worker, coldStart, 'did not start', (message) => (message === 'ready' ? true : undefined))
  ready.catch(() => {})
  return { worker, ready: ready.then(() => {}), printed: Promise.all(printed) }
}

async function answerOf(worker: Worker, invocation: Invocation, timeout: number): Promise<Outcome> {
  const answer = answered(worker, timeout * 1000, 'timed out', (message) => {
    const outcome = message as Outcome
    return outcome.id === invocation.id ? outcome : undefined
  })
  worker.postMessage(invocation)
  return answer
}

/** The first message that `pick` takes. Throws when the thread breaks or time is up. */
function answered<T>(
  worker: Worker,
  most: number,
  late: string,
  pick: (message: unknown) => T | undefined,
): Promise<T> {
  const { promise, resolve, reject } = Promise.withResolvers<T>()
  const timer = setTimeout(() => reject(new Error(`${late} after ${most / 1000} seconds`)), most)
  const onMessage = (message: unknown) => {
    const picked = pick(message)
    if (picked !== undefined) resolve(picked)
  }
  const onExit = () => reject(new Error('the thread ended before it answered'))
  worker.on('message', onMessage).on('error', reject).on('exit', onExit)
  return promise.finally(() => {
    clearTimeout(timer)
    worker.off('message', onMessage).off('error', reject).off('exit', onExit)
  })
}

async function endOf(worker: Worker): Promise<void> {
  const exited = new Promise((resolve) => worker.once('exit', resolve))
  worker.postMessage('end')
  const late = setTimeout(() => void worker.terminate(), 1_000)
  await exited
  clearTimeout(late)
}
