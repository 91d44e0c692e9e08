import { GetObjectCommand, type S3Client } from '@aws-sdk/client-s3'
import type { StoredObject } from '../sources/carriers.ts'

/** Objects up to this size are held whole, which is faster; CloudTrail's and Config's are nearly all smaller. */
const held = 16 * 1024 * 1024

/** Reads an object of S3: whole when it is small, as it comes when it is large. */
export function objectReader(client: S3Client) {
  return async ({ bucket, key, versionId }: StoredObject): Promise<Uint8Array | AsyncIterable<Uint8Array>> => {
    const { Body, ContentLength } = await client.send(
      new GetObjectCommand({ Bucket: bucket, Key: key, ...(versionId && { VersionId: versionId }) }),
    )
    if (!Body) throw new Error(`s3://${bucket}/${key} came without a body`)
    if ((ContentLength ?? held + 1) <= held) return Body.transformToByteArray()
    return Body as unknown as AsyncIterable<Uint8Array> // In Node the body is a Readable.
  }
}
