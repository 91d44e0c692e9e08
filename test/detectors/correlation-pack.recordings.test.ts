import { existsSync, globSync, readFileSync } from 'node:fs'
import { gunzipSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { correlationDetectors } from '../../shared/detectors/correlations.ts'
import type { Finding } from '../../shared/finding.ts'
import { inMemory } from '../../shared/in-memory.ts'
import { detect } from '../../shared/pipeline.ts'
import { correlations, rules } from '../../shared/rules/index.ts'
import { matching } from '../../shared/rules/matching.ts'
import { cloudtrail } from '../../shared/sources/cloudtrail.ts'

const recordings = new URL('../../../shared/recordings/', import.meta.url).pathname
const detectors = correlationDetectors(correlations, matching(rules))

async function foundIn(pattern: string): Promise<readonly Finding[]> {
  const paths = globSync(`${recordings}${pattern}`)
  expect(paths.length).toBeGreaterThan(0)
  const activities = paths.flatMap(recordsIn).flatMap((record) => cloudtrail.normalize(record))
  const { findings, failures } = await detect(activities, { detectors, memory: inMemory(), keep: async () => true })
  expect(failures).toEqual([])
  return findings
}

function recordsIn(path: string): readonly unknown[] {
  const bytes = readFileSync(path)
  const parsed: unknown = JSON.parse((path.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString())
  return Array.isArray(parsed) ? parsed : (parsed as { Records: unknown[] }).Records
}

describe.skipIf(!existsSync(recordings))('the correlations of the pack (needs the recordings)', () => {
  it.each(['opensearch-benign/cloudtrail.json', 'sans504/**/*.json.gz'])('find nothing in %s', async (pattern) => {
    const found = await foundIn(pattern)
    expect(found.map(({ title, reason }) => `${title}: ${reason}`)).toEqual([])
  })
})
