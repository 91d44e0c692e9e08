import { Buffer } from 'node:buffer'

/** How a text becomes the bytes that Base64 is made of. */
export type Encoding = 'utf8' | 'utf16' | 'utf16le' | 'utf16be' | 'wide'

/** The bytes of a text (Modifiers, "Encoding"). Text that is in no Unicode (half a surrogate pair) is encoded as the replacement character. */
export function encode(text: string, encoding: Encoding): Uint8Array {
  if (encoding === 'utf8') return Buffer.from(text.toWellFormed(), 'utf8')
  const little = Buffer.from(text, 'utf16le')
  if (encoding === 'utf16be') return Buffer.from(little).swap16()
  return encoding === 'utf16' ? Buffer.concat([Buffer.from([0xff, 0xfe]), little]) : little
}

/** The bytes as Base64, with its padding. */
export function base64(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('base64')
}

/**
 * What stays the same of the bytes' Base64 wherever they stand in something longer: one text for each of the three places that their
 * first byte can have in a group. Characters that also hold bits of a neighbour are left out.
 */
export function base64Offsets(bytes: Uint8Array): readonly string[] {
  return [0, 1, 2].map((shift) => {
    const bits = 8 * (shift + bytes.length)
    const whole = base64(Buffer.concat([Buffer.alloc(shift), bytes]))
    return whole.slice(Math.ceil((8 * shift) / 6), Math.floor(bits / 6))
  })
}

/** Fewer bytes than this leave nothing to be recognised at one of the three places. */
export const leastOffsetBytes = 2
