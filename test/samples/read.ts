import { gunzipSync } from 'node:zlib'
import type { SampleFile } from '../../samples/file.ts'
import { type Story, story } from '../../samples/story.ts'

/** The story unpacked, as the tests look at it. */
export const told: Story = story()

/** Any JSON object; the tests look where they please. */
// biome-ignore lint/suspicious/noExplicitAny: the shapes of AWS's logs are what these tests check.
export type Json = any

export interface Trail {
  readonly file: SampleFile
  readonly records: readonly Json[]
}

export const trails: readonly Trail[] = told.files
  .filter(({ kind, path }) => kind === 'trail' && !path.includes('Digest'))
  .map((file) => ({ file, records: unpacked(file.bytes).Records }))

export const digests = told.files
  .filter(({ path }) => path.includes('CloudTrail-Digest'))
  .map(({ bytes }) => unpacked(bytes))
export const records: readonly Json[] = trails.flatMap((one) => one.records)
export const envelopes: readonly Json[] = ofKind('fast-lane').map(({ bytes }) => parsed(bytes))
export const notices: readonly Json[] = ofKind('config-notification').map(({ bytes }) => parsed(bytes))
export const histories: readonly Json[] = ofKind('config-history').map(({ bytes }) => unpacked(bytes))
export const snapshots: readonly Json[] = ofKind('config-snapshot').map(({ bytes }) => unpacked(bytes))

export interface Payload {
  readonly file: SampleFile
  readonly payload: Json
}

export const payloads: readonly Payload[] = ofKind('subscription').map((file) => ({
  file,
  payload: unpacked(Buffer.from(parsed(file.bytes).awslogs.data, 'base64')),
}))

/** Every line of Lambda's logs, with where it was. */
export const lines: readonly Json[] = payloads.flatMap(({ payload: { logEvents, ...rest } }) =>
  logEvents.map((event: Json) => ({ ...event, group: rest.logGroup, stream: rest.logStream })),
)

function ofKind(kind: SampleFile['kind']): readonly SampleFile[] {
  return told.files.filter((file) => file.kind === kind)
}

function unpacked(bytes: Uint8Array): Json {
  return JSON.parse(gunzipSync(bytes).toString())
}

function parsed(bytes: Uint8Array): Json {
  return JSON.parse(Buffer.from(bytes).toString())
}
