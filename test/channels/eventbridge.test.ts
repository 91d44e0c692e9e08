import { describe, expect, it } from 'vitest'
import { type EventBridgeEntry, type EventBridgeOptions, eventBridge } from '../../shared/channels/eventbridge.ts'
import { ocsf } from '../../shared/ocsf.ts'
import { type ChannelCase, testChannel } from '../contracts/channel.ts'
import { activity, finding, noon } from '../make.ts'
import { faults } from '../ocsf-faults.ts'

const busName = 'arn:aws:events:eu-central-1:111122223333:event-bus/vedette'

const make: ChannelCase['make'] = (behaviour, ready) => {
  const taken: EventBridgeEntry[] = []
  const putEvents: EventBridgeOptions['putEvents'] = async ({ Entries }) => {
    await ready
    if (behaviour === 'refuses')
      return {
        FailedEntryCount: 1,
        Entries: [failed],
      }
    if (behaviour === 'is away') throw Object.assign(new Error(`connect for ${busName}`), { code: 'ETIMEDOUT' })
    taken.push(...Entries)
    return { FailedEntryCount: 0, Entries: [{}] }
  }
  return { channel: eventBridge({ busName, putEvents }), taken }
}

/** The message names the bus; only the code may be told. */
const failed = { ErrorCode: 'ThrottlingException', ErrorMessage: `rate of ${busName}` }

describe('eventBridge', () => {
  testChannel({ name: 'EventBridge', make, secrets: [busName, 'rate of', 'connect for'], most: 600_000, acts })

  it('puts the finding on the bus, with its time and its resources', async () => {
    const entry = await sent()
    expect(entry).toMatchObject({
      EventBusName: busName,
      Source: 'vedette',
      DetailType: 'Vedette Finding',
      Time: new Date(noon),
      Resources: ['arn:aws:lambda:eu-central-1:111122223333:function:shop-orders'],
    })
    expect(JSON.parse(entry.Detail)).toEqual(ocsf(finding()))
  })

  it('names as resources only what has an ARN, ten at most', async () => {
    const resources = [
      { uid: 'shop-orders', type: 'Unknown' },
      ...Array.from({ length: 20 }, (_, index) => ({ uid: `arn:aws:s3:::bucket-${index}`, type: 'AWS::S3::Bucket' })),
    ]
    expect((await sent(finding({ activity: activity({ resources }) }))).Resources).toHaveLength(10)
  })

  it('keeps a record of up to 64 KB', async () => {
    const { Detail } = await sent(finding({ activity: activity({ record: { policy: 'x'.repeat(60_000) } }) }))
    expect(JSON.parse(Detail).evidences[0].data.policy).toHaveLength(60_000)
  })

  it('says why the bus refused', async () => {
    await expect(make('refuses').channel.deliver(finding())).rejects.toThrow(
      /^EventBridge refused the finding: ThrottlingException$/,
    )
  })
})

async function sent(found = finding()): Promise<EventBridgeEntry> {
  const { channel, taken } = make('takes')
  await channel.deliver(found)
  return taken[0] as EventBridgeEntry
}

/** Machines read it: it must be OCSF, within an entry, and without what SQS behind a rule would refuse. */
function acts(payload: unknown): string[] {
  const { Detail, Resources } = payload as EventBridgeEntry
  const size = Buffer.byteLength(Detail) + Buffer.byteLength(Resources.join(''))
  const refused = /\p{Cc}|\p{Cs}|[\ufffe\uffff]/u.test(Detail) ? ['characters that SQS refuses'] : []
  return [...faults(JSON.parse(Detail)), ...refused, ...(size > 256 * 1024 ? [`${size} bytes`] : [])]
}
