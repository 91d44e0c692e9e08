/**
 * One log event of a function as rules see it: `Activity.record` of this source. The same platform event gives the same
 * fields whether the function logs as text or as JSON; only `format`, `stated` and `log` tell the two apart.
 */
export interface LogLine {
  /** As CloudWatch Logs kept it. */
  readonly log: Original
  /** How the line itself is written. Genuine platform lines of one function are all of one format. */
  readonly format: 'text' | 'json'
  /**
   * `platform.<event>` as Lambda's Telemetry API names it, `platform.end`, `platform.timeout` and `platform.crash` for the text
   * lines that it has no name for; `function.log` for what the application wrote; `guard.signal` for what the guard in it wrote.
   */
  readonly type: string
  /** The function's name, where log stream, log group or a platform line tell it. */
  readonly function?: string
  /** Why this application line looks like an attempt to pass for a platform or guard line. Platform lines never have it. */
  readonly forged?: Forgery
  readonly requestId?: string
  /** TRACE, DEBUG, INFO, WARN, ERROR or FATAL, whatever the language calls them. */
  readonly level?: string
  /** The moment that the line itself states, as it states it; `log.timestamp` is the one that content cannot choose. */
  readonly stated?: string
  /** The function's version, `$LATEST` or a number. */
  readonly version?: string
  /** `success`, `failure` (the function answered with an error), `error` (it broke) or `timeout`. */
  readonly status?: string
  readonly errorType?: string
  readonly errorMessage?: string
  /** The phase of life that an init or restore belongs to: `init`, `invoke`, `restore`. */
  readonly phase?: string
  readonly initializationType?: string
  readonly runtimeVersion?: string
  readonly runtimeVersionArn?: string
  readonly functionArn?: string
  /** The region that a platform line names. */
  readonly region?: string
  readonly instanceId?: string
  readonly tenantId?: string
  /** X-Ray's trace id, `1-…`. */
  readonly traceId?: string
  readonly metrics?: Metrics
  /** An extension's, or a telemetry subscriber's, name and state, the events it asks for and the kinds of telemetry it reads. */
  readonly name?: string
  readonly state?: string
  readonly events?: readonly string[]
  readonly types?: readonly string[]
  /** Why Lambda dropped log records. */
  readonly reason?: string
  /** What the application said, without the prefix that its runtime put before it. */
  readonly message?: string
  /** The JSON object that the line is or carries: an application's own fields, an unknown platform event's record. */
  readonly fields?: Readonly<Record<string, unknown>>
  readonly guard?: GuardReport
}

/** The log event that a line was read from. */
export interface Original {
  readonly logGroup: string
  readonly logStream: string
  readonly id: string
  /** Milliseconds since 1970. */
  readonly timestamp: number
  /** Whole up to 256 KiB. */
  readonly message: string
  /** How long the message was, in bytes of UTF-8, where it was cut. */
  readonly cutFrom?: number
  readonly extractedFields?: Readonly<Record<string, string>>
}

/** What a platform line measured. Durations in milliseconds, memory in MB (1024 KiB of 1024 bytes). */
export interface Metrics {
  /** Of the invocation; of an init or restore line, of that init or restore; of a timeout, the limit that it reached. */
  readonly durationMs?: number
  readonly billedDurationMs?: number
  readonly memorySizeMB?: number
  readonly maxMemoryUsedMB?: number
  readonly initDurationMs?: number
  readonly restoreDurationMs?: number
  readonly billedRestoreDurationMs?: number
  readonly producedBytes?: number
  readonly droppedBytes?: number
  readonly droppedRecords?: number
}

/** What the guard inside a function saw in one invocation. */
export interface GuardReport {
  readonly function: string
  readonly request: string
  readonly mode: string
  readonly signals: readonly { readonly kind: string; readonly [detail: string]: unknown }[]
}

/** Why a line is held to be an imitation. Rules may compare with these words. */
export type Forgery =
  | 'begins like a platform line without its form'
  | 'platform line after a line break'
  | 'platform line behind the prefix of an application line'
  | 'platform event inside an application log'
  | 'platform line of another function'
  | 'platform line of another account'
  | 'platform line of another region'
  | 'platform line of another version'
  | 'guard line of another function'
  | 'guard line of another request'

/** What the text of one line tells, before anything is known about where it stood. */
export type Reading = Omit<LogLine, 'log'>
