import type { Activity } from './activity.ts'

/** A source turns one record of one log into the activities it tells of. */
export interface Source {
  readonly id: string
  /** True when an activity's record, normalised, gives that activity again: then it is enough to keep the record. */
  readonly selfContained?: boolean
  /** Whether a decoded value is a record of this log; told from its content, never from its name. */
  claims(value: unknown): boolean
  /** Pure. None where the record tells of nothing done. Throws InvalidRecord when the record is not what it claims to be. */
  normalize(record: unknown): readonly Activity[]
}

/** A record is not what it claims to be. It is counted, kept with this reason, and never retried. */
export class InvalidRecord extends Error {
  override readonly name = 'InvalidRecord'
}
