/** The functions that `serverless.yml` declares, with whatever wakes them. */
import type { Resolver } from './cloudformation.ts'
import { compilePattern, type Matches } from './event-pattern.ts'
import { functionArn, type Place } from './names.ts'
import { array, type Json, object } from './shape.ts'

export interface Named {
  readonly name: string
  readonly arn: string
}

/** What of a bus goes where. */
export interface Rule {
  readonly name: string
  readonly bus: string
  readonly matches: Matches
  readonly targets: readonly string[]
}

export interface LambdaFunction extends Named {
  /** Its name in `serverless.yml`. */
  readonly id: string
  /** What build.mjs packed for it: the name of a folder below `dist/`. */
  readonly artifact: string
  /** The file in it and what it exports: `index.handler`. */
  readonly handler: string
  readonly timeout: number
  readonly memory: number
  readonly environment: Readonly<Record<string, string>>
  /** What CloudWatch Logs or EventBridge handed over is tried again so often, and then goes here. */
  readonly retries: number
  readonly onFailure: string | undefined
  readonly triggers: readonly Trigger[]
}

/** A poller of Lambda's: from a queue or a stream. */
export interface Trigger {
  readonly kind: 'sqs' | 'stream'
  readonly arn: string
  readonly batchSize: number
  readonly partial: boolean
  readonly bisect: boolean
  readonly retries: number
  readonly onFailure: string | undefined
  readonly filter: Matches | undefined
}

type Resolve = Resolver['resolve']

/** A function as it is declared, with its queues and streams. */
export function lambdaFunction(
  id: string,
  one: Json,
  provider: Json,
  stack: string,
  place: Place,
  resolve: Resolve,
): LambdaFunction {
  const environment = object(
    resolve({ ...object(provider.environment ?? {}), ...object(one.environment ?? {}) }, `${id}.environment`),
  )
  const events = array(one.events ?? []).map(object)
  const [, artifact = id] = /([^/]+)\.zip$/.exec(String(object(one.package ?? {}).artifact ?? '')) ?? []
  return {
    id,
    name: `${stack}-${id}`,
    arn: functionArn(stack, place, id),
    artifact,
    handler: String(one.handler),
    timeout: Number(one.timeout ?? provider.timeout ?? 6),
    memory: Number(one.memorySize ?? provider.memorySize ?? 1024),
    environment: Object.fromEntries(Object.entries(environment).map(([name, value]) => [name, String(value)])),
    retries: Number(one.maximumRetryAttempts ?? 2),
    onFailure: destination(object(one.destinations ?? {}), id, resolve),
    triggers: events.flatMap((event, at) => trigger(event, `${id}.events[${at}]`, resolve)),
  }
}

/** Pages and timers are woken by people and by the clock, not by what happened; they are no triggers here. */
const elsewhere = new Set(['eventBridge', 'http', 'httpApi', 'url', 'schedule'])

function trigger(event: Json, where: string, resolve: Resolve): readonly Trigger[] {
  const [kind = ''] = Object.keys(event)
  if (elsewhere.has(kind)) return []
  if (kind !== 'sqs' && kind !== 'stream') throw new Error(`${where}: trigger ${kind} is not known here`)
  const settings = object(resolve(event[kind], where))
  if (kind === 'stream' && settings.type !== 'dynamodb')
    throw new Error(`${where}: stream of type ${String(settings.type)} is not known here`)
  const patterns = array(settings.filterPatterns ?? []).map((pattern, at) =>
    compilePattern(pattern, `${where}.filterPatterns[${at}]`),
  )
  return [
    {
      kind,
      arn: String(settings.arn),
      batchSize: Number(settings.batchSize ?? (kind === 'sqs' ? 10 : 100)),
      partial: settings.functionResponseType === 'ReportBatchItemFailures',
      bisect: settings.bisectBatchOnFunctionError === true,
      retries: Number(settings.maximumRetryAttempts ?? -1),
      onFailure: destination(object(settings.destinations ?? {}), where, resolve),
      filter: patterns.length === 0 ? undefined : (value) => patterns.some((matches) => matches(value)),
    },
  ]
}

function destination({ onFailure }: Json, where: string, resolve: Resolve): string | undefined {
  if (onFailure === undefined) return undefined
  const resolved = resolve(onFailure, `${where}.onFailure`)
  return typeof resolved === 'string' ? resolved : String(object(resolved).arn)
}

/** The rules that are declared with a function, as the event that wakes it. */
export function functionRules(id: string, { events }: Json, arn: string, resolve: Resolve): readonly Rule[] {
  const declared = array(events ?? []).map((event) => object(event).eventBridge)
  return declared
    .filter((one) => one !== undefined)
    .map((one, at) => {
      const where = `${id}.eventBridge[${at}]`
      const { name, eventBus, pattern, input, inputPath, inputTransformer } = object(resolve(one, where))
      if ((input ?? inputPath ?? inputTransformer) !== undefined)
        throw new Error(`${where}: a changed input is not known here`)
      const bus = String(eventBus ?? 'default').replace(/^.*:event-bus\//, '')
      return { name: String(name ?? where), bus, matches: compilePattern(pattern, `${where}.pattern`), targets: [arn] }
    })
}
