import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { Answer, Call } from '../../bin/engines/gateway.ts'
import { secret } from '../../shared/aws/secret.ts'
import { type NotifyWorld, reference, startNotifyWorld } from './notify-world.ts'

let world: NotifyWorld

beforeAll(async () => {
  world = await startNotifyWorld()
}, 30_000)
afterAll(() => world.stop())
beforeEach(() => {
  world.fault = undefined
  world.parameters.set(parameter, world.webhook())
  world.wait(fiveMinutes) // so that no test knows the secret of the one before
})

const parameter = reference.slice('ssm:'.length)
const fiveMinutes = 5 * 60 * 1000
const nothingFailed = { batchItemFailures: [] }
const failed = { batchItemFailures: [{ itemIdentifier: 'retry' }] }
const everywhere = ['eventbridge', 'slack', 'sns']

/** Answers every call to one service. */
function down(service: Call['service'], answer: Answer): void {
  world.fault = (call) => (call.service === service ? answer : undefined)
}

/** How each channel's other side says no. */
const refusals = [
  ['slack', 'slack', { status: 500, body: 'server_error' }],
  [
    'sns',
    'sns',
    {
      status: 403,
      headers: { 'content-type': 'text/xml' },
      body: '<ErrorResponse><Error><Type>Sender</Type><Code>AuthorizationError</Code><Message>no</Message></Error></ErrorResponse>',
    },
  ],
  [
    'eventbridge',
    'events',
    { status: 200, body: { FailedEntryCount: 1, Entries: [{ ErrorCode: 'ThrottlingException', ErrorMessage: 'no' }] } },
  ],
] as const satisfies readonly (readonly [string, Call['service'], Answer])[]

function tooMany(seconds: number): Answer {
  return { status: 429, body: 'rate_limited', headers: { 'retry-after': String(seconds) } }
}

