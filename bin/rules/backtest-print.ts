import { plain } from '../../shared/channels/plain.ts'
import type { Counted } from './counter.ts'
import type { Summary, Top } from './firings.ts'

/** How what came of a rule is printed, by format. */
export const printing: Readonly<Record<'table' | 'json', (summary: Summary) => readonly string[]>> = {
  json: ({ byDay, actors, fields, ...rest }) => [
    JSON.stringify({
      ...rest,
      byDay: Object.fromEntries(byDay.map(({ value, count }) => [value, count])),
      actors: actors.top,
      fields: Object.fromEntries(Object.entries(fields).map(([field, { top }]) => [field, top])),
    }),
  ],
  table: ({ title, level, count, days, perDay, byDay, actors, fields }) => {
    const head = `${plain(title, 120)}  ${level}`
    const span = `${days} ${days === 1 ? 'day' : 'days'}`
    if (count === 0) return [head, `    never in ${span}`]
    const width = Math.max(...['for whom', ...Object.keys(fields)].map((name) => name.length))
    const row = (name: string, text: string) => `    ${plain(name, 80).padEnd(width)}  ${text}`
    const busiest = byDay.toSorted((a, b) => b.count - a.count)[0]!
    return [
      head,
      `    ${count} ${count === 1 ? 'time' : 'times'} in ${span}: ${perDay} a day, on ${byDay.length} of them, most on ${busiest.value} (${busiest.count})`,
      row(
        'by day',
        `${byDay.slice(-mostDays).map(counted).join(', ')}${byDay.length > mostDays ? ' (the latest)' : ''}`,
      ),
      row('for whom', topText(actors)),
      ...Object.entries(fields).map(([field, top]) => row(field, topText(top))),
    ]
  },
}

const mostDays = 31

function counted({ value, count }: Counted): string {
  return `${plain(value, 100)} ${count}`
}

function topText({ top, different }: Top): string {
  if (top.length === 0) return 'absent'
  const more = different > top.length ? `, and ${different - top.length} others` : ''
  return `${top.map(counted).join(', ')}${more}`
}
