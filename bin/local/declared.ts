/** What `serverless.yml` and `infra/` declare, as the local host needs it: every name, address and trigger filled in. */
import { type Declared, type Known, type Resolver, resolver, type Template } from './cloudformation.ts'
import { compilePattern, type Matches } from './event-pattern.ts'

type Json = Readonly<Record<string, unknown>>

export interface Place {
  readonly region: string
  readonly account: string
  /** Where SQS answers: a queue's address begins with it. */
  readonly sqs: string
}

export interface Estate {
  readonly stack: string
  readonly tables: readonly Table[]
  readonly queues: readonly Queue[]
  readonly topics: readonly Named[]
  readonly buses: readonly string[]
  readonly subscriptions: readonly { readonly topicArn: string; readonly queueArn: string; readonly raw: boolean }[]
  readonly rules: readonly Rule[]
  readonly functions: readonly LambdaFunction[]
  /** The functions that CloudWatch Logs hands the lines of all log groups to. */
  readonly logReaders: readonly string[]
}

export interface Named {
  readonly name: string
  readonly arn: string
}

/** The properties of `AWS::DynamoDB::Table` that `CreateTable` takes too, resolved. */
export interface Table extends Named {
  readonly properties: Json
  readonly timeToLive: string | undefined
  readonly streamArn: string
}

