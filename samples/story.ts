import { gzipSync } from 'node:zlib'
import { attack, extensionName, layered } from './attack.ts'
import { attacks, begins, compact, day, deploys, ends, hour, minute, second } from './calendar.ts'
import { functionNames } from './cast.ts'
import type { Chapter, ItemId, Moment } from './chapter.ts'
import { deployment } from './deployment.ts'
import { estate } from './estate.ts'
import { plain, type SampleFile } from './file.ts'
import { intrusion } from './intrusion.ts'
import { type Release, type Served, serve } from './invocations.ts'
import { deliveries } from './logs.ts'
import { quiet } from './quiet.ts'
import { history, notifications, snapshot, steps } from './recorder.ts'
import { traffic } from './traffic.ts'
import { digests, fastLane, trailFiles } from './trail.ts'

/** The story of a small account: two quiet weeks, a deployment, a night's attack; told by CloudTrail, Config and Lambda's logs, which agree. */
export interface Story {
  /** In the order in which they are delivered. */
  readonly files: readonly SampleFile[]
  /** What happened, with the ids that prove it. */
  readonly moments: readonly Moment[]
  /** Each change that Config saw, with the CloudTrail events that made it; none where the trail was already stopped. */
  readonly changes: readonly (ItemId & { readonly causes: readonly string[] })[]
  /** The code that the pipeline put there, by function: what is approved at the end. */
  readonly approved: Readonly<Record<string, string>>
  readonly times: {
    readonly begins: number
    readonly deploys: number
    readonly attacks: number
    readonly stopped: number
    readonly ends: number
  }
}

/** Tells the story. Pure: the same bytes every time. */
export function story(): Story {
  const first = estate()
  const calm = quiet(first)
  const deployed = deployment(calm.estate)
  const served = serve(
    [...traffic(), ...intrusion()].sort((one, other) => one.time - other.time),
    releases(first, deployed),
  )
  const raid = attack(deployed.estate, served)
  const stopped = raid.moments.find(({ step }) => step === 'blinded')!.time

  const records = [...calm.records, ...deployed.records, ...served.flatMap((one) => one.records), ...raid.records]
    .filter(({ eventTime }) => Date.parse(eventTime) <= stopped)
    .sort((one, other) => Date.parse(one.eventTime) - Date.parse(other.eventTime))
  const all = steps(first, [...calm.changes, ...deployed.changes, ...raid.changes])
  const logs = trailFiles(records)
  const files = [
    ...logs,
    ...digests(logs, [attacks + 31 * minute, attacks + 31 * minute + hour]),
    ...fastLane(records),
    ...notifications(all),
    ...history(all, ends),
    ...[begins + 3 * hour + 5 * minute, begins + 15 * day + 3 * hour + 5 * minute].map((at) =>
      snapshot(first, all, at),
    ),
    ...subscriptions(served),
  ]
  return {
    files: files.sort((one, other) => one.time - other.time || (one.path < other.path ? -1 : 1)),
    moments: [...calm.moments, ...deployed.moments, ...raid.moments].sort((one, other) => one.time - other.time),
    changes: all.map(({ after, captured, causes }) => ({
      resourceType: after.type,
      resourceId: after.id,
      stateId: captured,
      causes,
    })),
    approved: Object.fromEntries(
      functionNames.map((name) => [
        name,
        deployed.estate.get(`AWS::Lambda::Function/${name}`)!.configuration.codeSha256 as string,
      ]),
    ),
    times: { begins, deploys, attacks, stopped, ends },
  }
}

/** When each function's environments had to start anew. */
function releases(first: Chapter['estate'], { estate: later }: Chapter): readonly Release[] {
  const lambda = (from: Chapter['estate'], name: string) => from.get(`AWS::Lambda::Function/${name}`)!
  return [
    ...functionNames.map((name) => ({ time: 0, function: lambda(first, name) })),
    { time: deploys + 76 * second, function: lambda(later, 'orders-api') },
    { time: deploys + 85 * second, function: lambda(later, 'nightly-report') },
    { time: layered + 3 * second, function: lambda(later, 'orders-writer'), extension: extensionName },
  ]
}

/** What CloudWatch Logs hands over: the lines of one stream, packed twice. */
function subscriptions(served: readonly Served[]): readonly SampleFile[] {
  const lines = served.flatMap((one) => one.lines).sort((one, other) => one.time - other.time)
  return deliveries(lines).map(({ time, function: name, payload }) => {
    const text = JSON.stringify(payload)
    const stream = (payload as { logStream: string }).logStream.slice(-8)
    const path = `CloudWatchLogs/${name}/${new Date(time).toISOString().slice(0, 10).replaceAll('-', '/')}/${compact(time, 14)}-${stream}.json`
    return plain('subscription', path, time, { awslogs: { data: gzipSync(text).toString('base64') } }, text.length)
  })
}
