import { millis, second } from './calendar.ts'
import { account, type FunctionName } from './cast.ts'
import { type Chance, chance } from './chance.ts'
import type { Credentials } from './cloudtrail.ts'
import { runtimeArn, runtimeVersion } from './functions.ts'

/** What Lambda's functions leave in CloudWatch Logs: its platform's lines around their own. */
export interface Line {
  readonly id: string
  readonly function: FunctionName
  readonly stream: string
  readonly time: number
  readonly message: string
}

/** One execution environment: its log stream, its credentials, and what else it was started with. */
export interface Environment {
  readonly function: FunctionName
  readonly stream: string
  readonly born: number
  readonly credentials: Credentials
  readonly secret: string
  readonly token: string
  readonly memory: number
  readonly extension?: string
}

/** A line that the function's own code wrote. */
export interface Said {
  /** Milliseconds after the handler began. */
  readonly after: number
  readonly level: 'INFO' | 'WARN' | 'ERROR'
  readonly message: string | object
}

/** One invocation, as the platform saw it. */
export interface Run {
  readonly environment: Environment
  readonly requestId: string
  readonly time: number
  readonly duration: number
  readonly used: number
  readonly said: readonly Said[]
  /** Milliseconds that the environment took to start, where this was its first. */
  readonly init?: number
}

/** Every line of one invocation; the API's are JSON, the others' are text. */
export function lines(draw: Chance, run: Run): readonly Line[] {
  const write = run.environment.function === 'orders-api' ? json : text
  const { function: name, stream } = run.environment
  return write(run).map(({ time, message }, place) => ({
    // CloudWatch's ids are 56 digits that begin with the time and grow within a stream.
    id: ((BigInt(time) << 144n) + (BigInt(place) << 136n) + BigInt(`0x${draw.hex(30)}`)).toString(),
    function: name,
    stream,
    time,
    message,
  }))
}

interface Written {
  readonly time: number
  readonly message: string
}

function text({ environment, requestId, time, duration, used, said, init }: Run): readonly Written[] {
  const ended = time + Math.ceil(duration)
  const put = (at: number, message: string): Written => ({ time: at, message: `${message}\n` })
  return [
    ...(init === undefined
      ? []
      : [put(time - init, `INIT_START Runtime Version: ${runtimeVersion}\tRuntime Version ARN: ${runtimeArn}`)]),
    ...(init !== undefined && environment.extension
      ? [put(time - 40, `EXTENSION\tName: ${environment.extension}\tState: Ready\tEvents: [INVOKE,SHUTDOWN]`)]
      : []),
    put(time, `START RequestId: ${requestId} Version: $LATEST`),
    ...said.map(({ after, level, message }) =>
      put(
        time + after,
        `${millis(time + after)}\t${requestId}\t${level}\t${typeof message === 'string' ? message : JSON.stringify(message)}`,
      ),
    ),
    put(ended, `END RequestId: ${requestId}`),
    put(
      ended,
      `REPORT RequestId: ${requestId}\tDuration: ${duration.toFixed(2)} ms\tBilled Duration: ${Math.ceil(duration + (init ?? 0))} ms\tMemory Size: ${environment.memory} MB\tMax Memory Used: ${used} MB\t${init === undefined ? '' : `Init Duration: ${init.toFixed(2)} ms\t`}`,
    ),
  ]
}

function json({ environment, requestId, time, duration, used, said, init }: Run): readonly Written[] {
  const ended = time + Math.ceil(duration)
  const platform = (at: number, type: string, record: object): Written => ({
    time: at,
    message: `${JSON.stringify({ time: millis(at), type: `platform.${type}`, record })}\n`,
  })
  const started = { initializationType: 'on-demand', phase: 'init', runtimeVersion, runtimeVersionArn: runtimeArn }
  return [
    ...(init === undefined
      ? []
      : [
          platform(time - init, 'initStart', {
            ...started,
            functionName: environment.function,
            functionVersion: '$LATEST',
          }),
        ]),
    platform(time, 'start', { requestId, version: '$LATEST' }),
    ...said.map(({ after, level, message }) => ({
      time: time + after,
      message: `${JSON.stringify({ timestamp: millis(time + after), level, requestId, message })}\n`,
    })),
    platform(ended, 'runtimeDone', {
      requestId,
      status: 'success',
      metrics: { durationMs: duration, producedBytes: 212 },
    }),
    platform(ended, 'report', {
      requestId,
      metrics: {
        durationMs: duration,
        billedDurationMs: Math.ceil(duration + (init ?? 0)),
        memorySizeMB: environment.memory,
        maxMemoryUsedMB: used,
        ...(init !== undefined && { initDurationMs: init }),
      },
      status: 'success',
    }),
  ]
}

/** What CloudWatch Logs hands to a subscriber: one stream's lines of some seconds. The `data` of its envelope is this, packed. */
export interface Delivery {
  readonly time: number
  readonly function: FunctionName
  readonly payload: object
}

const patience = 20 * second

/** The lines as they are delivered: together where they are of one stream and less than some seconds apart. */
export function deliveries(all: readonly Line[]): readonly Delivery[] {
  const open = new Map<string, Line[]>()
  const done: Line[][] = []
  for (const line of all) {
    const batch = open.get(line.stream)
    if (batch && line.time - batch.at(-1)!.time < patience) {
      batch.push(line)
      continue
    }
    const fresh = [line]
    open.set(line.stream, fresh)
    done.push(fresh)
  }
  return done.map((batch) => ({
    time: batch.at(-1)!.time + 2 * second + chance(batch[0]!.id).int(0, 3000),
    function: batch[0]!.function,
    payload: {
      messageType: 'DATA_MESSAGE',
      owner: account,
      logGroup: `/aws/lambda/${batch[0]!.function}`,
      logStream: batch[0]!.stream,
      subscriptionFilters: ['vedette'],
      logEvents: batch.map(({ id, time, message }) => ({ id, timestamp: time, message })),
    },
  }))
}
