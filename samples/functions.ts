import { createHash } from 'node:crypto'
import { begins, day, hour } from './calendar.ts'
import {
  account,
  buckets,
  type FunctionName,
  functionArn,
  functionRoles,
  network,
  ownLayer,
  region,
  ruleArn,
} from './cast.ts'
import { chance } from './chance.ts'
import type { Resource } from './config.ts'
import { invocation } from './policies.ts'

/** The four functions as Config and Lambda describe them. */

/** What Lambda says of code: the hash of the package, which is the same for the same release. */
export function codeHash(name: FunctionName, release: number): string {
  return createHash('sha256').update(`${name} ${release}`).digest('base64')
}

const sizes: Readonly<Record<FunctionName, { memory: number; timeout: number; code: number }>> = {
  'orders-api': { memory: 256, timeout: 10, code: 482_113 },
  'orders-writer': { memory: 256, timeout: 30, code: 391_240 },
  thumbnails: { memory: 1024, timeout: 60, code: 118_907 },
  'nightly-report': { memory: 256, timeout: 120, code: 274_655 },
}

const callers: Readonly<Record<FunctionName, readonly object[]>> = {
  'orders-api': [
    invocation(
      'http-api',
      functionArn('orders-api'),
      { Service: 'apigateway.amazonaws.com' },
      `arn:aws:execute-api:${region}:${account}:a1b2c3d4e5/*/*`,
    ),
  ],
  'orders-writer': [],
  thumbnails: [
    invocation(
      'uploads',
      functionArn('thumbnails'),
      { Service: 's3.amazonaws.com' },
      `arn:aws:s3:::${buckets.uploads}`,
    ),
  ],
  'nightly-report': [
    invocation('schedule', functionArn('nightly-report'), { Service: 'events.amazonaws.com' }, ruleArn),
  ],
}

/** A function as it was when the story began. */
export function lambda(name: FunctionName): Resource {
  const { memory, timeout, code } = sizes[name]
  const draw = chance(`function/${name}`)
  const role = functionRoles[name]
  const born = begins - 120 * day
  return {
    type: 'AWS::Lambda::Function',
    id: name,
    name,
    arn: functionArn(name),
    region,
    created: born,
    tags: { app: 'paperkite', 'aws:cloudformation:stack-name': 'paperkite-shop' },
    relationships: [
      { resourceId: role.id, resourceName: role.name, resourceType: 'AWS::IAM::Role', name: 'Is associated with ' },
      { resourceId: network.group, resourceType: 'AWS::EC2::SecurityGroup', name: 'Is associated with ' },
      ...network.subnets.map((resourceId) => ({
        resourceId,
        resourceType: 'AWS::EC2::Subnet',
        name: 'Is contained in ',
      })),
    ],
    configuration: {
      functionName: name,
      functionArn: functionArn(name),
      runtime: 'nodejs22.x',
      role: role.arn,
      handler: 'index.handler',
      codeSize: code,
      description: '',
      timeout,
      memorySize: memory,
      lastModified: lambdaTime(begins - 11 * day - draw.int(0, 5) * hour),
      codeSha256: codeHash(name, 1),
      version: '$LATEST',
      vpcConfig: { subnetIds: network.subnets, securityGroupIds: [network.group] },
      tracingConfig: { mode: 'PassThrough' },
      revisionId: draw.uuid(),
      layers: name === 'thumbnails' ? [{ arn: ownLayer, codeSize: 31_457_280 }] : [],
      state: 'Active',
      lastUpdateStatus: 'Successful',
      fileSystemConfigs: [],
      packageType: 'Zip',
      architectures: ['arm64'],
      ephemeralStorage: { size: 512 },
    },
    supplementary: {
      Tags: { app: 'paperkite' },
      ...(callers[name].length > 0 && { Policy: policyText(callers[name]) }),
    },
  }
}

/** The function's own policy, as text, with a statement more. */
export function policyWith(name: FunctionName, statement: object): string {
  return policyText([...callers[name], statement])
}

/** A change of a function's configuration: a new revision with it. */
export function revised(resource: Resource, at: number, patch: Readonly<Record<string, unknown>>): Resource {
  const revisionId = chance(`revision/${resource.id}/${at}`).uuid()
  return {
    ...resource,
    configuration: { ...resource.configuration, lastModified: lambdaTime(at), revisionId, ...patch },
  }
}

/** What Lambda answers to a change, and CloudTrail keeps: the configuration with the environment blanked. */
export function answer({ id, configuration }: Resource): object {
  return {
    ...configuration,
    environment: {},
    vpcConfig: { ...(configuration.vpcConfig as object), vpcId: network.vpc, ipv6AllowedForDualStack: false },
    lastUpdateStatus: 'InProgress',
    lastUpdateStatusReason: 'The function is being created.',
    lastUpdateStatusReasonCode: 'Creating',
    snapStart: { applyOn: 'None', optimizationStatus: 'Off' },
    runtimeVersionConfig: { runtimeVersionArn: runtimeArn },
    loggingConfig: { logFormat: id === 'orders-api' ? 'JSON' : 'Text', logGroup: `/aws/lambda/${id}` },
  }
}

export const runtimeVersion = 'nodejs:22.v51'
export const runtimeArn = `arn:aws:lambda:${region}::runtime:${createHash('sha256').update(runtimeVersion).digest('hex')}`

function policyText(statements: readonly object[]): string {
  return JSON.stringify({ Version: '2012-10-17', Id: 'default', Statement: statements })
}

function lambdaTime(time: number): string {
  return new Date(time).toISOString().replace('Z', '+0000')
}
