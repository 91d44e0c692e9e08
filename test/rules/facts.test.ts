import { describe, expect, it } from 'vitest'
import { factsOf } from '../../shared/rules/facts.ts'
import { cloudtrail } from '../../shared/sources/cloudtrail.ts'
import { activity } from '../make.ts'

const own = '111122223333'
const other = '999988887777'
const facts = factsOf({
  deployers: [`arn:aws:iam::${own}:role/shop-deploy`],
  organisation: { id: 'o-ownownown1', accounts: ['222233334444'] },
})

/** What a call of this service, name and parameters says under each field asked for, read as the source reads it. */
function ask(service: string, eventName: string, requestParameters: unknown, expected: object, over: object = {}) {
  const [read] = cloudtrail.normalize({
    ...activity().record,
    eventSource: `${service}.amazonaws.com`,
    eventName,
    requestParameters,
    ...over,
  })
  for (const [name, value] of Object.entries(expected)) {
    expect(facts.has(`vedette.${name}`), name).toBe(true)
    expect(facts.get(`vedette.${name}`)!(read!), name).toEqual(value)
  }
}

const open = { Statement: { Effect: 'Allow', Principal: '*', Action: 'x:*', Resource: '*' } }
const text = JSON.stringify(open)
const partner = JSON.stringify({
  Statement: { Effect: 'Allow', Principal: { AWS: other }, Action: 'x:*', Resource: '*' },
})
const admin = JSON.stringify({ Statement: { Effect: 'Allow', Action: '*', Resource: '*' } })
const all = 'http://acs.amazonaws.com/groups/global/AllUsers'

