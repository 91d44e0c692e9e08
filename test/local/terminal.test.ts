import { describe, expect, it } from 'vitest'
import { terminal } from '../../bin/local/terminal.ts'

const alert = 'HIGH: a trail was stopped\n\nWho       somebody\nWhere     here'

describe('the terminal', () => {
  it('shows an alert as one block', () => {
    expect(shown(false, (one) => one.alert(alert))).toBe(
      '\nHIGH: a trail was stopped\n\n  Who       somebody\n  Where     here\n',
    )
  })

  it('colours the title where a person looks on, and nowhere else', () => {
    expect(shown(true, (one) => one.alert(alert))).toContain('\x1b[1;31mHIGH: a trail was stopped\x1b[0m')
    expect(shown(true, (one) => one.alert(alert), false)).not.toContain('\x1b[1;31m')
    expect(shown(false, (one) => one.alert(alert))).not.toContain('\x1b')
  })

  it('shows progress only where a person looks on, and writes over it', () => {
    expect(shown(false, (one) => one.progress('half'))).toBe('')
    expect(shown(true, (one) => one.progress('half'), false)).toBe('\r\x1b[Khalf')
  })
})

function shown(isTTY: boolean, act: (one: ReturnType<typeof terminal>) => void, color?: boolean): string {
  const written: string[] = []
  const screen = { isTTY, write: (text: string) => written.push(text) }
  act(terminal(screen, color === undefined ? {} : { color }))
  return written.join('')
}
