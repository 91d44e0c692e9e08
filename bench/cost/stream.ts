/** A change of a table as Lambda hands it over. */
export interface StreamRecord {
  readonly eventName: string
  readonly dynamodb: Readonly<Record<string, unknown>>
}

/** Reads a table's stream on an embedded engine: each call gives what has come since the last. What it answers is what Lambda brings. */
export async function streamReader(endpoint: string, table: string): Promise<() => Promise<readonly StreamRecord[]>> {
  const { Streams } = await call(endpoint, 'ListStreams', { TableName: table })
  const StreamArn = (Streams as readonly { readonly StreamArn: string }[])[0]!.StreamArn
  const { StreamDescription } = await call(endpoint, 'DescribeStream', { StreamArn })
  const { ShardId } = (StreamDescription as { readonly Shards: readonly { readonly ShardId: string }[] }).Shards[0]!
  let { ShardIterator } = await call(endpoint, 'GetShardIterator', { StreamArn, ShardId, ShardIteratorType: 'TRIM_HORIZON' }) // biome-ignore format: one call
  return async () => {
    const all: StreamRecord[] = []
    while (true) {
      const { Records, NextShardIterator } = await call(endpoint, 'GetRecords', { ShardIterator })
      ShardIterator = NextShardIterator
      if ((Records as readonly StreamRecord[]).length === 0) return all
      all.push(...(Records as readonly StreamRecord[]))
    }
  }
}

async function call(endpoint: string, operation: string, input: unknown): Promise<Readonly<Record<string, unknown>>> {
  const response = await fetch(endpoint, {
    method: 'POST',
    headers: {
      'content-type': 'application/x-amz-json-1.0',
      'x-amz-target': `DynamoDBStreams_20120810.${operation}`,
      'x-amz-date': '20260601T120000Z',
      authorization:
        'AWS4-HMAC-SHA256 Credential=local/20260601/us-east-1/dynamodb/aws4_request, SignedHeaders=host, Signature=0',
    },
    body: JSON.stringify(input),
  })
  const text = await response.text()
  if (!response.ok) throw new Error(`${operation} answered ${response.status}: ${text.slice(0, 500)}`)
  return JSON.parse(text) as Readonly<Record<string, unknown>>
}
