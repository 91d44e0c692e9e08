import { readFileSync } from 'node:fs'
import { glob } from 'node:fs/promises'
import { gunzipSync, gzipSync } from 'node:zlib'
import { behaviourDetectors } from '../shared/detectors/index.ts'
import { pagesOf, type Written } from '../shared/page.ts'
import { cloudtrail } from '../shared/sources/cloudtrail.ts'
import { intake } from '../shared/sources/intake.ts'
import { read } from '../shared/sources/read.ts'
import { trailFiles } from './records.ts'

/** How much of the rate of gunzip and JSON.parse alone is left with all that we do beside it. */
const bounds: Readonly<Record<string, number>> = { 'normalise + rules': 0.6, 'with pages': 0.4 }

/** Files hold a thousand records, as busy accounts' do. */
const perFile = 1000
const rounds = 9

/** Measures the CPU time a record, stage by stage, and says whether the bounds hold. */
export async function measureSpeed(count: number, folder: string | undefined): Promise<boolean> {
  const files = folder === undefined ? made(count) : await found(folder)
  const records = files.reduce((sum, file) => sum + recordsIn(file).length, 0)
  const raw = files.reduce((sum, file) => sum + gunzipSync(file).length, 0)
  console.log(
    `${records} records, ${Math.round(raw / records)} bytes each, ${perFile} a file; median of ${rounds} rounds`,
  )

  const times = new Map(Object.keys(stages).map((name) => [name, [] as number[]]))
  for (let round = -1; round < rounds; round++) {
    for (const [name, stage] of Object.entries(stages)) {
      const before = process.cpuUsage()
      for (const file of files) await stage(file)
      const { user, system } = process.cpuUsage(before)
      if (round >= 0) times.get(name)!.push((user + system) / records)
    }
  }
  const floor = times.get(floorName)!
  return [...times].reduce((holds, [name, all]) => report(name, all, floor) && holds, true)
}

const floorName = 'gunzip + JSON.parse'
const [rules] = behaviourDetectors

const stages: Readonly<Record<string, (file: Buffer) => unknown>> = {
  [floorName]: recordsIn,
  'normalise + rules': (file) => run(file, () => {}),
  'with pages': (file) => run(file, pagesOf),
}

function recordsIn(file: Buffer): readonly unknown[] {
  return (JSON.parse(gunzipSync(file).toString('utf8')) as { Records: unknown[] }).Records
}

async function run(file: Buffer, store: (written: readonly Written[]) => unknown): Promise<void> {
  for await (const { written } of intake(read(file, { sources: [cloudtrail] }), { seen: new Set() })) {
    for (const { activity } of written) rules!.step(activity, undefined)
    store(written)
  }
}

function report(name: string, times: readonly number[], floor: readonly number[]): boolean {
  const ratio = median(times.map((time, round) => floor[round]! / time))
  const bound = bounds[name]
  const holds = bound === undefined || ratio >= bound
  const rate = Math.round(1_000_000 / median(times))
  const wanted = bound === undefined ? '' : `   at least ${bound.toFixed(2)}${holds ? '' : '  DOES NOT HOLD'}`
  console.log(
    `${name.padEnd(22)}${median(times).toFixed(2).padStart(7)} µs a record${String(rate).padStart(9)} records/s   ${ratio.toFixed(2)}${wanted}`,
  )
  return holds
}

/** The median of some numbers. */
export function median(numbers: readonly number[]): number {
  const sorted = numbers.toSorted((a, b) => a - b)
  return sorted[sorted.length >> 1]!
}

function made(records: number): Buffer[] {
  return [...trailFiles({ records, perFile })].map(({ records }) => gzipSync(`{"Records":[${records.join(',')}]}`))
}

/** Real files, laid out anew: their own size says more about the account than about the speed. */
async function found(folder: string): Promise<Buffer[]> {
  const paths = await Array.fromAsync(glob(`${folder}/**/*.json.gz`))
  const records = paths.sort().flatMap((path) => recordsIn(readFileSync(path)).map((record) => JSON.stringify(record)))
  const files = Array.from({ length: Math.ceil(records.length / perFile) }, (_, index) =>
    records.slice(index * perFile, (index + 1) * perFile),
  )
  return files.map((some) => gzipSync(`{"Records":[${some.join(',')}]}`))
}