describe('the notify handler, on embedded engines', () => {
  it('sends a finding of the stream out by every channel and records each', async () => {
    const { uid, record } = await world.found()
    expect(await world.stream(record)).toEqual(nothingFailed)
    expect(world.taken(uid)).toEqual(everywhere)
    expect(await world.recorded(uid)).toEqual(everywhere)
    expect(world.postponed(uid)).toEqual([])
  })

  it('sends nothing twice when the stream brings a finding twice, in one batch or in two', async () => {
    const { uid, record } = await world.found()
    expect(await world.stream(record, record)).toEqual(nothingFailed)
    expect(await world.stream(record)).toEqual(nothingFailed)
    expect(world.taken(uid)).toEqual(everywhere)
  })

  it.each(refusals)('sends by the others while %s is down, and has that one tried again', async (id, service, no) => {
    const { uid, record } = await world.found()
    const others = everywhere.filter((one) => one !== id)
    down(service, no)
    expect(await world.stream(record)).toEqual(nothingFailed)
    expect(world.taken(uid)).toEqual(others)
    expect(await world.recorded(uid)).toEqual(others)
    expect(world.postponed(uid)).toEqual([{ message: { uid, channel: id }, seconds: 10 }])

    expect(await world.retry({ uid, channel: id })).toEqual(failed)
    expect(world.taken(uid)).toEqual(others)

    world.fault = undefined
    expect(await world.retry({ uid, channel: id })).toEqual(nothingFailed)
    expect(world.taken(uid)).toEqual(everywhere)
    expect(await world.recorded(uid)).toEqual(everywhere)
    expect(world.postponed(uid)).toHaveLength(1)
  })

  it('goes on with the other findings of a batch while a channel is down', async () => {
    const [first, second] = [await world.found(), await world.found()]
    world.fault = ({ service, input }) =>
      service === 'slack' && JSON.stringify(input).includes(first.uid) ? { status: 500, body: '' } : undefined
    expect(await world.stream(first.record, second.record)).toEqual(nothingFailed)
    expect(world.taken(second.uid)).toEqual(everywhere)
    expect(world.taken(first.uid)).toEqual(['eventbridge', 'sns'])
  })

  it.each([
    [120, 120],
    [2_000, 900],
  ])('leaves Slack alone for as long as it says, at first at most 900 s: %d is %d', async (said, seconds) => {
    const { uid, record } = await world.found()
    down('slack', tooMany(said))
    expect(await world.stream(record)).toEqual(nothingFailed)
    expect(world.postponed(uid)).toEqual([{ message: { uid, channel: 'slack' }, seconds }])
    expect(await world.recorded(uid)).toEqual(['eventbridge', 'sns'])

    const before = hidden().length
    expect(await world.retry({ uid, channel: 'slack' })).toEqual(failed)
    expect(hidden().slice(before)).toEqual([said])
    expect(world.postponed(uid)).toHaveLength(1)
  })

  it('sends nothing at a retry of what has gone out', async () => {
    const { uid, record } = await world.found()
    await world.stream(record)
    expect(await world.retry({ uid, channel: 'slack' })).toEqual(nothingFailed)
    expect(world.taken(uid)).toEqual(everywhere)
  })

  it.each([
    ['a finding that is not there', { uid: 'nobody', channel: 'slack' }, 'finding nobody is not in the table'],
    ['a channel that is not there', { channel: 'pigeon' }, 'channel pigeon is not configured any more'],
    ['neither', '{"uid":', 'the message does not name a finding and a channel'],
  ])('fails a retry for %s, and says so', async (_, delivery, reason) => {
    const { uid } = await world.found()
    expect(await world.retry(typeof delivery === 'string' ? delivery : { uid, ...delivery })).toEqual(failed)
    expect(world.printed()).toContain(reason)
  })

  it('hands a finding back to the stream when the retry queue is down, and repeats no channel', async () => {
    const { uid, record } = await world.found()
    world.fault = ({ service }) => {
      if (service === 'slack') return { status: 500, body: '' }
      return service === 'sqs' ? { status: 400, body: { __type: 'AccessDeniedException', message: 'no' } } : undefined
    }
    expect(await world.stream(record)).toEqual({
      batchItemFailures: [{ itemIdentifier: record.dynamodb!.SequenceNumber }],
    })
    expect(await world.recorded(uid)).toEqual(['eventbridge', 'sns'])
    world.fault = undefined
    expect(await world.stream(record)).toEqual(nothingFailed)
    expect(world.taken(uid)).toEqual(everywhere)
  })
})

