import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { declaredIn } from '../../bin/local/declared.ts'
import { readServerless } from '../../bin/local/serverless-file.ts'

const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))))
const place = { region: 'us-east-1', account: '000000000000' }

describe('what serverless.yml declares', async () => {
  const params = { trailBucket: 'trail', configBucket: 'config', subscribeAccount: 'true', slackWebhook: 'ssm:/slack' }
  const config = await readServerless(join(root, 'serverless.yml'), { stage: 'local', ...place, params })
  const estate = declaredIn(config, { ...place, sqs: 'http://127.0.0.1:1' })

  it('is understood whole: every trigger leads to something that exists', () => {
    const ends = new Set([...estate.queues.map(({ arn }) => arn), ...estate.tables.map(({ streamArn }) => streamArn)])
    const functions = new Set(estate.functions.map(({ arn }) => arn))
    for (const { triggers, onFailure } of estate.functions) {
      for (const trigger of triggers) expect(ends).toContain(trigger.arn)
      for (const end of [onFailure, ...triggers.map((trigger) => trigger.onFailure)])
        if (end !== undefined) expect(ends).toContain(end)
    }
    for (const { targets } of estate.rules)
      for (const target of targets) expect(ends.has(target) || functions.has(target)).toBe(true)
    for (const reader of estate.logReaders) expect(functions).toContain(reader)
  })

  it('gives each function an environment without holes', () => {
    for (const { environment } of estate.functions) {
      for (const value of Object.values(environment)) expect(value).not.toMatch(/\$\{|undefined|\[object/)
    }
  })

  it('wakes every function by something', () => {
    const woken = [...estate.rules.flatMap(({ targets }) => targets), ...estate.logReaders]
    const asleep = estate.functions.filter(({ arn, triggers }) => triggers.length === 0 && !woken.includes(arn))
    expect(asleep.map(({ id }) => id)).toEqual([])
  })

  it.each([
    {
      'detail-type': 'AWS API Call via CloudTrail',
      detail: { readOnly: false, managementEvent: true, eventName: 'CreateUser' },
    },
    { 'detail-type': 'AWS Console Sign In via CloudTrail', detail: {} },
  ])('wakes ingestCloudtrail for what AWS says of itself, not for what others say of AWS: %j', (event) => {
    const hears = (source: string) => estate.rules.filter(({ matches }) => matches({ ...event, source })).length
    expect([hears('aws.iam'), hears('shop'), hears('aws')]).toEqual([1, 0, 0])
  })

  it('leaves out what its condition leaves out', async () => {
    const bare = await readServerless(join(root, 'serverless.yml'), { stage: 'local', ...place, params: {} })
    const { rules, logReaders } = declaredIn(bare, { ...place, sqs: 'http://127.0.0.1:1' })
    expect(rules.map(({ name }) => name)).not.toContain('vedette-local-trail-files')
    expect(logReaders).toEqual([])
  })

  it('refuses by name what cannot be had here', () => {
    const provider = { stackName: 's' }
    const wanting =
      (functions: object, Resources: object = {}) =>
      () =>
        declaredIn({ provider, functions, resources: [{ Resources }] }, { ...place, sqs: '' })
    expect(wanting({ f: { handler: 'index.handler', events: [{ kafka: {} }] } })).toThrow(
      'f.events[0]: trigger kafka is not known here',
    )
    expect(
      wanting({ f: { handler: 'i.h', environment: { A: { Ref: 'Moon' } } } }, { Moon: { Type: 'AWS::Moon::Base' } }),
    ).toThrow('f.environment.A: Moon (AWS::Moon::Base) has no counterpart here')
  })
})