describe('policy fields', () => {
  it.each([
    ['s3', 'PutBucketPolicy', { bucketName: 'x', bucketPolicy: open }],
    ['s3', 'PutAccessPointPolicy', { name: 'x', PutAccessPointPolicyRequest: { Policy: text } }],
    ['s3', 'PutBucketAcl', { bucketName: 'x', 'x-amz-acl': ['public-read'] }],
    ['s3', 'PutObjectAcl', { key: 'x', 'x-amz-acl': 'public-read-write' }],
    ['s3', 'CreateBucket', { bucketName: 'x', 'x-amz-acl': ['authenticated-read'] }],
    ['s3', 'PutBucketAcl', { bucketName: 'x', 'x-amz-grant-full-control': [`uri="${all}"`] }],
    [
      's3',
      'PutBucketAcl',
      { AccessControlPolicy: { AccessControlList: { Grant: [{ Grantee: { URI: all }, Permission: 'READ' }] } } },
    ],
    [
      's3',
      'PutObjectAcl',
      { AccessControlPolicy: { AccessControlList: { Grant: { Grantee: { URI: all }, permission: 'READ' } } } },
    ],
    ['lambda', 'AddPermission20150331v2', { functionName: 'x', action: 'lambda:InvokeFunction', principal: '*' }],
    [
      'lambda',
      'AddLayerVersionPermission20181031',
      { layerName: 'x', action: 'lambda:GetLayerVersion', principal: '*' },
    ],
    ['sns', 'SetTopicAttributes', { topicArn: 'x', attributeName: 'Policy', attributeValue: text }],
    ['sns', 'CreateTopic', { name: 'x', attributes: { Policy: text } }],
    ['sqs', 'SetQueueAttributes', { queueUrl: 'x', attributes: { Policy: text } }],
    ['sqs', 'CreateQueue', { queueName: 'x', attribute: { Policy: text } }],
    ['kms', 'PutKeyPolicy', { keyId: 'x', policyName: 'default', policy: text }],
    ['kms', 'CreateKey', { policy: text }],
    ['secretsmanager', 'PutResourcePolicy', { secretId: 'x', resourcePolicy: text }],
    ['ecr', 'SetRepositoryPolicy', { repositoryName: 'x', policyText: text }],
    ['dynamodb', 'PutResourcePolicy', { resourceArn: 'x', policy: text }],
    ['events', 'PutPermission', { action: 'events:PutEvents', principal: '*', statementId: 'x' }],
    ['events', 'PutPermission', { policy: text }],
    ['apigateway', 'CreateRestApi', { createRestApiInput: { name: 'x', policy: text } }],
    [
      'apigateway',
      'UpdateRestApi',
      { restApiId: 'x', patchOperations: [{ op: 'replace', path: '/policy', value: text }] },
    ],
    ['elasticfilesystem', 'PutFileSystemPolicy', { fileSystemId: 'x', policy: text }],
    ['es', 'UpdateDomainConfig', { domainName: 'x', accessPolicies: text }],
    ['backup', 'PutBackupVaultAccessPolicy', { backupVaultName: 'x', policy: text }],
    ['glue', 'PutResourcePolicy', { policyInJson: text }],
    ['glacier', 'SetVaultAccessPolicy', { vaultName: 'x', policy: { policy: text } }],
    ['codeartifact', 'PutDomainPermissionsPolicy', { domain: 'x', policyDocument: text }],
    ['kinesis', 'PutResourcePolicy', { resourceARN: 'x', policy: text }],
    ['iam', 'UpdateAssumeRolePolicy', { roleName: 'x', policyDocument: encodeURIComponent(text) }],
    ['iam', 'CreateRole', { roleName: 'x', assumeRolePolicyDocument: text }],
  ])('find that %s %s lets everyone in', (service, name, parameters) => {
    ask(service, name, parameters, { 'policy.public': true })
  })

  it.each([
    ['lambda', 'AddPermission20150331v2', { functionName: 'x', action: 'lambda:InvokeFunction', principal: other }],
    [
      'lambda',
      'AddPermission20150331v2',
      { action: 'lambda:InvokeFunction', principal: 's3.amazonaws.com', sourceAccount: other },
    ],
    ['sns', 'AddPermission', { topicArn: 'x', label: 'x', aWSAccountId: [own, other], actionName: ['Publish'] }],
    ['sqs', 'AddPermission', { queueUrl: 'x', label: 'x', aWSAccountIds: [other], actions: ['*'] }],
    ['kms', 'CreateGrant', { keyId: 'x', granteePrincipal: `arn:aws:iam::${other}:role/x`, operations: ['Decrypt'] }],
    ['events', 'PutPermission', { action: 'events:PutEvents', principal: other, statementId: 'x' }],
    ['signer', 'AddProfilePermission', { profileName: 'x', action: 'signer:StartSigningJob', principal: other }],
    ['sqs', 'SetQueueAttributes', { queueUrl: 'x', attributes: { Policy: partner } }],
  ])('find the account that %s %s lets in', (service, name, parameters) => {
    ask(service, name, parameters, { 'policy.public': false, 'policy.accounts': [other] })
  })

  it.each([
    ['s3', 'PutBucketAcl', { bucketName: 'x', 'x-amz-acl': ['private'] }],
    [
      's3',
      'PutBucketAcl',
      {
        AccessControlPolicy: {
          Owner: { ID: 'me' },
          AccessControlList: {
            Grant: [
              { Grantee: { ID: 'me' }, Permission: 'FULL_CONTROL' },
              { Grantee: { URI: 'http://acs.amazonaws.com/groups/s3/LogDelivery' }, Permission: 'WRITE' },
            ],
          },
        },
      },
    ],
    [
      'lambda',
      'AddPermission20150331v2',
      {
        action: 'lambda:InvokeFunction',
        principal: 's3.amazonaws.com',
        sourceArn: 'arn:aws:s3:::shop',
        sourceAccount: own,
      },
    ],
    [
      'lambda',
      'AddPermission20150331v2',
      { action: 'lambda:InvokeFunction', principal: '*', principalOrgID: 'o-ownownown1' },
    ],
    [
      'events',
      'PutPermission',
      {
        action: 'events:PutEvents',
        principal: '*',
        condition: { type: 'StringEquals', key: 'aws:PrincipalOrgID', value: 'o-ownownown1' },
      },
    ],
    ['sns', 'AddPermission', { topicArn: 'x', aWSAccountId: ['222233334444'], actionName: ['Publish'] }],
  ])('find nothing in %s %s %j', (service, name, parameters) => {
    ask(service, name, parameters, {
      'policy.public': false,
      'policy.accounts': undefined,
      'policy.external_principals': undefined,
      'policy.organisations': undefined,
      'policy.unconditional_services': undefined,
      'policy.reasons': undefined,
    })
  })

  it('read the statement that Lambda answers with', () => {
    const statement = JSON.stringify({
      Effect: 'Allow',
      Principal: '*',
      Action: 'lambda:InvokeFunctionUrl',
      Resource: 'x',
      Condition: { StringEquals: { 'lambda:FunctionUrlAuthType': 'NONE' } },
    })
    const parameters = {
      functionName: 'x',
      action: 'lambda:InvokeFunctionUrl',
      principal: '*',
      functionUrlAuthType: 'AWS_IAM',
    }
    ask('lambda', 'AddPermission20150331v2', parameters, { 'policy.public': true }, { responseElements: { statement } })
  })

  it('name services that act for anyone, and why', () => {
    ask(
      'lambda',
      'AddPermission20150331v2',
      { action: 'lambda:InvokeFunction', principal: 'sns.amazonaws.com' },
      {
        'policy.unconditional_services': ['sns.amazonaws.com'],
        'policy.reasons': [
          'sns.amazonaws.com may lambda:InvokeFunction for anyone: no condition says for whose resource.',
        ],
      },
    )
  })

  it('judge what an identity is given, and not what a resource allows', () => {
    const policy = { 'policy.admin': true, 'policy.wildcard': ['*'], 'policy.public': undefined }
    ask('iam', 'PutRolePolicy', { roleName: 'x', policyDocument: admin }, policy)
    ask(
      'iam',
      'CreatePolicyVersion',
      { policyArn: 'x', policyDocument: admin },
      { ...policy, 'policy.wide_writes': ['*'] },
    )
    ask('sso', 'PutInlinePolicyToPermissionSet', { inlinePolicy: admin }, policy)
    const key = JSON.stringify({
      Statement: { Effect: 'Allow', Principal: { AWS: own }, Action: 'kms:*', Resource: '*' },
    })
    ask(
      'kms',
      'PutKeyPolicy',
      { policy: key },
      { 'policy.admin': undefined, 'policy.wildcard': undefined, 'policy.escalation': undefined },
    )
  })

  it('name the escalations that a policy completes', () => {
    const policyDocument = JSON.stringify({
      Statement: { Effect: 'Allow', Action: ['iam:PassRole', 'lambda:*'], Resource: '*' },
    })
    ask(
      'iam',
      'PutRolePolicy',
      { policyDocument },
      {
        'policy.escalation': ['lambda-replace-code', 'lambda-change-configuration', 'lambda-new-function'],
        'policy.wide_permissions': ['iam:PassRole', 'lambda:*'],
      },
    )
  })

  it('say that a policy cannot be read, and nothing where there is none', () => {
    const unknown = { 'policy.public': undefined, 'policy.accounts': undefined, 'trust.everyone': undefined }
    ask('iam', 'CreateRole', { assumeRolePolicyDocument: '{"Statement":' }, { ...unknown, 'policy.unreadable': true })
    ask('kms', 'CreateKey', { description: 'x' }, { ...unknown, 'policy.unreadable': undefined })
    ask('kms', 'PutKeyPolicy', null, { ...unknown, 'policy.unreadable': undefined })
    ask(
      'sqs',
      'SetQueueAttributes',
      { attributes: { VisibilityTimeout: '30' } },
      { ...unknown, 'policy.unreadable': undefined },
    )
    ask(
      'autoscaling',
      'PutScalingPolicy',
      { policyName: 'x', policyType: 'y' },
      { ...unknown, 'policy.unreadable': undefined },
    )
    ask('ec2', 'CreateVpcEndpoint', { policyDocument: text }, unknown)
  })

  it('name who may take a role', () => {
    const trusted = { AWS: [own, '222233334444', other], Service: 'lambda.amazonaws.com' }
    const assumeRolePolicyDocument = JSON.stringify({
      Statement: { Effect: 'Allow', Principal: trusted, Action: 'sts:AssumeRole' },
    })
    ask(
      'iam',
      'CreateRole',
      { assumeRolePolicyDocument },
      {
        'trust.everyone': false,
        'trust.accounts': [other],
        'trust.accounts_without_external_id': [other],
        'trust.services': ['lambda.amazonaws.com'],
        'trust.providers': undefined,
        'policy.unconditional_services': undefined,
      },
    )
  })
})

