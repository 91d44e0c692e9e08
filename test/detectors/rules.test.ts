import { describe, expect, it } from 'vitest'
import type { Activity } from '../../shared/activity.ts'
import type { Detector } from '../../shared/detector.ts'
import { ruleDetector } from '../../shared/detectors/rules.ts'
import { type OwnRule, parseOwnRule } from '../../shared/rules/parse.ts'
import { testDetector } from '../contracts/detector.ts'
import { activity, noon } from '../make.ts'

const parse = (over: object): OwnRule =>
  parseOwnRule(
    {
      title: 'Code replaced',
      id: '0f1f7c1e-58a4-4d3b-9f0e-6f1a8c2f4b11',
      level: 'high',
      tags: ['attack.persistence', 'attack.privilege_escalation', 'attack.t1098.003'],
      logsource: { product: 'aws', service: 'cloudtrail' },
      detection: { s: { eventName: 'UpdateFunctionCode' }, condition: 's' },
      vedette: { remediation: 'Put it back.', why: '{vedette.actor.name} replaced {requestParameters.functionName}.' },
      ...over,
    },
    { file: 'x.yml' },
  )
const call = (record: object = {}, over: Partial<Activity> = {}): Activity =>
  activity({
    record: {
      eventSource: 'lambda.amazonaws.com',
      eventName: 'UpdateFunctionCode20150331v2',
      requestParameters: { functionName: 'shop-orders' },
      ...record,
    },
    ...over,
  })
const find = (rules: readonly OwnRule[], ...activities: readonly Activity[]) =>
  activities.flatMap((one) => ruleDetector(rules).step(one, undefined).findings)

describe('rules', () => {
  testDetector(ruleDetector([parse({})]) as Detector, [
    call(),
    call({ eventName: 'GetFunction20150331v2' }, { uid: 'another' }),
  ])

  it('says which rule, why, what to do, and which attacks', () => {
    const cause = call()
    expect(find([parse({})], cause)).toEqual([
      {
        uid: expect.stringMatching(/^[0-9a-f]{32}$/),
        kind: 'detection',
        analytic: { uid: '0f1f7c1e-58a4-4d3b-9f0e-6f1a8c2f4b11', name: 'Code replaced', type: 'rule' },
        title: 'Code replaced',
        reason: 'shop-deploy replaced shop-orders.',
        remediation: 'Put it back.',
        severity: 'high',
        attacks: [
          { tactic: 'TA0003', technique: 'T1098.003' },
          { tactic: 'TA0004', technique: 'T1098.003' },
        ],
        activity: cause,
        related: [cause.uid],
      },
    ])
  })

  it.each([
    'UpdateFunctionCode',
    'UpdateFunctionCode20150331',
    'UpdateFunctionCode20150331v2',
    'UpdateFunctionCode2015_03_31',
  ])('knows Lambda’s %s by its name without a date', (eventName) => {
    expect(find([parse({})], call({ eventName }))).toHaveLength(1)
  })

  it('strips dates from Lambda’s names only', () => {
    expect(find([parse({})], call({ eventSource: 'cloudfront.amazonaws.com' }))).toEqual([])
  })

  it('finds the same again when it is stepped again, and something else for another activity', () => {
    const [a] = find([parse({})], call())
    const [again] = find([parse({})], call())
    const [other] = find([parse({})], call({}, { uid: 'another' }))
    expect(again).toEqual(a)
    expect(other?.uid).not.toBe(a?.uid)
  })

  it('grades a failed attempt one lower, unless failing is what the rule is about', () => {
    const failed = call({ errorCode: 'AccessDenied' }, { outcome: 'failure' })
    const denied = parse({ detection: { s: { errorCode: 'AccessDenied' }, condition: 's' } })
    expect(find([parse({})], failed)).toMatchObject([{ severity: 'medium' }])
    expect(find([denied], failed)).toMatchObject([{ severity: 'high' }])
  })

  it('keeps to the log that a rule is about', () => {
    expect(find([parse({ logsource: { product: 'aws', service: 'config' } })], call())).toEqual([])
  })

  it('bounds what a caller wrote, and keeps it on one line', () => {
    const [finding] = find([parse({})], call({ requestParameters: { functionName: `a\n\u0000b${'c'.repeat(5_000)}` } }))
    expect(finding?.reason).toMatch(/^shop-deploy replaced a bc+….$/)
    expect(finding?.reason.length).toBeLessThan(250)
    expect(find([parse({})], call({ requestParameters: null }))).toMatchObject([
      { reason: 'shop-deploy replaced unknown.' },
    ])
  })

  it('says a rule without a level is medium and needs no block of ours', () => {
    expect(find([parse({ level: undefined, vedette: undefined })], call())).toMatchObject([
      { severity: 'medium', reason: 'Code replaced.' },
    ])
  })
})

describe('once a session', () => {
  const once = parse({
    detection: { s: { 'userIdentity.type': 'Root' }, condition: 's' },
    vedette: { once_per: 'session' },
  })
  const root = (uid: string, session: Activity['actor']['session'], time = noon, action = 'iam:ListUsers') =>
    activity({
      uid,
      time,
      action,
      actor: { id: 'arn:aws:iam::111122223333:root', type: 'Root', name: 'root', ...(session && { session }) },
      record: { userIdentity: { type: 'Root' } },
    })
  const uids = (...activities: readonly Activity[]) => new Set(find([once], ...activities).map(({ uid }) => uid)).size
  const hour = 3_600_000

  it('gives one id to what shares the time of its sign-in, the sign-in included, whatever the key', () => {
    const issued = noon
    expect(
      uids(
        root('1', undefined, noon, 'signin:ConsoleLogin'),
        root('2', { issued, key: 'ASIA1' }, noon + hour),
        root('3', { issued, key: 'ASIA2' }),
      ),
    ).toBe(1)
  })
  it('gives another to another sign-in', () => {
    expect(uids(root('1', { issued: noon, key: 'ASIA1' }), root('2', { issued: noon + hour, key: 'ASIA2' }))).toBe(2)
  })
  it('counts a long-term key by the day', () => {
    expect(
      uids(
        root('1', { key: 'AKIA1' }),
        root('2', { key: 'AKIA1' }, noon + hour),
        root('3', { key: 'AKIA1' }, noon + 24 * hour),
      ),
    ).toBe(2)
  })
  it('counts what shows neither key nor time by the day', () => {
    expect(uids(root('1', undefined), root('2', undefined, noon + hour), root('3', undefined, noon + 24 * hour))).toBe(
      2,
    )
  })
})
