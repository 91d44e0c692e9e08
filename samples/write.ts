import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { story } from './story.ts'

/** Writes the samples into a folder and says what it wrote: `node samples/write.ts DIR`. */
const folder = process.argv[2]
if (!folder) {
  process.stderr.write('usage: node samples/write.ts DIR\n')
  process.exit(2)
}

const { files, moments } = story()
for (const { path, bytes } of files) {
  const to = join(folder, path)
  mkdirSync(dirname(to), { recursive: true })
  writeFileSync(to, bytes)
}

for (const [kind, some] of Map.groupBy(files, (file) => file.kind)) {
  const packed = some.reduce((sum, { bytes }) => sum + bytes.length, 0)
  const raw = some.reduce((sum, file) => sum + file.raw, 0)
  process.stdout.write(`${kind}: ${some.length} files, ${kilobytes(packed)} (${kilobytes(raw)} unpacked)\n`)
}
for (const { time, step, what } of moments) process.stdout.write(`${new Date(time).toISOString()} ${step}: ${what}\n`)
process.stdout.write(`${files.length} files written to ${folder}\n`)

function kilobytes(bytes: number): string {
  return `${Math.ceil(bytes / 1024)} KB`
}