describe('sharing fields', () => {
  it.each([
    ['ec2', 'ModifySnapshotAttribute', { createVolumePermission: { add: { items: [{ group: 'all' }] } } }],
    ['ec2', 'ModifyImageAttribute', { launchPermission: { add: { items: [{ group: 'all' }] } } }],
    ['rds', 'ModifyDBSnapshotAttribute', { attributeName: 'restore', valuesToAdd: ['all'] }],
    ['ssm', 'ModifyDocumentPermission', { name: 'x', permissionType: 'Share', accountIdsToAdd: ['all'] }],
  ])('find that %s %s shares with everyone', (service, name, parameters) => {
    ask(service, name, parameters, { 'share.everyone': true, 'share.accounts': undefined })
  })

  it.each([
    [
      'ec2',
      'ModifySnapshotAttribute',
      { createVolumePermission: { add: { items: [{ userId: other }, { userId: '222233334444' }] } } },
    ],
    ['ec2', 'ModifyImageAttribute', { launchPermission: { add: { items: [{ userId: other }] } } }],
    ['rds', 'ModifyDBClusterSnapshotAttribute', { attributeName: 'restore', valuesToAdd: [own, other] }],
    ['redshift', 'AuthorizeSnapshotAccess', { accountWithRestoreAccess: other }],
    ['ram', 'CreateResourceShare', { principals: [other, `arn:aws:iam::${other}:role/x`] }],
  ])('name the account that %s %s shares with', (service, name, parameters) => {
    ask(service, name, parameters, { 'share.everyone': false, 'share.accounts': [other] })
  })

  it('find nothing where sharing is taken back', () => {
    const nothing = { 'share.everyone': undefined, 'share.accounts': undefined }
    ask(
      'ec2',
      'ModifySnapshotAttribute',
      { createVolumePermission: { remove: { items: [{ group: 'all' }] } } },
      nothing,
    )
    ask('rds', 'ModifyDBSnapshotAttribute', { attributeName: 'restore', valuesToRemove: [other] }, nothing)
  })
})

