import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { plain } from '../../shared/channels/plain.ts'
import { text } from '../../shared/channels/text.ts'
import { unlinked } from '../../shared/channels/unlinked.ts'
import { linkable } from '../contracts/channel.ts'
import { activity, finding } from '../make.ts'

describe('plain', () => {
  it.each([
    ['shop-orders', 'shop-orders'],
    ['Zoë 李 — 🟠', 'Zoë 李 — 🟠'],
    ['  a \t b\r\n\r\nc\u2028d\u00a0e  ', 'a b c d e'],
    ['user\u202Enimda', 'user[U+202E]nimda'],
    ['ad\u200Bmin\u00AD', 'ad[U+200B]min[U+00AD]'],
    ['\u001b[31mred\u0007', '[U+001B][31mred[U+0007]'],
    ['\u{E0041}', '[U+E0041]'],
    ['\ud800', '[U+D800]'],
    [`e${'\u0301'.repeat(50)}`, 'e\u0301\u0301'],
    ['curl https://evil.example www.evil.example', 'curl https[:]//evil.example www[.]evil.example'],
  ])('reads %j as %j', (written, read) => {
    expect(plain(written, 100)).toBe(read)
  })

  it('cuts a long text where a character ends, and shows that it did', () => {
    expect(plain('💥'.repeat(100), 10)).toBe('💥💥💥💥…')
    expect(plain(`${' '.repeat(1_000)}late`, 10)).toBe('…')
  })

  it('is short, one line and plain to see, whatever was written', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 300 }), fc.integer({ min: 1, max: 80 }), (written, most) => {
        const read = plain(written, most)
        expect(read.length).toBeLessThanOrEqual(most)
        expect(read).not.toMatch(/\p{C}|\p{DI}|[^\S ]|:\/\//u)
      }),
      { numRuns: 1_000 },
    )
  })
})

describe('unlinked', () => {
  it.each([
    ['curl https://evil.example www.evil.example', 'curl https[:]//evil[.]example www[.]evil[.]example'],
    ['see evil-login.com/reset or help@evil.com.', 'see evil-login[.]com/reset or help@evil[.]com.'],
    ['evil.com.zz evil.com.1 evil.com_x evil.xn--p1ai', 'evil[.]com[.]zz evil[.]com.1 evil[.]com_x evil[.]xn--p1ai'],
    ['ü.भारत 💥.ws evil。com', 'ü[.]भारत 💥[.]ws evil[.]com'],
    ['lambda.amazonaws.com (sqs.eu-central-1.amazonaws.com)', 'lambda.amazonaws.com (sqs.eu-central-1.amazonaws.com)'],
    ['states.amazonaws.com.cn.', 'states.amazonaws.com.cn.'],
    ['lambda.amazonaws.com.evil.com', 'lambda[.]amazonaws[.]com[.]evil[.]com'],
    ['evil.s3.amazonaws.com x.on.aws', 'evil.s3[.]amazonaws[.]com x[.]on[.]aws'],
    ['s3.amazonaws.com s3.amazonaws.com/evil', 's3.amazonaws.com s3[.]amazonaws[.]com/evil'],
    ['s3.eu-west-1.amazonaws.com:443/evil', 's3[.]eu-west-1[.]amazonaws[.]com:443/evil'],
    ['aws-cli/2.17.1 v1.2.3 198.51.100.24 a.b', 'aws-cli/2.17.1 v1.2.3 198.51.100.24 a.b'],
    [
      'arn:aws:iam::1:role/aws-service-role/config.amazonaws.com/X',
      'arn:aws:iam::1:role/aws-service-role/config.amazonaws.com/X',
    ],
  ])('reads %j as %j', (written, read) => {
    expect(unlinked(written, 100)).toBe(read)
  })

  it('has nothing that a domain could be, whatever was written, but for services of AWS', () => {
    const parts = fc.constantFrom(
      'evil',
      'com',
      '.',
      '。',
      '@',
      '/',
      ':',
      '-',
      '_',
      '1',
      'ü',
      '💥',
      ' ',
      'amazonaws.com',
      's3',
      'www.',
      '://',
    )
    fc.assert(
      fc.property(fc.array(parts, { maxLength: 20 }), fc.integer({ min: 1, max: 80 }), (some, most) => {
        const read = unlinked(some.join(''), most)
        expect(read.length).toBeLessThanOrEqual(most)
        expect(linkable(read.replace(/(?<![\p{L}.@💥_-])[a-z\d-]+\.amazonaws\.com/gu, ''))).toEqual([])
      }),
      { numRuns: 1_000 },
    )
  })
})

describe('text', () => {
  it('tells a finding on one screen', () => {
    expect(text(finding()).split('\n')).toEqual([
      'HIGH: shop-deploy replaced the code of a function',
      '',
      'Why       arn:aws:iam::111122223333:role/shop-deploy called lambda:UpdateFunctionCode and is not a deployer.',
      'Who       shop-deploy (Role) arn:aws:iam::111122223333:role/shop-deploy, session build-1042, key ASIAEXAMPLEKEY000001',
      'From      198.51.100.24, with aws-cli/2.17.1 md/awscrt#0.20.11 ua/2.0 os/linux#6.1',
      'What      lambda:UpdateFunctionCode on arn:aws:lambda:eu-central-1:111122223333:function:shop-orders, succeeded',
      'Where     account 111122223333, region eu-central-1',
      'When      2026-06-01 12:00:00 UTC',
      'Do next   Ask the owner whether this was a deployment; if not, publish the last approved version again and revoke the role sessions.',
      'ATT&CK    T1525 Persistence',
      'Found by  Function code changed outside the pipeline (0f1f7c1e-58a4-4d3b-9f0e-6f1a8c2f4b11)',
      '',
      'Function: https://eu-central-1.console.aws.amazon.com/lambda/home?region=eu-central-1#/functions/shop-orders',
      'Actor: Role: https://us-east-1.console.aws.amazon.com/iam/home?region=us-east-1#/roles/details/shop-deploy',
      `CloudTrail event: https://eu-central-1.console.aws.amazon.com/cloudtrailv2/home?region=eu-central-1#/events/${activity().uid}`,
      '',
      `Finding ${finding().uid}`,
    ])
  })

  it('says who stood behind a session, and from which account', () => {
    const { actor } = activity()
    const session = { person: 'ada', federated: 'github/repo:shop', via: 'cloudformation.amazonaws.com' }
    const found = finding({ activity: activity({ actor: { ...actor, account: '999988887777', session } }) })
    expect(text(found)).toContain(
      'of account 999988887777, person ada, signed in by github/repo:shop, through cloudformation.amazonaws.com',
    )
  })

  it('leaves out what is not known, and says which place is not', () => {
    const bare = activity({ origin: {}, resources: [], account: '', region: '', outcome: 'failure' })
    const lines = text(finding({ activity: bare, attacks: [], remediation: '' })).split('\n')
    expect(lines.map((line) => line.slice(0, 9).trim())).not.toContain('From')
    expect(lines).toContain('What      lambda:UpdateFunctionCode, failed')
    expect(lines).toContain('Where     account unknown, region unknown')
  })
})
