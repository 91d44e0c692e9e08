import { readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'

/** The records of each of CloudTrail's files in a folder, as they were delivered. Throws with the name of a file that is none. */
export function* recordsIn(path: string): Generator<readonly string[]> {
  const names = statSync(path).isDirectory() ? readdirSync(path, { recursive: true, encoding: 'utf8' }).sort() : ['']
  const files = names.map((name) => join(path, name)).filter((file) => /\.json(\.gz)?$/.test(file))
  // A manifest beside the trail is no file of it.
  for (const file of files.filter((file) => !/manifest\.json$|digest/i.test(file))) {
    const bytes = readFileSync(file)
    const { Records } = JSON.parse((file.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString('utf8')) as {
      readonly Records?: unknown
    }
    if (!Array.isArray(Records)) throw new Error(`${file}: has no list of Records`)
    yield Records.map((record) => JSON.stringify(record))
  }
}