describe('network fields', () => {
  const permission = (over: object) => ({ groupId: 'sg-1', ipPermissions: { items: [{ groups: {}, ...over }] } })
  const ranges = (...list: string[]) => ({ items: list.map((cidrIp) => ({ cidrIp })) })
  it.each([
    [
      'SSH',
      permission({ ipProtocol: 'tcp', fromPort: 22, toPort: 22, ipRanges: ranges('0.0.0.0/0') }),
      true,
      ['22'],
      [22],
    ],
    [
      'SSH in IPv6',
      permission({ ipProtocol: 'tcp', fromPort: 22, toPort: 22, ipv6Ranges: { items: [{ cidrIpv6: '::/0' }] } }),
      true,
      ['22'],
      [22],
    ],
    [
      'the flat shape',
      { groupId: 'sg-1', ipProtocol: 'tcp', fromPort: 3306, toPort: 3306, cidrIp: '0.0.0.0/0', ipPermissions: {} },
      true,
      ['3306'],
      [3306],
    ],
    [
      'halves of the world',
      permission({ ipProtocol: 'tcp', fromPort: 80, toPort: 80, ipRanges: ranges('0.0.0.0/1', '128.0.0.0/1') }),
      true,
      ['80'],
      undefined,
    ],
    [
      'a range',
      permission({ ipProtocol: 'tcp', fromPort: 3380, toPort: 3390, ipRanges: ranges('0.0.0.0/0') }),
      true,
      ['3380-3390'],
      [3389],
    ],
    [
      'ping',
      permission({ ipProtocol: 'icmp', fromPort: -1, toPort: -1, ipRanges: ranges('0.0.0.0/0') }),
      true,
      ['icmp'],
      undefined,
    ],
    [
      'an office',
      permission({ ipProtocol: 'tcp', fromPort: 22, toPort: 22, ipRanges: ranges('198.51.100.0/24') }),
      false,
      undefined,
      undefined,
    ],
    [
      'another group',
      permission({ ipProtocol: 'tcp', fromPort: 22, toPort: 22, groups: { items: [{ groupId: 'sg-2' }] } }),
      undefined,
      undefined,
      undefined,
    ],
  ])('read %s', (_, parameters, world, ports, exposed) => {
    ask('ec2', 'AuthorizeSecurityGroupIngress', parameters, {
      'network.world': world,
      'network.ports': ports,
      'network.exposed': exposed,
      'network.direction': 'ingress',
    })
  })

  it('count every port where the protocol is any', () => {
    const parameters = permission({ ipProtocol: '-1', ipRanges: ranges('0.0.0.0/0') })
    ask('ec2', 'AuthorizeSecurityGroupEgress', parameters, { 'network.ports': ['all'], 'network.direction': 'egress' })
  })

  it('read rules that are modified, and entries of a network ACL', () => {
    const SecurityGroupRule = {
      SecurityGroupRule: { CidrIpv4: '0.0.0.0/0', IpProtocol: 'tcp', FromPort: 22, ToPort: 22 },
    }
    ask(
      'ec2',
      'ModifySecurityGroupRules',
      { ModifySecurityGroupRulesRequest: { GroupId: 'sg-1', SecurityGroupRule } },
      {
        'network.world': true,
        'network.ports': ['22'],
        'network.direction': undefined,
      },
    )
    const entry = { aclProtocol: '6', cidrBlock: '0.0.0.0/0', egress: false, portRange: { from: 22, to: 22 } }
    ask(
      'ec2',
      'CreateNetworkAclEntry',
      { ...entry, ruleAction: 'allow' },
      { 'network.world': true, 'network.exposed': [22] },
    )
    ask('ec2', 'CreateNetworkAclEntry', { ...entry, ruleAction: 'deny' }, { 'network.world': undefined })
  })
})

