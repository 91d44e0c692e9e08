import { createHash } from 'node:crypto'
import type { Activity } from '../activity.ts'
import type { Detector } from '../detector.ts'
import { type Finding, type Severity, severities } from '../finding.ts'
import { type Change, graded } from './drift/change.ts'
import { watched } from './drift/grades.ts'
import { type Item, item } from './drift/read.ts'
import { boundaries, type Gravity, insert, type Timeline, type Told } from './drift/timeline.ts'

/**
 * A resource is no longer what it was: a watched property of a configuration item differs from the item before it. The first item of a
 * resource is only remembered; so is the first after it was deleted. What an item does not say (a summary, a type that is no longer
 * recorded) is unknown and changes nothing.
 *
 * One finding an item, named after the resource and that item's time: it tells how the item differs from the one before. An item that
 * comes late, between two others, tells how it differs from the one before, and how the one after differs from it where that was not
 * told yet, or less gravely; the latter is the finding of the item after, or a second one if that was made. So whatever the order of
 * arrival, every value that a property took on is told with the severity it has in order, under the same id. What differs is bounded to
 * this: a change that was told over a gap stays told from what was known then, and under the item that showed it first to us.
 * An item seen again tells the same again; one older than all that is remembered (some twelve items) tells nothing.
 */
export const drift: Detector<Timeline> = {
  id: 'drift',

  key(activity) {
    const [resource] = activity.resources
    const { resourceId } = activity.record
    if (activity.source !== 'aws.config' || !resource || typeof resourceId !== 'string') return undefined
    if (!Object.hasOwn(watched, resource.type)) return undefined
    const id = resourceId.length > 256 ? hash(resourceId) : resourceId
    return `config/${activity.account}/${activity.region}/${resource.type}/${id}`
  },

  step(activity, state) {
    const values = read(activity)
    if (Object.keys(values).length === 0) return { ...(state && { state }), findings: [] }
    const next = insert(state, [activity.time, activity.uid], values, gravity(activity))
    const told = Map.groupBy(changes(next, activity), ({ as }) => as)
    return { state: next, findings: [...told.values()].map((together) => finding(activity, next, together)) }
  },
}

/** The item's watched properties; of a resource that is gone each is null. */
function read(activity: Activity): Readonly<Record<string, string | null>> {
  const properties = watched[type(activity)]?.properties ?? []
  if (activity.action.startsWith('config:ResourceDeleted'))
    return Object.fromEntries(properties.map(({ id }) => [id, null]))
  const known: Item = item(activity)
  return Object.fromEntries(
    properties.flatMap(({ id, read }) => {
      const value = read(known)
      return value === undefined ? [] : [[id, value]]
    }),
  )
}

/** How grave a change is by the table; to be gone or to be made anew is of no concern here. */
function gravity(activity: Activity): Gravity {
  const properties = watched[type(activity)]?.properties ?? []
  return (id, from, to) => {
    const property = properties.find((one) => one.id === id)
    if (!property || from === null || to === null) return 0
    return 1 + severities.indexOf(graded(property, from, to)?.severity as Severity) // absent: -1
  }
}

/** The changes that this item told, gravest first. */
function changes(timeline: Timeline, activity: Activity): readonly (Change & Told)[] {
  const properties = watched[type(activity)]?.properties ?? []
  return properties
    .flatMap((property) =>
      boundaries(timeline, property.id).flatMap(({ from, to, ...told }) => {
        if (told.by !== activity.time || from === null || to === null) return []
        const change = graded(property, from, to)
        return change ? [{ ...change, ...told }] : []
      }),
    )
    .toSorted((one, other) => severities.indexOf(other.severity) - severities.indexOf(one.severity))
}

function finding(activity: Activity, timeline: Timeline, together: readonly (Change & Told)[]): Finding {
  const gravest = together[0]!
  const { as, again } = gravest
  const shown = together.slice(0, 8).map(({ reason }) => reason)
  const more = together.length > shown.length ? [`${together.length - shown.length} more`] : []
  const others = together.length > 1 ? ` (and ${together.length - 1} more)` : ''
  return {
    uid: `drift:${hash(drift.key?.(activity) ?? activity.uid)}:${as}${again ? `:${activity.time}` : ''}`,
    kind: 'compliance',
    analytic: { uid: 'drift', name: 'Configuration drift', type: 'behavioral' },
    title: `${watched[type(activity)]!.label} ${name(activity)}: ${gravest.title}${others}`,
    reason: `The configuration recorded at ${new Date(as).toISOString()} differs from the one before: ${[...shown, ...more].join('; ')}.`,
    remediation: gravest.property.remediation,
    severity: gravest.severity,
    attacks: [...new Map(together.map(({ property: { attack } }) => [attack.technique, attack])).values()].slice(0, 5),
    // It happened when the later item was captured, also where the earlier one came late and brings the record.
    activity: { ...activity, time: as },
    related: related(activity, timeline, as),
  }
}

/** The item itself and the two that it compares, as far as they are still remembered. */
function related(activity: Activity, { items }: Timeline, as: number): readonly string[] {
  const compared = [items.findLast(([time]) => time < as), items.find(([time]) => time === as)]
  return [...new Set([activity.uid, ...compared.flatMap((seen) => (seen ? [seen[1]] : []))])]
}

const type = ({ resources }: Activity) => resources[0]?.type ?? ''

function name({ record, resources }: Activity): string {
  const said =
    typeof record.resourceName === 'string' ? record.resourceName : String(record.resourceId ?? resources[0]?.uid)
  const last = said.split(/[/:]/).findLast((part) => part !== '') ?? said
  return last.length > 64 ? `${last.slice(0, 63)}…` : last
}

const hash = (text: string) => createHash('sha256').update(text).digest('hex').slice(0, 16)
