import { describe, expect, it } from 'vitest'
import { histories, type Json, notices, records, snapshots, told } from './read.ts'

/** The calls that change what Config watches. */
const changing = /^(Update(Function(Code|Configuration)|AssumeRolePolicy)|PutRolePolicy|TagResource\d)/
const byId = new Map(records.map((one) => [one.eventID, one]))
const items = notices.map(({ detail }) => detail.configurationItem)
const find = (resourceType: string, resourceId: string, stateId: number): Json =>
  items.find(
    (item) =>
      item.resourceType === resourceType && item.resourceId === resourceId && item.configurationStateId === stateId,
  )

describe('the configuration items of the samples', () => {
  it('each follow their calls by seconds to minutes; the one in the dark has none', () => {
    for (const { resourceType, resourceId, stateId, causes } of told.changes) {
      expect(find(resourceType, resourceId, stateId)).toBeDefined()
      if (causes.length === 0) expect(stateId).toBeGreaterThan(told.times.stopped)
      for (const cause of causes) {
        const late = stateId - Date.parse(byId.get(cause).eventTime)
        expect(late).toBeGreaterThan(0)
        expect(late).toBeLessThan(5 * 60_000)
      }
    }
    expect(told.changes.filter(({ causes }) => causes.length === 0)).toHaveLength(1)
    expect(notices).toHaveLength(told.changes.length)
  })

  it('leave no call without an item', () => {
    const called = records.filter(({ eventName, errorCode }) => changing.test(eventName) && !errorCode)
    const known = new Set(told.changes.flatMap(({ causes }) => causes))
    expect(called).not.toHaveLength(0)
    expect(called.filter(({ eventID }) => !known.has(eventID))).toEqual([])
  })

  it('say what CloudTrail says of the same function', () => {
    const compared = told.changes.flatMap(({ resourceType, resourceId, stateId, causes }) => {
      const answer = byId.get(causes.at(-1)!)?.responseElements
      if (resourceType !== 'AWS::Lambda::Function' || !answer) return []
      const { configuration } = find(resourceType, resourceId, stateId)
      const { codeSha256, revisionId, memorySize, layers, role } = configuration
      expect(answer).toMatchObject({ codeSha256, revisionId, memorySize, layers, role })
      return [resourceId]
    })
    expect(compared).toEqual(['orders-api', 'nightly-report', 'orders-writer'])
  })

  it('say what CloudTrail says of the same role', () => {
    const [policy, trust] = ['PutRolePolicy', 'UpdateAssumeRolePolicy'].map((name) =>
      records.find(({ eventName }) => eventName === name),
    )
    const [wider, open] = items.filter(({ resourceType }) => resourceType === 'AWS::IAM::Role')
    const last = wider.configuration.rolePolicyList.at(-1)
    expect(last.policyName).toBe(policy.requestParameters.policyName)
    expect(decodeURIComponent(last.policyDocument)).toBe(policy.requestParameters.policyDocument)
    expect(decodeURIComponent(open.configuration.assumeRolePolicyDocument)).toBe(trust.requestParameters.policyDocument)
  })

  it('begin where the snapshot was and end where the next one is', () => {
    const [before, after] = snapshots.map(({ configurationItems }) => configurationItems as readonly Json[])
    const ids = (all: readonly Json[]) => all.map(({ resourceType, resourceId }) => `${resourceType}/${resourceId}`)
    expect(new Set(ids(before!)).size).toBe(before!.length)
    expect(ids(after!)).toEqual(ids(before!))
    const differing = after!.filter((item, place) => item.configurationStateId !== before![place].configurationStateId)
    expect(new Set(ids(differing))).toEqual(new Set(ids(items)))
    for (const item of differing) expect(items).toContainEqual(item)
  })

  it('come again in history files, word for word', () => {
    for (const { configurationItems } of histories)
      for (const item of configurationItems) expect(items).toContainEqual(item)
  })

  it('approve at the end the code that the pipeline put there, which the attack left alone', () => {
    const functions = snapshots[1].configurationItems.filter(
      ({ resourceType }: Json) => resourceType === 'AWS::Lambda::Function',
    )
    expect(Object.fromEntries(functions.map((item: Json) => [item.resourceId, item.configuration.codeSha256]))).toEqual(
      told.approved,
    )
  })

  it('show from the beginning the policy that made the attack possible', () => {
    const role = snapshots[0].configurationItems.find(
      ({ resourceName }: Json) => resourceName === 'paperkite-thumbnails',
    )
    const debug = role.configuration.rolePolicyList.find(({ policyName }: Json) => policyName === 'debug-temporary')
    const document = decodeURIComponent(debug.policyDocument)
    for (const action of [
      'lambda:UpdateFunctionConfiguration',
      'iam:PutRolePolicy',
      'iam:UpdateAssumeRolePolicy',
      'secretsmanager:GetSecretValue',
    ])
      expect(document).toContain(action)
  })
})
