import { type Channel, RetryLater } from '../channel.ts'
import type { Finding } from '../finding.ts'
import { objectOf } from '../json.ts'
import { codeOf } from './refusal.ts'
import { type SlackMessage, slackMessage } from './slack-message.ts'

/** Where the channel is, and how it is reached. */
export interface SlackOptions {
  /** The address of an incoming webhook. It is a secret: who has it can post. */
  readonly webhookUrl: string
  readonly fetch?: typeof globalThis.fetch
}

/** Tells a Slack channel, by an incoming webhook. */
export function slack({ webhookUrl, fetch = globalThis.fetch }: SlackOptions): Channel {
  if (!isSafe(webhookUrl)) throw new Error('Slack: the webhook address is not an https address')
  return {
    id: 'slack',
    async deliver(finding: Finding) {
      const response = await post(fetch, webhookUrl, slackMessage(finding))
      // Nothing in the answer is of use, and what is not read keeps the connection.
      await response.body?.cancel()
      if (response.ok) return
      const problem = `Slack answered ${response.status}`
      const seconds = response.status === 429 || response.status === 503 ? retryAfter(response.headers) : undefined
      throw seconds === undefined ? new Error(problem) : new RetryLater(problem, seconds)
    },
  }
}

/** Everything on the way is https, but for a server on this machine that stands in for Slack. */
function isSafe(address: string): boolean {
  if (!URL.canParse(address)) return false
  const { protocol, hostname, username, password } = new URL(address)
  if (username !== '' || password !== '') return false
  return protocol === 'https:' || (protocol === 'http:' && (hostname === '127.0.0.1' || hostname === 'localhost'))
}

/** What fetch throws names the address, in its message or in its cause: it is told again without. */
async function post(fetch: typeof globalThis.fetch, webhookUrl: string, message: SlackMessage): Promise<Response> {
  const request: RequestInit = {
    method: 'POST',
    headers: { 'content-type': 'application/json; charset=utf-8' },
    body: JSON.stringify(message),
    redirect: 'error',
    signal: AbortSignal.timeout(timeout),
  }
  try {
    return await fetch(webhookUrl, request)
  } catch (error) {
    if (error instanceof Error && error.name === 'TimeoutError') {
      throw new Error(`Slack did not answer within ${timeout / 1000} seconds`)
    }
    const code = codeOf(objectOf(objectOf(error).cause).code)
    throw new Error(`Slack could not be reached${code ? `: ${code}` : ''}`)
  }
}

const timeout = 5_000

/** `Retry-After` is seconds, or a date that counts from the answer's own. Between a second and an hour; undefined where it says neither. */
function retryAfter(headers: Headers): number | undefined {
  const value = headers.get('retry-after')?.trim() ?? ''
  const seconds = /^\d{1,9}$/.test(value)
    ? Number(value)
    : Math.ceil((Date.parse(value) - Date.parse(headers.get('date') ?? '')) / 1000)
  return Number.isNaN(seconds) ? undefined : Math.min(Math.max(seconds, 1), 3_600)
}
