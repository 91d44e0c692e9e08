import { describe, expect, it } from 'vitest'
import type { Activity } from '../shared/activity.ts'
import type { Detector } from '../shared/detector.ts'
import type { Finding } from '../shared/finding.ts'
import { inMemory } from '../shared/in-memory.ts'
import type { Memory } from '../shared/memory.ts'
import { detect } from '../shared/pipeline.ts'
import { activity, finding, noon } from './make.ts'

/** Finds, for each actor, its third activity. */
const third: Detector<readonly string[]> = {
  id: 'third',
  key: ({ actor }) => actor.id,
  step(activity, known = []) {
    const state = [...new Set([...known, activity.uid])].sort()
    return { state, findings: state.length >= 3 ? [finding({ uid: `third:${activity.actor.id}`, activity })] : [] }
  },
}
const everything: Detector = {
  id: 'everything',
  step: (activity) => ({ findings: [finding({ uid: `all:${activity.uid}`, activity })] }),
}
const broken: Detector = {
  id: 'broken',
  step(activity) {
    if (activity.uid === 'b') throw new Error('no b')
    return { findings: [] }
  },
}

const acts = (...uids: string[]): Activity[] => uids.map((uid, index) => activity({ uid, time: noon + index }))

/** A table of findings in this process. */
function table() {
  const kept = new Map<string, Finding>()
  return {
    kept,
    keep: async (one: Finding) => {
      if (kept.has(one.uid)) return false
      kept.set(one.uid, one)
      return true
    },
  }
}

describe('the pipeline', () => {
  it('folds a batch in order of time and keeps each finding once', async () => {
    const { kept, keep } = table()
    const detection = { detectors: [third as Detector, everything], memory: inMemory(), keep }
    const { findings } = await detect(acts('a', 'b', 'c').reverse(), detection)
    expect(findings.map(({ uid }) => uid)).toEqual(['all:a', 'all:b', 'all:c', expect.stringMatching(/^third:/)])
    expect((await detect(acts('a', 'b', 'c'), detection)).findings).toEqual([])
    expect(kept.size).toBe(4)
  })

  it('reads and writes each scope once a batch', async () => {
    const inner = inMemory()
    const calls: string[] = []
    const memory: Memory = {
      read(scopes) {
        calls.push(`read ${scopes.length}`)
        return inner.read(scopes)
      },
      write(entries) {
        calls.push(`write ${entries.size}`)
        return inner.write(entries)
      },
    }
    const many = Array.from({ length: 50 }, (_, index) =>
      activity({ uid: `${index}`, actor: { id: `actor-${index % 5}`, type: 'Role', name: 'x' } }),
    )
    await detect(many, { detectors: [third as Detector], memory, keep: table().keep })
    expect(calls).toEqual(['read 5', 'write 5'])
    await detect(many, { detectors: [third as Detector], memory, keep: table().keep })
    expect(calls.slice(2)).toEqual(['read 5'])
  })

  it('lets the others go on when a detector throws, and says which and on what', async () => {
    const { failures, findings } = await detect(acts('a', 'b', 'c'), {
      detectors: [broken, everything],
      memory: inMemory(),
      keep: table().keep,
    })
    expect(failures.map(({ message }) => message)).toEqual(['detector broken failed on aws.cloudtrail b: no b'])
    expect(findings).toHaveLength(3)
  })

  it.each(['keep', 'write'] as const)('loses and repeats nothing when it is stopped at %s', async (at) => {
    const { kept, keep } = table()
    const memory = inMemory()
    const stopped = {
      detectors: [third as Detector],
      memory: { ...memory, ...(at === 'write' && { write: () => Promise.reject(new Error('stopped')) }) },
      keep: at === 'keep' ? () => Promise.reject(new Error('stopped')) : keep,
    }
    await expect(detect(acts('a', 'b', 'c'), stopped)).rejects.toThrow('stopped')
    await detect(acts('a', 'b', 'c'), { ...stopped, memory, keep })
    expect([...kept.keys()]).toEqual([expect.stringMatching(/^third:/)])
  })

  it('folds again from what another writer left, and finds what only both together show', async () => {
    const { kept, keep } = table()
    const memory = inMemory()
    const halves = [acts('a', 'b'), [activity({ uid: 'c', time: noon + 9 })]]
    let waiting = halves.length
    const { promise: bothRead, resolve } = Promise.withResolvers<void>()
    const together: Memory = {
      async read(scopes) {
        const entries = await memory.read(scopes)
        if (--waiting === 0) resolve()
        if (waiting >= 0) await bothRead
        return entries
      },
      write: memory.write,
    }
    await Promise.all(halves.map((half) => detect(half, { detectors: [third as Detector], memory: together, keep })))
    expect(kept.size).toBe(1)
  })

  it('gives up, naming the scope, when memory never stops changing', async () => {
    const memory: Memory = { read: async () => new Map(), write: async (entries) => [...entries.keys()] }
    const waits: number[] = []
    const pause = async (attempt: number) => void waits.push(attempt)
    await expect(
      detect(acts('a'), { detectors: [third as Detector], memory, keep: table().keep, pause }),
    ).rejects.toThrow(/shop-deploy kept changing: 8 attempts/)
    expect(waits).toEqual([1, 2, 3, 4, 5, 6, 7])
  })
})