describe('the address of the Slack webhook', () => {
  it('holds up Slack alone while Parameter Store is down', async () => {
    const { uid, record } = await world.found()
    down('ssm', { status: 400, body: { __type: 'InternalServerError', message: 'no' } })
    expect(await world.stream(record)).toEqual(nothingFailed)
    expect(world.taken(uid)).toEqual(['eventbridge', 'sns'])
    expect(world.postponed(uid)).toEqual([{ message: { uid, channel: 'slack' }, seconds: 10 }])
    world.fault = undefined
    expect(await world.retry({ uid, channel: 'slack' })).toEqual(nothingFailed)
    expect(world.taken(uid)).toEqual(everywhere)
  })

  it('holds up Slack alone while Parameter Store does not answer at all', { timeout: 15_000 }, async () => {
    const { uid, record } = await world.found()
    world.fault = ({ service }) => (service === 'ssm' ? new Promise(() => {}) : undefined)
    expect(await world.stream(record)).toEqual(nothingFailed)
    expect(world.taken(uid)).toEqual(['eventbridge', 'sns'])
    expect(world.postponed(uid)).toHaveLength(1)
  })

  it.each([
    ['is not there', undefined],
    ['is empty', ''],
    ['is no address', 'xoxb-B00000000-not-an-address'],
    ['is not https', 'http://hooks.example.com/services/T00000000/B00000000/plain'],
    ['leads nowhere', 'http://127.0.0.1:1/services/T00000000/B00000000/nowhere'],
  ])('holds up Slack alone when the parameter %s', async (_, value) => {
    const { uid, record } = await world.found()
    if (value === undefined) world.parameters.delete(parameter)
    else world.parameters.set(parameter, value)
    expect(await world.stream(record)).toEqual(nothingFailed)
    expect(world.taken(uid)).toEqual(['eventbridge', 'sns'])
    expect(world.postponed(uid)).toEqual([{ message: { uid, channel: 'slack' }, seconds: 10 }])
    expect(await world.retry({ uid, channel: 'slack' })).toEqual(failed)
  })

  it('is read once in five minutes, and is the new one after that', async () => {
    const findings = [await world.found(), await world.found(), await world.found()]
    const [reads, posts] = [world.calls('ssm').length, world.calls('slack').length]
    const rotated = world.webhook('rotated')
    world.fault = ({ path }) => (rotated.endsWith(path) ? { status: 200, body: 'ok' } : undefined)

    await world.stream(findings[0]!.record)
    world.parameters.set(parameter, rotated)
    world.wait(fiveMinutes - 60_000)
    await world.stream(findings[1]!.record)
    world.wait(60_000)
    await world.stream(findings[2]!.record)

    const paths = world.calls('slack').slice(posts)
    expect(paths.map(({ path }) => rotated.endsWith(path))).toEqual([false, false, true])
    expect(world.calls('ssm').length - reads).toBe(2)
    expect(await world.recorded(findings[2]!.uid)).toEqual(everywhere)
  })

  it('is read from Secrets Manager too, and again once it is five minutes old', async () => {
    let [now, value] = [0, 'first']
    world.fault = ({ service }) =>
      service === 'secretsmanager' ? { status: 200, body: { SecretString: value } } : undefined
    const read = secret('secretsmanager:arn:aws:secretsmanager:eu-central-1:111122223333:secret:slack', () => now)
    expect(await read()).toBe('first')
    value = 'second'
    now = fiveMinutes - 1
    expect(await read()).toBe('first')
    now = fiveMinutes
    expect(await read()).toBe('second')
    expect(world.calls('secretsmanager').map(({ input }) => input.SecretId)).toEqual(Array(2).fill(expect.any(String)))
  })

  it.each([
    ['https://hooks.slack.com/services/T00000000/B00000000/raw', 'not as https:…'],
    ['hooks.slack.com/services/T00000000/B00000000/raw:', 'not as its value'],
    ['T00000000/B00000000/raw', 'not as its value'],
    ['constructor:T00000000/B00000000/raw', 'not as constructor:…'],
    ['ssm:', 'not as ssm:…'],
  ])('is refused, and not quoted, when it is given itself: %#', async (value, reason) => {
    const error = await world.deploy(value).catch((error: unknown) => error)
    expect(String(error)).toBe(`Error: a secret is given as ssm:NAME or secretsmanager:ARN, ${reason}`)
  })

  it('is not needed: without it nothing goes to Slack, and nothing is said to have', async () => {
    await world.deploy(undefined)
    const { uid, record } = await world.found()
    expect(await world.stream(record)).toEqual(nothingFailed)
    expect(world.taken(uid)).toEqual(['eventbridge', 'sns'])
    expect(await world.recorded(uid)).toEqual(['eventbridge', 'sns'])
    expect(world.postponed(uid)).toEqual([])
  })

  it('stands in no line that any of this has printed, and in no message of the queue', () => {
    const written = world.printed() + JSON.stringify(world.calls('sqs').map(({ input }) => input))
    const stands = (text: string) => written.includes(text)
    expect(['Lambda invocation event', 'Slack answered 500', 'MessageBody'].map(stands)).toEqual([true, true, true])
    expect(['/services', 'T00000000', 'B00000000'].map(stands)).toEqual([false, false, false])
  })
})

/** For how long messages of the retry queue were hidden. */
function hidden(): readonly unknown[] {
  return world.calls('sqs', 'ChangeMessageVisibility').map(({ input }) => input.VisibilityTimeout)
}
