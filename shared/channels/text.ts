import type { Activity } from '../activity.ts'
import type { Finding } from '../finding.ts'
import { tactics } from '../tactics.ts'
import { consoleLinks } from './console-links.ts'
import { unlinked } from './unlinked.ts'

/** A finding as people read it: each part one clean line, whatever an attacker wrote into it. */
export interface Reading {
  /** In capitals: `HIGH`. */
  readonly severity: string
  readonly title: string
  readonly why: string
  readonly who: string
  readonly from: string
  readonly what: string
  readonly where: string
  /** In UTC: `2026-06-01 12:00:00 UTC`. */
  readonly when: string
  readonly next: string
  readonly attack: string
  readonly foundBy: string
}

/** The parts of a finding in words. */
export function reading(finding: Finding): Reading {
  const { severity, title, reason, remediation, attacks, analytic, activity } = finding
  return {
    severity: severity.toUpperCase(),
    title: unlinked(title, 250) || 'Untitled finding',
    why: unlinked(reason, 1_000),
    // Config says what has changed; that it says so in its own name is no answer to who did it.
    who: finding.kind === 'compliance' ? 'not known to AWS Config; CloudTrail has the call' : who(activity),
    from: from(activity.origin),
    what: what(activity),
    where: `account ${unlinked(activity.account, 64) || 'unknown'}, region ${unlinked(activity.region, 64) || 'unknown'}`,
    when: `${new Date(activity.time).toISOString().slice(0, 19).replace('T', ' ')} UTC`,
    next: unlinked(remediation, 1_000),
    attack: attacks
      .slice(0, 5)
      .map(({ tactic, technique }) => `${unlinked(technique, 32)} ${tactics.get(tactic) ?? unlinked(tactic, 32)}`)
      .join(', '),
    foundBy: `${unlinked(analytic.name, 200)} (${unlinked(analytic.uid, 100)})`,
  }
}

/** The readable text of a finding: one line a part, then where to look in the console, then a note of whoever sends it. */
export function text(finding: Finding, note = ''): string {
  const { severity, title, ...parts } = reading(finding)
  const lines = rows.flatMap(([label, part]) => (parts[part] === '' ? [] : [`${label.padEnd(10)}${parts[part]}`]))
  const links = consoleLinks(finding.activity).map(({ label, url }) => `${label}: ${url}`)
  const sections = [
    [`${severity}: ${title}`],
    lines,
    links,
    [...(note === '' ? [] : [note]), `Finding ${unlinked(finding.uid, 300)}`],
  ]
  return sections
    .filter((section) => section.length > 0)
    .map((section) => section.join('\n'))
    .join('\n\n')
}

const rows: readonly (readonly [string, Exclude<keyof Reading, 'severity' | 'title'>])[] = [
  ['Why', 'why'],
  ['Who', 'who'],
  ['From', 'from'],
  ['What', 'what'],
  ['Where', 'where'],
  ['When', 'when'],
  ['Do next', 'next'],
  ['ATT&CK', 'attack'],
  ['Found by', 'foundBy'],
]

function who({ actor, account }: Activity): string {
  const { session = {} } = actor
  const parts = [
    `${unlinked(actor.name, 128)} (${actor.type}) ${unlinked(actor.id, 300)}`,
    actor.account && actor.account !== account ? `of account ${unlinked(actor.account, 64)}` : '',
    session.person ? `person ${unlinked(session.person, 128)}` : '',
    session.federated ? `signed in by ${unlinked(session.federated, 200)}` : '',
    session.name ? `session ${unlinked(session.name, 128)}` : '',
    session.key ? `key ${unlinked(session.key, 64)}` : '',
    session.via ? `through ${unlinked(session.via, 128)}` : '',
  ]
  return parts.filter((part) => part !== '').join(', ')
}

function from({ ip, userAgent, vpcEndpoint }: Activity['origin']): string {
  const parts = [
    ip ? unlinked(ip, 128) : '',
    vpcEndpoint ? `endpoint ${unlinked(vpcEndpoint, 64)}` : '',
    userAgent ? `with ${unlinked(userAgent, 200)}` : '',
  ]
  return parts.filter((part) => part !== '').join(', ')
}

function what({ action, outcome, resources }: Activity): string {
  const named = resources.slice(0, 3).map(({ uid }) => unlinked(uid, 300))
  const more = resources.length > 3 ? [`${resources.length - 3} more`] : []
  const on = resources.length > 0 ? ` on ${[...named, ...more].join(', ')}` : ''
  return `${unlinked(action, 160)}${on}, ${outcome === 'success' ? 'succeeded' : 'failed'}`
}