describe('parameter fields', () => {
  it('name external accounts wherever an ARN or an account stands', () => {
    const found = (parameters: object, accounts: readonly string[] | undefined) =>
      ask('x', 'Y', parameters, { 'parameter.external_accounts': accounts })
    found({ a: { b: [`arn:aws:sns:us-east-1:${other}:t`, `arn:aws:sns:us-east-1:${own}:t`] } }, [other])
    found({ destinationAccountId: other }, [other])
    found({ imageUri: `${other}.dkr.ecr.eu-central-1.amazonaws.com/x:1` }, [other])
    found({ queueUrl: `https://sqs.eu-central-1.amazonaws.com/${other}/q` }, [other])
    found(
      { policyArn: 'arn:aws:iam::aws:policy/ReadOnlyAccess', size: other, roleArn: 'arn:aws:iam::222233334444:role/x' },
      undefined,
    )
    found({ layers: ['arn:aws:lambda:eu-central-1:580247275435:layer:LambdaInsightsExtension:53'] }, undefined)
    found({ policy: partner, bucketPolicy: open }, undefined)
  })

  it('name what a public access block loses', () => {
    const on = { BlockPublicAcls: true, IgnorePublicAcls: true, BlockPublicPolicy: true, RestrictPublicBuckets: true }
    const put = (PublicAccessBlockConfiguration: object, lowered: readonly string[] | undefined) =>
      ask(
        's3',
        'PutBucketPublicAccessBlock',
        { PublicAccessBlockConfiguration },
        { 'public_access_block.lowered': lowered },
      )
    put(on, undefined)
    put({ ...on, BlockPublicPolicy: false }, ['BlockPublicPolicy'])
    put({ ...on, BlockPublicPolicy: 'false', RestrictPublicBuckets: undefined }, [
      'BlockPublicPolicy',
      'RestrictPublicBuckets',
    ])
    ask('s3', 'DeleteAccountPublicAccessBlock', {}, { 'public_access_block.lowered': Object.keys(on) })
  })

  it('say how long a log group keeps its events', () => {
    ask('logs', 'PutRetentionPolicy', { logGroupName: 'x', retentionInDays: 1 }, { 'logs.retention_days': 1 })
    ask('logs', 'DeleteRetentionPolicy', { logGroupName: 'x' }, { 'logs.retention_days': undefined })
  })
})

describe('actor fields', () => {
  it('say through what, with what and by whom a call was made', () => {
    const { userIdentity } = activity().record
    ask(
      'iam',
      'CreateRole',
      {},
      {
        'actor.key': 'ASIAEXAMPLEKEY000001',
        'actor.long_term_key': false,
        'actor.session_name': 'build-1042',
        'actor.mfa': false,
        'actor.external': false,
        'actor.via': undefined,
        deployer: true,
        changed_by_cloudformation: false,
      },
    )
    const through = { ...(userIdentity as object), invokedBy: 'cloudformation.amazonaws.com' }
    ask(
      'iam',
      'CreateRole',
      {},
      { 'actor.via': 'cloudformation.amazonaws.com', changed_by_cloudformation: true },
      { userIdentity: through },
    )
    const stranger = { type: 'AWSAccount', accountId: other, principalId: 'AIDAEXAMPLEUSER000001' }
    ask('sts', 'AssumeRole', {}, { 'actor.external': true, deployer: false }, { userIdentity: stranger })
  })

  it('say how somebody signed in', () => {
    const user = {
      type: 'IAMUser',
      arn: `arn:aws:iam::${own}:user/mara`,
      accountId: own,
      userName: 'mara',
      principalId: 'AIDAEXAMPLEUSER000001',
    }
    const signIn = (additionalEventData: object, expected: object) =>
      ask('signin', 'ConsoleLogin', null, expected, {
        userIdentity: user,
        additionalEventData,
        responseElements: { ConsoleLogin: 'Success' },
      })
    signIn({ MFAUsed: 'No' }, { 'actor.mfa': false, 'signin.federated': false })
    signIn({ MFAUsed: 'Yes' }, { 'actor.mfa': true, 'signin.federated': false })
    signIn({ MFAUsed: 'No', SamlProviderArn: `arn:aws:iam::${own}:saml-provider/idp` }, { 'signin.federated': true })
  })
})
