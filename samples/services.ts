import { begins, day, ends, hour, minute, second, spoken } from './calendar.ts'
import {
  account,
  advisor,
  buckets,
  configRecorder,
  globalRegion,
  type Role,
  region,
  scaler,
  sessionArn,
  trailArn,
} from './cast.ts'
import { type Chance, chance } from './chance.ts'
import { type Call, type Credentials, record, service, session, type TrailRecord } from './cloudtrail.ts'

/** AWS's own comings and goings, most of what a quiet account's trail holds: the trail, Config, auto scaling, Trusted Advisor. */
export function services(): readonly TrailRecord[] {
  const calls: Call[] = []
  for (let midnight = begins; midnight < ends; midnight += day)
    calls.push(...oneDay(chance(`services/${midnight}`), midnight))
  const draw = chance('services')
  return calls.filter(({ time }) => time < ends).map((call) => record(draw, call))
}

function oneDay(draw: Chance, midnight: number): readonly Call[] {
  const at = (hours: number) => midnight + hours * hour + draw.int(0, 50) * minute + draw.int(0, 59) * second
  return [
    ...[0, 4, 8, 12, 16, 20].map((hours) => trailChecksItsBucket(at(hours))),
    ...[3, 15].flatMap((hours) => configLooks(draw, at(hours))),
    ...[1, 13].flatMap((hours) => scalerLooks(draw, at(hours))),
    ...(new Date(midnight).getUTCDay() === 0 ? advisorLooks(draw, at(5)) : []),
  ]
}

function trailChecksItsBucket(time: number): Call {
  const host = 'cloudtrail.amazonaws.com'
  return {
    time,
    identity: service(host),
    service: 's3',
    name: 'GetBucketAcl',
    ip: host,
    agent: host,
    request: { bucketName: buckets.trail, Host: `${buckets.trail}.s3.${region}.amazonaws.com`, acl: '' },
    resources: [{ accountId: account, type: 'AWS::S3::Bucket', ARN: `arn:aws:s3:::${buckets.trail}` }],
    shared: true,
  }
}

function configLooks(draw: Chance, time: number): readonly Call[] {
  const host = 'config.amazonaws.com'
  const credentials = taken(draw, configRecorder, 'AWSConfig-Describe', time)
  const look = (
    place: number,
    name: string,
    service: string,
    request: object | null,
    more: Partial<Call> = {},
  ): Call => ({
    time: time + place * 2 * second,
    identity: session(credentials, host),
    service,
    name,
    ip: host,
    agent: host,
    request,
    ...more,
  })
  return [
    assumed(credentials, host),
    look(1, 'ListFunctions20150331', 'lambda', null),
    look(2, 'DescribeTable', 'dynamodb', { tableName: 'orders' }),
    look(3, 'GetBucketPolicy', 's3', { bucketName: buckets.trail, Host: `s3.${region}.amazonaws.com`, policy: '' }),
    look(
      4,
      'GetBucketLifecycle',
      's3',
      { bucketName: buckets.uploads, Host: `s3.${region}.amazonaws.com`, lifecycle: '' },
      {
        error: ['NoSuchLifecycleConfiguration', 'The lifecycle configuration does not exist'],
      },
    ),
    look(5, 'DescribeTrails', 'cloudtrail', { trailNameList: [trailArn], includeShadowTrails: false }),
    look(6, 'ListRoles', 'iam', null, { region: globalRegion }),
  ]
}

function scalerLooks(draw: Chance, time: number): readonly Call[] {
  const host = 'dynamodb.application-autoscaling.amazonaws.com'
  const credentials = taken(draw, scaler, 'AutoScaling-Describe', time)
  const shared = { identity: session(credentials, host), ip: host, agent: host }
  return [
    assumed(credentials, host),
    { ...shared, time: time + second, service: 'dynamodb', name: 'DescribeTable', request: { tableName: 'orders' } },
    {
      ...shared,
      time: time + 2 * second,
      service: 'monitoring',
      name: 'DescribeAlarms',
      request: { alarmNamePrefix: 'TargetTracking-table/orders' },
    },
  ]
}

function advisorLooks(draw: Chance, time: number): readonly Call[] {
  const host = 'trustedadvisor.amazonaws.com'
  const credentials = taken(draw, advisor, 'TrustedAdvisor', time)
  const shared = { identity: session(credentials, host), ip: host, agent: host }
  return [
    assumed(credentials, host, globalRegion),
    {
      ...shared,
      time: time + 2 * second,
      service: 'iam',
      name: 'GetAccountPasswordPolicy',
      region: globalRegion,
      request: null,
    },
    { ...shared, time: time + 4 * second, service: 'lambda', name: 'ListFunctions20150331', request: null },
    {
      ...shared,
      time: time + 6 * second,
      service: 'ec2',
      name: 'DescribeSecurityGroups',
      request: { securityGroupSet: {}, filterSet: {} },
    },
  ]
}

function taken(draw: Chance, role: Role, name: string, issued: number): Credentials {
  return { role, session: name, key: draw.id('ASIA'), issued }
}

/** A service takes up its own role. */
function assumed({ role, session: name, key, issued }: Credentials, host: string, where = region): Call {
  return {
    time: issued,
    identity: service(host),
    service: 'sts',
    name: 'AssumeRole',
    region: where,
    ip: host,
    agent: host,
    request: { roleArn: role.arn, roleSessionName: name },
    response: {
      credentials: { accessKeyId: key, sessionToken: 'IQoJb3JpZ2luX2VjEXAMPLE', expiration: spoken(issued + hour) },
      assumedRoleUser: { assumedRoleId: `${role.id}:${name}`, arn: sessionArn(role, name) },
    },
    resources: [{ accountId: account, type: 'AWS::IAM::Role', ARN: role.arn }],
    shared: true,
  }
}
