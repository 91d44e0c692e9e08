import { begins, day, millis } from './calendar.ts'
import {
  account,
  auditor,
  buckets,
  deployer,
  exporter,
  functionArn,
  functionNames,
  functionRoles,
  queueArn,
  type Role,
  region,
  ruleArn,
  tableArn,
  topicArn,
  trailArn,
  trailName,
  type User,
} from './cast.ts'
import { type Estate, keyOf, type Resource } from './config.ts'
import { lambda } from './functions.ts'
import { deployerPolicy, functionPolicies, lambdaTrust, type Policy, repositoryTrust } from './policies.ts'

/** Everything that Config records of the account, as it was when the story began. */
export function estate(): Estate {
  const resources = [
    ...functionNames.map(lambda),
    ...functionNames.map((name) => role(functionRoles[name], lambdaTrust, functionPolicies[name], [vpcAccess])),
    role(deployer, repositoryTrust, { deploy: deployerPolicy }, []),
    user(exporter, ['reports-read']),
    user(auditor, ['audit-read']),
    bucket('uploads', {
      uploads: { type: 'LambdaConfiguration', events: ['s3:ObjectCreated:*'], functionARN: functionArn('thumbnails') },
    }),
    bucket('artefacts'),
    bucket('reports'),
    bucket('trail'),
    table,
    topic,
    queue,
    rule,
    trail,
  ]
  return new Map(resources.map((resource) => [keyOf(resource), resource]))
}

/** A role with its policies, documents percent-encoded as IAM hands them to Config. */
export function role(
  { id, name, arn, path }: Role,
  trust: Policy,
  inline: Readonly<Record<string, Policy>>,
  attached: readonly string[],
): Resource {
  return {
    ...about('AWS::IAM::Role', id, name, arn, 'global'),
    relationships: attached.map((policyArn) => ({
      resourceId: policyArn,
      resourceName: policyArn.split('/').at(-1),
      resourceType: 'AWS::IAM::Policy',
      name: 'Is attached to CustomerManagedPolicy',
    })),
    configuration: {
      path,
      roleName: name,
      roleId: id,
      arn,
      createDate: millis(born),
      assumeRolePolicyDocument: encoded(trust),
      instanceProfileList: [],
      rolePolicyList: Object.entries(inline).map(([policyName, document]) => ({
        policyName,
        policyDocument: encoded(document),
      })),
      attachedManagedPolicies: attached.map((policyArn) => ({ policyName: policyArn.split('/').at(-1), policyArn })),
      permissionsBoundary: null,
      tags: [],
      roleLastUsed: null,
    },
  }
}

export const vpcAccess = 'arn:aws:iam::aws:policy/service-role/AWSLambdaVPCAccessExecutionRole'

const born = begins - 120 * day
const encoded = (document: Policy): string => encodeURIComponent(JSON.stringify(document))

function about(type: string, id: string, name: string, arn: string, where: string = region) {
  const tags = where === 'global' ? {} : { app: 'paperkite' }
  return { type, id, name, arn, region: where, created: born, tags, relationships: [], supplementary: {} }
}

function user({ id, name, arn }: User, policies: readonly string[]): Resource {
  return {
    ...about('AWS::IAM::User', id, name, arn, 'global'),
    configuration: {
      path: '/',
      userName: name,
      userId: id,
      arn,
      createDate: millis(born),
      userPolicyList: policies.map((policyName) => ({
        policyName,
        policyDocument: encoded({
          Version: '2012-10-17',
          Statement: [
            { Effect: 'Allow', Action: ['s3:Get*', 's3:List*'], Resource: `arn:aws:s3:::${buckets.reports}*` },
          ],
        }),
      })),
      groupList: [],
      attachedManagedPolicies:
        name === auditor.name
          ? [{ policyName: 'SecurityAudit', policyArn: 'arn:aws:iam::aws:policy/SecurityAudit' }]
          : [],
      permissionsBoundary: null,
      tags: [],
    },
  }
}

