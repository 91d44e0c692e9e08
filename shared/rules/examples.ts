import { isMap } from '../sigma/document.ts'
import { InvalidRule, type Where } from '../sigma/invalid-rule.ts'

/** A record that a rule says about itself it has to find, or must not. */
export interface Example {
  readonly match: boolean
  readonly record: Readonly<Record<string, unknown>>
}

/** The examples at the bottom of a rule. What every CloudTrail record has, an example need not say. */
export function examplesOf(document: unknown, where: Where): readonly Example[] {
  const block = isMap(document) ? document.vedette : undefined
  const examples = isMap(block) ? block.examples : undefined
  if (examples === undefined) return []
  if (!Array.isArray(examples))
    throw new InvalidRule(where, ['vedette', 'examples'], 'has to be a list of match and record')
  return examples.map((example, at) => {
    const path = ['vedette', 'examples', at]
    if (!isMap(example)) throw new InvalidRule(where, path, 'has to be a map of match and record')
    const stranger = Object.keys(example).find((key) => key !== 'match' && key !== 'record')
    if (stranger !== undefined)
      throw new InvalidRule(where, [...path, stranger], `unknown key ${stranger}; there are match and record`)
    if (typeof example.match !== 'boolean') throw new InvalidRule(where, [...path, 'match'], 'has to be true or false')
    if (!isMap(example.record)) throw new InvalidRule(where, [...path, 'record'], 'has to be a record')
    return { match: example.match, record: { ...usual, ...example.record } }
  })
}

/** What every CloudTrail record has. */
export const usual = {
  eventVersion: '1.11',
  eventID: '5f0c7b1e-2d7c-4a55-9b1f-0c3f7c1d2e90',
  eventTime: '2026-06-01T12:00:00Z',
  eventType: 'AwsApiCall',
  awsRegion: 'eu-central-1',
  sourceIPAddress: '198.51.100.24',
  userAgent: 'aws-sdk-js/3.600.0',
  recipientAccountId: '111122223333',
}
