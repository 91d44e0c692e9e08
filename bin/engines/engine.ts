/** A service of AWS, or what passes for it, that listens on this machine. */
export interface Engine {
  /** Where it answers: `http://127.0.0.1:…`. */
  readonly endpoint: string
  /** Ends it and everything it started. */
  stop(): Promise<void>
}
