import { describe, expect, it } from 'vitest'
import { compilePattern } from '../../bin/local/event-pattern.ts'

const event = {
  source: 'aws.iam',
  'detail-type': 'AWS API Call via CloudTrail',
  resources: ['arn:a', 'arn:b'],
  detail: {
    readOnly: false,
    eventName: 'CreateUser',
    size: 7,
    nothing: null,
    layers: [
      { arn: 'a', v: 1 },
      { arn: 'b', v: 2 },
    ],
  },
}

describe('an event pattern', () => {
  it.each([
    [{ source: ['aws.iam'] }, true],
    [{ source: ['aws.s3', 'aws.iam'] }, true],
    [{ source: ['aws.s3'] }, false],
    [{ source: [{ prefix: 'aws.' }] }, true],
    [{ source: [{ prefix: 'aws.s' }] }, false],
    [{ source: ['aws.iam'], detail: { eventName: ['DeleteUser'] } }, false],
    [{ detail: { readOnly: [false] } }, true],
    [{ detail: { readOnly: ['false'] } }, false],
    [{ detail: { nothing: [null] } }, true],
    [{ resources: ['arn:b'] }, true],
    [{ detail: { eventName: [{ prefix: 'Create' }] } }, true],
    [{ detail: { eventName: [{ suffix: 'User' }] } }, true],
    [{ detail: { eventName: [{ 'equals-ignore-case': 'createuser' }] } }, true],
    [{ detail: { eventName: [{ 'anything-but': 'CreateUser' }] } }, false],
    [{ detail: { eventName: [{ 'anything-but': ['DeleteUser', 'GetUser'] }] } }, true],
    [{ detail: { eventName: [{ 'anything-but': { prefix: 'Create' } }] } }, false],
    [{ detail: { eventName: [{ 'anything-but': { prefix: ['Get', 'List'] } }] } }, true],
    [{ detail: { missing: [{ 'anything-but': 'x' }] } }, false],
    [{ detail: { missing: [{ exists: false }] } }, true],
    [{ missing: { deeper: [{ exists: false }] } }, true],
    [{ detail: { eventName: [{ exists: true }] } }, true],
    [{ detail: { eventName: [{ exists: false }] } }, false],
    [{ detail: { missing: [{ exists: false }, 'x'] } }, true],
    [{ detail: { size: [{ numeric: ['>', 5, '<=', 7] }] } }, true],
    [{ detail: { size: [{ numeric: ['=', 8] }] } }, false],
    [{ detail: { eventName: [{ wildcard: 'C*e*r' }] } }, true],
    [{ detail: { eventName: [{ wildcard: '*Users' }] } }, false],
    [{ detail: { eventName: [{ wildcard: 'CreateUser*' }] } }, true],
    [{ detail: { layers: { arn: ['a'], v: [1] } } }, true],
    [{ detail: { layers: { arn: ['a'], v: [2] } } }, false],
    [{ $or: [{ source: ['aws.s3'] }, { detail: { readOnly: [false] } }] }, true],
    [{ $or: [{ source: ['aws.s3'] }, { source: ['aws.sqs'] }] }, false],
  ])('decides %j: %s', (pattern, fits) => {
    expect(compilePattern(pattern)(event)).toBe(fits)
  })

  it.each([
    [{ detail: { ip: [{ cidr: '10.0.0.0/8' }] } }, 'pattern.detail.ip[0]: operator cidr is not known here'],
    [{ source: 'aws.iam' }, 'pattern.source: an event pattern is an object'],
    [{ source: [] }, 'pattern.source: an empty list fits nothing'],
    [{ source: [{ prefix: 'a', suffix: 'b' }] }, 'pattern.source[0]: one operator, not 2'],
    [{ source: [{ prefix: 1 }] }, 'pattern.source[0]: wants a text, not 1'],
    [{ source: [{ numeric: ['>'] }] }, 'pattern.source[0]: numeric wants pairs'],
  ])('refuses %j', (pattern, message) => {
    expect(() => compilePattern(pattern)).toThrow(message)
  })
})
