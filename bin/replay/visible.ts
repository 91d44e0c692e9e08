/**
 * A text with every character that a terminal would act on, or that hides others, as JSON writes it (`\u001b`). File names and
 * records may hold any. Of JSON it is the same JSON.
 */
export function visible(text: string): string {
  return text.replace(/[\p{C}\p{Zl}\p{Zp}]/gu, (character) =>
    Array.from({ length: character.length }, (_, index) => escaped(character.charCodeAt(index))).join(''),
  )
}

function escaped(unit: number): string {
  return `\\u${unit.toString(16).padStart(4, '0')}`
}
