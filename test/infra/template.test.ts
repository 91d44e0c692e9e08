import { createRequire } from 'node:module'
import { afterAll, describe, expect, it } from 'vitest'
import { unknownActions } from '../../bin/template/actions.ts'
import { promises } from '../../bin/template/promises.ts'
import { invalid } from '../../bin/template/schema.ts'
import type { Template } from '../../bin/template/template.ts'
import { packaged } from './package.ts'
import { plant, violations } from './violations.ts'

type LogGroups = (osls: { resolveVariable(name: string): Promise<string> }) => Promise<unknown>
const logGroups = createRequire(import.meta.url)('../../infra/log-groups.cjs') as LogGroups

/** What the file gives for these parameters; those not given are empty. */
function logGroupsOf(params: Readonly<Record<string, string>>): Promise<unknown> {
  const values: Readonly<Record<string, string>> = { 'self:custom.name': 'vedette-dev', ...params }
  return logGroups({ resolveVariable: async (name) => values[name] ?? '' })
}

const { path, template, remove } = packaged('logGroups=/aws/lambda/orders', 'trailLogGroup=trail/all')
afterAll(remove)

describe('the packaged template', () => {
  // The validator compiles its rules first: three seconds of a processor, many more where tests run beside each other.
  it('is valid to AWS’s own validator', { timeout: 60_000 }, () => {
    expect(invalid(path)).toEqual([])
  })

  it('names only actions that IAM knows', async () => {
    expect(await unknownActions(template)).toEqual([])
  })

  it.each(Object.keys(promises))('promises: %s', (promise) => {
    expect(promises[promise]!(template)).toEqual([])
  })

  it('subscribes to the log groups that are named, and expects those of functions to speak', () => {
    const subscriptions = Object.values(template.Resources).filter(
      ({ Type }) => Type === 'AWS::Logs::SubscriptionFilter',
    )
    expect(subscriptions).toMatchObject([
      { Properties: { LogGroupName: '/aws/lambda/orders' } },
      { Properties: { LogGroupName: 'trail/all' } },
    ])
    expect(template).toMatchObject({ Conditions: { ListsLogGroups: { 'Fn::Equals': ['some', 'some'] } } })
  })

  it('subscribes ingestCloudtrail to the log group of the trail, which alone may call it, in this account alone', async () => {
    const { Resources } = (await logGroupsOf({ 'param:trailLogGroup': 'trail/all' })) as Template
    expect(Resources.TrailLogs).toMatchObject({
      DependsOn: 'TrailLogsPermission',
      Properties: {
        LogGroupName: 'trail/all',
        DestinationArn: { 'Fn::GetAtt': ['IngestCloudtrailLambdaFunction', 'Arn'] },
      },
    })
    expect(Resources.TrailLogsPermission?.Properties).toMatchObject({
      Principal: 'logs.amazonaws.com',
      SourceAccount: { Ref: 'AWS::AccountId' },
      // biome-ignore lint/suspicious/noTemplateCurlyInString: CloudFormation fills it in
      SourceArn: { 'Fn::Sub': 'arn:${AWS::Partition}:logs:${AWS::Region}:${AWS::AccountId}:log-group:trail/all:*' },
    })
    expect(await logGroupsOf({})).toEqual({ Conditions: expect.anything(), Resources: {} })
  })

  it.each([
    [
      { logGroups: '/aws/lambda/vedette-dev-notify' },
      'logGroups: /aws/lambda/vedette-dev-notify is written by Vedette',
    ],
    [{ logGroups: '/aws/lambda/orders, /aws/lambda/*' }, 'logGroups: not the name of a log group: /aws/lambda/*'],
    [
      { trailLogGroup: '/aws/lambda/vedette-dev-ingestCloudtrail' },
      'trailLogGroup: /aws/lambda/vedette-dev-ingestCloudtrail is',
    ],
    [{ trailLogGroup: 'trail:*' }, 'trailLogGroup: not the name of a log group: trail:*'],
    [{ trailLogGroup: 'trail,other' }, 'trailLogGroup: one log group, not 2'],
    [{ trailLogGroup: 'trail', logGroups: 'orders,trail' }, 'logGroups: trail is the trail'],
  ])('refuses to subscribe to %j', async (params, reason) => {
    const named = Object.entries(params).map(([name, value]) => [`param:${name}`, value])
    await expect(logGroupsOf(Object.fromEntries(named))).rejects.toThrow(reason)
  })
})

describe('a promise is broken, and said to be', () => {
  it.each(violations)('$promise ($change)', ({ promise, at, value }) => {
    expect(promises[promise]?.(plant(template, at, value))).not.toEqual([])
  })

  it('for every promise', () => {
    const planted = new Set(violations.map(({ promise }) => promise))
    expect(Object.keys(promises).filter((promise) => !planted.has(promise))).toEqual([])
  })

  it('for a misspelt action', async () => {
    const at = 'NotifyRole.Properties.Policies.0.PolicyDocument.Statement.0.Action'
    const wrong: Template = plant(template, at, ['logs:PutLogEvent', 'logs:putlogevents'])
    expect(await unknownActions(wrong)).toHaveLength(2)
  })
})
