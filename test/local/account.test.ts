import { describe, expect, it } from 'vitest'
import { account, accountLine, unaccounted } from '../../bin/local/account.ts'

describe('the closing account', () => {
  it('adds up what the functions print as metrics, and nothing else', () => {
    const { hear, sums } = heard([
      metric('Vedette', { Received: 5, Stored: 3, Duplicate: 2, Ignored: 0, Rejected: 0 }),
      metric('Vedette', { Received: [1, 2], Stored: [1, 1], Ignored: 1 }),
      metric('Other', { Received: 100 }),
      JSON.stringify({ level: 'INFO', Received: 100 }),
      '{"_aws": cut off',
      'START RequestId: 1',
      JSON.stringify({
        _aws: { CloudWatchMetrics: [{ Namespace: 'Vedette', Metrics: [{ Name: 'Stored' }] }] },
        Stored: 'many',
      }),
    ])
    expect(hear).toBeTypeOf('function')
    expect(sums).toEqual({ received: 8, stored: 5, duplicate: 2, ignored: 1, rejected: 0 })
    expect(unaccounted(sums)).toBe(0)
    expect(accountLine(sums)).toBe('received 8 · stored 5 · duplicate 2 · ignored 1 · rejected 0')
  })

  it('says how many are missing when they do not add up', () => {
    expect(unaccounted(heard([metric('Vedette', { Received: 5, Stored: 3 })]).sums)).toBe(2)
  })
})

function heard(lines: readonly string[]) {
  const one = account('Vedette')
  for (const line of lines) one.hear(line)
  return one
}

function metric(Namespace: string, values: Readonly<Record<string, number | readonly number[]>>): string {
  const Metrics = Object.keys(values).map((Name) => ({ Name, Unit: 'Count' }))
  return JSON.stringify({
    _aws: { Timestamp: 1, CloudWatchMetrics: [{ Namespace, Dimensions: [['service']], Metrics }] },
    ...values,
  })
}
