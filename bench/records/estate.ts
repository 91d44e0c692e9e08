import type { Chance } from '../../samples/chance.ts'

/** Part of a record. */
export type Json = Readonly<Record<string, unknown>>

/** Who is there to do something. */
export interface Estate {
  readonly account: string
  readonly roles: readonly Principal[]
  readonly users: readonly Principal[]
  readonly keys: readonly string[]
}

/** A role or a user. */
export interface Principal {
  readonly name: string
  readonly id: string
  readonly agent: string
  /** The machines that use it; each renews its credentials every hour. */
  readonly machines: readonly Machine[]
}

/** Where somebody calls from. */
export interface Machine {
  readonly instance: string
  readonly address: string
  /** A key for each hour. */
  readonly keys: Map<number, string>
}

/** An account of its own, of forty roles and fifteen users. */
export function estateOf(luck: Chance): Estate {
  const address = () => `${luck.pick(['10', '172', '198'])}.${luck.int(16, 31)}.${luck.int(0, 255)}.${luck.int(1, 254)}`
  const some = (length: number, prefix: 'AROA' | 'AIDA', name: (index: number) => string) =>
    Array.from({ length }, (_, index) => ({
      name: name(index),
      id: luck.id(prefix),
      agent: luck.pick(agents),
      machines: Array.from({ length: luck.int(1, 4) }, () => ({
        instance: `i-0${luck.hex(16)}`,
        address: address(),
        keys: new Map<number, string>(),
      })),
    }))
  return {
    account: `${luck.int(100_000, 999_999)}${luck.int(100_000, 999_999)}`,
    roles: some(40, 'AROA', (index) => `${luck.pick(teams)}-${luck.pick(parts)}-${index}`),
    users: some(15, 'AIDA', (index) => `${luck.pick(['ada', 'ben', 'cleo', 'dora', 'emil'])}.${index}`),
    keys: Array.from({ length: 12 }, () => luck.uuid()),
  }
}

/** Where everything happens. */
export const region = 'eu-central-1'
/** What things are named by. */
export const teams = ['shop', 'search', 'billing', 'mail', 'data'] as const
/** What teams have. */
export const parts = ['api', 'worker', 'deploy', 'batch', 'web'] as const
const agents = [
  'aws-sdk-java/2.31.9 md/io#sync md/http#Apache ua/2.1 os/Linux#5.10.236 lang/java#21.0.7 md/OpenJDK_64-Bit_Server_VM',
  'Boto3/1.38.2 md/Botocore#1.38.2 ua/2.1 os/linux#5.10.238-231.953.amzn2.x86_64 md/arch#x86_64 lang/python#3.13.3 Botocore/1.38.2',
  'aws-sdk-js/3.812.0 ua/2.1 os/linux#5.10.237 lang/js md/nodejs#22.15.0 api/dynamodb#3.812.0 exec-env/AWS_Lambda_nodejs22.x',
  'aws-cli/2.27.22 md/awscrt#0.26.1 ua/2.1 os/linux#6.8.0-1029-aws md/arch#x86_64 lang/python#3.13.3 md/pyimpl#CPython',
  'APN/1.0 HashiCorp/1.0 Terraform/1.12.1 (+https://www.terraform.io) terraform-provider-aws/5.98.0 (+https://registry.terraform.io)',
] as const

/** Who calls, and when. */
export interface Caller {
  readonly estate: Estate
  readonly principal: Principal
  readonly machine: Machine
  /** The service that calls, where one does. */
  readonly caller: string
  readonly time: number
  readonly luck: Chance
}

/** What a record says of who calls. */
export const identities: Readonly<Record<'service' | 'onBehalf' | 'role' | 'user', (by: Caller) => Json>> = {
  service: ({ caller }) => ({ type: 'AWSService', invokedBy: caller }),
  onBehalf: (by) => ({ ...session(by), invokedBy: by.caller }),
  role: session,
  user: ({ estate: { account }, principal: { id, name }, machine, luck }) => ({
    type: 'IAMUser',
    principalId: id,
    arn: `arn:aws:iam::${account}:user/${name}`,
    accountId: account,
    accessKeyId: keyOf(machine, 0, () => luck.id('AKIA')),
    userName: name,
  }),
}

function session({ estate: { account }, principal: { id, name }, machine, time, luck }: Caller): Json {
  const hour = Math.floor(time / 3_600_000)
  return {
    type: 'AssumedRole',
    principalId: `${id}:${machine.instance}`,
    arn: `arn:aws:sts::${account}:assumed-role/${name}/${machine.instance}`,
    accountId: account,
    accessKeyId: keyOf(machine, hour, () => luck.id('ASIA')),
    sessionContext: {
      sessionIssuer: {
        type: 'Role',
        principalId: id,
        arn: `arn:aws:iam::${account}:role/${name}`,
        accountId: account,
        userName: name,
      },
      attributes: { creationDate: iso(hour * 3_600_000), mfaAuthenticated: 'false' },
      ec2RoleDelivery: '2.0',
    },
  }
}

function keyOf({ keys }: Machine, hour: number, fresh: () => string): string {
  return keys.get(hour) ?? keys.set(hour, fresh()).get(hour)!
}

/** A time as CloudTrail writes it. */
export const iso = (time: number) => new Date(time).toISOString().replace('.000Z', 'Z')
