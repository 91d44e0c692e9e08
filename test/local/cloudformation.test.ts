import { describe, expect, it } from 'vitest'
import { resolver } from '../../bin/local/cloudformation.ts'

const { resolve, condition } = resolver({
  template: {
    parameters: { Bucket: { Default: 'trail' }, Topic: { Default: '' }, Arn: { Default: 'arn:aws:sns:eu-west-1:1:t' } },
    conditions: {
      HasBucket: { 'Fn::Not': [{ 'Fn::Equals': [{ Ref: 'Bucket' }, ''] }] },
      HasTopic: { 'Fn::Not': [{ 'Fn::Equals': [{ Ref: 'Topic' }, ''] }] },
      Both: { 'Fn::And': [{ Condition: 'HasBucket' }, { Condition: 'HasTopic' }] },
      Either: { 'Fn::Or': [{ Condition: 'HasBucket' }, { Condition: 'HasTopic' }] },
    },
    resources: { Queue: { Type: 'AWS::SQS::Queue' }, Moon: { Type: 'AWS::Moon::Base' } },
  },
  pseudo: { 'AWS::Region': 'us-east-1' },
  know: (id) => (id === 'Queue' ? { ref: 'http://queue', attributes: { Arn: 'arn:queue' } } : undefined),
})

describe('the resolver', () => {
  it.each([
    [{ Ref: 'Bucket' }, 'trail'],
    [{ Ref: 'AWS::Region' }, 'us-east-1'],
    [{ Ref: 'Queue' }, 'http://queue'],
    [{ 'Fn::GetAtt': ['Queue', 'Arn'] }, 'arn:queue'],
    // biome-ignore lint/suspicious/noTemplateCurlyInString: CloudFormation's own
    [{ 'Fn::Sub': '${AWS::Region}/${Bucket}/${Queue.Arn}/${!Literal}' }, 'us-east-1/trail/arn:queue/${!Literal}'],
    // biome-ignore lint/suspicious/noTemplateCurlyInString: CloudFormation's own
    [{ 'Fn::Sub': ['${Own}', { Own: { Ref: 'Bucket' } }] }, 'trail'],
    [{ 'Fn::If': ['HasBucket', 1, 2] }, 1],
    [[{ 'Fn::If': ['HasTopic', 1, { Ref: 'AWS::NoValue' }] }, 2], [2]],
    [{ a: { Ref: 'AWS::NoValue' }, b: [{ Ref: 'Bucket' }] }, { b: ['trail'] }],
    [{ 'Fn::Select': [3, { 'Fn::Split': [':', { Ref: 'Arn' }] }] }, 'eu-west-1'],
    [{ 'Fn::Join': ['-', ['a', { Ref: 'Bucket' }]] }, 'a-trail'],
  ])('fills in %j', (value, filled) => {
    expect(resolve(value, 'here')).toEqual(filled)
  })

  it('decides conditions', () => {
    expect(['HasBucket', 'HasTopic', 'Both', 'Either'].map(condition)).toEqual([true, false, false, true])
  })

  it.each([
    [{ Ref: 'Moon' }, 'here: Moon (AWS::Moon::Base) has no counterpart here'],
    [{ Ref: 'Nobody' }, 'here: Nobody (not declared) has no counterpart here'],
    [{ a: { 'Fn::GetAtt': ['Queue', 'Colour'] } }, 'here.a: attribute Colour of Queue is not known here'],
    [{ 'Fn::ImportValue': 'x' }, 'here: Fn::ImportValue is not known here'],
    [{ 'Fn::If': ['Unheard', 1, 2] }, 'condition Unheard is not declared'],
  ])('refuses %j by name', (value, message) => {
    expect(() => resolve(value, 'here')).toThrow(message)
  })
})
