import { describe, expect, it } from 'vitest'
import { bill, refusal, totalOf } from '../../bench/cost/bill.ts'
import { bookkeeper, sizeOf } from '../../bench/cost/ledger.ts'
import { type Run, run } from '../../bench/cost/run.ts'
import { trailFiles } from '../../bench/records.ts'
import type { Call } from '../../bin/engines/gateway.ts'
import { trailRecord } from '../sources/records.ts'

const suppose = { days: 28, perDay: 1_000_000, traced: [], recovery: false }

function call(operation: string, input: Call['input'], service: Call['service'] = 'dynamodb'): Call {
  return { service, operation, path: '/', input }
}

/** An item of so many bytes. */
function item(bytes: number) {
  return {
    pk: { S: 'a' },
    body: { B: Buffer.alloc(bytes - 'pk'.length - 'a'.length - 'body'.length).toString('base64') },
  }
}

describe('the ledger', () => {
  it('sizes items as DynamoDB does', () => {
    expect(sizeOf(item(1_024))).toBe(1_024)
    expect(sizeOf({ text: { S: 'ä' }, many: { N: '1780315200' }, one: { N: '-7' }, yes: { BOOL: true } })).toBe(
      6 + 10 + 6 + 4,
    )
  })

  it.each([
    [1_024, 200, 1, 1_124],
    [1_025, 200, 2, 1_125],
    [50_000, 200, 49, 50_100],
    [1_025, 400, 2, undefined],
  ])('counts a put of %d bytes that is answered %d as %d write units', (bytes, status, units, stored) => {
    const { ledger, enter } = bookkeeper()
    enter(call('PutItem', { TableName: 'pages', Item: item(bytes) }), { status, answer: {} })
    expect(ledger.writeUnits).toEqual({ pages: units })
    expect(ledger.storedBytes.pages).toBe(stored)
  })

  it('counts what is read and what is not there, consistently and not', () => {
    const { ledger, enter } = bookkeeper()
    const found = { memory: [item(4_097), item(100)] }
    const keys = { Keys: [{}, {}, {}], ConsistentRead: true }
    enter(call('BatchGetItem', { RequestItems: { memory: keys } }), { status: 200, answer: { Responses: found } })
    enter(call('GetItem', { TableName: 'findings' }), { status: 200, answer: {} })
    expect(ledger.readUnits).toEqual({ memory: 2 + 1 + 1, findings: 0.5 })
  })

  it('counts messages by 64 KB', () => {
    const { ledger, enter } = bookkeeper()
    const MessageBody = 'x'.repeat(65 * 1024)
    enter(call('SendMessage', { MessageBody }, 'sqs'), { status: 200, answer: {} })
    expect(ledger.requests).toEqual({ 'sqs SendMessage': 2 })
  })

  it('makes the bill fail at a call that nobody has said how to count', () => {
    const { ledger, enter } = bookkeeper()
    enter(call('TransactWriteItems', {}), { status: 200, answer: {} })
    expect(() => bill({ ...nothing, ledger }, suppose)).toThrow('calls without a price: dynamodb TransactWriteItems')
  })
})

const tables = { activities: 'pages', memory: 'memory', findings: 'findings' }
const nothing: Run = {
  records: 1_000,
  files: 5,
  fast: 0,
  findings: 0,
  tables,
  functions: {},
  ledger: bookkeeper().ledger,
}

