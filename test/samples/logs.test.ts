import { describe, expect, it } from 'vitest'
import { foreignLayer } from '../../samples/cast.ts'
import { type Json, lines, notices, payloads, records, told } from './read.ts'

/** The request that a platform line is about, of text or JSON. */
function requests(kind: 'start' | 'end' | 'report'): readonly string[] {
  const text = new RegExp(`^${kind.toUpperCase()} RequestId: ([0-9a-f-]{36})`)
  const json = `platform.${kind === 'end' ? 'runtimeDone' : kind}`
  return lines.flatMap(({ group, message }) => {
    if (group !== '/aws/lambda/orders-api') return text.exec(message)?.[1] ?? []
    const { type, record } = JSON.parse(message)
    return type === json ? record.requestId : []
  })
}

describe('the Lambda logs of the samples', () => {
  it('know each line once, in ids that grow within a stream', () => {
    expect(new Set(lines.map(({ id }) => id)).size).toBe(lines.length)
    for (const { payload } of payloads) {
      const ids = payload.logEvents.map(({ id }: Json) => BigInt(id))
      for (const [place, id] of ids.entries()) if (place > 0) expect(id > ids[place - 1]).toBe(true)
    }
  })

  it('end and report whatever they start', () => {
    const started = requests('start')
    expect(new Set(started).size).toBe(started.length)
    expect(requests('end').toSorted()).toEqual(started.toSorted())
    expect(requests('report').toSorted()).toEqual(started.toSorted())
  })

  it('are invoked three to ten times an hour on the average of each whole day', () => {
    const starts = lines.filter(({ message }) => /^START |"platform\.start"/.test(message))
    for (let at = told.times.begins; at + 86_400_000 < told.times.attacks; at += 86_400_000) {
      const count = starts.filter(({ timestamp }) => timestamp >= at && timestamp < at + 86_400_000).length
      expect(count / 24).toBeGreaterThan(3)
      expect(count / 24).toBeLessThan(10)
    }
  })

  it('are delivered after they were written', () => {
    for (const { file, payload } of payloads)
      for (const { timestamp } of payload.logEvents) expect(file.time).toBeGreaterThan(timestamp)
  })

  it('begin a stream for each role that Lambda takes up while the trail listens', () => {
    const streams = new Map<string, number>()
    for (const { group, stream, timestamp, message } of lines)
      if (/^INIT_START|"platform\.initStart"/.test(message)) streams.set(`${group} ${stream}`, timestamp)
    const heard = [...streams].filter(([, time]) => time <= told.times.stopped)
    const taken = records.filter(
      ({ eventName, userIdentity }) => eventName === 'AssumeRole' && userIdentity.invokedBy === 'lambda.amazonaws.com',
    )
    const spots = (group: string, time: number) => `${group} ${Math.floor(time / 1000)}`
    expect(
      taken
        .map((one) => spots(`/aws/lambda/${one.requestParameters.roleSessionName}`, Date.parse(one.eventTime)))
        .sort(),
    ).toEqual(heard.map(([key, time]) => spots(key.split(' ')[0]!, time)).sort())
  })

  it('print the very credentials that are then used outside', () => {
    const { logs } = told.moments.find(({ step }) => step === 'leak')!
    const { events } = told.moments.find(({ step }) => step === 'stolen')!
    const leak = lines.find(({ id }) => id === logs[0])
    const [, key] = /AWS_ACCESS_KEY_ID=(\w+)/.exec(leak.message)!
    expect(records.find(({ eventID }) => eventID === events[0]).userIdentity.accessKeyId).toBe(key)
  })

  it('name an extension only after the layer that brings it', () => {
    const first = lines.find(({ message }) => message.startsWith('EXTENSION'))
    const item = notices.find(({ detail }) => JSON.stringify(detail.configurationItem).includes(foreignLayer)).detail
      .configurationItem
    expect(first.group).toBe(`/aws/lambda/${item.resourceId}`)
    expect(first.timestamp).toBeGreaterThan(Date.parse(item.configuration.lastModified))
  })

  it('show each order where it was taken and where it was written', () => {
    const ordered = lines.flatMap(({ message }) => /"order":"(PK-\d+)"/.exec(message)?.[1] ?? [])
    const written = lines.flatMap(({ message }) => /order (PK-\d+) written/.exec(message)?.[1] ?? [])
    expect(written.toSorted()).toEqual(ordered.toSorted())
  })
})
