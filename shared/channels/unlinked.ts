import { clip } from '../clip.ts'
import { plain } from './plain.ts'

/**
 * A text as people may safely read it where mail clients and phones look for links: plain, and without a bare domain or mail address, which
 * they would make a link to whatever an attacker named so.
 */
export function unlinked(text: string, most: number): string {
  return clip(
    plain(text, most).replace(dots, (found) => (found.length === 1 ? '[.]' : found)),
    most,
  )
}

/**
 * Every dot that a domain could have: one before two letters, be the end of the name what it may, as some would link `evil.com` of `evil.com.x`.
 * Versions and addresses of machines have none. Left whole are the names of AWS's services, `lambda.amazonaws.com` or with a region, but nothing
 * where customers keep pages: below another name, or behind S3's.
 */
const dots = new RegExp(
  [
    String.raw`(?<![\p{L}\p{N}\p{M}\p{S}_.@-])(?!s3[a-z\d.-]*[/:])[a-z\d-]{1,63}(?:\.[a-z]{2}(?:-[a-z]{2,12}){1,2}-\d)?\.amazonaws\.com(?:\.cn)?(?!\.?[\p{L}\p{N}\p{M}\p{S}_-])`,
    String.raw`(?<=[\p{L}\p{N}\p{M}\p{S}_-])[.。．｡](?=\p{L}[\p{L}\p{M}])`,
  ].join('|'),
  'gu',
)
