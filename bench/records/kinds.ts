import type { Chance } from '../../samples/chance.ts'
import { type Estate, type identities, type Json, parts, region, teams } from './estate.ts'

/** One kind of call: how many of a thousand records are of it, and what is its own in the record. */
export interface Kind {
  readonly share: number
  readonly calls: readonly string[]
  readonly by: keyof typeof identities
  readonly readOnly: boolean
  readonly says?: (estate: Estate, luck: Chance) => Json
  readonly error?: string
}

/**
 * The mix. What EventBridge's fast lane takes are the kinds that are not read-only, but for what its pattern leaves out: 20 of a
 * thousand. With the tokens of AssumeRole left out, 217 records compress to 120 bytes each, about as those of real accounts do (123 and 131); five
 * in a hundred carry a token, where those carry one and seven.
 */
export const kinds: readonly Kind[] = [
  { share: 50, calls: ['sts:AssumeRole'], by: 'service', readOnly: true, says: assumed },
  { share: 130, calls: ['kms:Decrypt', 'kms:GenerateDataKey'], by: 'onBehalf', readOnly: true, says: keyUsed },
  {
    share: 140,
    calls: ['s3:GetBucketAcl', 's3:GetBucketLocation', 's3:HeadBucket'],
    by: 'service',
    readOnly: true,
    says: bucket,
  },
  { share: 90, calls: ['logs:CreateLogStream'], by: 'role', readOnly: false, says: logStream },
  { share: 60, calls: ['ssm:UpdateInstanceInformation'], by: 'role', readOnly: false, says: instance },
  { share: 230, calls: ['ec2:DescribeInstances', 'ec2:DescribeNetworkInterfaces', 'ec2:DescribeVolumes', 'ecs:DescribeTasks', 'autoscaling:DescribeAutoScalingGroups', 'elasticloadbalancing:DescribeTargetHealth'], by: 'role', readOnly: true, says: described }, // biome-ignore format: a row of the table
  { share: 140, calls: ['lambda:ListFunctions20150331', 'lambda:GetFunction20150331v2', 'iam:ListAttachedRolePolicies', 'dynamodb:DescribeTable', 'sqs:ListQueues', 'cloudwatch:DescribeAlarms', 'secretsmanager:GetSecretValue', 'ssm:GetParameters'], by: 'onBehalf', readOnly: true, says: named }, // biome-ignore format: a row of the table
  {
    share: 50,
    calls: ['sts:GetCallerIdentity', 'ecr:GetAuthorizationToken', 'ecr:BatchGetImage'],
    by: 'role',
    readOnly: true,
  },
  { share: 60, calls: ['ec2:DescribeRegions', 'iam:ListUsers', 'cloudtrail:LookupEvents', 'monitoring:ListMetrics', 'health:DescribeEventAggregates'], by: 'user', readOnly: true }, // biome-ignore format: a row of the table
  { share: 17, calls: ['ec2:RunInstances', 'ec2:TerminateInstances', 'ecs:RunTask', 'elasticloadbalancing:RegisterTargets', 'ec2:CreateTags', 'cloudformation:CreateChangeSet'], by: 'role', readOnly: false, says: changed }, // biome-ignore format: a row of the table
  {
    share: 3,
    calls: ['s3:PutBucketTagging', 'sqs:CreateQueue', 'sns:CreateTopic'],
    by: 'user',
    readOnly: false,
    says: changed,
  },
  {
    share: 10,
    calls: ['s3:GetBucketPolicy', 'ec2:DescribeImages', 'kms:ListKeys'],
    by: 'role',
    readOnly: true,
    error: 'AccessDenied',
  },
  { share: 20, calls: ['s3:GetBucketCors', 'dynamodb:DescribeTable', 'iam:GetRole'], by: 'role', readOnly: true, error: 'NoSuchEntityException', says: named }, // biome-ignore format: a row of the table
]

/** CloudTrail keeps the session's token, which is as long as a short record and does not compress. */
function assumed({ account, roles }: Estate, luck: Chance): Json {
  const { name, id, machines } = luck.pick(roles)
  const { instance } = luck.pick(machines)
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

function instance({ roles }: Estate, luck: Chance): Json {
  const { instance, address } = luck.pick(luck.pick(roles).machines)
  return {
    requestParameters: {
      instanceId: instance,
      agentVersion: '3.3.2299.0',
      agentStatus: 'Active',
      platformType: 'Linux',
      platformName: 'Amazon Linux',
      platformVersion: '2023',
      iPAddress: address,
      computerName: `ip-${address.replaceAll('.', '-')}.${region}.compute.internal`,
      agentName: 'amazon-ssm-agent',
    },
  }
}

function described({ roles }: Estate, luck: Chance): Json {
  const items = Array.from({ length: luck.int(1, 3) }, () => ({
    instanceId: luck.pick(luck.pick(roles).machines).instance,
  }))
  return { requestParameters: { instancesSet: { items }, filterSet: {}, maxResults: 1000 } }
}

function named(_: Estate, luck: Chance): Json {
  return { requestParameters: { name: `${luck.pick(teams)}-${luck.pick(parts)}-${luck.int(1, 400)}` } }
}

function changed({ account }: Estate, luck: Chance): Json {
  const id = luck.hex(17)
  return {
    requestParameters: {
      clientToken: luck.uuid(),
      name: `${luck.pick(teams)}-${id}`,
      tags: { team: luck.pick(teams) },
    },
    responseElements: {
      requestId: luck.uuid(),
      arn: `arn:aws:ec2:${region}:${account}:instance/i-${id}`,
      state: { code: 0, name: 'pending' },
    },
  }
}
