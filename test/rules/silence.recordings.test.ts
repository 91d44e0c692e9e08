import { existsSync, globSync, readFileSync } from 'node:fs'
import { gunzipSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { ruleDetector } from '../../shared/detectors/rules.ts'
import { atLeast } from '../../shared/finding.ts'
import { rules } from '../../shared/rules/index.ts'
import { cloudtrail } from '../../shared/sources/cloudtrail.ts'

const recordings = new URL('../../../shared/recordings/', import.meta.url).pathname
const detector = ruleDetector(rules)
const found = (path: string) =>
  recordsIn(path).flatMap((record) =>
    cloudtrail.normalize(record).flatMap((activity) => detector.step(activity, undefined).findings),
  )

function recordsIn(path: string): readonly unknown[] {
  const bytes = readFileSync(path)
  const text = (path.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString()
  const parsed: unknown = JSON.parse(text)
  return Array.isArray(parsed) ? parsed : (parsed as { Records: unknown[] }).Records
}

describe.skipIf(!existsSync(recordings))('the pack (needs the recordings)', () => {
  it.each(['opensearch-benign/cloudtrail.json', 'sans504/**/*.json.gz'])(
    'finds nothing of medium or above in %s but root use, once a session',
    (pattern) => {
      const paths = globSync(`${recordings}${pattern}`)
      expect(paths.length).toBeGreaterThan(0)
      const grave = paths.flatMap(found).filter(({ severity }) => atLeast(severity, 'medium'))
      expect(
        grave.filter(({ title }) => title !== 'Root user used').map(({ title, reason }) => `${title}: ${reason}`),
      ).toEqual([])
    },
  )

  it.each([
    'aws.defense-evasion.cloudtrail-delete',
    'aws.defense-evasion.cloudtrail-event-selectors',
    'aws.defense-evasion.cloudtrail-stop',
    'aws.persistence.iam-create-admin-user',
    'aws.persistence.iam-create-backdoor-role',
    'aws.persistence.iam-create-user-login-profile',
    'aws.persistence.lambda-backdoor-function',
    'aws.persistence.lambda-layer-extension',
    'aws.privilege-escalation.iam-update-user-login-profile',
  ])('finds %s', (technique) => {
    const findings = found(`${recordings}stratus-scrubbed/${technique}.json`)
    expect(findings.some(({ severity }) => atLeast(severity, 'medium'))).toBe(true)
  })
})
