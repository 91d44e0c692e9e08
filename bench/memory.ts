import { spawn } from 'node:child_process'
import { createWriteStream } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { fileURLToPath } from 'node:url'
import { createGzip } from 'node:zlib'
import { trailFiles } from './records.ts'

const records = 200_000
/** What a replay of one file of 200,000 records may take, in MB of resident memory; a Lambda with 256 MB has room for no more. */
const bound = 192

/** Replays one file of 200,000 records in a process of its own, plain and gzipped, and says whether its memory stays within bounds. */
export async function measureMemory(): Promise<boolean> {
  const folder = await mkdtemp(join(tmpdir(), 'vedette-bench-'))
  try {
    const [plain, zipped] = [join(folder, 'trail.json'), join(folder, 'trail.json.gz')]
    await pipeline(Readable.from(oneFile()), createWriteStream(plain))
    await pipeline(Readable.from(oneFile()), createGzip(), createWriteStream(zipped))
    const plainHolds = await replay('plain', plain)
    return (await replay('gzipped', zipped)) && plainHolds
  } finally {
    await rm(folder, { recursive: true })
  }
}

function* oneFile(): Generator<string> {
  let separator = '{"Records":['
  for (const { records: some } of trailFiles({ records, perFile: 1000 })) {
    yield separator + some.join(',')
    separator = ','
  }
  yield ']}'
}

async function replay(name: string, path: string): Promise<boolean> {
  const command = fileURLToPath(new URL('../bin/vedette.ts', import.meta.url))
  const child = spawn(process.execPath, ['--import', reporting, command, 'replay', path], {
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  const said = (await Array.fromAsync(child.stderr.setEncoding('utf8'))).join('')
  const { rss, cpu } = JSON.parse(/^bench (.*)$/m.exec(said)?.[1] ?? '{}') as { rss: number; cpu: number }
  if (!said.includes(`received ${records} `))
    throw new Error(`the replay of ${path} ended without its account: ${said.slice(-500)}`)
  const holds = rss <= bound
  console.log(
    `replay of ${records} records in one ${name} file: ${rss} MB resident at most, ${Math.round(records / cpu)} records/s; at most ${bound} MB${holds ? '' : '  DOES NOT HOLD'}`,
  )
  return holds
}

/** Has the process say at its end what it took: its peak of resident memory in MB and its CPU time in seconds. */
const reporting = `data:text/javascript,${encodeURIComponent(`
process.on('exit', () => {
  const { maxRSS, userCPUTime, systemCPUTime } = process.resourceUsage()
  process.stderr.write('\\nbench ' + JSON.stringify({ rss: Math.round(maxRSS / 1024), cpu: (userCPUTime + systemCPUTime) / 1e6 }) + '\\n')
})`)}`
