import { type Price, prices } from './prices.ts'
import type { Run } from './run.ts'

/** One line of the bill, for a million records. */
export interface Line {
  readonly what: string
  readonly units: number
  readonly price: Price
  readonly dollars: number
}

/** What is not counted but supposed. */
export interface Suppositions {
  /** Days that pages are kept. */
  readonly days: number
  /** Records a day, which what is paid by time is shared out among. */
  readonly perDay: number
  /** The functions whose invocations X-Ray records. */
  readonly traced: readonly string[]
  /** Whether the table of pages can be restored to any second. */
  readonly recovery: boolean
}

/** How many times longer Lambda's Graviton takes than this machine's processor. */
export const graviton = 1.6
/** Memory at which Lambda gives one whole processor, in MB. */
export const oneProcessor = 1769
/** How long a handler waits for an answer, in seconds, on top of its own work: measured elsewhere, none of it overlapped. */
export const waits: Readonly<Record<string, number>> = { dynamodb: 0.005, s3: 0.03, other: 0.03 }
/** One invocation in so many starts cold, and takes so many seconds more. */
export const cold = { oneIn: 100, seconds: 0.4 } as const
/** What Lambda prints around an invocation (START, END, REPORT with its trace), and CloudWatch adds to a line, in bytes. */
export const platform = { lines: 3, bytes: 420, eventOverhead: 26 } as const
/** DynamoDB deletes what has expired within about so many days. */
export const lateDeletion = 2
/** DynamoDB asks KMS for a table's key at most once in five minutes for each function that uses the table. */
export const keyUses = { perDay: 288, callers: 5 } as const

/** The bill for a million records, from the calls and units of a run. Throws where a call was made that nobody counts. */
export function bill(run: Run, suppose: Suppositions): readonly Line[] {
  const { ledger, tables, functions, records, fast, files } = run
  const uncounted = Object.keys(ledger.uncounted)
  if (uncounted.length > 0) throw new Error(`calls without a price: ${uncounted.join(', ')}`)

  const scaled = (count = 0) => (count * 1_000_000) / records
  const ran = Object.values(functions)
  const invocations = ran.reduce((sum, { count }) => sum + count, 0)
  const logBytes = ran.reduce((sum, { logBytes, logLines, count }) => sum + logBytes + logLines * platform.eventOverhead + count * (platform.bytes + platform.lines * platform.eventOverhead), 0) // biome-ignore format: one sum
  const months = (suppose.days + lateDeletion) / 30
  const pages = scaled(ledger.storedBytes[tables.activities])
  const memory = scaled(ledger.storedBytes[tables.memory])
  const findings = scaled(ledger.storedBytes[tables.findings])
  const requests = (name: string) => scaled(ledger.requests[name])
  const sent = requests('sqs SendMessage') + requests('sqs ChangeMessageVisibility')

  const line = (what: string, units: number, name: keyof typeof prices): Line => {
    const price: Price = prices[name]
    return { what, units, price, dollars: (units / price.units) * price.dollars }
  }
  return [
    line('Pages written', scaled(ledger.writeUnits[tables.activities]), 'writeUnit'),
    line(`Pages kept ${suppose.days} days`, pages * months, 'stored'),
    line('Pages restorable', suppose.recovery ? pages * months : 0, 'recovery'),
    line('Memory read', scaled(ledger.readUnits[tables.memory]), 'readUnit'),
    line('Memory written', scaled(ledger.writeUnits[tables.memory]), 'writeUnit'),
    line('Findings read', scaled(ledger.readUnits[tables.findings]), 'readUnit'),
    line('Findings written', scaled(ledger.writeUnits[tables.findings]), 'writeUnit'),
    line('Memory kept 90 days', memory * 3, 'stored'),
    line('Findings kept a year', findings * 12, 'stored'),
    line('Streams read', scaled(invocations), 'streamRead'),
    line('Lambda: time', scaled(seconds(run)), 'compute'),
    line('Lambda: requests', scaled(invocations), 'invocation'),
    line('Lambda: traces', traces(run, suppose), 'trace'),
    line('Logs and metrics taken', scaled(logBytes), 'log'),
    line('Logs kept 30 days', scaled(logBytes), 'logStored'),
    line('SQS: word of files', scaled(files * 3), 'queue'), // sent, received, deleted
    line('SQS: refused and retried', sent * 3, 'queue'),
    line('S3: files read', requests('s3 GET'), 'object'),
    line('KMS: keys of the tables', (keyUses.perDay * keyUses.callers * 1_000_000) / suppose.perDay, 'key'),
    line('EventBridge: fast lane', scaled(fast), 'awsEvent'),
    line('EventBridge: findings', requests('events PutEvents'), 'ownEvent'),
    line('SNS: findings', requests('sns Publish'), 'topic'),
  ]
}

/** What all lines come to. */
export function totalOf(lines: readonly Line[]): number {
  return lines.reduce((sum, { dollars }) => sum + dollars, 0)
}

/** What to say when a million records cost more than they may. */
export function refusal(lines: readonly Line[], limit: number): string | undefined {
  const total = totalOf(lines)
  return total > limit ? `a million records cost $${total.toFixed(4)}, more than $${limit.toFixed(2)}` : undefined
}

/** GB-seconds of the whole run: work, waiting and cold starts. Whoever waits is billed as the largest function is. */
function seconds({ functions, ledger }: Run): number {
  const worked = Object.values(functions).map(({ cpu, count, memory }) => {
    const busy = cpu * graviton * Math.max(1, oneProcessor / memory)
    return (busy + (count / cold.oneIn) * cold.seconds) * (memory / 1024)
  })
  const waited = Object.entries(ledger.attempts).map(([service, count]) => count * (waits[service] ?? waits.other!))
  const sum = (numbers: readonly number[]) => numbers.reduce((all, one) => all + one, 0)
  return sum(worked) + sum(waited) * (oneProcessor / 1024)
}

/** Traces of a million records: X-Ray takes one a second of each function, and one in twenty of the others. */
function traces({ functions, records }: Run, { traced, perDay }: Suppositions): number {
  const daily = traced.map((id) => ((functions[id]?.count ?? 0) * perDay) / records)
  const taken = daily.map((count) => Math.min(count, 86_400) + Math.max(0, count - 86_400) / 20)
  return (taken.reduce((sum, count) => sum + count, 0) * 1_000_000) / perDay
}