describe('the bill', () => {
  const oneProcessor = { memory: 1769, count: 10, cpu: 0, logLines: 0, logBytes: 0, metrics: [] }
  const some: Run = {
    ...nothing,
    functions: { ingestCloudtrail: oneProcessor },
    ledger: {
      ...nothing.ledger,
      writeUnits: { pages: 200 },
      storedBytes: { pages: 180_000 },
      requests: { 's3 GET': 5 },
    },
  }

  it('is what one works out by hand', () => {
    const dollars = Object.fromEntries(bill(some, { ...suppose, traced: ['ingestCloudtrail'] }).map((line) => [line.what, line.dollars])) // biome-ignore format: one thing
    expect(dollars['Pages written']).toBeCloseTo(200_000 * 0.625e-6)
    expect(dollars['Pages kept 28 days']).toBeCloseTo(0.18 * 0.25) // 180 MB for 28 days and the two until they are deleted
    expect(dollars['Pages restorable']).toBe(0)
    expect(dollars['Lambda: requests']).toBeCloseTo(10_000 * 0.2e-6)
    expect(dollars['Lambda: time']).toBeCloseTo(100 * 0.4 * (1769 / 1024) * 0.0000133334) // 100 cold starts
    expect(dollars['Lambda: traces']).toBeCloseTo(10_000 * 5e-6)
    expect(dollars['S3: files read']).toBeCloseTo(5_000 * 0.4e-6)
    expect(dollars['SQS: word of files']).toBeCloseTo(3 * 5_000 * 0.4e-6)
    expect(dollars['KMS: keys of the tables']).toBeCloseTo(288 * 5 * 3e-6)
  })

  it('grows by what can be restored, and by what many records a day share less of', () => {
    const total = totalOf(bill(some, suppose))
    expect(totalOf(bill(some, { ...suppose, recovery: true })) - total).toBeCloseTo(0.18 * 0.2)
    expect(total - totalOf(bill(some, { ...suppose, perDay: 1e12 }))).toBeCloseTo(288 * 5 * 3e-6)
  })

  it('is refused above the limit, and says by how much', () => {
    const lines = bill(some, suppose)
    expect(refusal(lines, totalOf(lines))).toBeUndefined()
    expect(refusal(lines, 0.1)).toMatch(/^a million records cost \$0\.\d{4}, more than \$0\.10$/)
  })
})

describe('a run of the handlers', () => {
  it('counts every call that they make', async () => {
    const reading = (eventID: string) => trailRecord({ eventID, eventName: 'ListFunctions20150331', readOnly: true })
    const stopping = trailRecord({ eventID: 'w', eventSource: 'cloudtrail.amazonaws.com', eventName: 'StopLogging' })
    const { functions, ledger, tables, ...counts } = await run(
      [[reading('a')], [reading('b'), stopping]].map((records) => records.map((record) => JSON.stringify(record))),
    )
    expect(counts).toEqual({ records: 3, files: 2, fast: 1, findings: 1 })
    const invocations = Object.entries(functions).map(([id, { count }]) => [id, count])
    expect(invocations.filter(([, count]) => count !== 0)).toEqual([
      ['ingestCloudtrail', 3],
      ['detectBehaviour', 3],
      ['notify', 1],
    ])
    // Three pages below a kilobyte; of the finding, two attempts to put it and two deliveries.
    expect(ledger.writeUnits[tables.activities]).toBe(3)
    expect(ledger.requests).toEqual({ 's3 GET': 2, 'events PutEvents': 1, 'sns Publish': 1 })
    expect(ledger.writeUnits[tables.findings]).toBeGreaterThanOrEqual(4)
    expect(ledger.readUnits[tables.findings]).toBe(1)
    // What is refused or asked about is remembered: a read and a write for each scope and page, or none.
    expect(ledger.readUnits[tables.memory]).toBeLessThanOrEqual(6)
    expect(ledger.uncounted).toEqual({})
    expect(functions.ingestCloudtrail!.logBytes).toBeGreaterThan(300)
    expect(functions.ingestCloudtrail!.metrics).toContain('Received')
  })
})

describe('the generated trail', () => {
  it('is the same for the same seed, of as many records and files as asked for', () => {
    const files = [...trailFiles({ records: 500, perFile: 217 })]
    expect(files.map(({ records }) => records.length)).toEqual([217, 217, 66])
    expect([...trailFiles({ records: 500, perFile: 217 })]).toEqual(files)
    const ids = files.flatMap(({ records }) => records.map((record) => JSON.parse(record).eventID))
    expect(new Set(ids).size).toBe(500)
  })
})
