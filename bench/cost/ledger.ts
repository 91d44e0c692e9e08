import type { Call } from '../../bin/engines/gateway.ts'

/** What AWS would put on the bill for the calls that were made, before prices. */
export interface Ledger {
  /** DynamoDB's write and read request units, by table. */
  readonly writeUnits: Record<string, number>
  readonly readUnits: Record<string, number>
  /** Bytes of the items that are there now, by table, with what DynamoDB adds to each. */
  readonly storedBytes: Record<string, number>
  /** Billed requests to everything else, by service and operation. */
  readonly requests: Record<string, number>
  /** Attempts at a call, by service: somebody waited for each. */
  readonly attempts: Record<string, number>
  /** Calls that nobody has said how to count. The bill is refused while there is one. */
  readonly uncounted: Record<string, number>
}

/** What an answer says that its call does not. */
export interface Answered {
  readonly status: number
  readonly answer: Readonly<Record<string, unknown>>
}

/** An empty ledger, and what enters a call into it. */
export function bookkeeper(): { readonly ledger: Ledger; enter(call: Call, answered: Answered): void } {
  const ledger: Ledger = { writeUnits: {}, readUnits: {}, storedBytes: {}, requests: {}, attempts: {}, uncounted: {} }
  const items: Items = new Map()
  return {
    ledger,
    enter(call, answered) {
      const name = `${call.service} ${call.operation}`
      add(ledger.attempts, call.service)
      if (free.has(name)) return
      const count = counters[name]
      if (count === undefined) add(ledger.uncounted, name)
      else count(call, answered, ledger, items)
    },
  }
}

type Item = Readonly<Record<string, unknown>>
/** The size of each item, by table and key, as an update and a reading of nothing do not say it. */
type Items = Map<string, number>

type Counter = (call: Call, answered: Answered, ledger: Ledger, items: Items) => void

const free = new Set(['ssm GetParameter', 'slack POST'])

/** DynamoDB: https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/read-write-operations.html */
const counters: Readonly<Record<string, Counter>> = {
  // A conditional write that is refused costs what it would have cost.
  'dynamodb PutItem'({ input }, { status }, ledger, items) {
    const item = input.Item as Item
    write(String(input.TableName), keyIn(item), sizeOf(item), status, ledger, items)
  },
  'dynamodb UpdateItem'({ input }, { status }, ledger, items) {
    const [table, key] = [String(input.TableName), keyIn(input.Key as Item)]
    const names = Object.values((input.ExpressionAttributeNames ?? {}) as Item).map(String)
    const added = names.join('').length + sizeOf((input.ExpressionAttributeValues ?? {}) as Item)
    write(table, key, (items.get(`${table} ${key}`) ?? 0) + added, status, ledger, items)
  },
  'dynamodb GetItem'({ input }, { answer }, ledger) {
    read(String(input.TableName), answer.Item as Item | undefined, input.ConsistentRead === true, ledger)
  },
  // What is not there is read too.
  'dynamodb BatchGetItem'({ input }, { answer }, ledger) {
    const responses = (answer.Responses ?? {}) as Readonly<Record<string, readonly Item[]>>
    const left = (answer.UnprocessedKeys ?? {}) as Readonly<Record<string, { readonly Keys: readonly Item[] }>>
    for (const [table, asked] of Object.entries(input.RequestItems as Readonly<Record<string, BatchOfKeys>>)) {
      const found = responses[table] ?? []
      const nothing = asked.Keys.length - found.length - (left[table]?.Keys.length ?? 0)
      const consistent = asked.ConsistentRead === true
      for (const item of found) read(table, item, consistent, ledger)
      for (let index = 0; index < nothing; index++) read(table, undefined, consistent, ledger)
    }
  },
  's3 GET': (_, __, { requests }) => add(requests, 's3 GET'),
  'sqs SendMessage': chunked,
  'sqs ChangeMessageVisibility': chunked,
  'sns Publish': chunked,
  'events PutEvents': chunked,
}

interface BatchOfKeys {
  readonly Keys: readonly Item[]
  readonly ConsistentRead?: boolean
}

/** What DynamoDB adds to each item that it stores. */
const overhead = 100

function write(table: string, key: string, size: number, status: number, ledger: Ledger, items: Items): void {
  const name = `${table} ${key}`
  const before = items.get(name)
  add(ledger.writeUnits, table, Math.max(1, Math.ceil(Math.max(size, before ?? 0) / 1024)))
  if (status !== 200) return
  items.set(name, size)
  add(ledger.storedBytes, table, size - (before ?? -overhead))
}

function read(table: string, item: Item | undefined, consistent: boolean, { readUnits }: Ledger): void {
  const units = Math.max(1, Math.ceil(sizeOf(item ?? {}) / 4096))
  add(readUnits, table, consistent ? units : units / 2)
}

/** SQS, SNS and EventBridge bill a request for each 64 KB. */
function chunked({ service, operation, input }: Call, { status }: Answered, { requests }: Ledger): void {
  if (status !== 200) return
  const bytes = Buffer.byteLength(JSON.stringify(input))
  add(requests, `${service} ${operation}`, Math.ceil(bytes / (64 * 1024)))
}

/** The key of any of the tables: whichever of these the item has. */
function keyIn(item: Item): string {
  return JSON.stringify(['pk', 'sk', 'scope', 'uid'].map((name) => item[name]))
}

/** An item's size as DynamoDB counts it. */
export function sizeOf(item: Item): number {
  return Object.entries(item).reduce(
    (sum, [name, value]) => sum + Buffer.byteLength(name) + valueSize(value as Item),
    0,
  )
}

function valueSize(value: Item): number {
  const [type = '', inner] = Object.entries(value)[0] ?? []
  const measure = sizes[type]
  if (measure === undefined) throw new Error(`an attribute of type ${type} has no size here`)
  return measure(inner)
}

const sizes: Readonly<Record<string, (value: unknown) => number>> = {
  S: (text) => Buffer.byteLength(text as string),
  B: (base64) => Buffer.byteLength(base64 as string, 'base64'),
  N: (number) =>
    Math.ceil(String(number).replace(/[^\d]/g, '').length / 2) + 1 + (String(number).startsWith('-') ? 1 : 0),
  BOOL: () => 1,
  NULL: () => 1,
  L: (list) => (list as Item[]).reduce((sum, value) => sum + 1 + valueSize(value), 3),
  M: (map) => sizeOf(map as Item) + 3 + Object.keys(map as Item).length,
}

function add(counts: Record<string, number>, name: string, some = 1): void {
  counts[name] = (counts[name] ?? 0) + some
}
