import { zstdCompressSync, zstdDecompressSync } from 'node:zlib'
import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb'
import { type DynamoDBDocumentClient, GetCommand, PutCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb'
import type { Finding } from '../finding.ts'

/** The table of findings: each is put once, and says by which channels it has gone out. */
export interface FindingStore {
  /** Keeps a finding unless one with its uid is kept already, and says whether it was new. */
  keep(finding: Finding): Promise<boolean>
  get(uid: string): Promise<KeptFinding | undefined>
  /** Records that a channel's other side has taken it. */
  delivered(uid: string, channel: string): Promise<void>
}

/** A finding as the table holds it. */
export interface KeptFinding {
  readonly finding: Finding
  /** The channels that it has gone out by. */
  readonly delivered: readonly string[]
}

/** Findings in DynamoDB. They are kept until somebody deletes them. */
export function findingStore(client: DynamoDBDocumentClient, table: string): FindingStore {
  return {
    async keep(finding) {
      try {
        await client.send(
          new PutCommand({ TableName: table, Item: itemOf(finding), ConditionExpression: 'attribute_not_exists(uid)' }),
        )
        return true
      } catch (error) {
        if (error instanceof ConditionalCheckFailedException) return false
        throw error
      }
    },

    async get(uid) {
      const { Item } = await client.send(new GetCommand({ TableName: table, Key: { uid }, ConsistentRead: true }))
      return Item && { finding: findingIn(Item.body as Uint8Array), delivered: deliveredIn(Item) }
    },

    async delivered(uid, channel) {
      await client.send(
        new UpdateCommand({
          TableName: table,
          Key: { uid },
          UpdateExpression: 'SET #delivered = :now',
          ConditionExpression: 'attribute_exists(uid)',
          ExpressionAttributeNames: { '#delivered': prefix + channel },
          ExpressionAttributeValues: { ':now': new Date().toISOString() },
        }),
      )
    },
  }
}

/** The finding in an item's body. */
export function findingIn(body: Uint8Array): Finding {
  return JSON.parse(zstdDecompressSync(body, { maxOutputLength: 64 * 1024 * 1024 }).toString('utf8')) as Finding
}

const prefix = 'delivered_'
/** DynamoDB's items end at 400 KB. */
const largestBody = 300 * 1000

function deliveredIn(item: Record<string, unknown>): string[] {
  return Object.keys(item).flatMap((name) => (name.startsWith(prefix) ? [name.slice(prefix.length)] : []))
}

function itemOf(finding: Finding): Record<string, unknown> {
  const { uid, title, severity, kind, analytic, activity } = finding
  const { time, account, region } = activity
  return {
    uid,
    title: title.slice(0, 1000),
    severity,
    kind,
    analytic: analytic.uid,
    time,
    account,
    region,
    body: bodyOf(finding),
  }
}

/** A record that compresses to more than an item may hold stays where it is whole: in its page. */
function bodyOf(finding: Finding): Uint8Array {
  const body = zstdCompressSync(JSON.stringify(finding))
  if (body.length <= largestBody) return body
  const record = {
    leftOut: `the record takes ${body.length} bytes compressed; it is in its page of ${finding.activity.source}`,
  }
  return zstdCompressSync(JSON.stringify({ ...finding, activity: { ...finding.activity, record } }))
}
