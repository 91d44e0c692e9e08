import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startTables, type Tables } from '../../bin/engines/tables.ts'
import type { Activity } from '../../shared/activity.ts'
import { activityStore } from '../../shared/aws/activities.ts'
import { findingStore } from '../../shared/aws/findings.ts'
import { dynamoMemory } from '../../shared/aws/memory.ts'
import { lineOf, pagesOf } from '../../shared/page.ts'
import { config } from '../../shared/sources/config.ts'
import { testMemory } from '../contracts/memory.ts'
import { activity, finding, noon } from '../make.ts'

let engine: Tables

beforeAll(async () => {
  engine = await startTables()
})
afterAll(() => engine.stop())

describe('memory in DynamoDB', () => testMemory(() => dynamoMemory(engine.client, engine.tables.memory)))

describe('activities in DynamoDB', () => {
  const store = () => activityStore(engine.client, engine.tables.activities, 30)
  const minutes = (...at: number[]) =>
    at.map((minute) =>
      activity({ uid: randomUUID(), time: noon + minute * 60_000, source: here.source, record: { minute } }),
    )
  const write = (activities: readonly Activity[]) =>
    activities.map((activity) => ({ activity, line: lineOf(activity, config) }))
  const here = { account: '111122223333', region: 'eu-central-1', source: 'aws.config' }

  it('gives activities back by account, region, source and time, in order', async () => {
    const account = '222222222222'
    const written = minutes(61, 0, 130, 5).map((one) => ({ ...one, account }))
    await store().put(pagesOf(write(written)))
    const read = await Array.fromAsync(store().read({ ...here, account, since: noon, until: noon + 130 * 60_000 }))
    expect(read.map(({ record }) => record.minute)).toEqual([0, 5, 61])
    expect(read[0]).toEqual(written[1])
    expect(
      await Array.fromAsync(store().read({ ...here, account: '333333333333', since: noon, until: noon + 1 })),
    ).toEqual([])
  })

  it('stores a page once, however often it is delivered, and at the same moment', async () => {
    const pages = pagesOf(write(minutes(1, 2, 3)))
    const answers = await Promise.all([store().put(pages), store().put(pages)])
    expect(answers.map(({ stored }) => stored).sort()).toEqual([0, 3])
    expect(await store().put(pages)).toEqual({ stored: 0, duplicate: 3 })
  })

  it('refuses to read more than 31 days at once', async () => {
    const range = { ...here, since: 0, until: noon }
    await expect(store().read(range).next()).rejects.toThrow('31 days')
  })
})

describe('findings in DynamoDB', () => {
  const store = () => findingStore(engine.client, engine.tables.findings)

  it('keeps a finding once, and says which of two writers kept it', async () => {
    const one = finding({ uid: randomUUID() })
    const kept = await Promise.all([store().keep(one), store().keep(one)])
    expect(kept.sort()).toEqual([false, true])
    expect(await store().get(one.uid)).toEqual({ finding: one, delivered: [] })
  })

  it('records by which channels a finding went out', async () => {
    const one = finding({ uid: randomUUID() })
    await store().keep(one)
    await Promise.all([store().delivered(one.uid, 'slack'), store().delivered(one.uid, 'sns')])
    expect((await store().get(one.uid))!.delivered.toSorted()).toEqual(['slack', 'sns'])
  })

  it('throws for a delivery of a finding that it does not have', async () => {
    await expect(store().delivered(randomUUID(), 'slack')).rejects.toThrow('conditional')
    expect(await store().get(randomUUID())).toBeUndefined()
  })

  it('leaves out a record that no item can hold, and says where it is', async () => {
    const noise = Array.from({ length: 90_000 }, (_, index) => Math.sin(index).toString(36))
    const one = finding({ uid: randomUUID(), activity: activity({ record: { noise } }) })
    await store().keep(one)
    expect((await store().get(one.uid))!.finding.activity.record).toEqual({
      leftOut: expect.stringContaining('in its page'),
    })
  })
})
