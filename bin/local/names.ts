/** What the resources of a template are called here, and where they answer. */
import type { Declared, Known } from './cloudformation.ts'

export interface Place {
  readonly region: string
  readonly account: string
  /** Where SQS answers: a queue's address begins with it. */
  readonly sqs: string
}

/** Says what a resource is here; undefined when it has no counterpart. */
export type Know = (id: string, resource: Declared | undefined) => Known | undefined

/** Names as CloudFormation would give them, the stack's name and the logical id, without the random end. */
export function knower(stack: string, { region, account, sqs }: Place, functions: readonly string[]): Know {
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

/** The same, of a resource that has to have one. */
export function known(know: Know, id: string, resource: Declared | undefined): Known {
  const found = know(id, resource)
  if (found === undefined) throw new Error(`${id} (${resource?.Type ?? 'not declared'}) has no counterpart here`)
  return found
}

/** A function's ARN. */
export function functionArn(stack: string, { region, account }: Place, id: string): string {
  return `arn:aws:lambda:${region}:${account}:function:${stack}-${id}`
}

function capital(id: string): string {
  return id.charAt(0).toUpperCase() + id.slice(1)
}
