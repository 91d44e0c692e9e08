import { type Chance, chance } from '../samples/chance.ts'

/** A file as CloudTrail delivers it: what one account and region did in some minutes, each record as the text it stands there as. */
export interface TrailFile {
  readonly account: string
  readonly region: string
  readonly records: readonly string[]
}

export interface TrailOptions {
  readonly records: number
  readonly perFile: number
  readonly seed?: string
}

/**
 * A busy account's trail as we believe it to be, the same bytes for the same seed: services that assume roles and use keys, AWS's agents
 * that write all day, programs that read, few programs and people that change something, few refusals. Ids, addresses, tokens and
 * times vary as much as in life, as they are what does not compress.
 */
export function* trailFiles({ records, perFile, seed = 'bench' }: TrailOptions): Generator<TrailFile> {
  const luck = chance(seed)
  const estates = Array.from({ length: accounts }, () => estateOf(luck))
  const start = Date.UTC(2026, 5, 1)
  for (let written = 0, file = 0; written < records; file++) {
    const estate = estates[file % accounts]!
    const slot = start + Math.floor(file / accounts) * minutes
    const size = Math.min(perFile, records - written)
    const times = Array.from({ length: size }, () => slot + luck.int(0, minutes / 1000 - 1) * 1000).sort((a, b) => a - b)
    yield {
      account: estate.account,
      region,
      records: times.map((time) => JSON.stringify(recordOf(kindOf(luck), estate, time, luck))),
    }
    written += size
  }
}

const accounts = 3
const region = 'eu-central-1'
/** What a file covers, in milliseconds. */
const minutes = 5 * 60 * 1000

type Json = Readonly<Record<string, unknown>>

/** Who is there to do something. */
interface Estate {
  readonly account: string
  readonly roles: readonly Principal[]
  readonly users: readonly Principal[]
  readonly keys: readonly string[]
}

interface Principal {
  readonly name: string
  readonly id: string
  readonly addresses: readonly string[]
  readonly agent: string
}

function estateOf(luck: Chance): Estate {
  const address = () => `${luck.pick(['10', '172', '198'])}.${luck.int(16, 31)}.${luck.int(0, 255)}.${luck.int(1, 254)}`
  const some = (length: number, prefix: 'AROA' | 'AIDA', name: (index: number) => string) =>
    Array.from({ length }, (_, index) => ({
      name: name(index),
      id: luck.id(prefix),
      addresses: Array.from({ length: luck.int(1, 4) }, address),
      agent: luck.pick(agents),
    }))
  return {
    account: `${luck.int(100_000, 999_999)}${luck.int(100_000, 999_999)}`,
    roles: some(40, 'AROA', (index) => `${luck.pick(teams)}-${luck.pick(parts)}-${index}`),
    users: some(15, 'AIDA', (index) => `${luck.pick(['ada', 'ben', 'cleo', 'dora', 'emil'])}.${index}`),
    keys: Array.from({ length: 12 }, () => luck.uuid()),
  }
}

const teams = ['shop', 'search', 'billing', 'mail', 'data'] as const
const parts = ['api', 'worker', 'deploy', 'batch', 'web'] as const
const agents = [
  'aws-sdk-java/2.31.9 md/io#sync md/http#Apache ua/2.1 os/Linux#5.10.236 lang/java#21.0.7 md/OpenJDK_64-Bit_Server_VM',
  'Boto3/1.38.2 md/Botocore#1.38.2 ua/2.1 os/linux#5.10.238-231.953.amzn2.x86_64 md/arch#x86_64 lang/python#3.13.3 Botocore/1.38.2',
  'aws-sdk-js/3.812.0 ua/2.1 os/linux#5.10.237 lang/js md/nodejs#22.15.0 api/dynamodb#3.812.0 exec-env/AWS_Lambda_nodejs22.x',
  'aws-cli/2.27.22 md/awscrt#0.26.1 ua/2.1 os/linux#6.8.0-1029-aws md/arch#x86_64 lang/python#3.13.3 md/pyimpl#CPython',
  'APN/1.0 HashiCorp/1.0 Terraform/1.12.1 (+https://www.terraform.io) terraform-provider-aws/5.98.0 (+https://registry.terraform.io)',
] as const

/** One kind of call: how many of a thousand records are of it, and what is its own in the record. */
interface Kind {
  readonly share: number
  readonly calls: readonly string[]
  readonly by: 'service' | 'onBehalf' | 'role' | 'user'
  readonly readOnly: boolean
  readonly says?: (estate: Estate, luck: Chance) => Json
  readonly error?: string
}

