import type { Activity } from '../activity.ts'
import type { Finding } from '../finding.ts'
import { tactics } from '../tactics.ts'
import { consoleLinks } from './console-links.ts'
import { plain } from './plain.ts'

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
export function reading({ severity, title, reason, remediation, attacks, analytic, activity }: Finding): Reading {
  return {
    severity: severity.toUpperCase(),
    title: plain(title, 250) || 'Untitled finding',
    why: plain(reason, 1_000),
    who: who(activity),
    from: from(activity.origin),
    what: what(activity),
    where: `account ${plain(activity.account, 64) || 'unknown'}, region ${plain(activity.region, 64) || 'unknown'}`,
    when: `${new Date(activity.time).toISOString().slice(0, 19).replace('T', ' ')} UTC`,
    next: plain(remediation, 1_000),
    attack: attacks
      .slice(0, 5)
      .map(({ tactic, technique }) => `${plain(technique, 32)} ${tactics.get(tactic) ?? plain(tactic, 32)}`)
      .join(', '),
    foundBy: `${plain(analytic.name, 200)} (${plain(analytic.uid, 100)})`,
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
    [...(note === '' ? [] : [note]), `Finding ${plain(finding.uid, 300)}`],
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
    `${plain(actor.name, 128)} (${actor.type}) ${plain(actor.id, 300)}`,
    actor.account && actor.account !== account ? `of account ${plain(actor.account, 64)}` : '',
    session.person ? `person ${plain(session.person, 128)}` : '',
    session.federated ? `signed in by ${plain(session.federated, 200)}` : '',
    session.name ? `session ${plain(session.name, 128)}` : '',
    session.key ? `key ${plain(session.key, 64)}` : '',
    session.via ? `through ${plain(session.via, 128)}` : '',
  ]
  return parts.filter((part) => part !== '').join(', ')
}

function from({ ip, userAgent, vpcEndpoint }: Activity['origin']): string {
  const parts = [
    ip ? plain(ip, 128) : '',
    vpcEndpoint ? `endpoint ${plain(vpcEndpoint, 64)}` : '',
    userAgent ? `with ${plain(userAgent, 200)}` : '',
  ]
  return parts.filter((part) => part !== '').join(', ')
}

function what({ action, outcome, resources }: Activity): string {
  const named = resources.slice(0, 3).map(({ uid }) => plain(uid, 300))
  const more = resources.length > 3 ? [`${resources.length - 3} more`] : []
  const on = resources.length > 0 ? ` on ${[...named, ...more].join(', ')}` : ''
  return `${plain(action, 160)}${on}, ${outcome === 'success' ? 'succeeded' : 'failed'}`
}
