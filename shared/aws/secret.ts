import { parameter } from './parameter.ts'
import { secretValue } from './secret-value.ts'

/** How long a secret is held before it is read again: a rotated one is taken up after at most this, in milliseconds. */
const held = 5 * 60 * 1000
/** How long it may take to be read, in milliseconds: whoever waits for it has others to serve. */
const patience = 5_000
/** For how long a read that failed is not tried again, in milliseconds: each finding of a batch would wait for it anew. */
const givenUp = 30_000

/** Reads the secret that a reference names: `ssm:/vedette/slack-webhook` or `secretsmanager:<ARN or name>`. Throws without its value. */
export function secret(reference: string, now = Date.now): () => Promise<string> {
  const [kind, name] = split(reference)
  const read = Object.hasOwn(readers, kind) ? readers[kind] : undefined
  if (!read || !name)
    throw new Error(`a secret is given as ssm:NAME or secretsmanager:ARN, not as ${kind ? `${kind}:…` : 'its value'}`)
  let known: { readonly value: string; readonly at: number } | undefined
  let failed: { readonly error: unknown; readonly at: number } | undefined
  return async () => {
    if (known && now() - known.at < held) return known.value
    if (failed && now() - failed.at < givenUp) throw failed.error
    try {
      const value = await read(name, AbortSignal.timeout(patience))
      if (!value) throw new Error(`the secret ${reference} is empty`)
      known = { value, at: now() }
      return value
    } catch (error) {
      failed = { error, at: now() }
      throw error
    }
  }
}

function split(reference: string): readonly [string, string] {
  const colon = reference.indexOf(':')
  const kind = reference.slice(0, Math.max(colon, 0))
  // What stands before a colon in a pasted webhook address is `https`; nothing longer than that kind of word is ever quoted.
  return [/^[a-z]{1,16}$/.test(kind) ? kind : '', reference.slice(colon + 1)]
}

const readers: Readonly<Record<string, (name: string, signal: AbortSignal) => Promise<string | undefined>>> = {
  ssm: parameter,
  secretsmanager: secretValue,
}
