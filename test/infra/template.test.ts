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

const { path, template, remove } = packaged('logGroups=/aws/lambda/orders')
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

  it('subscribes to a log group that is listed, and expects it to speak', () => {
    const subscriptions = Object.values(template.Resources).filter(
      ({ Type }) => Type === 'AWS::Logs::SubscriptionFilter',
    )
    expect(subscriptions).toMatchObject([{ Properties: { LogGroupName: '/aws/lambda/orders' } }])
    expect(template).toMatchObject({ Conditions: { ListsLogGroups: { 'Fn::Equals': ['some', 'some'] } } })
  })

  it.each([
    ['/aws/lambda/vedette-dev-notify', 'would feed itself for ever'],
    ['/aws/lambda/orders, /aws/lambda/*', 'not the name of a log group: /aws/lambda/*'],
  ])('refuses to subscribe to %s', async (listed, reason) => {
    const values: Readonly<Record<string, string>> = { 'param:logGroups': listed, 'self:custom.name': 'vedette-dev' }
    await expect(logGroups({ resolveVariable: async (name) => values[name]! })).rejects.toThrow(reason)
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
