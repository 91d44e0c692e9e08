import { describe, expect, it } from 'vitest'
import { type SnsMessage, sns } from '../../shared/channels/sns.ts'
import { ocsf } from '../../shared/ocsf.ts'
import { type ChannelCase, linkable, testChannel } from '../contracts/channel.ts'
import { activity, finding } from '../make.ts'
import { faults } from '../ocsf-faults.ts'

const topicArn = 'arn:aws:sns:eu-central-1:111122223333:vedette-alerts'

const make: ChannelCase['make'] = (behaviour, ready) => {
  const taken: SnsMessage[] = []
  const publish = async (message: SnsMessage) => {
    await ready
    if (behaviour === 'refuses') {
      const error = new Error(`not authorized on ${topicArn}`)
      throw Object.assign(error, { name: 'AuthorizationErrorException', $metadata: { httpStatusCode: 403 } })
    }
    if (behaviour === 'is away')
      throw Object.assign(new Error(`connect to ${topicArn}`), { code: 'ECONNREFUSED', $metadata: {} })
    taken.push(message)
  }
  return { channel: sns({ topicArn, publish }), taken }
}

describe('sns', () => {
  testChannel({ name: 'SNS', make, secrets: [topicArn, 'not authorized', 'connect to'], most: 400_000, acts })

  it('gives people a text and machines the finding', async () => {
    const { Subject, Message, MessageStructure } = await sent()
    expect(Subject).toBe('[HIGH] shop-deploy replaced the code of a function')
    expect(MessageStructure).toBe('json')
    const message = JSON.parse(Message)
    expect(message.default).toMatch(
      /^HIGH: shop-deploy replaced the code of a function\n\nWhy {7}arn:aws:iam.*\nWho {7}shop-deploy \(Role\)/,
    )
    expect(message.email).toBe(message.default)
    expect(message.sms).toBe(
      '[HIGH] shop-deploy replaced the code of a function, account 111122223333, region eu-central-1',
    )
    for (const protocol of ['sqs', 'lambda', 'http', 'https', 'firehose'])
      expect(JSON.parse(message[protocol])).toEqual(ocsf(finding()))
  })

  it('can be filtered by severity, account, region, detector and class', async () => {
    expect((await sent()).MessageAttributes).toEqual({
      severity: { DataType: 'String', StringValue: 'high' },
      severity_id: { DataType: 'Number', StringValue: '4' },
      class_uid: { DataType: 'Number', StringValue: '2004' },
      account: { DataType: 'String', StringValue: '111122223333' },
      region: { DataType: 'String', StringValue: 'eu-central-1' },
      detector: { DataType: 'String', StringValue: finding().analytic.uid },
    })
  })

  it('has an attribute of each kind, also where the log does not say', async () => {
    const { MessageAttributes } = await sent(finding({ activity: activity({ account: '', region: '' }) }))
    expect(Object.keys(MessageAttributes)).toEqual([
      'severity',
      'severity_id',
      'class_uid',
      'account',
      'region',
      'detector',
    ])
    for (const { StringValue } of Object.values(MessageAttributes)) expect(StringValue).not.toBe('')
  })

  it.each(['a'.repeat(99), 'é'.repeat(200), 'line\nline', '\u0007bell'])(
    'keeps the subject short and printable: %j',
    async (title) => {
      const { Subject, Message } = await sent(finding({ title }))
      expect(Subject).toMatch(/^[!-~][ -~]{0,98}$/)
      expect(JSON.parse(Message).sms).toMatch(/^[ -~]{1,140}$/)
    },
  )

  it('leaves out the record when five copies of it have no room, and says so to people', async () => {
    const { Message } = await sent(finding({ activity: activity({ record: { policy: 'x'.repeat(60_000) } }) }))
    const { default: text, sqs } = JSON.parse(Message)
    expect(text).toContain('\nThe raw record is too large for this message and was left out.\n')
    expect(JSON.parse(sqs).evidences[0].data).toEqual({ left_out: 'The record is too large for this channel.' })
  })
})

async function sent(found = finding()): Promise<SnsMessage> {
  const { channel, taken } = make('takes')
  await channel.deliver(found)
  return taken[0] as SnsMessage
}

/** Forged lines, hidden characters and addresses in what people read; anything but valid OCSF in what machines read; too much for SNS. */
function acts(payload: unknown): string[] {
  const { Subject, Message, MessageAttributes } = payload as SnsMessage
  const { default: text = '', email = '', sms = '', ...machines } = JSON.parse(Message) as Record<string, string>
  const lines = `${text}\n${email}`.split('\n').filter((line) => !known.test(line))
  const unseen = [text, email, sms, Subject].filter((part) => /[^\P{C}\n]|\p{DI}|\u2028|\p{M}{3}/u.test(part))
  const linked = [text, email, sms, Subject].flatMap((part) => {
    const own = part.replace(/https:\/\/[a-z\d.-]+\.console\.aws\.amazon\.com\/\S*/g, '')
    return [...(own.includes('://') ? [own] : []), ...linkable(own)]
  })
  const invalid = Object.values(machines).flatMap((json) => faults(JSON.parse(json)))
  const size =
    Buffer.byteLength(Message) + Buffer.byteLength(JSON.stringify(MessageAttributes)) + Buffer.byteLength(Subject)
  return [...lines, ...unseen, ...linked, ...invalid, ...(size > 262_144 ? [`${size} bytes`] : [])]
}

const known =
  /^$|^HIGH: |^(Why|Who|From|What|Where|When|Do next|ATT&CK|Found by) +\S|^Finding |^The raw record|^(Function|Actor: Role|CloudTrail event): https:/
