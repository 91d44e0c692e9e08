/** What detectors have learned: one entry a scope (an actor, a function, a resource, a session), read and written once a batch. */
export interface Memory {
  /** The entries of these scopes; one that was never written is absent. */
  read(scopes: readonly string[]): Promise<ReadonlyMap<string, Remembered>>
  /**
   * Writes each scope whose version is still the one that was read (0 when there was none) and raises it by one.
   * Returns the scopes that another writer changed meanwhile; those are not written.
   */
  write(entries: ReadonlyMap<string, Remembered>): Promise<readonly string[]>
}

/** What is known of one scope. */
export interface Remembered {
  /** How often it was written; 0 when never. */
  readonly version: number
  /** The latest activity that it learned from, in milliseconds since 1970: it is forgotten a fixed time after that. */
  readonly time: number
  /** Each detector's own state, by the detector's id. */
  readonly states: Readonly<Record<string, unknown>>
}
