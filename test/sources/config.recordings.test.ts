import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import type { Activity } from '../../shared/activity.ts'
import { InvalidRecord } from '../../shared/source.ts'
import { config } from '../../shared/sources/config.ts'

const dir = new URL('../../../shared/recordings/', import.meta.url)
const here = existsSync(dir)

const read = (path: string) => readFileSync(new URL(path, dir), 'utf8')
const lines = (path: string) =>
  read(path)
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line))
const files = (path: string) =>
  readdirSync(new URL(path, dir), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.json'))
    .toSorted()
    .map((name) => [name, JSON.parse(read(`${path}${name}`))] as const)

/** The records of each recording, out of the wrappers that are the recordings' own or the carrier's. */
const recordings: Readonly<Record<string, () => readonly unknown[]>> = {
  items: () => lines('config-items/items.jsonl').map(({ item }) => item),
  'change notifications': () => lines('config-items/change_notifications.jsonl').map(({ message }) => message),
  'rule invocations': () =>
    lines('config-items/rule_invocations.jsonl').map(({ invokingEvent }) => parsed(invokingEvent)),
  notifications: () =>
    files('config-items/notifications/').map(([, file]) => parsed(file.Message ?? file.invokingEvent ?? file)),
  snapshot: () => JSON.parse(read('config-snapshots/real_config_snapshot.json')).configurationItems,
  'rules of the custodian': () =>
    files('custodian-events/')
      .filter(([name]) => name.includes('config-rule'))
      .map(([, file]) => parsed(file.invokingEvent)),
  'items of the custodian': () =>
    files('config-items/custodian/').flatMap(([, file]) => [
      ...(file.invokingEvent ? [parsed(file.invokingEvent)] : []),
      ...(file.configurationItems ?? []),
      ...(file.resourceType ? [file] : []),
    ]),
}

const scheduled = 'a message of type ScheduledNotification'
const delivered = 'a message of type ConfigurationSnapshotDeliveryCompleted'

/** What each recording holds that is no item or cannot be read, by its place, and the reason given; everything else is read. */
const refused: Readonly<Record<string, readonly (readonly [place: number, reason: string])[]>> = {
  items: [
    [46, 'no resourceType'],
    [60, 'configurationItemCaptureTime is no time: "datetime.datetime('],
  ],
  'rule invocations': [1, 7, 12, 13, 16].map((place) => [place, [7, 13].includes(place) ? delivered : scheduled]),
  notifications: [[8, 'not an object']],
  'items of the custodian': [[18, scheduled]],
}

describe.skipIf(!here)(`config over the recordings${here ? '' : ' (needs the recordings, which are absent)'}`, () => {
  it.each(Object.entries(recordings))('reads every one of the %s, or says what is wrong with it', (name, records) => {
    const refusals: unknown[] = []
    const activities: Activity[] = []
    for (const [index, record] of records().entries()) {
      try {
        activities.push(...config.normalize(record))
      } catch (error) {
        if (!(error instanceof InvalidRecord)) throw error
        refusals.push([index, error.message])
      }
    }
    expect(refusals).toEqual((refused[name] ?? []).map(([place, reason]) => [place, expect.stringContaining(reason)]))
    for (const { uid, time, resources, record } of activities) {
      expect(uid).toMatch(/^[0-9a-f]{32}$/)
      expect(time).toBeGreaterThan(Date.UTC(2015, 0))
      expect(resources).toHaveLength(1)
      expect(record).not.toHaveProperty('arn')
    }
  })
})

/** A message that is no JSON stays text, as it would be refused by the carrier too. */
function parsed(message: unknown): unknown {
  if (typeof message !== 'string') return message
  try {
    return JSON.parse(message)
  } catch {
    return message
  }
}