function bucket(use: keyof typeof buckets, notifications: object = {}): Resource {
  const name = buckets[use]
  return {
    ...about('AWS::S3::Bucket', name, name, `arn:aws:s3:::${name}`),
    configuration: { name, owner: { id: 'c0ffee00'.repeat(8) }, creationDate: millis(born), region },
    supplementary: {
      AccessControlList: JSON.stringify({
        grantSet: null,
        grantList: [{ grantee: { id: 'c0ffee00'.repeat(8), displayName: null }, permission: 'FullControl' }],
        owner: { displayName: null, id: 'c0ffee00'.repeat(8) },
        isRequesterCharged: false,
      }),
      BucketLoggingConfiguration: {},
      BucketNotificationConfiguration: { configurations: notifications },
      BucketPolicy: { policyText: use === 'trail' ? trailBucketPolicy : null },
      BucketVersioningConfiguration: { status: use === 'artefacts' ? 'Enabled' : 'Off' },
      PublicAccessBlockConfiguration: {
        blockPublicAcls: true,
        ignorePublicAcls: true,
        blockPublicPolicy: true,
        restrictPublicBuckets: true,
      },
      ServerSideEncryptionConfiguration: {
        rules: [{ applyServerSideEncryptionByDefault: { sseAlgorithm: 'AES256' }, bucketKeyEnabled: false }],
      },
    },
  }
}

const trailBucketPolicy = JSON.stringify({
  Version: '2012-10-17',
  Statement: ['cloudtrail', 'config'].flatMap((name) => [
    {
      Effect: 'Allow',
      Principal: { Service: `${name}.amazonaws.com` },
      Action: 's3:GetBucketAcl',
      Resource: `arn:aws:s3:::${buckets.trail}`,
    },
    {
      Effect: 'Allow',
      Principal: { Service: `${name}.amazonaws.com` },
      Action: 's3:PutObject',
      Resource: `arn:aws:s3:::${buckets.trail}/AWSLogs/${account}/*`,
      Condition: { StringEquals: { 'AWS:SourceAccount': account, 's3:x-amz-acl': 'bucket-owner-full-control' } },
    },
  ]),
})

const table: Resource = {
  ...about('AWS::DynamoDB::Table', 'orders', 'orders', tableArn),
  configuration: {
    attributeDefinitions: [{ attributeName: 'order', attributeType: 'S' }],
    tableName: 'orders',
    keySchema: [{ attributeName: 'order', keyType: 'HASH' }],
    tableStatus: 'ACTIVE',
    creationDateTime: born,
    provisionedThroughput: { numberOfDecreasesToday: 0, readCapacityUnits: 5, writeCapacityUnits: 5 },
    tableArn,
    deletionProtectionEnabled: true,
  },
  supplementary: {
    ContinuousBackupsDescription: {
      continuousBackupsStatus: 'ENABLED',
      pointInTimeRecoveryDescription: { pointInTimeRecoveryStatus: 'ENABLED' },
    },
  },
}

const topic: Resource = {
  ...about('AWS::SNS::Topic', topicArn, 'order-events', topicArn),
  configuration: {
    Policy: JSON.stringify({
      Version: '2008-10-17',
      Statement: [
        {
          Effect: 'Allow',
          Principal: { AWS: '*' },
          Action: ['SNS:Publish', 'SNS:Subscribe'],
          Resource: topicArn,
          Condition: { StringEquals: { 'AWS:SourceOwner': account } },
        },
      ],
    }),
    Owner: account,
    TopicArn: topicArn,
    DisplayName: '',
  },
}

const queue: Resource = {
  ...about('AWS::SQS::Queue', `https://sqs.${region}.amazonaws.com/${account}/orders`, 'orders', queueArn),
  configuration: {
    QueueArn: queueArn,
    VisibilityTimeout: '180',
    MessageRetentionPeriod: '345600',
    SqsManagedSseEnabled: 'true',
  },
}

const rule: Resource = {
  ...about('AWS::Events::Rule', 'nightly-report', 'nightly-report', ruleArn),
  configuration: {
    Name: 'nightly-report',
    Arn: ruleArn,
    EventBusName: 'default',
    State: 'ENABLED',
    ScheduleExpression: 'cron(0 2 * * ? *)',
    Targets: [{ Id: 'function', Arn: functionArn('nightly-report') }],
  },
}

const trail: Resource = {
  ...about('AWS::CloudTrail::Trail', trailArn, trailName, trailArn),
  configuration: {
    name: trailName,
    s3BucketName: buckets.trail,
    includeGlobalServiceEvents: true,
    isMultiRegionTrail: true,
    homeRegion: region,
    trailARN: trailArn,
    logFileValidationEnabled: true,
    hasCustomEventSelectors: true,
    hasInsightSelectors: false,
    isOrganizationTrail: false,
  },
}
