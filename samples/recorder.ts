import { compact, day, hour, minute, second } from './calendar.ts'
import { account, region } from './cast.ts'
import { chance } from './chance.ts'
import { type Change, changed, type Estate, item, keyOf, notification, type Resource, type Step } from './config.ts'
import { packed, plain, type SampleFile } from './file.ts'

/** How Config delivers: a notification for each change, a history file every six hours in which something changed, and a snapshot a day (two of which the story keeps). */

/** The changes in order, each with what was there before. */
export function steps(estate: Estate, changes: readonly Change[]): readonly Step[] {
  let now = estate
  return changes
    .toSorted((one, other) => one.captured - other.captured)
    .map((change) => {
      const before = now.get(keyOf(change.after))!
      now = changed(now, change.after)
      return { ...change, before }
    })
}

/** A notification for each change, as EventBridge hands it over. */
export function notifications(all: readonly Step[]): readonly SampleFile[] {
  return all.map((step) => {
    const time = step.captured + 8 * second
    const path = `EventBridge/config/${new Date(time).toISOString().slice(0, 10).replaceAll('-', '/')}/${step.after.name}-${step.captured}.json`
    return plain('config-notification', path, time, notification(chance(path), step))
  })
}

const window = 6 * hour

/** One file for each type of resource of which something changed in six hours, as far as the window is over. */
export function history(all: readonly Step[], until: number): readonly SampleFile[] {
  const files = Map.groupBy(all, ({ after, captured }) => `${after.type} ${Math.floor(captured / window) * window}`)
  return [...files].flatMap(([key, together]) => {
    const [type, from] = [key.split(' ')[0]!, Number(key.split(' ')[1])]
    if (from + window > until) return []
    const name = `${account}_Config_${region}_ConfigHistory_${type}_${compact(from, 14)}_${compact(from + window, 14)}_1.json.gz`
    const content = {
      fileVersion: '1.0',
      configSnapshotId: null,
      configurationItems: together.map(({ after, captured }) => item(after, captured, 'OK')),
    }
    return [
      packed(
        'config-history',
        `AWSLogs/${account}/Config/${region}/${dated(from)}/ConfigHistory/${name}`,
        from + window + 7 * minute,
        content,
      ),
    ]
  })
}

/** Everything as it was at a time: each resource's last item. */
export function snapshot(estate: Estate, all: readonly Step[], at: number): SampleFile {
  const seen = new Map<string, { readonly resource: Resource; readonly captured: number }>()
  for (const [key, resource] of estate) seen.set(key, { resource, captured: firstSeen(key, resource) })
  for (const { after, captured } of all) if (captured <= at) seen.set(keyOf(after), { resource: after, captured })
  const id = chance(`snapshot/${at}`).uuid()
  const name = `${account}_Config_${region}_ConfigSnapshot_${compact(at, 14)}_${id}.json.gz`
  return packed(
    'config-snapshot',
    `AWSLogs/${account}/Config/${region}/${dated(at)}/ConfigSnapshot/${name}`,
    at + 20 * second,
    {
      fileVersion: '1.0',
      configSnapshotId: id,
      configurationItems: [...seen.values()].map(({ resource, captured }) => item(resource, captured, 'OK')),
    },
  )
}

/** The last capture before the story: some days after the resource was made. */
function firstSeen(key: string, { created }: Resource): number {
  return created + day + chance(`seen/${key}`).int(0, 30 * day)
}

/** Config does not pad the month and the day. */
function dated(time: number): string {
  const at = new Date(time)
  return `${at.getUTCFullYear()}/${at.getUTCMonth() + 1}/${at.getUTCDate()}`
}
