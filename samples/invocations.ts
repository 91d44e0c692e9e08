import { hour, minute, seconds, spoken } from './calendar.ts'
import {
  account,
  addresses,
  endpoints,
  type FunctionName,
  functionArn,
  functionRoles,
  lambdaAgent,
  sessionArn,
} from './cast.ts'
import { type Chance, chance } from './chance.ts'
import { type Call, record, service, session, type TrailRecord } from './cloudtrail.ts'
import type { Resource } from './config.ts'
import { type Environment, type Line, lines, type Said } from './logs.ts'

/** Lambda at work: which environment serves an invocation, and what that leaves in the logs and in the trail. */
export interface Invocation {
  readonly function: FunctionName
  readonly time: number
  readonly duration: number
  readonly used: number
  readonly said: (context: Context) => readonly Said[]
  /** The calls that its code makes and CloudTrail records. */
  readonly calls?: (context: Context) => readonly Call[]
  /** What the story calls it, where it matters. */
  readonly tag?: string
}

export interface Context {
  readonly requestId: string
  readonly time: number
  readonly environment: Environment
  readonly draw: Chance
}

/** An invocation after it was served. */
export interface Served {
  readonly invocation: Invocation
  readonly requestId: string
  readonly environment: Environment
  readonly lines: readonly Line[]
  readonly records: readonly TrailRecord[]
}

/** A function as it was from some time on: its environments start anew, with what it then has. */
export interface Release {
  readonly time: number
  readonly function: Resource
  readonly extension?: string
}

interface Alive {
  readonly environment: Environment
  readonly until: number
}

/** How long Lambda keeps an environment that is idle, and any environment, in this story. */
const patience = { idle: 50 * minute, life: 4 * hour }

/** Serves every invocation in order of time: by an environment that is warm and free, else by a new one. */
export function serve(invocations: readonly Invocation[], releases: readonly Release[]): readonly Served[] {
  const alive = new Map<FunctionName, readonly Alive[]>()
  return invocations.map((invocation) => {
    const { function: name, time, duration } = invocation
    const release = releases.findLast((one) => one.function.name === name && one.time <= time)!
    const usable = (alive.get(name) ?? []).filter(
      ({ environment, until }) =>
        environment.born >= release.time && time - until < patience.idle && time - environment.born < patience.life,
    )
    const warm = usable.find(({ until }) => until < time)
    const draw = chance(`run/${name}/${time}`)
    const init = warm ? undefined : draw.int(190, 430)
    const environment = warm?.environment ?? started(draw, name, time - (init ?? 0), release)
    alive.set(name, [...usable.filter((one) => one !== warm), { environment, until: time + duration }])
    const context = { requestId: draw.uuid(), time, environment, draw }
    const run = {
      ...context,
      duration,
      used: invocation.used,
      said: invocation.said(context),
      ...(init !== undefined && { init }),
    }
    const calls = [...(warm ? [] : wakes(context)), ...(invocation.calls?.(context) ?? [])]
    return {
      invocation,
      requestId: context.requestId,
      environment,
      lines: lines(draw, run),
      records: calls.map((call) => record(draw, call)),
    }
  })
}

function started(draw: Chance, name: FunctionName, born: number, release: Release): Environment {
  return {
    function: name,
    stream: `${seconds(born).slice(0, 10).replaceAll('-', '/')}/[$LATEST]${draw.hex(32)}`,
    born,
    credentials: {
      role: functionRoles[name],
      session: name,
      key: draw.id('ASIA'),
      issued: born,
      function: functionArn(name),
    },
    secret: `${draw.base64(30)}EXAMPLEKEY`,
    token: `IQoJb3JpZ2luX2VjEXAMPLE${draw.base64(60)}`,
    memory: release.function.configuration.memorySize as number,
    ...(release.extension && { extension: release.extension }),
  }
}

/**
 * What a new environment costs in calls: Lambda takes up the role for it, and the code fetches what it keeps between invocations.
 * (Lambda's own worker also creates the log stream, from one of AWS's addresses; documentation has no such address, so it is left out.)
 */
function wakes(context: Context): readonly Call[] {
  const { environment, time } = context
  const { role, session: name, key, issued } = environment.credentials
  const assume: Call = {
    time: environment.born,
    identity: service('lambda.amazonaws.com'),
    service: 'sts',
    name: 'AssumeRole',
    ip: 'lambda.amazonaws.com',
    agent: 'lambda.amazonaws.com',
    request: { roleArn: role.arn, roleSessionName: name },
    response: {
      credentials: { accessKeyId: key, sessionToken: environment.token, expiration: spoken(issued + 12 * hour) },
      assumedRoleUser: { assumedRoleId: `${role.id}:${name}`, arn: sessionArn(role, name) },
    },
    resources: [{ accountId: account, type: 'AWS::IAM::Role', ARN: role.arn }],
    shared: true,
  }
  return [assume, ...(firstCalls[environment.function]?.(context, time) ?? [])]
}

const firstCalls: Partial<Record<FunctionName, (context: Context, time: number) => readonly Call[]>> = {
  'orders-api': (context, time) => [
    fromFunction(context, {
      time: time + 20,
      service: 'secretsmanager',
      name: 'GetSecretValue',
      agent: lambdaAgent('secrets-manager'),
      request: { secretId: 'paperkite/payments' },
    }),
  ],
  'orders-writer': (context, time) => [
    fromFunction(context, {
      time: time + 15,
      service: 'ssm',
      name: 'GetParameter',
      agent: lambdaAgent('ssm'),
      request: { name: '/paperkite/orders/topic', withDecryption: false },
    }),
  ],
}

type Own = Pick<Call, 'time' | 'service' | 'name' | 'agent' | 'request'> & Partial<Call>

/** A call that a function's own code makes, from inside Lambda: by the network's endpoints where it has them, else by its NAT gateway. */
export function fromFunction({ environment }: Context, call: Own): Call {
  const inside = chance(`address/${environment.stream}`)
  const endpoint = call.service === 's3' ? endpoints.s3 : call.service === 'dynamodb' ? endpoints.dynamodb : undefined
  return {
    identity: session(environment.credentials),
    ip: endpoint ? `10.20.${inside.int(1, 2)}.${inside.int(10, 250)}` : addresses.nat,
    ...(endpoint && { endpoint }),
    ...call,
  }
}
