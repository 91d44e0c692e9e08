/** Lambda's part: the functions, the pumps of their triggers, and what is handed to them directly. */
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { PublishCommand } from '@aws-sdk/client-sns'
import { SendMessageCommand } from '@aws-sdk/client-sqs'
import { bell } from './bell.ts'
import { type Clients, type Endpoints, environmentOf } from './clients.ts'
import type { Estate } from './declared.ts'
import type { LambdaFunction } from './declared-functions.ts'
import { type Lambda, startLambda } from './lambda.ts'
import { type Router, router } from './router.ts'
import { startTriggers } from './triggers.ts'

export interface HostOptions {
  readonly estate: Estate
  readonly endpoints: Endpoints
  readonly clients: Clients
  /** Where the bundles are, each in its folder. */
  readonly task: string
  /** Where each function's log goes. */
  readonly logs: string
  /** Hears every line that a function prints. */
  readonly onLine?: (name: string, line: string) => void
  /** Hears of every failed invocation. */
  readonly onFailure?: (reason: string) => void
}

export interface Host {
  /** Puts an event on a bus; says whether a rule took it. */
  put(bus: string, event: unknown): boolean
  /** Hands a subscription's event to the functions that read logs. */
  log(event: unknown): void
  /** Resolves when nothing is on its way any more. Throws, naming what is, when that takes longer than `most` milliseconds. */
  drained(most: number): Promise<void>
  /** Lets each function finish and ends all. */
  stop(): Promise<void>
  /** Ends all at once. */
  kill(): Promise<void>
}

/** Starts the functions of an estate with everything that wakes them. */
export function startHost({ estate, endpoints, clients, task, logs, onLine, onFailure }: HostOptions): Host {
  const functions = new Map<string, { declared: LambdaFunction; lambda: Lambda }>()
  const written = bell()
  let invocations = 0

  const invoke = async (arn: string, event: unknown): Promise<unknown> => {
    const found = functions.get(arn)
    if (found === undefined) throw new Error(`no function ${arn} is declared`)
    invocations += 1
    try {
      return await found.lambda.invoke(event)
    } catch (error) {
      onFailure?.(error instanceof Error ? error.message : String(error))
      throw error
    } finally {
      written.ring()
    }
  }
  const send = async (arn: string, message: unknown): Promise<void> => {
    const text = JSON.stringify(message)
    if (arn.includes(':sns:'))
      return void (await clients.sns.send(new PublishCommand({ TopicArn: arn, Message: text })))
    const queue = estate.queues.find((one) => one.arn === arn)
    if (queue === undefined) throw new Error(`no queue ${arn} is declared`)
    await clients.sqs.send(new SendMessageCommand({ QueueUrl: queue.url, MessageBody: text }))
  }
  /** An asynchronous invocation: tried again as the function says, then told to its destination. */
  const hand = async (arn: string, event: unknown): Promise<void> => {
    const { retries = 2, onFailure: destination } = functions.get(arn)?.declared ?? {}
    for (let attempt = 0; ; attempt++) {
      try {
        return void (await invoke(arn, event))
      } catch (error) {
        if (attempt < retries) {
          await sleep(100 * 2 ** attempt)
          continue
        }
        const failed = { functionArn: arn, condition: 'RetriesExhausted', approximateInvokeCount: attempt + 1 }
        const responsePayload = { errorMessage: error instanceof Error ? error.message : String(error) }
        return destination === undefined
          ? undefined
          : send(destination, { requestContext: failed, requestPayload: event, responsePayload })
      }
    }
  }

  for (const declared of estate.functions) {
    const { name, arn, id, memory, timeout } = declared
    const [file = '', handler = ''] = declared.handler.split('.')
    const lambda = startLambda({
      name,
      arn,
      memory,
      timeout,
      handler,
      file: join(task, declared.artifact, `${file}.js`),
      environment: { ...environmentOf(endpoints, name, memory), ...declared.environment },
      logFile: join(logs, `${id}.log`),
      onLine: (line) => onLine?.(id, line),
    })
    functions.set(arn, { declared, lambda })
  }

  const bus: Router = router(estate.rules, (target, event) =>
    target.includes(':lambda:') ? hand(target, event) : send(target, event),
  )
  const logReaders: Router = router(
    [{ name: 'logs', bus: 'logs', matches: () => true, targets: estate.logReaders }],
    hand,
  )
  const triggers = startTriggers({ estate, clients, written, invoke, send })

  const pending = async (): Promise<readonly string[]> => {
    const handing = bus.working + logReaders.working
    if (handing > 0) return [`${handing} events in work`] // To ask the engines as well would only keep them busy.
    const told = await Promise.all(triggers.pumps.map((pump) => pump.pending()))
    return told.filter((one) => one !== undefined)
  }
  return {
    put: (name, event) => bus.put(name, event),
    log: (event) => void logReaders.put('logs', event),
    async drained(most) {
      const until = Date.now() + most
      // What one stage has done wakes the next: quiet is when a second look at everything finds that nothing ran since the first.
      for (let before = -1; ; ) {
        const left = await pending()
        if (left.length === 0 && before === invocations) return
        before = left.length === 0 ? invocations : -1
        if (Date.now() > until)
          throw new Error(`not done after ${most / 1000} seconds: ${left.join('; ') || 'something keeps running'}`)
        if (left.length > 0) await sleep(20)
      }
    },
    async stop() {
      await triggers.stop()
      await Promise.all(functions.values().map(({ lambda }) => lambda.stop()))
    },
    async kill() {
      const stopping = triggers.stop().catch(() => {}) // What they carry breaks off under them.
      await Promise.all(functions.values().map(({ lambda }) => lambda.kill()))
      await stopping
    },
  }
}
