import { expect, it } from 'vitest'
import type { Activity } from '../../shared/activity.ts'
import { InvalidRecord, type Source } from '../../shared/source.ts'

/** What every source promises, whatever log it reads. `records` are records of its own; nothing else is. */
export function testSource(source: Source, records: readonly unknown[]): void {
  it('claims its own records and nothing else', () => {
    for (const record of records) expect(source.claims(record)).toBe(true)
    for (const other of foreign) expect(source.claims(other)).toBe(false)
  })

  it('gives the same activities for the same record, and changes nothing of it', () => {
    for (const record of records) {
      const frozen = freeze(structuredClone(record))
      expect(source.normalize(frozen)).toEqual(source.normalize(frozen))
    }
  })

  it('gives activities that are whole and survive storage', () => {
    for (const activity of records.flatMap((record) => source.normalize(record))) {
      expect(JSON.parse(JSON.stringify(activity))).toEqual(activity)
      expect(faults(source, activity)).toEqual([])
    }
  })

  it.runIf(source.selfContained)(
    'gives an activity again from its record, since it says that it is self-contained',
    () => {
      for (const activity of records.flatMap((record) => source.normalize(record))) {
        expect(source.normalize(JSON.parse(JSON.stringify(activity.record)))).toEqual([activity])
      }
    },
  )

  it('refuses what it does not claim, by InvalidRecord and nothing else', () => {
    for (const other of foreign) expect(() => source.normalize(other)).toThrow(InvalidRecord)
  })

  it('gives an id to each record that no other has', () => {
    const uids = records.flatMap((record) => source.normalize(record)).map(({ uid }) => uid)
    expect(new Set(uids).size).toBe(uids.length)
  })
}

const foreign: readonly unknown[] = [
  null,
  undefined,
  0,
  'text',
  [],
  {},
  { constructor: 1 },
  { Records: [] },
  Object.create(null),
]

function faults(source: Source, { uid, time, action, actor, outcome, resources, record, ...rest }: Activity): string[] {
  return Object.entries({
    'no uid': uid === '',
    'another source': rest.source !== source.id,
    'no time': !Number.isSafeInteger(time),
    'an action that is not service:Operation': !/^[\w.-]+:[^\s]/.test(action),
    'an actor without id, name or type': !actor.id || !actor.name || !actor.type,
    'an unknown outcome': outcome !== 'success' && outcome !== 'failure',
    'a resource without uid or type': resources.some((resource) => !resource.uid || !resource.type),
    'no record': typeof record !== 'object' || record === null,
  }).flatMap(([fault, found]) => (found ? [fault] : []))
}

function freeze<T>(value: T): T {
  if (typeof value === 'object' && value !== null) Object.values(Object.freeze(value)).forEach(freeze)
  return value
}
