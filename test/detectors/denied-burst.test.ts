import { describe, expect, it } from 'vitest'
import type { Activity } from '../../shared/activity.ts'
import { deniedBurst } from '../../shared/detectors/denied-burst.ts'
import { foldAll, testDetector } from '../contracts/detector.ts'
import { activity, noon } from '../make.ts'

const eve = { id: 'arn:aws:iam::111122223333:user/eve', type: 'User', name: 'eve' } as const
const services = ['iam', 's3', 'lambda', 'kms', 'sns', 'sqs', 'dynamodb', 'ec2', 'sts', 'ssm', 'logs', 'ecs', 'rds']

/** Eve is refused something at this minute. */
function refused(minute: number, over: Partial<Activity> = {}): Activity {
  const action = `${services[Math.abs(minute) % services.length]}:List`
  const record = { errorCode: 'AccessDenied' }
  return activity({
    uid: `at-${minute}-${action}`,
    time: noon + minute * 60_000,
    actor: eve,
    outcome: 'failure',
    action,
    record,
    ...over,
  })
}
const minutes = (...at: number[]) => at.map((minute) => refused(minute))
const found = (...history: Activity[]) => foldAll(deniedBurst, history).map(({ title }) => title)

describe('a burst of refused calls', () => {
  testDetector(deniedBurst, [
    ...minutes(0, 1, 2, 3, 4, 5),
    ...minutes(25, 26, 27),
    refused(26, { uid: 'same', action: 'iam:List' }),
  ])

  it('is five different actions within ten minutes', () => {
    expect(found(...minutes(0, 1, 2, 3, 9))).toEqual(['eve was refused 5 or more different actions within 10 minutes'])
  })

  it('is found when the one that completes it comes half an hour late', () => {
    expect(found(...minutes(0, 1, 2, 3, 34), refused(4))).toHaveLength(1)
    expect(found(...minutes(0, 1, 2, 3, 35), refused(4)), 'later than that it is too late').toEqual([])
  })

  it('is told once a day, and again the next', () => {
    expect(found(...minutes(0, 1, 2, 3, 4, 5, 6, 100, 101, 102, 103, 104))).toHaveLength(1)
    const day = 24 * 60
    expect(found(...minutes(0, 1, 2, 3, 4, day, day + 1, day + 2, day + 3, day + 4))).toHaveLength(2)
  })

  it.each<[string, Activity[]]>([
    ['four actions', minutes(0, 1, 2, 3)],
    ['five within eleven minutes', minutes(0, 1, 2, 3, 10)],
    ['one action a hundred times', Array.from({ length: 100 }, (_, index) => refused(0, { uid: `loop-${index}` }))],
    ['calls that succeeded', minutes(0, 1, 2, 3, 4).map((one) => ({ ...one, outcome: 'success' as const }))],
    [
      'calls that failed otherwise',
      minutes(0, 1, 2, 3, 4).map((one) => ({ ...one, record: { errorCode: 'Throttling' } })),
    ],
    [
      'what a service of AWS was refused',
      minutes(0, 1, 2, 3, 4).map((one) => ({ ...one, actor: { ...eve, type: 'Service' as const } })),
    ],
    [
      'what five actors were refused',
      minutes(0, 1, 2, 3, 4).map((one, index) => ({ ...one, actor: { ...eve, id: `actor-${index}` } })),
    ],
  ])('is not %s', (_, history) => {
    expect(found(...history)).toEqual([])
  })

  it('names what was refused, and rests on it', () => {
    const [finding] = foldAll(deniedBurst, minutes(0, 1, 2, 3, 4))
    expect(finding).toMatchObject({
      severity: 'medium',
      reason: expect.stringContaining('iam:List, kms:List, lambda:List, s3:List, sns:List'),
    })
    expect(finding!.related).toHaveLength(5)
  })

  it('remembers no more than an attacker can need it to', () => {
    const actions = Array.from({ length: 5000 }, (_, index) =>
      refused(index % 60, { uid: `${index}-${'x'.repeat(200)}`, action: `svc:${index}${'y'.repeat(300)}` }),
    )
    const state = actions.reduce((state, one) => deniedBurst.step(one, state).state!, {})
    expect(JSON.stringify(state).length).toBeLessThan(50_000)
  })
})
