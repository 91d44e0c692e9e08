import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb'
import { BatchGetCommand, type DynamoDBDocumentClient, PutCommand } from '@aws-sdk/lib-dynamodb'
import type { Memory, Remembered } from '../memory.ts'
import { backoff, inParallel } from './backoff.ts'

/** Memory in DynamoDB: an item a scope, an attribute a detector, forgotten this many days after the last activity it learned from. */
export function dynamoMemory(client: DynamoDBDocumentClient, table: string, days = 90): Memory {
  return {
    async read(scopes) {
      const groups = Array.from({ length: Math.ceil(scopes.length / mostKeys) }, (_, i) =>
        scopes.slice(i * mostKeys, (i + 1) * mostKeys),
      )
      const items = (await inParallel(groups, get)).flat()
      return new Map(items.map((item) => [item.scope as string, remembered(item)]))
    },

    async write(entries) {
      const written = await inParallel([...entries], async ([scope, entry]) =>
        (await put(scope, entry)) ? [] : [scope],
      )
      return written.flat()
    },
  }

  async function get(scopes: readonly string[]): Promise<Record<string, unknown>[]> {
    const items: Record<string, unknown>[] = []
    let keys: Record<string, unknown>[] = scopes.map((scope) => ({ scope }))
    for (let attempt = 0; keys.length > 0; attempt++) {
      if (attempt === mostAttempts)
        throw new Error(
          `DynamoDB left ${keys.length} of ${scopes.length} memory items unread after ${attempt} attempts`,
        )
      if (attempt > 0) await backoff(attempt)
      const answer = await client.send(
        new BatchGetCommand({ RequestItems: { [table]: { Keys: keys, ConsistentRead: true } } }),
      )
      items.push(...(answer.Responses?.[table] ?? []))
      keys = answer.UnprocessedKeys?.[table]?.Keys ?? []
    }
    return items
  }

  async function put(scope: string, { version, time, states }: Remembered): Promise<boolean> {
    const attributes = Object.entries(states).map(([detector, state]) => [prefix + detector, JSON.stringify(state)])
    const expires = Math.floor(time / 1000) + days * 86_400
    const Item = { scope, version: version + 1, time, expires, ...Object.fromEntries(attributes) }
    const condition =
      version === 0
        ? { ConditionExpression: 'attribute_not_exists(#scope)' }
        : { ConditionExpression: '#version = :version', ExpressionAttributeValues: { ':version': version } }
    const names = version === 0 ? { '#scope': 'scope' } : { '#version': 'version' }
    try {
      await client.send(new PutCommand({ TableName: table, Item, ...condition, ExpressionAttributeNames: names }))
      return true
    } catch (error) {
      if (error instanceof ConditionalCheckFailedException) return false
      throw error
    }
  }
}

/** An item of BatchGetItem that DynamoDB throttles comes back unprocessed. */
const mostKeys = 100
const mostAttempts = 8
const prefix = 'state:'

function remembered(item: Record<string, unknown>): Remembered {
  const attributes = Object.entries(item).filter(([name]) => name.startsWith(prefix))
  const states = attributes.map(([name, value]) => [name.slice(prefix.length), JSON.parse(value as string) as unknown])
  return { version: item.version as number, time: item.time as number, states: Object.fromEntries(states) }
}
