import { describe, expect, it } from 'vitest'
import { counter } from '../../bin/rules/counter.ts'
import { UsageError } from '../../bin/usage.ts'
import { trailRecord } from '../sources/records.ts'
import { folderOf, ruleText, said } from './rules-command.ts'

/** A call of `GetFunction` on some day at some minute, about some function. */
const call = (eventID: string, time: string, functionName: string, over: object = {}) =>
  trailRecord({
    eventID,
    eventTime: time,
    eventName: 'GetFunction20150331v2',
    requestParameters: { functionName },
    ...over,
  })
const mara = {
  userIdentity: {
    type: 'IAMUser',
    arn: 'arn:aws:iam::111122223333:user/mara',
    accountId: '111122223333',
    userName: 'mara',
  },
}
const records = [
  call('a', '2026-06-01T12:00:00Z', 'orders'),
  call('b', '2026-06-01T12:01:00Z', 'users'),
  call('c', '2026-06-01T12:02:00Z', 'mail', mara),
  call('d', '2026-06-04T09:00:00Z', 'orders\u001b[31m'),
  call('other', '2026-06-05T09:00:00Z', 'orders', { eventName: 'ListFunctions20150331' }),
]

const rule = ruleText(['s: { eventName: GetFunction, requestParameters.functionName: "*" }', 'condition: s'], {
  title: 'Function read',
  name: 'function_read',
  status: 'experimental',
})
const at = folderOf({
  'rule.yml': rule,
  'never.yml': ruleText(['s: { eventName: DeleteFunction }', 'condition: s'], { title: 'Function deleted' }),
  'often.yml': `title: Functions read
level: high
correlation:
  type: value_count
  rules: [function_read]
  group-by: [vedette.actor.id]
  timespan: 1h
  condition: { field: requestParameters.functionName, gte: 2 }
---
${rule}`,
  'lost.yml': `title: Nothing
correlation: { type: event_count, rules: [no_such_rule], group-by: [eventName], timespan: 1h, condition: { gte: 2 } }
`,
  // In two files and the wrong order: who correlates has to put them in order of time.
  'logs/1.json': JSON.stringify({ Records: records.slice(1) }),
  'logs/2.json': JSON.stringify({ Records: [records[0], records[1]] }),
  'junk/x.json': 'not a log',
})

describe('rules backtest', () => {
  it('says how often a rule would have fired, a day, for whom, and with what values, whatever its status', async () => {
    const { code, out, err } = await said('backtest', at('rule.yml'), at('never.yml'), at('logs'))
    expect(code).toBe(0)
    expect(out).toEqual([
      'Function read  medium',
      '    4 times in 5 days: 0.8 a day, on 2 of them, most on 2026-06-01 (3)',
      '    by day                          2026-06-01 3, 2026-06-04 1',
      expect.stringMatching(/^ {4}for whom {24}arn:aws:iam::111122223333:role\/ci\/shop-deploy 3, .*user\/mara 1$/),
      expect.stringMatching(/^ {4}eventName {23}GetFunction/),
      expect.stringMatching(
        /^ {4}requestParameters.functionName {2}mail 1, orders 1, orders\[U\+001B\]\[31m 1, users 1$/,
      ),
      'Function deleted  medium',
      '    never in 5 days',
    ])
    expect(err).toEqual([
      'from 2026-06-01 to 2026-06-05',
      'received 6 · stored 5 · duplicate 1 · ignored 0 · rejected 0',
    ])
  })

  it('says the same as JSON, and leaves out what is before or after', async () => {
    const span = ['--since', '2026-06-01T12:01:00Z', '--until', '2026-06-04']
    const { out, err } = await said('backtest', '--format', 'json', ...span, at('rule.yml'), at('logs'))
    expect(out.map((line) => JSON.parse(line))).toMatchObject([
      { title: 'Function read', count: 2, days: 1, perDay: 2, byDay: { '2026-06-01': 2 } },
    ])
    expect(err.at(-1)).toBe('received 6 · stored 2 · duplicate 1 · ignored 3 · rejected 0')
  })

  it('runs correlations with what they refer to, in the order of time', async () => {
    const { code, out } = await said('backtest', '--format', 'json', at('often.yml'), at('logs'))
    expect(code).toBe(0)
    expect(out.map((line) => JSON.parse(line))).toMatchObject([
      { title: 'Functions read', level: 'high', count: 1, byDay: { '2026-06-01': 1 } },
    ])
  })

  it('counts what cannot be read, names it, and goes on', async () => {
    const { code, out, err } = await said('backtest', at('rule.yml'), at('junk'), at('logs'))
    expect(code).toBe(1)
    expect(out[1]).toContain('4 times')
    expect(err[0]).toMatch(/^could not be read: .*x\.json: /)
  })

  it('takes a deployed rule by its title, and says which of its words it does not know', async () => {
    expect((await said('backtest', 'Root user used', at('logs'))).out[1]).toContain('never in 5 days')
    expect((await said('backtest', 'Function created and deleted within the hour', at('logs'))).out).toHaveLength(2)
    const { code, err } = await said('backtest', 'No such rule at all', at('logs'))
    expect([code, err[0]]).toEqual([1, expect.stringContaining('neither a file nor the id, name or title of a rule')])
    const lost = await said('backtest', at('lost.yml'), at('logs'))
    expect([lost.code, lost.err[0]]).toEqual([1, expect.stringMatching(/lost\.yml:2: .*no_such_rule/)])
  })

  it.each([
    ['no rule', [at('logs')], 'no rule is named'],
    ['no path', [at('rule.yml')], 'no path to recordings is named'],
    ['a time that is none', ['--since', 'yesterday', at('rule.yml'), at('logs')], '--since is a time such as'],
    [
      'a time that ends before it begins',
      ['--since', '2026-02-01', '--until', '2026-01-01', at('rule.yml'), at('logs')],
      '--since is not before --until',
    ],
  ])('refuses %s', async (_, words, reason) => {
    await expect(said('backtest', ...words)).rejects.toThrow(UsageError)
    await expect(said('backtest', ...words)).rejects.toThrow(reason)
  })
})

describe('a counter', () => {
  it('stays bounded, and says how many it did not tell apart', () => {
    const values = counter()
    for (let index = 0; index < 25_000; index++) values.add(`v${index}`)
    for (let index = 0; index < 3; index++) values.add('v7')
    expect([values.size, values.others]).toEqual([10_000, 15_000])
    expect(values.top(1)).toEqual([{ value: 'v7', count: 4 }])
  })
})
