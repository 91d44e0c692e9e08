/** What the local host shows: alerts as they come, and where it is. Colour and progress only where a person looks on. */
import { type Severity, severities } from '../../shared/finding.ts'

export interface Screen {
  readonly isTTY?: boolean | undefined
  write(text: string): unknown
}

export interface Terminal {
  /** A line that stays. */
  say(line: string): void
  /** An alert, one block: its title in the colour of its severity. */
  alert(text: string): void
  /** A line that the next one replaces; nothing where nobody looks on. */
  progress(line: string): void
}

const colours: Readonly<Record<Severity, string>> = {
  critical: '1;37;41',
  high: '1;31',
  medium: '1;33',
  low: '36',
  informational: '2',
}

/** A terminal on a screen. `color` is off where nobody looks on or `NO_COLOR` is set. */
export function terminal(screen: Screen, { color = screen.isTTY === true }: { color?: boolean } = {}): Terminal {
  const live = screen.isTTY === true
  const clear = live ? '\r\x1b[K' : ''
  const paint = (code: string, text: string) => (color ? `\x1b[${code}m${text}\x1b[0m` : text)
  return {
    say: (line) => void screen.write(`${clear}${line}\n`),
    alert(text) {
      const [title = '', ...rest] = text.split('\n')
      const severity = severities.find((one) => title.startsWith(`${one.toUpperCase()}:`)) ?? 'informational'
      const lines = rest.map((line) => (line === '' ? '' : `  ${line}`))
      screen.write(`${clear}\n${[paint(colours[severity], title), ...lines].join('\n')}\n`)
    },
    progress(line) {
      if (live) screen.write(`${clear}${paint('2', line)}`)
    },
  }
}
