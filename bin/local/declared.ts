/** What `serverless.yml` and `infra/` declare, as the local host needs it: every name, address and trigger filled in. */
import { type Known, type Resolver, resolver, type Template } from './cloudformation.ts'
import { functionRules, type LambdaFunction, lambdaFunction, type Named, type Rule } from './declared-functions.ts'
import { compilePattern } from './event-pattern.ts'
import { functionArn, knower, known, type Place } from './names.ts'
import { array, type Json, object } from './shape.ts'

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
