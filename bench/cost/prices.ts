/** A price of AWS, in dollars. */
export interface Price {
  readonly dollars: number
  /** What that buys. */
  readonly per: string
  /** How many of the counted units that are. */
  readonly units: number
  /** `list`: read from AWS's price list, us-east-1, November 2026. `memory`: from memory, to be checked before anybody relies on it. */
  readonly source: 'list' | 'memory'
}

const million = 1_000_000
/** Decimal, which is a little dearer than AWS's 2^30. */
const gigabyte = 1_000_000_000

/** What things cost in us-east-1 on demand, free tiers and discounts left out. */
export const prices = {
  writeUnit: { dollars: 0.625, per: 'million write units', units: million, source: 'list' },
  readUnit: { dollars: 0.125, per: 'million read units', units: million, source: 'list' },
  stored: { dollars: 0.25, per: 'GB and month', units: gigabyte, source: 'list' },
  recovery: { dollars: 0.2, per: 'GB and month', units: gigabyte, source: 'memory' },
  streamRead: { dollars: 0, per: 'reads by Lambda', units: million, source: 'memory' },
  compute: { dollars: 0.0000133334, per: 'GB-second, arm64', units: 1, source: 'list' },
  invocation: { dollars: 0.2, per: 'million requests', units: million, source: 'list' },
  queue: { dollars: 0.4, per: 'million requests', units: million, source: 'list' },
  topic: { dollars: 0.5, per: 'million requests', units: million, source: 'list' },
  object: { dollars: 0.4, per: 'million GETs', units: million, source: 'memory' },
  key: { dollars: 3, per: 'million calls', units: million, source: 'memory' },
  awsEvent: { dollars: 0, per: 'events of AWS itself', units: million, source: 'list' },
  ownEvent: { dollars: 1, per: 'million events', units: million, source: 'list' },
  log: { dollars: 0.5, per: 'GB taken', units: gigabyte, source: 'memory' },
  logStored: { dollars: 0.03, per: 'GB and month', units: gigabyte, source: 'memory' },
  trace: { dollars: 5, per: 'million traces', units: million, source: 'list' },
} as const satisfies Readonly<Record<string, Price>>

/** What a month costs before the first record, in dollars a piece. */
export const monthly = { key: 1, alarm: 0.1, metric: 0.3, poller: 0.26 } as const
