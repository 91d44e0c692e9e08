/** What Slack refuses in a message, so that a message which is too long fails here and not in front of people. */
type Json = Record<string, unknown>

/** The first thing that Slack would refuse in a message to an incoming webhook, or undefined. */
export function faultOf(message: unknown): string | undefined {
  if (!isObject(message)) return 'invalid_payload'
  if (typeof message.text !== 'string' && !Array.isArray(message.blocks)) return 'no_text'
  const blocks = [message, ...list(message.attachments)].map(({ blocks }) => list(blocks))
  return tooLong('text', message.text, 40_000) ?? first(blocks, blocksFault)
}

function blocksFault(blocks: readonly Json[]): string | undefined {
  if (blocks.length > 50) return `invalid_blocks: ${blocks.length} blocks, 50 at most`
  return first(blocks, (block) => {
    const check = checks[String(block.type)]
    if (check === undefined) return `invalid_blocks: unsupported block ${String(block.type)}`
    return tooLong('block_id', block.block_id, 255) ?? check(block)
  })
}

const checks: Readonly<Record<string, (block: Json) => string | undefined>> = {
  header: ({ text }) => text150(text),
  section({ text, fields, accessory }) {
    if (text === undefined && fields === undefined) return 'invalid_blocks: section without text or fields'
    if (list(fields).length > 10) return `invalid_blocks: ${list(fields).length} fields, 10 at most`
    return (
      (text === undefined ? undefined : textFault('section', text, 3_000)) ??
      first(list(fields), (field) => textFault('field', field, 2_000)) ??
      (isObject(accessory) ? elementFault(accessory) : undefined)
    )
  },
  context({ elements }) {
    const count = list(elements).length
    if (count === 0 || count > 10) return `invalid_blocks: ${count} context elements, 1 to 10`
    return first(list(elements), (element) =>
      element.type === 'image' ? undefined : textFault('context', element, 2_000),
    )
  },
  actions({ elements }) {
    const count = list(elements).length
    if (count === 0 || count > 25) return `invalid_blocks: ${count} actions, 1 to 25`
    return first(list(elements), elementFault)
  },
  divider: () => undefined,
}

function text150(text: unknown): string | undefined {
  if (isObject(text) && text.type !== 'plain_text') return 'invalid_blocks: header wants plain_text'
  return textFault('header', text, 150)
}

function textFault(where: string, text: unknown, most: number): string | undefined {
  if (!isObject(text) || typeof text.text !== 'string') return `invalid_blocks: ${where} without text`
  if (text.type !== 'plain_text' && text.type !== 'mrkdwn')
    return `invalid_blocks: ${where} of type ${String(text.type)}`
  if (text.text === '') return `invalid_blocks: ${where} is empty`
  return tooLong(where, text.text, most)
}

function elementFault({ text, url, value, action_id: actionId }: Json): string | undefined {
  return (
    (text === undefined ? undefined : textFault('button', text, 75)) ??
    tooLong('url', url, 3_000) ??
    tooLong('value', value, 2_000) ??
    tooLong('action_id', actionId, 255)
  )
}

function tooLong(what: string, text: unknown, most: number): string | undefined {
  if (typeof text !== 'string' || text.length <= most) return undefined
  return `invalid_blocks: ${what} of ${text.length} characters, ${most} at most`
}

function first<T>(values: readonly T[], fault: (value: T) => string | undefined): string | undefined {
  for (const value of values) {
    const found = fault(value)
    if (found !== undefined) return found
  }
  return undefined
}

function list(value: unknown): readonly Json[] {
  return Array.isArray(value) ? value.filter(isObject) : []
}

function isObject(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
