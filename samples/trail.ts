import { createHash } from 'node:crypto'
import { compact, hour, minute, second, seconds } from './calendar.ts'
import { account, buckets, region, trailName } from './cast.ts'
import { chance } from './chance.ts'
import { envelope, type TrailRecord } from './cloudtrail.ts'
import { packed, plain, type SampleFile } from './file.ts'

/** How CloudTrail delivers: files of five minutes into the bucket, an hourly digest of them, and what EventBridge hands over first. */

/** A log file with the times of its first and last record. */
export interface TrailFile extends SampleFile {
  readonly oldest: string
  readonly newest: string
}

/** The log files of the trail, by region; none where nothing happened. */
export function trailFiles(records: readonly TrailRecord[]): readonly TrailFile[] {
  const slots = Map.groupBy(records, (one) => `${one.awsRegion} ${slotOf(Date.parse(one.eventTime))}`)
  return [...slots].map(([key, together]) => {
    const [where, slot] = [key.split(' ')[0]!, Number(key.split(' ')[1])]
    const name = `${account}_CloudTrail_${where}_${compact(slot, 12)}_${chance(`file/${key}`).base64(16).replace(/\W/g, 'x')}.json.gz`
    const path = `AWSLogs/${account}/CloudTrail/${where}/${dated(slot)}/${name}`
    const times = together.map(({ eventTime }) => eventTime).sort()
    const file = packed('trail', path, slot + chance(path).int(5, 40) * second, { Records: together })
    return { ...file, oldest: times[0]!, newest: times.at(-1)! }
  })
}

/** A record reaches its file four to nine minutes after the call. */
function slotOf(time: number): number {
  return Math.ceil((time + 4 * minute) / (5 * minute)) * 5 * minute
}

const dated = (time: number): string => seconds(time).slice(0, 10).replaceAll('-', '/')

/** The digests that let one prove that no file of these hours was changed. Nothing in them was done by anybody. */
export function digests(files: readonly TrailFile[], ends: readonly number[]): readonly SampleFile[] {
  let previous: SampleFile | undefined
  return ends.map((end) => {
    const covered = files.filter(({ path, time }) => path.includes(`/${region}/`) && time > end - hour && time <= end)
    const name = `${account}_CloudTrail-Digest_${region}_${trailName}_${region}_${compact(end, 14)}.json.gz`
    const path = `AWSLogs/${account}/CloudTrail-Digest/${region}/${dated(end)}/${name}`
    previous = packed('trail', path, end + 4 * minute, {
      awsAccountId: account,
      digestStartTime: seconds(end - hour),
      digestEndTime: seconds(end),
      digestS3Bucket: buckets.trail,
      digestS3Object: path,
      digestPublicKeyFingerprint: chance('digest').hex(32),
      digestSignatureAlgorithm: 'SHA256withRSA',
      newestEventTime:
        covered
          .map(({ newest }) => newest)
          .sort()
          .at(-1) ?? null,
      oldestEventTime: covered.map(({ oldest }) => oldest).sort()[0] ?? null,
      previousDigestS3Bucket: previous ? buckets.trail : null,
      previousDigestS3Object: previous?.path ?? null,
      previousDigestHashValue: previous ? sha256(previous.bytes) : null,
      previousDigestHashAlgorithm: previous ? 'SHA-256' : null,
      previousDigestSignature: previous ? chance('signature').hex(64) : null,
      logFiles: covered.map(({ path: s3Object, bytes, newest, oldest }) => ({
        s3Bucket: buckets.trail,
        s3Object,
        hashValue: sha256(bytes),
        hashAlgorithm: 'SHA-256',
        newestEventTime: newest,
        oldestEventTime: oldest,
      })),
    })
    return previous
  })
}

/** What EventBridge hands over within minutes: the calls that change something and the sign-ins, each again in a file later. */
export function fastLane(records: readonly TrailRecord[]): readonly SampleFile[] {
  return records
    .filter(({ readOnly, managementEvent }) => managementEvent && !readOnly)
    .map((one) => {
      const draw = chance(`lane/${one.eventID}`)
      const time = Date.parse(one.eventTime) + draw.int(70, 200) * second
      return plain('fast-lane', `EventBridge/cloudtrail/${dated(time)}/${one.eventID}.json`, time, envelope(draw, one))
    })
}

function sha256(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex')
}
