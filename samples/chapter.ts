import type { TrailRecord } from './cloudtrail.ts'
import type { Change, Estate } from './config.ts'

/** A part of the story: what was called, what changed by it, how the estate was left, and the moments worth remembering. */
export interface Chapter {
  readonly records: readonly TrailRecord[]
  readonly changes: readonly Change[]
  readonly estate: Estate
  readonly moments: readonly Moment[]
}

/** One step of the story with the ids that prove it, for whoever checks findings against it. */
export interface Moment {
  readonly step: string
  readonly time: number
  /** What happened, in a sentence. */
  readonly what: string
  /** CloudTrail `eventID`s. */
  readonly events: readonly string[]
  /** Ids of CloudWatch log events. */
  readonly logs: readonly string[]
  /** Configuration items: type, id and `configurationStateId`. */
  readonly items: readonly ItemId[]
}

export interface ItemId {
  readonly resourceType: string
  readonly resourceId: string
  readonly stateId: number
}

/** A moment of records and changes. */
export function moment(
  step: string,
  what: string,
  {
    records = [],
    changes = [],
    lines = [],
  }: {
    readonly records?: readonly TrailRecord[]
    readonly changes?: readonly Change[]
    readonly lines?: readonly { readonly id: string; readonly time: number }[]
  },
): Moment {
  const times = [
    ...records.map(({ eventTime }) => Date.parse(eventTime)),
    ...changes.map(({ captured }) => captured),
    ...lines.map(({ time }) => time),
  ]
  return {
    step,
    what,
    time: Math.min(...times),
    events: records.map(({ eventID }) => eventID),
    logs: lines.map(({ id }) => id),
    items: changes.map(({ after, captured }) => ({
      resourceType: after.type,
      resourceId: after.id,
      stateId: captured,
    })),
  }
}