export interface Queue extends Named {
  readonly url: string
  readonly attributes: Readonly<Record<string, string>>
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

/** Reads a configuration whose variables are filled in. Throws with the name of whatever cannot be had here. */
export function declaredIn(config: Json, place: Place): Estate {
  const template = templateOf(config)
  const stack = String(object(config.provider).stackName)
  const functions = Object.entries(object(config.functions)).map(([id, one]) => [id, object(one)] as const)
  const know = knower(stack, place, functions.map(([id]) => id)) // biome-ignore format: one thought
  const { resolve, condition } = resolver({
    template,
    know,
    pseudo: {
      'AWS::AccountId': place.account,
      'AWS::Region': place.region,
      'AWS::Partition': 'aws',
      'AWS::StackName': stack,
      'AWS::URLSuffix': 'amazonaws.com',
    },
  })
  const all = Object.entries(template.resources).filter(
    ([, { Condition }]) => Condition === undefined || condition(Condition),
  )
  const of = (type: string) =>
    all
      .filter(([, { Type }]) => Type === type)
      .map(([id, { Properties = {} }]) => ({
        id,
        properties: Properties,
        known: known(know, id, template.resources[id]),
      }))

  return {
    stack,
    tables: of('AWS::DynamoDB::Table').map(({ id, properties, known }) => table(id, properties, known, resolve)),
    queues: of('AWS::SQS::Queue').map(({ id, properties, known }) => queue(id, properties, known, resolve)),
    topics: of('AWS::SNS::Topic').map(({ known }) => ({ name: known.attributes.TopicName ?? '', arn: known.ref })),
    buses: ['default', ...of('AWS::Events::EventBus').map(({ known }) => known.ref)],
    subscriptions: of('AWS::SNS::Subscription')
      .map(({ id, properties }) => resolve(properties, id) as Json)
      .filter(({ Protocol }) => Protocol === 'sqs')
      .map(({ TopicArn, Endpoint, RawMessageDelivery }) => ({
        topicArn: String(TopicArn),
        queueArn: String(Endpoint),
        raw: String(RawMessageDelivery) === 'true',
      })),
    rules: [
      ...of('AWS::Events::Rule').map(({ id, properties }) => rule(id, resolve(properties, id) as Json)),
      ...functions.flatMap(([id, one]) => functionRules(id, one, functionArn(stack, place, id), resolve)),
    ],
    functions: functions.map(([id, one]) => lambdaFunction(id, one, object(config.provider), stack, place, resolve)),
    logReaders: [
      ...of('AWS::Logs::AccountPolicy').map(({ id, properties }) => {
        const { DestinationArn } = JSON.parse(String(resolve(properties.PolicyDocument, id))) as Json
        return String(DestinationArn)
      }),
      ...of('AWS::Logs::SubscriptionFilter').map(({ id, properties }) =>
        String(resolve(properties.DestinationArn, id)),
      ),
    ],
  }
}

function templateOf({ resources }: Json): Template {
  const parts = (Array.isArray(resources) ? resources : [resources]).map(object)
  const merged = (section: string) => Object.assign({}, ...parts.map((part) => object(part[section] ?? {}))) as Json
  return {
    parameters: merged('Parameters') as Template['parameters'],
    conditions: merged('Conditions'),
    resources: merged('Resources') as Template['resources'],
  }
}

type Know = (id: string, resource: Declared | undefined) => Known | undefined

/** Names as CloudFormation would give them, the stack's name and the logical id, without the random end. */
function knower(stack: string, { region, account, sqs }: Place, functions: readonly string[]): Know {
  const arn = (service: string, rest: string) => `arn:aws:${service}:${region}:${account}:${rest}`
  const kinds: Readonly<Record<string, (name: string) => Known>> = {
    'AWS::DynamoDB::Table': (name) => ({
      ref: name,
      attributes: { Arn: arn('dynamodb', `table/${name}`), StreamArn: arn('dynamodb', `table/${name}/stream/local`) },
    }),
    'AWS::SQS::Queue': (name) => ({
      ref: `${sqs}/${account}/${name}`,
      attributes: { Arn: arn('sqs', name), QueueName: name },
    }),
    'AWS::SNS::Topic': (name) => ({
      ref: arn('sns', name),
      attributes: { TopicArn: arn('sns', name), TopicName: name },
    }),
    'AWS::SNS::Subscription': (name) => ({ ref: arn('sns', name), attributes: {} }),
    'AWS::Events::EventBus': (name) => ({
      ref: name,
      attributes: { Arn: arn('events', `event-bus/${name}`), Name: name },
    }),
    'AWS::Events::Rule': (name) => ({ ref: name, attributes: { Arn: arn('events', `rule/${name}`) } }),
    'AWS::Logs::AccountPolicy': (name) => ({ ref: name, attributes: {} }),
    'AWS::Logs::SubscriptionFilter': (name) => ({ ref: name, attributes: {} }),
    'AWS::KMS::Key': (name) => ({ ref: name, attributes: { Arn: arn('kms', `key/${name}`), KeyId: name } }),
    'AWS::IAM::Role': (name) => ({ ref: name, attributes: { Arn: `arn:aws:iam::${account}:role/${name}` } }),
  }
  const ofFunctions = new Map(
    functions.flatMap((id): [string, Known][] => {
      const own = functionArn(stack, { region, account, sqs }, id)
      const group = `/aws/lambda/${stack}-${id}`
      return [
        [`${capital(id)}LambdaFunction`, { ref: `${stack}-${id}`, attributes: { Arn: own } }],
        [`${capital(id)}LogGroup`, { ref: group, attributes: { Arn: arn('logs', `log-group:${group}:*`) } }],
      ]
    }),
  )
  return (id, resource) => {
    if (resource === undefined) return ofFunctions.get(id)
    const { TopicName, QueueName, TableName, Name } = resource.Properties ?? {}
    const given = TopicName ?? QueueName ?? TableName
    const name = typeof given === 'string' ? given : isStackName(Name) ? stack : `${stack}-${id}`
    return kinds[resource.Type]?.(name)
  }
}

function isStackName(name: unknown): boolean {
  return typeof name === 'object' && name !== null && 'Ref' in name && name.Ref === 'AWS::StackName'
}

function known(know: Know, id: string, resource: Declared | undefined): Known {
  const found = know(id, resource)
  if (found === undefined) throw new Error(`${id} (${resource?.Type ?? 'not declared'}) has no counterpart here`)
  return found
}

function functionArn(stack: string, { region, account }: Place, id: string): string {
  return `arn:aws:lambda:${region}:${account}:function:${stack}-${id}`
}

function capital(id: string): string {
  return id.charAt(0).toUpperCase() + id.slice(1)
}

type Resolve = Resolver['resolve']

/** Encryption, backups and protection have no meaning for a table that lives in memory for a minute. */
function table(id: string, declared: Json, { ref, attributes }: Known, resolve: Resolve): Table {
  const {
    BillingMode,
    AttributeDefinitions,
    KeySchema,
    GlobalSecondaryIndexes,
    StreamSpecification,
    TimeToLiveSpecification,
  } = declared
  const { StreamViewType } = object(StreamSpecification ?? {})
  const wanted = {
    BillingMode,
    AttributeDefinitions,
    KeySchema,
    ...(GlobalSecondaryIndexes === undefined ? {} : { GlobalSecondaryIndexes }),
  }
  const stream = StreamViewType === undefined ? {} : { StreamSpecification: { StreamEnabled: true, StreamViewType } }
  const { AttributeName } = object(TimeToLiveSpecification ?? {})
  return {
    name: ref,
    arn: attributes.Arn ?? '',
    streamArn: attributes.StreamArn ?? '',
    properties: { TableName: ref, ...object(resolve(wanted, id)), ...stream },
    timeToLive: AttributeName === undefined ? undefined : String(AttributeName),
  }
}

const queueAttributes = [
  'VisibilityTimeout',
  'DelaySeconds',
  'MessageRetentionPeriod',
  'MaximumMessageSize',
  'RedrivePolicy',
] as const

function queue(id: string, declared: Json, { ref, attributes }: Known, resolve: Resolve): Queue {
  const wanted = queueAttributes
    .filter((name) => name in declared)
    .map((name) => {
      const value = resolve(declared[name], `${id}.${name}`)
      return [name, typeof value === 'object' ? JSON.stringify(value) : String(value)]
    })
  return {
    name: attributes.QueueName ?? '',
    arn: attributes.Arn ?? '',
    url: ref,
    attributes: Object.fromEntries(wanted),
  }
}

function rule(id: string, { Name, EventBusName, EventPattern, Targets }: Json): Rule {
  return {
    name: String(Name ?? id),
    bus: String(EventBusName ?? 'default'),
    matches: compilePattern(EventPattern, `${id}.EventPattern`),
    targets: array(Targets).map((target) => {
      const { Arn, Input, InputPath, InputTransformer } = object(target)
      if ((Input ?? InputPath ?? InputTransformer) !== undefined)
        throw new Error(`${id}: a changed input is not known here`)
      return String(Arn)
    }),
  }
}

function functionRules(id: string, { events }: Json, arn: string, resolve: Resolve): readonly Rule[] {
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

function lambdaFunction(
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

function object(value: unknown): Json {
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw new Error(`wants an object, not ${JSON.stringify(value)}`)
  return value as Json
}

function array(value: unknown): readonly unknown[] {
  if (!Array.isArray(value)) throw new Error(`wants a list, not ${JSON.stringify(value)}`)
  return value
}
