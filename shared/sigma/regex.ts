const maxLength = 1_000

/**
 * Says why a regular expression cannot be run as the specification means it, or nothing. Sigma's flavour is PCRE with plain
 * metacharacters (Modifiers, "Regular Expression"); what PCRE and JavaScript read differently is refused rather than run
 * with another meaning. Beyond the list of the specification the shorthand classes and groups without capture are let through,
 * because both read them alike.
 */
export function regexFault(source: string): string | undefined {
  if (source === '') return 'an empty regular expression matches everything'
  if (source.length > maxLength) return `a regular expression longer than ${maxLength} characters`
  const fault = source.match(foreign)
  if (fault) return `${meaning(fault[0])} is not in Sigma's regular expressions`
  const lettered = [...source.matchAll(/\\(.)/gsu)]
    .map(([, char]) => char!)
    .find((char) => /[A-Za-z0-9]/.test(char) && !shorthand.has(char))
  if (lettered !== undefined) return `\\${lettered} is not in Sigma's regular expressions`
  if (hasOddClass(source))
    return 'a class that begins with ], is empty or holds [: is read differently by PCRE and is refused'
  try {
    new RegExp(source)
  } catch (error) {
    return `not a regular expression: ${(error as Error).message.replace(/^Invalid regular expression: /, '')}`
  }
  return undefined
}

/** Groups that do more than group. A backslash with its character is consumed first, so that `\(?` is not taken for one. */
const foreign = /(?<=^(?:[^\\]|\\.)*)\((?:\?(?!:)[=!<>#a-zA-Z|&P-]{0,2}|\*)/s

const shorthand = new Set(['d', 'D', 'w', 'W', 's', 'S', 'b', 'B', 'n', 'r', 't'])

function meaning(text: string): string {
  if (text.startsWith('(?<=') || text.startsWith('(?<!')) return `look-behind ${text}`
  if (text.startsWith('(?=') || text.startsWith('(?!')) return `look-ahead ${text}`
  return `group ${text}`
}

function hasOddClass(source: string): boolean {
  const bare = source.replace(/\\./gs, 'x')
  return /\[\^?\]/.test(bare) || /\[[^\]]*\[[:.=]/.test(bare)
}
