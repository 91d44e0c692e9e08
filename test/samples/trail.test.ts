import { createHash } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { addresses, functionRoles } from '../../samples/cast.ts'
import { digests, envelopes, type Json, records, told, trails } from './read.ts'

const minute = 60_000
const at = (step: string) => told.moments.find((moment) => moment.step === step)!
const attack = told.moments.filter(({ time }) => time >= told.times.attacks)
const attackEvents = new Set(attack.flatMap(({ events }) => events))
const isFunction = (one: Json) =>
  Object.values(functionRoles).some(({ arn }) => one.userIdentity.sessionContext?.sessionIssuer?.arn === arn)

describe('the trail of the samples', () => {
  it('knows each event once, in its files', () => {
    expect(new Set(records.map(({ eventID }) => eventID)).size).toBe(records.length)
    expect(new Set(records.map(({ requestID }) => requestID)).size).toBe(records.length)
  })

  it('names its files after region and time as CloudTrail does, never before what they hold', () => {
    for (const { file, records: held } of trails) {
      const [, where, digits] = file.path.match(
        /^AWSLogs\/111122223333\/CloudTrail\/([\w-]+)\/\d{4}\/\d\d\/\d\d\/111122223333_CloudTrail_[\w-]+_(\d{8}T\d{4})Z_\w{16}\.json\.gz$/,
      )!
      const named = Date.parse(digits!.replace(/(....)(..)(..)T(..)(..)/, '$1-$2-$3T$4:$5Z'))
      expect(named % (5 * minute)).toBe(0)
      expect(file.time).toBeGreaterThanOrEqual(named)
      for (const one of held) {
        expect(one.awsRegion).toBe(where)
        expect(Date.parse(one.eventTime)).toBeLessThanOrEqual(named)
        expect(Object.keys(one).slice(0, 5)).toEqual([
          'eventVersion',
          'userIdentity',
          'eventTime',
          'eventSource',
          'eventName',
        ])
      }
    }
  })

  it('has digests that vouch for its files', () => {
    const hashes = new Map(trails.map(({ file }) => [file.path, createHash('sha256').update(file.bytes).digest('hex')]))
    const vouched = digests.flatMap(({ logFiles }) => logFiles)
    expect(vouched).not.toHaveLength(0)
    for (const { s3Object, hashValue } of vouched) expect(hashes.get(s3Object)).toBe(hashValue)
  })

  it('hands every change to EventBridge first, the same event, and a file brings it again', () => {
    const arrival = new Map(trails.flatMap(({ file, records: held }) => held.map((one) => [one.eventID, file.time])))
    const written = records.filter(({ readOnly, managementEvent }) => managementEvent && !readOnly)
    expect(envelopes.map(({ detail }) => detail.eventID).sort()).toEqual(written.map(({ eventID }) => eventID).sort())
    const lane = told.files.filter(({ kind }) => kind === 'fast-lane')
    for (const { path, time } of lane) expect(time).toBeLessThan(arrival.get(path.slice(-41, -5))!)
    const byId = new Map(records.map((one) => [one.eventID, one]))
    for (const { detail } of envelopes) expect(detail).toEqual(byId.get(detail.eventID))
  })

  it('knows where each session came from', () => {
    const issued = new Map(records.map((one) => [one.responseElements?.credentials?.accessKeyId, one]))
    const used = records.filter(({ userIdentity: { type, accessKeyId } }) => type === 'AssumedRole' && accessKeyId)
    for (const { eventName, eventTime, userIdentity } of used) {
      const origin = issued.get(userIdentity.accessKeyId)
      expect(origin?.requestParameters.roleArn, eventName).toBe(userIdentity.sessionContext.sessionIssuer.arn)
      expect(origin.eventTime).toBe(userIdentity.sessionContext.attributes.creationDate)
      expect(Date.parse(eventTime)).toBeGreaterThanOrEqual(Date.parse(origin.eventTime))
    }
  })

  it('sees no root, and no denied burst in the quiet weeks and the deployment', () => {
    expect(records.filter(({ userIdentity }) => userIdentity.type === 'Root')).toEqual([])
    const failed = records.filter((one) => one.errorCode && Date.parse(one.eventTime) < told.times.attacks)
    expect(failed.filter(({ errorCode }) => errorCode === 'AccessDenied')).toHaveLength(3)
    for (const one of failed) {
      const near = failed.filter(
        (other) => Math.abs(Date.parse(other.eventTime) - Date.parse(one.eventTime)) <= 10 * minute,
      )
      expect(near.length).toBeLessThan(5)
    }
  })

  it('sees functions call from inside Lambda only, until their credentials are stolen', () => {
    for (const one of records.filter(isFunction)) {
      const inside =
        one.userAgent.includes('exec-env/AWS_Lambda_') && (one.vpcEndpointId || one.sourceIPAddress === addresses.nat)
      expect(Boolean(inside), one.eventID).toBe(!attackEvents.has(one.eventID) || one.eventName === 'GetObject')
      expect(one.userIdentity.inScopeOf.credentialsIssuedTo).toContain(
        `:function:${one.userIdentity.arn.split('/').at(-1)}`,
      )
    }
  })

  it('sees the stolen key in the function first, then outside', () => {
    const byId = new Map(records.map((one) => [one.eventID, one]))
    const outside = byId.get(at('stolen').events[0]!)
    const inside = byId.get(at('injection').events.at(-1)!)
    expect(inside.userIdentity.accessKeyId).toBe(outside.userIdentity.accessKeyId)
    expect(inside.requestParameters.key).toContain('|sh')
    expect(outside.sourceIPAddress).toBe(addresses.intruder)
  })

  it('sees a denied burst, and keeps no request of what was refused', () => {
    const denied = records.filter(({ eventID }) => at('denied').events.includes(eventID))
    expect(denied.length).toBeGreaterThanOrEqual(5)
    for (const one of denied)
      expect(one).toMatchObject({ errorCode: expect.stringMatching(/Denied|Unauthorized/), requestParameters: null })
  })

  it('ends with being stopped', () => {
    const last = records.toSorted((one, other) => Date.parse(one.eventTime) - Date.parse(other.eventTime)).at(-1)
    expect(last.eventName).toBe('StopLogging')
    const laterFiles = told.files.filter(
      ({ kind, time }) => (kind === 'trail' || kind === 'fast-lane') && time > told.times.stopped + 15 * minute,
    )
    expect(laterFiles.map(({ path }) => path)).toEqual([])
    expect(told.files.filter(({ kind, time }) => kind === 'subscription' && time > told.times.stopped)).not.toEqual([])
  })
})
