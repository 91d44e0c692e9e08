import { account, buckets, lambdaAgent } from './cast.ts'
import type { Call } from './cloudtrail.ts'
import { type Context, fromFunction } from './invocations.ts'

/** Objects in buckets: the data events that the trail keeps (reads of the uploads, and what is written to thumbnails and artefacts). */

/** What `thumbnails` does with an upload: reads it, writes the small one. */
export function thumbnailCalls(context: Context, key: string, size: number, written = true): readonly Call[] {
  const small = `thumbs/${key.slice('incoming/'.length)}`
  return [
    fromFunction(context, object('GetObject', context.time + 60, buckets.uploads, key, { out: size })),
    ...(written
      ? [
          fromFunction(
            context,
            object('PutObject', context.time + 900, buckets.uploads, small, { in: 18_000 + (size % 9_000) }),
          ),
        ]
      : []),
  ]
}

/** The part of a data event that is about the object. */
export function object(
  name: 'GetObject' | 'PutObject',
  time: number,
  bucket: string,
  key: string,
  bytes: { readonly in?: number; readonly out?: number },
) {
  return {
    time,
    service: 's3',
    name,
    agent: `[${lambdaAgent('s3')}]`,
    write: name === 'PutObject',
    data: true,
    request: { bucketName: bucket, Host: `${bucket}.s3.eu-west-1.amazonaws.com`, key },
    response: name === 'PutObject' ? { 'x-amz-server-side-encryption': 'AES256' } : null,
    more: {
      SignatureVersion: 'SigV4',
      CipherSuite: 'TLS_AES_128_GCM_SHA256',
      bytesTransferredIn: bytes.in ?? 0,
      AuthenticationMethod: 'AuthHeader',
      bytesTransferredOut: bytes.out ?? 0,
    },
    resources: [
      { type: 'AWS::S3::Object', ARN: `arn:aws:s3:::${bucket}/${key}` },
      { accountId: account, type: 'AWS::S3::Bucket', ARN: `arn:aws:s3:::${bucket}` },
    ],
    host: `${bucket}.s3.eu-west-1.amazonaws.com`,
  } as const
}
