import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { factsOf } from '../../shared/rules/facts.ts'
import { noSettings } from '../../shared/settings.ts'
import { activity } from '../make.ts'

const facts = factsOf(noSettings)
const actions = [
  'iam:PutRolePolicy',
  'iam:UpdateAssumeRolePolicy',
  'lambda:AddPermission',
  's3:PutBucketAcl',
  's3:PutBucketPolicy',
  'sns:SetTopicAttributes',
  'events:PutPermission',
  'apigateway:UpdateRestApi',
  'ec2:AuthorizeSecurityGroupIngress',
  'ec2:ModifySnapshotAttribute',
  's3:PutBucketPublicAccessBlock',
  'unknown:PutThingPolicy',
  'signin:ConsoleLogin',
]
const names = [
  'policyDocument',
  'policy',
  'Statement',
  'Effect',
  'Principal',
  'Action',
  'Condition',
  'attributes',
  'ipPermissions',
  'items',
  'createVolumePermission',
  'AccessControlPolicy',
  'Grant',
  'patchOperations',
  'principal',
  'layers',
  'arn',
  'PublicAccessBlockConfiguration',
]
/** Anything that a caller could make of a call's parameters, under names that mean something. */
const hostile = fc.letrec((tie) => ({
  any: fc.oneof(
    { maxDepth: 5 },
    fc.constantFrom<unknown>(
      null,
      true,
      0,
      -1,
      '',
      '*',
      'Allow',
      '%7B',
      '{"Statement":',
      '__proto__',
      'arn:aws:iam::999988887777:root',
    ),
    fc.array(tie('any'), { maxLength: 3 }),
    fc.dictionary(fc.constantFrom(...names), tie('any'), { maxKeys: 4 }),
  ),
})).any

describe('every derived field', () => {
  it('says something or nothing of whatever a caller sends, and never fails', () => {
    fc.assert(
      fc.property(fc.constantFrom(...actions), hostile, (action, requestParameters) => {
        const one = activity({
          action,
          record: { ...activity().record, requestParameters, responseElements: requestParameters },
        })
        for (const [name, fact] of facts) expect(() => fact(one), name).not.toThrow()
      }),
      { numRuns: 500 },
    )
  })

  it('is a text, a number, yes or no, or a list that is not empty', () => {
    fc.assert(
      fc.property(fc.constantFrom(...actions), hostile, (action, requestParameters) => {
        const one = activity({ action, record: { ...activity().record, requestParameters } })
        for (const [name, fact] of facts) {
          const value = fact(one)
          const isList = Array.isArray(value) && value.length > 0
          expect(isList || ['undefined', 'string', 'number', 'boolean'].includes(typeof value), name).toBe(true)
        }
      }),
    )
  })
})
