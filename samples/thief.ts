import { attacks, hour, minute, second, spoken } from './calendar.ts'
import {
  account,
  addresses,
  functionNames,
  functionRoles,
  globalRegion,
  intruderAgent,
  region,
  sessionArn,
  stranger,
} from './cast.ts'
import type { Chance } from './chance.ts'
import { type Call, type Credentials, denial, record, session, type TrailRecord } from './cloudtrail.ts'

/** Whoever holds stolen credentials: from where, and what they do and are refused with them. */
export interface Thief {
  readonly credentials: Credentials
  readonly ip: string
}

/** What is done, so many minutes into the attack. */
export type Deed = readonly [minutes: number, service: string, name: string, request?: object, more?: Partial<Call>]

/** The record of a deed. */
export function look(
  draw: Chance,
  { credentials, ip }: Thief,
  [minutes, service, name, request, more]: Deed,
): TrailRecord {
  return record(draw, {
    time: attacks + Math.round(minutes * minute),
    identity: session(credentials),
    service,
    name,
    region: service === 'iam' ? globalRegion : region,
    ip,
    agent: intruderAgent,
    ...(request && { request }),
    ...more,
  })
}

/** What they may find out by `debug-temporary`. */
export const discoveries: readonly Deed[] = [
  [50.1, 'iam', 'ListRolePolicies', { roleName: functionRoles.thumbnails.name }],
  [50.6, 'iam', 'GetRolePolicy', { roleName: functionRoles.thumbnails.name, policyName: 'debug-temporary' }],
  [52.2, 'lambda', 'ListFunctions20150331', { maxItems: 50 }],
  ...functionNames.map(
    (functionName, place): Deed => [52.9 + place * 0.3, 'lambda', 'GetFunction20150331v2', { functionName }],
  ),
]

type Refusal = readonly [service: string, name: string, action: string, on: string, code?: string]

/** What they try and may not. */
export const refusals: readonly Refusal[] = [
  ['iam', 'ListUsers', 'iam:ListUsers', `arn:aws:iam::${account}:user/`],
  ['s3', 'ListBuckets', 's3:ListAllMyBuckets', '*'],
  ['iam', 'ListRoles', 'iam:ListRoles', `arn:aws:iam::${account}:role/`],
  ['dynamodb', 'ListTables', 'dynamodb:ListTables', `arn:aws:dynamodb:${region}:${account}:table/*`],
  ['ec2', 'DescribeInstances', 'ec2:DescribeInstances', '*', 'Client.UnauthorizedOperation'],
  ['secretsmanager', 'ListSecrets', 'secretsmanager:ListSecrets', '*'],
  ['ssm', 'DescribeParameters', 'ssm:DescribeParameters', `arn:aws:ssm:${region}:${account}:*`],
  ['iam', 'CreateUser', 'iam:CreateUser', `arn:aws:iam::${account}:user/support`],
]

/** The record of a refusal; it keeps no request. */
export function refuse(
  draw: Chance,
  { credentials, ip }: Thief,
  after: number,
  [service, name, action, on, code = 'AccessDenied']: Refusal,
): TrailRecord {
  return record(draw, {
    time: attacks + after,
    identity: session(credentials),
    service,
    name,
    region: service === 'iam' ? globalRegion : region,
    ip,
    agent: intruderAgent,
    write: name.startsWith('Create'),
    error: [
      code,
      `${service === 'ec2' ? 'You are not authorized to perform this operation. ' : ''}${denial(sessionArn(credentials.role, credentials.session), action, on)}`,
    ],
  })
}

/** Somebody in the other account takes up the role that now trusts it. */
export function strangerAssumes(draw: Chance): Call {
  const { 'orders-writer': taken } = functionRoles
  const time = attacks + 86 * minute + 20 * second
  return {
    time,
    identity: { type: 'AWSAccount', principalId: `${draw.id('AROA')}:maintenance`, accountId: stranger },
    service: 'sts',
    name: 'AssumeRole',
    ip: addresses.intruderLater,
    agent: intruderAgent,
    request: { roleArn: taken.arn, roleSessionName: 'maintenance', durationSeconds: 3600 },
    response: {
      credentials: {
        accessKeyId: draw.id('ASIA'),
        sessionToken: 'IQoJb3JpZ2luX2VjEXAMPLE',
        expiration: spoken(time + hour),
      },
      assumedRoleUser: { assumedRoleId: `${taken.id}:maintenance`, arn: sessionArn(taken, 'maintenance') },
    },
    resources: [{ accountId: account, type: 'AWS::IAM::Role', ARN: taken.arn }],
    shared: true,
  }
}
