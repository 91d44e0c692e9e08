import { createHash } from 'node:crypto'
import type { Activity } from '../activity.ts'
import type { Detector } from '../detector.ts'
import type { Finding } from '../finding.ts'

/** So many different actions refused within so many minutes are somebody feeling their way around; one missing permission is one action. */
const threshold = 5
const timespan = 10
/** Minutes that a refusal may arrive after newer ones and still be counted. */
const lateness = 30

/**
 * The latest refusals of one actor: by minute (since 1970), the uid of one refusal of each action. Five actions a minute are kept, as five
 * are a burst already: at most 40 minutes of 5, some 10 KB. Which are kept depends on what they are, not on when they arrived.
 */
type Refusals = Readonly<Record<string, Readonly<Record<string, string>>>>

/** One actor is refused five different actions within ten minutes. One finding an actor and day, however long it goes on. */
export const deniedBurst: Detector<Refusals> = {
  id: 'denied-burst',

  key: ({ actor, outcome, source, record }) =>
    source === 'aws.cloudtrail' && outcome === 'failure' && actor.type !== 'Service' && isDenial(record.errorCode)
      ? `actor#${actor.id}`
      : undefined,

  step(activity, before = {}) {
    const minute = Math.floor(activity.time / 60_000)
    const newest = Math.max(minute, ...Object.keys(before).map(Number))
    if (newest - minute > lateness) return { state: before, findings: [] }

    const recent = Object.entries(before).filter(([then]) => newest - Number(then) < lateness + timespan)
    const state = { ...Object.fromEntries(recent), [minute]: withRefusal(before[minute] ?? {}, activity) }
    const days = new Map(burstsAround(minute, state).map((burst) => [dayOf(burst.end), burst.refusals]))
    return { state, findings: [...days].map(([day, refusals]) => finding(activity, day, refusals)) }
  },
}

function isDenial(code: unknown): boolean {
  return typeof code === 'string' && /AccessDenied|Unauthorized|NotAuthorized/.test(code)
}

function withRefusal(
  minute: Readonly<Record<string, string>>,
  { action, uid }: Activity,
): Readonly<Record<string, string>> {
  const name = action.slice(0, 100)
  const known = minute[name]
  const one = known !== undefined && known < uid ? known : uid.slice(0, 100)
  return Object.fromEntries(
    Object.entries({ ...minute, [name]: one })
      .sort(byName)
      .slice(0, threshold),
  )
}

interface Burst {
  readonly end: number
  readonly refusals: Readonly<Record<string, string>>
}

/** The windows with this minute in them, each ending in a minute with a refusal, that hold enough different actions. */
function burstsAround(minute: number, state: Refusals): readonly Burst[] {
  const minutes = Object.keys(state).map(Number)
  return minutes
    .filter((end) => end >= minute && end < minute + timespan)
    .map((end) => {
      const within = minutes.filter((then) => then <= end && then > end - timespan).sort((a, b) => b - a)
      return { end, refusals: Object.assign({}, ...within.map((then) => state[then])) as Record<string, string> }
    })
    .filter(({ refusals }) => Object.keys(refusals).length >= threshold)
}

function finding(activity: Activity, day: string, refusals: Readonly<Record<string, string>>): Finding {
  const { actor } = activity
  const actions = Object.keys(refusals).sort()
  return {
    uid: createHash('sha256').update(`denied-burst\n${actor.id}\n${day}`).digest('hex').slice(0, 32),
    kind: 'detection',
    analytic: { uid: 'denied-burst', name: 'Burst of refused calls', type: 'statistical' },
    title: `${actor.name} was refused ${threshold} or more different actions within ${timespan} minutes`,
    reason: `Refused on ${day}: ${actions.slice(0, 10).join(', ')}${actions.length > 10 ? ` and ${actions.length - 10} more` : ''}.`,
    remediation: `Ask whoever uses ${actor.name} whether a change explains it. If nobody does, revoke its sessions and look at what succeeded before and after.`,
    severity: 'medium',
    attacks: [{ tactic: 'TA0007', technique: 'T1580' }],
    activity,
    related: [...new Set([...Object.values(refusals), activity.uid])].sort(),
  }
}

function dayOf(minute: number): string {
  return new Date(minute * 60_000).toISOString().slice(0, 10)
}

function byName([a]: readonly [string, string], [b]: readonly [string, string]): number {
  return a < b ? -1 : a > b ? 1 : 0
}
