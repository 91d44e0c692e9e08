import {
  account,
  buckets,
  type FunctionName,
  oidcProvider,
  queueArn,
  region,
  secretArn,
  tableArn,
  topicArn,
} from './cast.ts'

/** Who may do what in the account. The intruder's calls succeed or fail by these documents and no other reason. */
export interface Policy {
  readonly Version: '2012-10-17'
  readonly Statement: readonly object[]
}

const allow = (Action: readonly string[], Resource: string | readonly string[], more: object = {}): object => ({
  Effect: 'Allow',
  Action,
  Resource,
  ...more,
})
const policy = (...Statement: readonly object[]): Policy => ({ Version: '2012-10-17', Statement })

/** What each function needs, by name of the inline policy. */
export const functionPolicies: Readonly<Record<FunctionName, Readonly<Record<string, Policy>>>> = {
  'orders-api': {
    'orders-api': policy(
      allow(['dynamodb:GetItem', 'dynamodb:PutItem', 'dynamodb:Query'], tableArn),
      allow(['sqs:SendMessage'], queueArn),
      allow(['s3:PutObject'], `arn:aws:s3:::${buckets.uploads}/incoming/*`),
      allow(['secretsmanager:GetSecretValue'], secretArn),
    ),
  },
  'orders-writer': {
    'orders-writer': policy(
      allow(['sqs:DeleteMessage', 'sqs:GetQueueAttributes', 'sqs:ReceiveMessage'], queueArn),
      allow(['dynamodb:PutItem', 'dynamodb:UpdateItem'], tableArn),
      allow(['sns:Publish'], topicArn),
      allow(['ssm:GetParameter'], `arn:aws:ssm:${region}:${account}:parameter/paperkite/*`),
    ),
  },
  thumbnails: {
    thumbnails: policy(
      allow(['s3:GetObject'], `arn:aws:s3:::${buckets.uploads}/incoming/*`),
      allow(['s3:PutObject'], `arn:aws:s3:::${buckets.uploads}/thumbs/*`),
    ),
    // Left behind by a hurried evening of debugging a layer; it is what makes the rest of the night possible.
    'debug-temporary': policy(
      allow(
        ['lambda:Get*', 'lambda:List*', 'lambda:UpdateFunctionConfiguration', 'secretsmanager:GetSecretValue'],
        '*',
      ),
      allow(
        ['iam:GetRole', 'iam:GetRolePolicy', 'iam:ListRolePolicies', 'iam:PutRolePolicy', 'iam:UpdateAssumeRolePolicy'],
        `arn:aws:iam::${account}:role/paperkite-*`,
      ),
    ),
  },
  'nightly-report': {
    'nightly-report': policy(
      allow(['dynamodb:DescribeTable', 'dynamodb:Query', 'dynamodb:Scan'], tableArn),
      allow(['s3:PutObject'], `arn:aws:s3:::${buckets.reports}/daily/*`),
    ),
  },
}

export const deployerPolicy = policy(
  allow(['cloudformation:*'], `arn:aws:cloudformation:${region}:${account}:stack/paperkite-*/*`),
  allow(['lambda:*'], `arn:aws:lambda:${region}:${account}:function:*`),
  allow(['s3:GetObject', 's3:PutObject'], `arn:aws:s3:::${buckets.artefacts}/*`),
)

export const everything = policy(allow(['*'], '*'))

/** Lambda may take the role up. */
export const lambdaTrust = policy({
  Effect: 'Allow',
  Principal: { Service: 'lambda.amazonaws.com' },
  Action: 'sts:AssumeRole',
})

/** Lambda and a stranger's whole account may. */
export const strangerTrust = (stranger: string): Policy =>
  policy(...lambdaTrust.Statement, {
    Effect: 'Allow',
    Principal: { AWS: `arn:aws:iam::${stranger}:root` },
    Action: 'sts:AssumeRole',
  })

/** GitHub may, for one repository's production environment. */
export const repositoryTrust = policy({
  Effect: 'Allow',
  Principal: { Federated: oidcProvider },
  Action: 'sts:AssumeRoleWithWebIdentity',
  Condition: {
    StringEquals: {
      'token.actions.githubusercontent.com:aud': 'sts.amazonaws.com',
      'token.actions.githubusercontent.com:sub': 'repo:paperkite/shop:environment:production',
    },
  },
})

/** One statement of a function's own policy. */
export function invocation(sid: string, functionArn: string, principal: object, sourceArn?: string): object {
  return {
    Sid: sid,
    Effect: 'Allow',
    Principal: principal,
    Action: 'lambda:InvokeFunction',
    Resource: functionArn,
    ...(sourceArn && { Condition: { ArnLike: { 'AWS:SourceArn': sourceArn } } }),
  }
}
