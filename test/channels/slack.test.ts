import { describe, expect, it } from 'vitest'
import { faultOf } from '../../bin/engines/slack-limits.ts'
import { RetryLater } from '../../shared/channel.ts'
import { slack } from '../../shared/channels/slack.ts'
import { isObject } from '../../shared/json.ts'
import { type ChannelCase, hostile, linkable, testChannel } from '../contracts/channel.ts'
import { activity, finding } from '../make.ts'

const webhookUrl = 'https://hooks.slack.example/services/T0SECRET/B0SECRET/x0secret'

/** Slack as one function: it takes what it would take, and answers with a body that nobody may repeat. */
function line(answer: () => Response | Promise<Response>) {
  const taken: unknown[] = []
  const requests: (RequestInit | undefined)[] = []
  const fetch: typeof globalThis.fetch = async (_, request) => {
    const response = await answer()
    requests.push(request)
    if (response.ok) taken.push(JSON.parse(String(request?.body)))
    return response
  }
  return { channel: slack({ webhookUrl, fetch }), taken, requests }
}

const away = () => {
  const cause = Object.assign(new Error(`connect ECONNREFUSED ${webhookUrl}`), {
    code: 'ECONNREFUSED',
    address: webhookUrl,
  })
  throw new TypeError(`Failed to parse URL from ${webhookUrl}`, { cause })
}

const make: ChannelCase['make'] = (behaviour, ready) =>
  line(async () => {
    await ready
    if (behaviour === 'is away') away()
    return behaviour === 'takes' ? new Response('ok') : new Response(`no_team ${webhookUrl}`, { status: 403 })
  })

describe('slack', () => {
  testChannel({ name: 'Slack', make, secrets: ['hooks.slack', 'x0secret', 'no_team'], most: 20_000, acts })

  it('says how bad, what, who, where, when, why, what to do, and where to look', async () => {
    const [message] = await sent(finding())
    const all = JSON.stringify(message)
    for (const part of [
      '🟠 HIGH: shop-deploy replaced the code of a function',
      'is not a deployer.',
      'Who: shop-deploy (Role) arn:aws:iam::111122223333:role/shop-deploy, session build-1042',
      'From: 198.51.100.24, with aws-cli/2.17.1',
      'What: lambda:UpdateFunctionCode on arn:aws:lambda:eu-central-1:111122223333:function:shop-orders, succeeded',
      'Where: account 111122223333, region eu-central-1',
      '<!date^1780315200^{date_num} {time_secs}|2026-06-01 12:00:00 UTC>, 2026-06-01 12:00:00 UTC',
      'Do next: Ask the owner',
      '|Function>',
      '|Actor: Role>',
      '|CloudTrail event>',
    ])
      expect(all).toContain(part)
  })

  it('has a text for notifications', async () => {
    const [message] = await sent(finding())
    expect(message).toMatchObject({
      text: expect.stringMatching(/^HIGH∶ shop-deploy replaced/),
      mrkdwn: false,
      unfurl_links: false,
    })
  })

  it.each([finding(), hostile('&'.repeat(5_000)), hostile('<'), hostile(''), longLinks()])(
    'stays within what Slack takes',
    async (found) => {
      expect((await sent(found)).map(faultOf)).toEqual([undefined])
    },
  )

  it('asks once, follows no redirect and waits no longer than five seconds', async () => {
    const { channel, requests } = line(() => new Response('ok'))
    await channel.deliver(finding())
    expect(requests).toMatchObject([{ method: 'POST', redirect: 'error', signal: expect.any(AbortSignal) }])
  })

  it('says that Slack did not answer in time', async () => {
    const { channel } = line(() => Promise.reject(new DOMException('timed out', 'TimeoutError')))
    await expect(channel.deliver(finding())).rejects.toThrow(/^Slack did not answer within 5 seconds$/)
  })

  it.each([
    [429, { 'retry-after': '30' }, 30],
    [503, { 'retry-after': '7' }, 7],
    [429, { 'retry-after': '0' }, 1],
    [429, { 'retry-after': '999999999' }, 3_600],
    [503, { 'retry-after': 'Mon, 01 Jun 2026 12:02:00 GMT', date: 'Mon, 01 Jun 2026 12:00:30 GMT' }, 90],
    [429, { 'retry-after': 'Mon, 01 Jun 2026 11:00:00 GMT', date: 'Mon, 01 Jun 2026 12:00:00 GMT' }, 1],
  ])('asks to try later on %i with %j', async (status, headers, seconds) => {
    const { channel } = line(() => new Response('', { status, headers }))
    const error = await channel.deliver(finding()).catch((thrown: unknown) => thrown)
    expect(error).toBeInstanceOf(RetryLater)
    expect(error).toMatchObject({ seconds, message: `Slack answered ${status}` })
  })

  it.each([
    [429, {}],
    [429, { 'retry-after': 'soon' }],
    [503, { 'retry-after': 'Mon, 01 Jun 2026 12:02:00 GMT' }],
    [500, { 'retry-after': '30' }],
  ])('only throws on %i with %j', async (status, headers) => {
    const { channel } = line(() => new Response('', { status, headers }))
    const error = await channel.deliver(finding()).catch((thrown: unknown) => thrown)
    expect(error).not.toBeInstanceOf(RetryLater)
    expect(error).toMatchObject({ message: `Slack answered ${status}` })
  })

  it.each([
    'http://hooks.slack.example/x',
    'ftp://127.0.0.1/',
    'https://me:pass@hooks.slack.example/',
    'secret',
    '',
    'http://127.0.0.1.evil.example/',
  ])('refuses the address %j without repeating it', (address) => {
    expect(() => slack({ webhookUrl: address })).toThrow(/^Slack: the webhook address is not an https address$/)
  })

  it.each(['https://hooks.slack.com/services/T/B/x', 'http://127.0.0.1:8080/x', 'http://localhost/x'])(
    'accepts the address %s',
    (address) => {
      expect(slack({ webhookUrl: address }).id).toBe('slack')
    },
  )
})