/** The mix. What EventBridge's fast lane takes are the kinds that are not read-only, but for what its pattern leaves out: 20 of a thousand. */
const kinds: readonly Kind[] = [
  { share: 110, calls: ['sts:AssumeRole'], by: 'service', readOnly: true, says: assumed },
  { share: 130, calls: ['kms:Decrypt', 'kms:GenerateDataKey'], by: 'onBehalf', readOnly: true, says: keyUsed },
  { share: 110, calls: ['s3:GetBucketAcl', 's3:GetBucketLocation', 's3:HeadBucket'], by: 'service', readOnly: true, says: bucket },
  { share: 90, calls: ['logs:CreateLogStream'], by: 'role', readOnly: false, says: logStream },
  { share: 60, calls: ['ssm:UpdateInstanceInformation'], by: 'role', readOnly: false, says: instance },
  { share: 200, calls: ['ec2:DescribeInstances', 'ec2:DescribeNetworkInterfaces', 'ec2:DescribeVolumes', 'ecs:DescribeTasks', 'autoscaling:DescribeAutoScalingGroups', 'elasticloadbalancing:DescribeTargetHealth'], by: 'role', readOnly: true, says: described }, // biome-ignore format: a row of the table
  { share: 140, calls: ['lambda:ListFunctions20150331', 'lambda:GetFunction20150331v2', 'iam:ListAttachedRolePolicies', 'dynamodb:DescribeTable', 'sqs:ListQueues', 'cloudwatch:DescribeAlarms', 'secretsmanager:GetSecretValue', 'ssm:GetParameters'], by: 'onBehalf', readOnly: true, says: named }, // biome-ignore format: a row of the table
  { share: 50, calls: ['sts:GetCallerIdentity', 'ecr:GetAuthorizationToken', 'ecr:BatchGetImage'], by: 'role', readOnly: true },
  { share: 60, calls: ['ec2:DescribeRegions', 'iam:ListUsers', 'cloudtrail:LookupEvents', 'monitoring:ListMetrics', 'health:DescribeEventAggregates'], by: 'user', readOnly: true }, // biome-ignore format: a row of the table
  { share: 17, calls: ['ec2:RunInstances', 'ec2:TerminateInstances', 'ecs:RunTask', 'elasticloadbalancing:RegisterTargets', 'ec2:CreateTags', 'cloudformation:CreateChangeSet'], by: 'role', readOnly: false, says: changed }, // biome-ignore format: a row of the table
  { share: 3, calls: ['s3:PutBucketTagging', 'sqs:CreateQueue', 'sns:CreateTopic'], by: 'user', readOnly: false, says: changed },
  { share: 10, calls: ['s3:GetBucketPolicy', 'ec2:DescribeImages', 'kms:ListKeys'], by: 'role', readOnly: true, error: 'AccessDenied' },
  { share: 20, calls: ['s3:GetBucketCors', 'dynamodb:DescribeTable', 'iam:GetRole'], by: 'role', readOnly: true, error: 'NoSuchEntityException', says: named }, // biome-ignore format: a row of the table
]

function kindOf(luck: Chance): Kind {
  let left = luck.int(0, 999)
  for (const kind of kinds) {
    left -= kind.share
    if (left < 0) return kind
  }
  throw new Error('the shares of the kinds do not add up to a thousand')
}

function recordOf({ calls, by, readOnly, says, error }: Kind, estate: Estate, time: number, luck: Chance): Json {
  const [service, eventName] = luck.pick(calls).split(':')
  const host = `${service}.amazonaws.com`
  const principal = luck.pick(by === 'user' ? estate.users : estate.roles)
  const caller = `${luck.pick(['ec2', 'lambda', 'config', 'cloudtrail', 'ecs-tasks', 'delivery.logs'])}.amazonaws.com`
  const ofService = by === 'service' || by === 'onBehalf'
  return {
    eventVersion: '1.11',
    userIdentity: identities[by](estate, principal, caller, time, luck),
    eventTime: iso(time),
    eventSource: host,
    eventName,
    awsRegion: region,
    sourceIPAddress: ofService ? caller : luck.pick(principal.addresses),
    userAgent: ofService ? caller : principal.agent,
    ...(error && {
      errorCode: error,
      errorMessage: `User: arn:aws:sts::${estate.account}:assumed-role/${principal.name} is not authorized to perform: ${service}:${eventName}`,
    }),
    requestParameters: null,
    responseElements: null,
    ...(!error && says?.(estate, luck)),
    requestID: luck.uuid(),
    eventID: luck.uuid(),
    readOnly,
    eventType: 'AwsApiCall',
    managementEvent: true,
    recipientAccountId: estate.account,
    ...(ofService && { sharedEventID: luck.uuid() }),
    eventCategory: 'Management',
    ...(!ofService && {
      tlsDetails: { tlsVersion: 'TLSv1.3', cipherSuite: 'TLS_AES_128_GCM_SHA256', clientProvidedHostHeader: host },
    }),
  }
}

type Identity = (estate: Estate, principal: Principal, caller: string, time: number, luck: Chance) => Json

const identities: Readonly<Record<Kind['by'], Identity>> = {
  service: (_, __, invokedBy) => ({ type: 'AWSService', invokedBy }),
  onBehalf: (estate, principal, invokedBy, time, luck) => ({ ...session(estate, principal, time, luck), invokedBy }),
  role: (estate, principal, _, time, luck) => session(estate, principal, time, luck),
  user: ({ account }, { id, name }, _, __, luck) => ({
    type: 'IAMUser',
    principalId: id,
    arn: `arn:aws:iam::${account}:user/${name}`,
    accountId: account,
    accessKeyId: luck.id('AKIA'),
    userName: name,
  }),
}

