import { existsSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { InvalidRecord } from '../../shared/source.ts'
import { lambdaLogs } from '../../shared/sources/lambda-logs.ts'

const dir = new URL('../../../shared/recordings/lambda-logs/', import.meta.url)

// biome-ignore lint/suspicious/noExplicitAny: recordings have shapes of their own, read only here.
type Line = any

function lines(file: string): readonly Line[] {
  return readFileSync(new URL(file, dir), 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line))
}

function read(message: unknown, { logStream = '2026/06/01/[$LATEST]0123456789abcdef', ...over }: Line = {}) {
  const record = {
    owner: '111122223333',
    logGroup: '/aws/lambda/recorded',
    logStream,
    id: '1',
    timestamp: 0,
    message,
    ...over,
  }
  return lambdaLogs.normalize(record)[0]!
}

describe.skipIf(!existsSync(dir))('the recorded Lambda logs (needs ../shared/recordings)', () => {
  it('are each one activity, and forge nothing, in a real function’s stream', () => {
    const events = lines('cloudwatch_events.jsonl')
    const activities = events.map(({ message, logStream, eventId: id, timestamp }) =>
      read(message, { logStream, id, timestamp }),
    )
    const counts = Object.groupBy(activities, ({ action }) => action)
    expect(activities).toHaveLength(265)
    expect(new Set(activities.map(({ uid }) => uid)).size).toBe(265)
    expect(Object.keys(counts).sort()).toEqual(['function:log', 'platform:end', 'platform:report', 'platform:start'])
    for (const { record } of activities) expect(record.forged).toBeUndefined()
    for (const { action, record } of activities)
      if (action === 'function:log') expect(record).toMatchObject({ requestId: expect.any(String) })
  })

  it('are read from subscription payloads, but for the one whose message is no text', () => {
    const refused: unknown[] = []
    for (const { payload } of lines('cloudwatch_payloads_decoded.jsonl'))
      for (const { id, timestamp, message } of payload.logEvents) {
        const { owner, logGroup, logStream } = payload
        try {
          expect(read(message, { owner, logGroup, logStream, id, timestamp }).uid).toContain(id)
        } catch (error) {
          if (!(error instanceof InvalidRecord)) throw error
          refused.push(message)
        }
      }
    expect(refused.filter((message) => typeof message === 'string')).toEqual([])
    expect(refused.length).toBeLessThanOrEqual(1)
  })

  const kinds: Readonly<Record<string, string>> = {
    START: 'platform:start',
    END: 'platform:end',
    REPORT: 'platform:report',
    INIT_START: 'platform:initStart',
    timeout: 'platform:timeout',
    'RequestId:': 'platform:crash',
  }
  it('are recognised as what they are, but for three that were edited by hand', () => {
    const missed = lines('platform_lines.jsonl').filter(({ line, kind }) => read(line).action !== kinds[kind])
    expect(missed.map(({ kind }) => kind)).toEqual(['START', 'INIT_START', 'REPORT'])
    for (const { line } of missed) expect(read(line).record.forged).toBe('begins like a platform line without its form')
  })
})
