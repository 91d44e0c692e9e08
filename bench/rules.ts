import { gunzipSync, gzipSync } from 'node:zlib'
import type { Activity } from '../shared/activity.ts'
import { facts } from '../shared/rules/facts.ts'
import { fieldOf, recordOf } from '../shared/rules/fields.ts'
import type { Accessor } from '../shared/sigma/path.ts'
import type { RuleSet } from '../shared/sigma/rule-set.ts'
import { cloudtrail } from '../shared/sources/cloudtrail.ts'
import { oracle } from '../test/sigma/oracle.ts'
import type { Json } from './records/estate.ts'
import { trailFiles } from './records.ts'
import { type Case, cases, load } from './rules/cases.ts'
import { median } from './speed.ts'

const perFile = 1000
const rounds = 9
/** How much of the floor is left at least where no value ever comes again. */
const newBound = 0.25
/** How many times faster than a plain interpreter matching alone has to be. */
const timesPlain = 10
/** How many times a rule is asked about a record by the interpreter, in each case. */
const plainly = 60_000
/** How long it may take until five thousand rules are ready, in milliseconds. */
const longestLoad = 150

/**
 * Measures what rules cost as they grow in number: gunzip, parse and match beside gunzip and parse alone, where values come again and
 * where none does; matching alone beside a plain interpreter, with the same matches; and how long it takes until the rules are ready. Says
 * whether the bounds hold.
 */
export async function measureRules(records: number): Promise<boolean> {
  const trails: readonly Trail[] = [files(records, (record) => record), files(records, madeNew())].map((files) => ({
    files,
    floor: [],
  }))
  const runs = (await cases()).map((one): Run => {
    let read = 0
    const sets = trails.map(() => load(one.packed, options))
    const counted = load(one.packed, options, () => read++)
    return { ...one, sets, counted, read: () => read, times: trails.map(() => []), alone: [], loads: [], found: 0 }
  })
  for (let round = -1; round < rounds; round++) oneRound(records, trails, runs, round >= 0)

  console.log(
    `${records} records, ${perFile} a file; median of ${rounds} rounds, as a share of the rate of gunzip + JSON.parse; "new": no user agent, address or ARN comes twice\n${head}`,
  )
  return runs.map((run) => report(run, trails, records)).every((holds) => holds)
}

interface Trail {
  readonly files: readonly Buffer[]
  readonly floor: number[]
}

interface Run extends Case {
  /** A set for each trail: what one has seen the other has not. */
  readonly sets: readonly RuleSet[]
  readonly counted: RuleSet
  /** How many rules any record could have been one of. */
  readonly read: () => number
  readonly times: readonly number[][]
  readonly alone: number[]
  readonly loads: number[]
  found: number
}

function oneRound(records: number, trails: readonly Trail[], runs: readonly Run[], counts: boolean): void {
  const keep = (times: number[], time: number) => {
    if (counts) times.push(time)
  }
  for (const [at, { files, floor }] of trails.entries()) {
    keep(floor, cpu(() => each(files, recordsIn)) / records)
    for (const { sets, times } of runs) {
      const set = sets[at]!
      keep(times[at]!, cpu(() => each(files, (file) => matched(recordsIn(file), set))) / records)
    }
  }
  for (const run of runs) {
    run.found = 0
    let time = 0
    for (const file of trails[0]!.files) {
      const some = recordsIn(file)
      time += cpu(() => {
        run.found += matched(some, run.counted)
      })
    }
    keep(run.alone, time / records)
    keep(run.loads, cpu(() => load(run.packed, options)) / 1000)
  }
}

function each(files: readonly Buffer[], work: (file: Buffer) => unknown): void {
  for (const file of files) work(file)
}

/** The CPU time of this process that some work takes, in microseconds. */
function cpu(work: () => void): number {
  const before = process.cpuUsage()
  work()
  const { user, system } = process.cpuUsage(before)
  return user + system
}

function matched(records: readonly Json[], set: RuleSet): number {
  let found = 0
  for (const record of records) found += set.holding({ record }).length
  return found
}