async function sent(found: Parameters<ReturnType<typeof slack>['deliver']>[0]): Promise<readonly unknown[]> {
  const { channel, taken } = line(() => new Response('ok'))
  await channel.deliver(found)
  return taken
}

/** Four links that have no room in one section together. */
function longLinks() {
  const group = `arn:aws:logs:eu-central-1:111122223333:log-group:${'/a'.repeat(256)}`
  return finding({
    activity: activity({ resources: [group, group, group].map((uid) => ({ uid, type: 'AWS::Logs::LogGroup' })) }),
  })
}

/** Everything in a message that Slack would read as more than text. */
function acts(message: unknown): string[] {
  const fallback = isObject(message) ? String(message.text) : ''
  return [...(/[<>*_~`:@]|\.(?=\p{L})|[^\P{C}]/u.test(fallback) ? [fallback] : []), ...texts(message).flatMap(actsIn)]
}

function actsIn({ type, text, emoji, verbatim }: Record<string, unknown>): string[] {
  const own = String(text)
    .replace(/<https:\/\/[a-z\d.-]+\.console\.aws\.amazon\.com\/[!-;=?-{}~]*\|[A-Za-z: ]+>/g, '')
    .replace(/<!date\^\d+\^\{date_num\} \{time_secs\}\|[\d :-]+ UTC>/g, '')
  const raw = /[<>]|&(?!(amp|lt|gt);)|\p{C}|\p{DI}|[\n\u2028]|https?:\/\/|\bwww\.|\p{M}{3}/u.test(own)
  if (raw || linkable(own).length > 0) return [own]
  if (type === 'plain_text') return emoji === false ? [] : ['emoji']
  // Of markup only our own words remain.
  return verbatim === true && /^(When: , [\d :-]+ UTC|[ ·]*)$/.test(own) ? [] : [own]
}

function texts(value: unknown): Record<string, unknown>[] {
  if (Array.isArray(value)) return value.flatMap(texts)
  if (!isObject(value)) return []
  const own = value.type === 'plain_text' || value.type === 'mrkdwn' ? [value] : []
  return [...own, ...Object.values(value).flatMap(texts)]
}
