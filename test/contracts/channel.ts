import { inspect } from 'node:util'
import { expect, it } from 'vitest'
import type { Channel } from '../../shared/channel.ts'
import type { Finding } from '../../shared/finding.ts'
import { activity, finding, noon } from '../make.ts'

/** A channel with its other side beside it, which takes, refuses or is not there. */
export interface Line {
  readonly channel: Channel
  /** What the other side took, in order. */
  readonly taken: readonly unknown[]
}

/** How a channel is put to the test. */
export interface ChannelCase {
  /** What its errors start with. */
  readonly name: string
  /** A line whose other side behaves so, once `ready` has come. */
  readonly make: (behaviour: 'takes' | 'refuses' | 'is away', ready?: Promise<void>) => Line
  /** What must never be seen: the address, the token in it, what the other side says in its errors. */
  readonly secrets: readonly string[]
  /** The most bytes that it may send, as JSON. */
  readonly most: number
  /** What in a payload would act on whoever shows it: mentions, links, formats, forged lines. */
  readonly acts: (payload: unknown) => readonly string[]
}

/** What every channel promises, whoever is on the other side. */
export function testChannel({ name, make, secrets, most, acts }: ChannelCase): void {
  it('delivers a finding once the other side took it, and not before', async () => {
    const { promise: ready, resolve } = Promise.withResolvers<void>()
    const { channel, taken } = make('takes', ready)
    let done = false
    const delivery = channel.deliver(finding()).then(() => {
      done = true
    })
    await new Promise((turn) => setImmediate(turn))
    expect(done).toBe(false)
    resolve()
    await delivery
    expect(taken).toHaveLength(1)
  })

  it('says the same thing of the same finding each time, and changes nothing of it', async () => {
    const { channel, taken } = make('takes')
    const same = freeze(finding())
    await channel.deliver(same)
    await channel.deliver(same)
    expect(taken[1]).toEqual(taken[0])
  })

  it.each(['refuses', 'is away'] as const)(
    'throws when the other side %s, with its name and without an address',
    async (behaviour) => {
      const error: unknown = await make(behaviour)
        .channel.deliver(finding())
        .catch((thrown: unknown) => thrown)
      expect(error).toBeInstanceOf(Error)
      const all = inspect(error, { depth: 10, showHidden: true })
      expect((error as Error).message).toMatch(
        new RegExp(`^${name} (${behaviour === 'refuses' ? 'answered [45]\\d\\d|refused' : 'could not be reached'})`),
      )
      for (const secret of secrets) expect(all).not.toContain(secret)
    },
  )

  it.each(sizes)('sends little of a finding with 300 KB of %s in every text', async (_, text) => {
    const { channel, taken } = make('takes')
    await channel.deliver(hostile(text.repeat(Math.ceil(300_000 / text.length))))
    expect(Buffer.byteLength(JSON.stringify(taken[0]))).toBeLessThanOrEqual(most)
    expect(acts(taken[0])).toEqual([])
  })

  it.each(attacks)('lets nothing act that an attacker wrote: %j', async (text) => {
    const { channel, taken } = make('takes')
    await channel.deliver(hostile(text))
    expect(acts(taken[0])).toEqual([])
  })
}

/** A finding in which every text that is not a word of ours is of an attacker's making. */
export function hostile(text: string): Finding {
  return finding({
    uid: text,
    analytic: { uid: text, name: text, type: 'rule' },
    title: text,
    reason: text,
    remediation: text,
    attacks: Array.from({ length: 30 }, () => ({ tactic: text, technique: text })),
    related: Array.from({ length: 30 }, () => text),
    activity: activity({
      uid: text,
      account: text,
      region: text,
      action: text,
      actor: {
        id: text,
        type: 'Role',
        name: text,
        account: text,
        session: { key: text, name: text, issued: noon, person: text, federated: text, issuedTo: text, via: text },
      },
      origin: { ip: text, userAgent: text, vpcEndpoint: text },
      resources: Array.from({ length: 30 }, () => ({ uid: text, type: text })),
      record: { errorCode: text, requestParameters: { [text]: text } },
    }),
  })
}

/** The names in a text that mail clients and phones would make links of. */
export function linkable(text: string): readonly string[] {
  return text.match(/[\p{L}\p{N}_-]+\.\p{L}{2,}/gu) ?? []
}

/** Plain, many bytes to a character, many bytes to an escape, and text that grows when it is made safe. */
const sizes: readonly (readonly [string, string])[] = [
  ['letters', 'a'],
  ['wide characters', '鸐'],
  ['pairs', '💥'],
  ['control characters', '\u0001'],
  ['quotes', '"'],
  ['angle brackets', '<'],
  ['mentions', '<!channel> '],
]

/** What attackers write into names, user agents and requests. */
const attacks = [
  '<!channel> <!here> <!everyone> <@U012AB3CD> <#C012AB3CD> <!subteam^S012AB3CD> @here @channel',
  '<https://evil.example/login|Sign in to AWS> https://evil.example/x www.evil.example',
  'reset it at evil-login.com/reset, mail help@evil.com, evil.com.zz, EVIL.COM, evil.s3.amazonaws.com, s3.amazonaws.com/evil',
  '*bold* _italic_ ~struck~ `code` ```block```',
  'x\n> quote\r\nWhy       nothing to see\nHIGH: forged\u2028line',
  '&lt;!channel&gt; &amp;lt;!here&amp;gt;',
  ':x: :warning: :skin-tone-2:',
  '\u202Egpj.exe\u202C \u2066\u200B\u200Dhidden\uFEFF \u{E0041}',
  '\u001b[2J\u001b]8;;https://evil.example\u0007click\u001b]8;;\u0007 \u009b31m \u0000',
  '\ud800 lone \udc00',
  '|pipe> <!date^0^{date}|x>',
  `Z${'\u0300'.repeat(200)}`,
]

function freeze<T>(value: T): T {
  if (typeof value === 'object' && value !== null) {
    for (const inner of Object.values(value)) freeze(inner)
    Object.freeze(value)
  }
  return value
}
