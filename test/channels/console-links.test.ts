import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { arnLink, consoleLinks } from '../../shared/channels/console-links.ts'
import { activity } from '../make.ts'

const aws = 'https://eu-central-1.console.aws.amazon.com'
const account = '111122223333'

describe('arnLink', () => {
  it.each([
    [
      `arn:aws:lambda:eu-central-1:${account}:function:shop`,
      'Function',
      `${aws}/lambda/home?region=eu-central-1#/functions/shop`,
    ],
    [
      `arn:aws:lambda:eu-central-1:${account}:function:shop:live`,
      'Function',
      `${aws}/lambda/home?region=eu-central-1#/functions/shop`,
    ],
    [
      `arn:aws:iam::${account}:role/service-role/a+b`,
      'Role',
      'https://us-east-1.console.aws.amazon.com/iam/home?region=us-east-1#/roles/details/a%2Bb',
    ],
    [
      `arn:aws:iam::${account}:user/ada@example.org`,
      'User',
      'https://us-east-1.console.aws.amazon.com/iam/home?region=us-east-1#/users/details/ada%40example.org',
    ],
    ['arn:aws:s3:::shop-data', 'Bucket', `${aws}/s3/buckets/shop-data?region=eu-central-1`],
    ['arn:aws:s3:::shop-data/in/2026.csv', 'Bucket', `${aws}/s3/buckets/shop-data?region=eu-central-1`],
    [
      `arn:aws:dynamodb:eu-central-1:${account}:table/orders/stream/2026`,
      'Table',
      `${aws}/dynamodbv2/home?region=eu-central-1#table?name=orders`,
    ],
    [
      `arn:aws:sns:eu-central-1:${account}:alerts`,
      'Topic',
      `${aws}/sns/v3/home?region=eu-central-1#/topic/arn%3Aaws%3Asns%3Aeu-central-1%3A${account}%3Aalerts`,
    ],
    [
      `arn:aws:sqs:eu-central-1:${account}:jobs.fifo`,
      'Queue',
      `${aws}/sqs/v3/home?region=eu-central-1#/queues/https%3A%2F%2Fsqs.eu-central-1.amazonaws.com%2F${account}%2Fjobs.fifo`,
    ],
    [
      `arn:aws:logs:eu-central-1:${account}:log-group:/aws/lambda/shop:*`,
      'Log group',
      `${aws}/cloudwatch/home?region=eu-central-1#logsV2:log-groups/log-group/$252Faws$252Flambda$252Fshop`,
    ],
  ])('leads from %s to its page', (arn, label, url) => {
    expect(arnLink(arn, 'eu-central-1')).toEqual({ label, url })
  })

  it.each([
    [
      `arn:aws-cn:lambda:cn-north-1:${account}:function:f`,
      'https://cn-north-1.console.amazonaws.cn/lambda/home?region=cn-north-1#/functions/f',
    ],
    [
      `arn:aws-cn:iam::${account}:role/r`,
      'https://cn-north-1.console.amazonaws.cn/iam/home?region=cn-north-1#/roles/details/r',
    ],
    [
      `arn:aws-cn:sqs:cn-north-1:${account}:q`,
      `https://cn-north-1.console.amazonaws.cn/sqs/v3/home?region=cn-north-1#/queues/https%3A%2F%2Fsqs.cn-north-1.amazonaws.com.cn%2F${account}%2Fq`,
    ],
    [
      `arn:aws-us-gov:dynamodb:us-gov-west-1:${account}:table/orders`,
      'https://us-gov-west-1.console.amazonaws-us-gov.com/dynamodbv2/home?region=us-gov-west-1#table?name=orders',
    ],
  ])('knows the consoles of the other partitions: %s', (arn, url) => {
    expect(arnLink(arn, '')?.url).toBe(url)
  })

  it.each([
    'shop',
    '',
    `arn:aws:lambda:eu-central-1:${account}:function:shop\n`,
    `arn:aws:lambda:eu-central-1:${account}:function:a/../b`,
    `arn:aws:lambda:eu-central-1:${account}:function:<!channel>`,
    `arn:aws:lambda:evil.example/x:${account}:function:f`,
    `arn:aws:lambda:evil:${account}:function:f`,
    `arn:aws:lambda:cn-north-1:${account}:function:f`,
    `arn:aws-iso:lambda:us-iso-east-1:${account}:function:f`,
    `arn:aws:lambda:us-iso-east-1:${account}:function:f`,
    'arn:aws:lambda:eu-central-1:1111:function:f',
    'arn:aws:s3:::..',
    'arn:aws:s3:::../../iam',
    `arn:aws:iam::${account}:root`,
    `arn:aws:kms:eu-central-1:${account}:key/1`,
    `arn:aws:constructor:eu-central-1:${account}:key/1`,
    `arn:aws:iam::${account}:role/${'x'.repeat(2_000)}`,
  ])('has no link for %j', (arn) => {
    expect(arnLink(arn, 'eu-central-1')).toBeUndefined()
  })

  it('never leads anywhere but to the console, and never carries a character with a meaning', () => {
    const services = fc.constantFrom('lambda', 'iam', 's3', 'dynamodb', 'sns', 'sqs', 'logs')
    const names = fc.tuple(
      fc.constantFrom('', 'function:', 'role/', 'user/', 'table/', 'log-group:'),
      fc.string({ minLength: 1, maxLength: 60 }),
    )
    const arns = fc.tuple(
      fc.constantFrom('aws', 'aws-cn', 'aws-us-gov'),
      services,
      fc.constantFrom('', 'eu-central-1', 'cn-north-1', 'us-gov-west-1'),
      names,
    )
    fc.assert(
      fc.property(arns, fc.string(), ([partition, service, region, [kind, name]], elsewhere) => {
        const link = arnLink(`arn:${partition}:${service}:${region}:${account}:${kind}${name}`, elsewhere)
        if (link === undefined) return
        expect(new URL(link.url).host).toMatch(
          /^[a-z\d-]+\.console\.(aws\.amazon\.com|amazonaws\.cn|amazonaws-us-gov\.com)$/,
        )
        expect(link.url).toMatch(/^[\w:/.?=&#$%-]+$/)
      }),
      { numRuns: 2_000 },
    )
  })
})

describe('consoleLinks', () => {
  it('leads to the resource, the actor and the event', () => {
    expect(consoleLinks(activity()).map(({ label }) => label)).toEqual(['Function', 'Actor: Role', 'CloudTrail event'])
    expect(consoleLinks(activity()).at(-1)?.url).toBe(
      `${aws}/cloudtrailv2/home?region=eu-central-1#/events/${activity().uid}`,
    )
  })

  it.each(['x', '../../iam', `${activity().uid}/..`])('has no event link for the id %j', (uid) => {
    expect(consoleLinks(activity({ uid })).map(({ label }) => label)).not.toContain('CloudTrail event')
  })

  it.each(['', 'evil.example', 'eu-central-1.evil.example', 'us-iso-east-1', 'eusc-de-east-1'])(
    'has no event link in the region %j',
    (region) => {
      expect(consoleLinks(activity({ region })).map(({ label }) => label)).not.toContain('CloudTrail event')
    },
  )

  it.each([
    { resourceId: 'shop (a&b)', resourceType: 'AWS::Lambda::Function' },
    { configurationItem: { resourceId: 'shop (a&b)', resourceType: 'AWS::Lambda::Function' } },
  ])('leads to the history of a configuration item: %j', (record) => {
    const links = consoleLinks(activity({ source: 'aws.config', record }))
    expect(links.at(-1)).toEqual({
      label: 'Configuration timeline',
      url: `${aws}/config/home?region=eu-central-1#/resources/timeline?resourceId=shop%20%28a%26b%29&resourceType=AWS%3A%3ALambda%3A%3AFunction`,
    })
  })

  it.each([
    {},
    { resourceId: 'x' },
    { resourceId: 'x', resourceType: 'x' },
    { resourceId: 'x'.repeat(2_000), resourceType: 'AWS::S3::Bucket' },
  ])('has no history of %j', (record) => {
    expect(consoleLinks(activity({ source: 'aws.config', record })).map(({ label }) => label)).toEqual([
      'Function',
      'Actor: Role',
    ])
  })
})
