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
const day = 24 * 60 * 60 * 1000
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
    expect(world.postponed(uid)).toEqual([{ message: { uid, channel: id, since: expect.any(Number) }, seconds: 10 }])

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

  it('leaves Slack alone for as long as it says, with what else is to go out meanwhile', async () => {
    const [first, second] = [await world.found(), await world.found()]
    const posts = world.calls('slack').length
    down('slack', tooMany(120))
    expect(await world.stream(first.record, second.record)).toEqual(nothingFailed)
    expect(world.calls('slack').length - posts).toBe(1)
    for (const { uid } of [first, second]) {
      expect(world.postponed(uid)).toEqual([{ message: waiting(uid, 120_000), seconds: 120 }])
      expect(await world.recorded(uid)).toEqual(['eventbridge', 'sns'])
    }

    world.fault = undefined
    world.wait(60_000)
    const third = await world.found()
    expect(await world.stream(third.record)).toEqual(nothingFailed)
    expect(world.taken(third.uid)).toEqual(['eventbridge', 'sns'])
    expect(world.postponed(third.uid)).toMatchObject([{ seconds: 60 }])

    world.wait(60_000)
    for (const { uid } of [first, second, third]) {
      expect(await world.retry(world.postponed(uid)[0]!.message)).toEqual(nothingFailed)
      expect(world.taken(uid)).toEqual(everywhere)
      expect(await world.recorded(uid)).toEqual(everywhere)
    }
  })

  it('waits longer than a message can, as a new message each time, and does not ask Slack meanwhile', async () => {
    const { uid, record } = await world.found()
    const posts = world.calls('slack').length
    down('slack', tooMany(2_000))
    await world.stream(record)
    const start = Date.now()
    for (const seconds of [900, 900, 200]) {
      const { message, seconds: said } = world.postponed(uid).at(-1)!
      expect(said).toBeGreaterThan(seconds - 2)
      expect(said).toBeLessThanOrEqual(seconds)
      expect(message).toEqual(waiting(uid, start + 2_000_000 - Date.now()))
      world.wait(seconds * 1000)
      if (seconds === 200) world.fault = undefined
      expect(await world.retry(message)).toEqual(nothingFailed)
    }
    expect(world.calls('slack').length - posts).toBe(2)
    expect(world.taken(uid)).toEqual(everywhere)
  })

  it('spends no receive of a message on what Slack asks for, until a day has passed', async () => {
    const { uid, record } = await world.found()
    down('slack', tooMany(30))
    await world.stream(record)
    for (let time = 0; time < 20; time++) {
      world.wait(30_000)
      expect(await world.retry(world.postponed(uid).at(-1)!.message)).toEqual(nothingFailed)
    }
    const { message } = world.postponed(uid).at(-1)!
    world.wait(day)
    expect(await world.retry(message)).toEqual(failed)
    expect(await world.retry({ ...(message as object), notBefore: Date.now() + day })).toEqual(failed)
    expect(world.postponed(uid)).toHaveLength(21)
    world.wait(30_000)
  })

  it('sends nothing twice when recording it fails: only the record is left to the queue', async () => {
    const { uid, record } = await world.found()
    world.fault = ({ operation }) =>
      operation === 'UpdateItem' ? { status: 400, body: { __type: 'AccessDeniedException', message: 'no' } } : undefined
    expect(await world.stream(record)).toEqual(nothingFailed)
    expect(world.taken(uid)).toEqual(everywhere)
    expect(await world.recorded(uid)).toEqual([])
    const messages = world.postponed(uid).map(({ message }) => message)
    const expected = everywhere.map((channel) => ({ uid, channel, since: expect.any(Number), taken: true }))
    expect(messages).toHaveLength(3)
    expect(messages).toEqual(expect.arrayContaining(expected))
    expect(await world.retry(messages[0])).toEqual(failed)

    world.fault = undefined
    for (const message of messages) expect(await world.retry(message)).toEqual(nothingFailed)
    expect(world.taken(uid)).toEqual(everywhere)
    expect(await world.recorded(uid)).toEqual(everywhere)
  })

  it('sends nothing twice when recording a retry fails', async () => {
    const { uid, record } = await world.found()
    down('slack', { status: 500, body: '' })
    await world.stream(record)
    world.fault = ({ operation }) =>
      operation === 'UpdateItem' ? { status: 400, body: { __type: 'AccessDeniedException', message: 'no' } } : undefined
    expect(await world.retry({ uid, channel: 'slack' })).toEqual(nothingFailed)
    expect(world.postponed(uid).at(-1)).toMatchObject({ message: { uid, channel: 'slack', taken: true } })
    world.fault = undefined
    expect(await world.retry(world.postponed(uid).at(-1)!.message)).toEqual(nothingFailed)
    expect(world.taken(uid)).toEqual(everywhere)
    expect(await world.recorded(uid)).toEqual(everywhere)
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
    expect(world.postponed(uid)).toEqual([
      { message: { uid, channel: 'slack', since: expect.any(Number) }, seconds: 10 },
    ])
    world.fault = undefined
    world.wait(30_000)
    expect(await world.retry({ uid, channel: 'slack' })).toEqual(nothingFailed)
    expect(world.taken(uid)).toEqual(everywhere)
  })

  it('holds up Slack alone while Parameter Store does not answer at all', { timeout: 15_000 }, async () => {
    const found = [await world.found(), await world.found(), await world.found()]
    const reads = world.calls('ssm').length
    world.fault = ({ service }) => (service === 'ssm' ? new Promise(() => {}) : undefined)
    const start = performance.now()
    expect(await world.stream(...found.map(({ record }) => record))).toEqual(nothingFailed)
    expect(performance.now() - start, 'all of them together wait once').toBeLessThan(9_000)
    expect(world.calls('ssm').length - reads).toBe(1)
    for (const { uid } of found) {
      expect(world.taken(uid)).toEqual(['eventbridge', 'sns'])
      expect(world.postponed(uid)).toHaveLength(1)
    }
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
    expect(world.postponed(uid)).toEqual([
      { message: { uid, channel: 'slack', since: expect.any(Number) }, seconds: 10 },
    ])
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

  it('is not asked for again for half a minute where it could not be read', async () => {
    let now = 0
    down('ssm', { status: 400, body: { __type: 'ParameterNotFound', message: 'no' } })
    const read = secret(reference, () => now)
    await expect(read()).rejects.toThrow()
    const reads = world.calls('ssm').length
    world.fault = undefined
    now = 29_999
    await expect(read()).rejects.toThrow()
    expect(world.calls('ssm').length).toBe(reads)
    now = 30_000
    expect(await read()).toBe(world.webhook())
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

/** What stands in the queue for Slack while it asks for so many milliseconds more. */
function waiting(uid: string, milliseconds: number): unknown {
  const around = (time: number) => ({ asymmetricMatch: (value: unknown) => Math.abs(Number(value) - time) < 2_000 })
  return { uid, channel: 'slack', since: expect.any(Number), notBefore: around(Date.now() + milliseconds) }
}