/** A record, and the activity it is read as once a rule asks for what only that says. */
interface Seen {
  readonly record: Json
  activity?: Activity
}

const options = {
  field: (name: string): Accessor => {
    const read = fieldOf(name)
    return facts.has(name) ? (seen) => read(activityOf(seen as Seen)) : read
  },
  root: recordOf,
}

function activityOf(seen: Seen): Activity {
  seen.activity ??= cloudtrail.normalize(seen.record)[0]!
  return seen.activity
}

const head = `${'rules'.padEnd(16)}    share   wanted   new  wanted   alone µs  × plain  matches/record  ever asked   ready after`

function report(run: Run, trails: readonly Trail[], records: number): boolean {
  const { name, rules, bound, alone, loads, found } = run
  const [share = 0, fresh = 0] = trails.map(({ floor }, at) =>
    median(run.times[at]!.map((time, round) => floor[round]! / time)),
  )
  const plain = plainTime(run, trails[0]!)
  const faster = plain.time / median(alone)
  const loadTime = median(loads)
  const wrong = [
    bound !== undefined && share < bound && 'share',
    fresh < newBound && 'new',
    faster < timesPlain && '× plain',
    loadTime > longestLoad && 'ready',
    !plain.same && 'MATCHES OF THE PLAIN INTERPRETER',
  ].filter((fault) => fault !== false)
  const columns = [
    name.padEnd(16),
    share.toFixed(2).padStart(9),
    (bound?.toFixed(2) ?? '').padStart(9),
    fresh.toFixed(2).padStart(6),
    newBound.toFixed(2).padStart(8),
    median(alone).toFixed(2).padStart(11),
    Math.round(faster).toString().padStart(9),
    (found / records).toFixed(2).padStart(16),
    `${run.read()} of ${rules.length}`.padStart(14),
    `${loadTime.toFixed(0)} ms`.padStart(9),
  ]
  console.log(columns.join('') + (wrong.length === 0 ? '' : `  DOES NOT HOLD: ${wrong.join(', ')}`))
  return wrong.length === 0
}

/** What a plain interpreter takes a record, and whether it finds the same. It is slow: some of the records will do. */
function plainTime({ rules, counted }: Run, { files }: Trail): { readonly time: number; readonly same: boolean } {
  const every = Math.max(1, Math.floor((files.length * perFile * rules.length) / plainly))
  const some = files.flatMap(recordsIn).filter((_, at) => at % every === 0)
  const read = (name: string, seen: unknown) => options.field(name)(seen)
  let same = true
  const time = cpu(() => {
    for (const record of some) {
      const seen: Seen = { record }
      const plain = rules.filter((rule) => oracle(rule, seen, read, record))
      const ours = counted.holding({ record })
      same &&= ours.length === plain.length && ours.every(({ id }, at) => id === plain[at]!.id)
    }
  })
  return { time: time / some.length, same }
}

function recordsIn(file: Buffer): readonly Json[] {
  return (JSON.parse(gunzipSync(file).toString('utf8')) as { Records: Json[] }).Records
}

function files(records: number, change: (record: Json) => Json): Buffer[] {
  return [...trailFiles({ records, perFile })].map(({ records }) =>
    gzipSync(JSON.stringify({ Records: records.map((text) => change(JSON.parse(text) as Json)) })),
  )
}

/** Gives every record a user agent, an address and an ARN of its own: what an attacker can do to make us forget what we remember. */
function madeNew(): (record: Json) => Json {
  let count = 0
  return (record) => {
    count++
    const { arn, ...identity } = record.userIdentity as Json
    return {
      ...record,
      userIdentity: { ...identity, ...(typeof arn === 'string' && { arn: `${arn}-${count}` }) },
      sourceIPAddress: `${20 + ((count >> 16) % 200)}.${(count >> 8) & 255}.${count & 255}.7`,
      userAgent: `${record.userAgent} run/${count}`,
    }
  }
}