function session({ account }: Estate, { id, name }: Principal, time: number, luck: Chance): Json {
  const instance = `i-0${luck.hex(16)}`
  return {
    type: 'AssumedRole',
    principalId: `${id}:${instance}`,
    arn: `arn:aws:sts::${account}:assumed-role/${name}/${instance}`,
    accountId: account,
    accessKeyId: luck.id('ASIA'),
    sessionContext: {
      sessionIssuer: {
        type: 'Role',
        principalId: id,
        arn: `arn:aws:iam::${account}:role/${name}`,
        accountId: account,
        userName: name,
      },
      attributes: { creationDate: iso(time - luck.int(1, 3_500) * 1000), mfaAuthenticated: 'false' },
      ec2RoleDelivery: '2.0',
    },
  }
}

/** CloudTrail keeps the session's token, which is as long as a short record and does not compress. */
function assumed({ account, roles }: Estate, luck: Chance): Json {
  const { name, id } = luck.pick(roles)
  const instance = `i-0${luck.hex(16)}`
  const roleArn = `arn:aws:iam::${account}:role/${name}`
  return {
    requestParameters: { roleArn, roleSessionName: instance, durationSeconds: 3600 },
    responseElements: {
      credentials: {
        accessKeyId: luck.id('ASIA'),
        sessionToken: `IQoJb3JpZ2luX2VjE${luck.base64(820)}==`,
        expiration: 'Jun 1, 2026, 6:51:11 AM',
      },
      assumedRoleUser: {
        assumedRoleId: `${id}:${instance}`,
        arn: `arn:aws:sts::${account}:assumed-role/${name}/${instance}`,
      },
    },
    resources: [{ accountId: account, type: 'AWS::IAM::Role', ARN: roleArn }],
  }
}

function keyUsed({ account, keys }: Estate, luck: Chance): Json {
  const key = `arn:aws:kms:${region}:${account}:key/${luck.pick(keys)}`
  return {
    requestParameters: {
      encryptionContext: { 'aws:s3:arn': `arn:aws:s3:::shop-${luck.pick(teams)}-data/${luck.hex(12)}.parquet` },
      encryptionAlgorithm: 'SYMMETRIC_DEFAULT',
      keyId: key,
    },
    resources: [{ accountId: account, type: 'AWS::KMS::Key', ARN: key }],
  }
}

function bucket({ account }: Estate, luck: Chance): Json {
  const name = `${luck.pick(teams)}-${luck.pick(['logs', 'data', 'assets'])}-${account}`
  return {
    requestParameters: { bucketName: name, Host: `${name}.s3.${region}.amazonaws.com`, acl: '' },
    additionalEventData: {
      SignatureVersion: 'SigV4',
      CipherSuite: 'TLS_AES_128_GCM_SHA256',
      bytesTransferredIn: 0,
      AuthenticationMethod: 'AuthHeader',
      'x-amz-id-2': luck.base64(76),
      bytesTransferredOut: luck.int(400, 600),
    },
    resources: [{ accountId: account, type: 'AWS::S3::Bucket', ARN: `arn:aws:s3:::${name}` }],
  }
}

function logStream(_: Estate, luck: Chance): Json {
  const logGroupName = `/aws/lambda/${luck.pick(teams)}-${luck.pick(parts)}`
  return { requestParameters: { logGroupName, logStreamName: `2026/06/01/[$LATEST]${luck.hex(32)}` } }
}

function instance(_: Estate, luck: Chance): Json {
  return {
    requestParameters: {
      instanceId: `i-0${luck.hex(16)}`,
      agentVersion: '3.3.2299.0',
      agentStatus: 'Active',
      platformType: 'Linux',
      platformName: 'Amazon Linux',
      platformVersion: '2023',
      iPAddress: `10.${luck.int(0, 255)}.${luck.int(0, 255)}.${luck.int(1, 254)}`,
      computerName: `ip-10-0-${luck.int(0, 255)}-${luck.int(0, 255)}.${region}.compute.internal`,
      agentName: 'amazon-ssm-agent',
    },
  }
}

function described(_: Estate, luck: Chance): Json {
  const items = Array.from({ length: luck.int(1, 3) }, () => ({ instanceId: `i-0${luck.hex(16)}` }))
  return { requestParameters: { instancesSet: { items }, filterSet: {}, maxResults: 1000 } }
}

function named(_: Estate, luck: Chance): Json {
  return { requestParameters: { name: `${luck.pick(teams)}-${luck.pick(parts)}-${luck.int(1, 400)}` } }
}

function changed({ account }: Estate, luck: Chance): Json {
  const id = luck.hex(17)
  return {
    requestParameters: { clientToken: luck.uuid(), name: `${luck.pick(teams)}-${id}`, tags: { team: luck.pick(teams) } },
    responseElements: {
      requestId: luck.uuid(),
      arn: `arn:aws:ec2:${region}:${account}:instance/i-${id}`,
      state: { code: 0, name: 'pending' },
    },
  }
}

const iso = (time: number) => new Date(time).toISOString().replace('.000Z', 'Z')
