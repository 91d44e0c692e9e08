import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs'
import type { Rejected } from '../sources/intake.ts'
import { inParallel } from './backoff.ts'

/** How much of a refused record is kept, in characters: the whole of it still lies where it came from. */
const keptText = 16 * 1024
/** SQS takes messages of 256 KB; text may take six bytes a character once it is JSON in JSON. */
const largestMessage = 200 * 1024

/** Keeps refused records in a queue of their own, with where they came from and why they were refused. */
export function rejectedKeeper(queueUrl: string) {
  const client = new SQSClient()
  return async (from: string, rejected: readonly Rejected[]): Promise<void> => {
    const bodies = messages(rejected).map((some) => JSON.stringify({ from: from.slice(0, 1100), rejected: some }))
    const send = (MessageBody: string) => client.send(new SendMessageCommand({ QueueUrl: queueUrl, MessageBody }))
    await inParallel(bodies, send, 4)
  }
}

function messages(rejected: readonly Rejected[]): readonly (readonly Rejected[])[] {
  const all: Rejected[][] = [[]]
  let size = 0
  for (const { reason, text } of rejected) {
    const one = { reason: reason.slice(0, 1000), text: text.slice(0, keptText) }
    const bytes = Buffer.byteLength(JSON.stringify(one))
    if (size + bytes > largestMessage && all.at(-1)!.length > 0) {
      all.push([])
      size = 0
    }
    all.at(-1)!.push(one)
    size += bytes
  }
  return all
}
