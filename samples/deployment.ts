import { deploys, hour, minute, second, spoken } from './calendar.ts'
import {
  account,
  addresses,
  buckets,
  deployer,
  type FunctionName,
  functionArn,
  oidcProvider,
  runnerAgent,
  sessionArn,
  stackArn,
} from './cast.ts'
import { chance } from './chance.ts'
import { type Chapter, moment } from './chapter.ts'
import { type Call, type Credentials, record, session, type TrailRecord } from './cloudtrail.ts'
import { changed, type Estate, type Resource } from './config.ts'
import { answer, codeHash, revised } from './functions.ts'
import { object } from './objects.ts'

/** The deployment: a pull request is merged, the pipeline proves who it is to AWS, and CloudFormation puts new code into two functions and more memory into one. */
export function deployment(estate: Estate): Chapter {
  const draw = chance('deployment')
  const ours = { ip: addresses.runner, identity: session(credentials) }
  const own = (after: number, service: string, name: string, more: Partial<Call> = {}): TrailRecord =>
    record(draw, { ...ours, time: deploys + after * second, service, name, agent: runnerAgent(service), ...more })
  const stack = (after: number, service: string, name: string, more: Partial<Call>): TrailRecord =>
    record(draw, {
      time: deploys + after * second,
      identity: session(credentials, cloudformation),
      service,
      name,
      ip: cloudformation,
      agent: cloudformation,
      ...more,
    })

  const api = revised(estate.get('AWS::Lambda::Function/orders-api')!, deploys + 74 * second, {
    codeSha256: codeHash('orders-api', 2),
    codeSize: 485_902,
  })
  const reportCode = revised(estate.get('AWS::Lambda::Function/nightly-report')!, deploys + 75 * second, {
    codeSha256: codeHash('nightly-report', 2),
    codeSize: 281_330,
  })
  const report = revised(reportCode, deploys + 83 * second, { memorySize: 512 })

  const updates = {
    api: stack(74, 'lambda', 'UpdateFunctionCode20150331v2', codeUpdate('orders-api', api)),
    reportCode: stack(75, 'lambda', 'UpdateFunctionCode20150331v2', codeUpdate('nightly-report', reportCode)),
    report: stack(83, 'lambda', 'UpdateFunctionConfiguration20150331v2', {
      write: true,
      request: { functionName: 'nightly-report', memorySize: 512, environment: {} },
      response: answer(report),
    }),
  }
  const records = [
    record(draw, assumed()),
    own(2, 'sts', 'GetCallerIdentity'),
    record(draw, {
      ...ours,
      ...object('PutObject', deploys + 21 * second, buckets.artefacts, artefact('orders-api'), { in: 485_902 }),
      agent: `[${runnerAgent('s3')}]`,
    }),
    record(draw, {
      ...ours,
      ...object('PutObject', deploys + 23 * second, buckets.artefacts, artefact('nightly-report'), { in: 281_330 }),
      agent: `[${runnerAgent('s3')}]`,
    }),
    record(draw, {
      ...ours,
      ...object('PutObject', deploys + 26 * second, buckets.artefacts, `${run}/template.json`, { in: 9_214 }),
      agent: `[${runnerAgent('s3')}]`,
    }),
    own(31, 'cloudformation', 'DescribeStacks', { request: { stackName: 'paperkite-shop' } }),
    own(34, 'cloudformation', 'CreateChangeSet', {
      write: true,
      request: {
        stackName: 'paperkite-shop',
        changeSetName: changeSet,
        changeSetType: 'UPDATE',
        capabilities: ['CAPABILITY_NAMED_IAM'],
        templateURL: `https://s3.eu-west-1.amazonaws.com/${buckets.artefacts}/${run}/template.json`,
      },
      response: {
        id: `arn:aws:cloudformation:eu-west-1:${account}:changeSet/${changeSet}/${draw.uuid()}`,
        stackId: stackArn,
      },
    }),
    own(44, 'cloudformation', 'DescribeChangeSet', {
      request: { stackName: 'paperkite-shop', changeSetName: changeSet },
    }),
    own(61, 'cloudformation', 'ExecuteChangeSet', {
      write: true,
      request: { stackName: 'paperkite-shop', changeSetName: changeSet, clientRequestToken: draw.uuid() },
    }),
    updates.api,
    updates.reportCode,
    stack(78, 'lambda', 'GetFunction20150331v2', { request: { functionName: 'orders-api' } }),
    stack(80, 'lambda', 'GetFunction20150331v2', { request: { functionName: 'nightly-report' } }),
    updates.report,
    stack(88, 'lambda', 'GetFunction20150331v2', { request: { functionName: 'nightly-report' } }),
    own(70, 'cloudformation', 'DescribeStackEvents', { request: { stackName: 'paperkite-shop' } }),
    own(100, 'cloudformation', 'DescribeStackEvents', { request: { stackName: 'paperkite-shop' } }),
    own(104, 'cloudformation', 'DescribeStacks', { request: { stackName: 'paperkite-shop' } }),
  ]
  const changes = [
    { captured: deploys + 2 * minute + 19 * second + 440, after: api, causes: [updates.api.eventID] },
    {
      captured: deploys + 2 * minute + 51 * second + 102,
      after: report,
      causes: [updates.reportCode.eventID, updates.report.eventID],
    },
  ]
  return {
    records,
    changes,
    estate: changes.reduce((now, { after }) => changed(now, after), estate),
    moments: [
      moment(
        'deployment',
        'The pipeline deploys through CloudFormation: new code for two functions, more memory for one.',
        { records, changes },
      ),
    ],
  }
}

const cloudformation = 'cloudformation.amazonaws.com'
const run = 'shop-4711'
const changeSet = 'shop-4711-1'
const artefact = (name: FunctionName) => `${run}/${name}.zip`
const credentials: Credentials = {
  role: deployer,
  session: `GitHubActions-${run}`,
  key: chance('deployer').id('ASIA'),
  issued: deploys,
  federated: { provider: oidcProvider },
}

function codeUpdate(functionName: FunctionName, after: Resource): Partial<Call> {
  return {
    write: true,
    request: {
      functionName: functionArn(functionName),
      s3Bucket: buckets.artefacts,
      s3Key: artefact(functionName),
      publish: false,
      dryRun: false,
    },
    response: answer(after),
  }
}

/** GitHub's token for the repository's production environment is changed for the deployer's credentials. */
function assumed(): Call {
  const subject = 'repo:paperkite/shop:environment:production'
  const { role, session: name, key, issued } = credentials
  return {
    time: issued,
    identity: {
      type: 'WebIdentityUser',
      principalId: `${oidcProvider}:sts.amazonaws.com:${subject}`,
      userName: subject,
      identityProvider: oidcProvider,
    },
    service: 'sts',
    name: 'AssumeRoleWithWebIdentity',
    ip: addresses.runner,
    agent: runnerAgent('sts'),
    request: { roleArn: role.arn, roleSessionName: name, durationSeconds: 3600 },
    response: {
      credentials: { accessKeyId: key, sessionToken: 'IQoJb3JpZ2luX2VjEXAMPLE', expiration: spoken(issued + hour) },
      subjectFromWebIdentityToken: subject,
      assumedRoleUser: { assumedRoleId: `${role.id}:${name}`, arn: sessionArn(role, name) },
      provider: oidcProvider,
      audience: 'sts.amazonaws.com',
    },
    resources: [{ accountId: account, type: 'AWS::IAM::Role', ARN: role.arn }],
  }
}
