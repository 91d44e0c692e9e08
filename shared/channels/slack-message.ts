import type { Finding, Severity } from '../finding.ts'
import { consoleLinks } from './console-links.ts'
import { reading } from './text.ts'
import { unlinked } from './unlinked.ts'

/** What an incoming webhook takes: Block Kit, and a text for where blocks are not shown. */
export interface SlackMessage {
  readonly text: string
  readonly mrkdwn: false
  readonly unfurl_links: false
  readonly unfurl_media: false
  readonly blocks: readonly unknown[]
}

/**
 * A finding in Slack's Block Kit. What an attacker may have written stands only in `plain_text` objects, in which Slack formats nothing;
 * `mrkdwn` objects hold our own words, the time, and console addresses that are percent-encoded throughout.
 */
export function slackMessage(finding: Finding): SlackMessage {
  const { severity, title, why, who, from, what, where, when, next, attack, foundBy } = reading(finding)
  const links = linkLine(finding)
  const date = `<!date^${Math.floor(finding.activity.time / 1000)}^{date_num} {time_secs}|${when}>`
  const parts = [
    ['Who', who],
    ['From', from],
    ['What', what],
    ['Where', where],
  ] as const
  return {
    // Notifications show this; it is the one text that Slack may still parse.
    text: inert(`${severity}: ${title} (${where})`, 1_000),
    mrkdwn: false,
    unfurl_links: false,
    unfurl_media: false,
    blocks: [
      { type: 'header', text: literal(`${marks[finding.severity]} ${severity}: ${title}`, 150) },
      ...section(why),
      {
        type: 'section',
        fields: [
          ...parts.filter(([, value]) => value !== '').map(([label, value]) => literal(`${label}: ${value}`, 2_000)),
          markup(`When: ${date}, ${when}`),
        ],
      },
      ...section(next && `Do next: ${next}`),
      ...(links === '' ? [] : [{ type: 'section', text: markup(links) }]),
      {
        type: 'context',
        elements: [
          literal([attack, foundBy, unlinked(finding.uid, 300)].filter((part) => part !== '').join('  ·  '), 1_900),
        ],
      },
    ],
  }
}

/** The console's pages in one line, as many as a section has room for: an address can be longer than a section. */
function linkLine(finding: Finding): string {
  const links = consoleLinks(finding.activity).map(({ label, url }) => `<${entities(url)}|${label}>`)
  return links.reduce((line, link) => {
    const longer = line === '' ? link : `${line}  ·  ${link}`
    return longer.length > 3_000 ? line : longer
  }, '')
}

/** Seen from across the room. */
const marks: Readonly<Record<Severity, string>> = {
  informational: '⚪',
  low: '🔵',
  medium: '🟡',
  high: '🟠',
  critical: '🔴',
}

const section = (text: string) => (text === '' ? [] : [{ type: 'section', text: literal(text, 3_000) }])

/** Text that Slack shows as it is: no format, no mention, no emoji by name. Slack counts the entities toward its limits, so they are counted here. */
function literal(text: string, most: number) {
  return { type: 'plain_text', emoji: false, text: within(text, most) } as const
}

/** Our own markup. `verbatim`: nothing that is not markup becomes a link or a mention. */
function markup(text: string) {
  return { type: 'mrkdwn', verbatim: true, text } as const
}

/** Text that cannot act where Slack reads mrkdwn: its format characters become look-alikes, since Slack knows no way to escape them. */
function inert(text: string, most: number): string {
  const silenced = text.replace(/[*_~`:@#]|\.(?=\p{L})/gu, (mark) => lookalikes[mark] ?? mark)
  return within(silenced, most)
}

const lookalikes: Readonly<Record<string, string>> = {
  '*': '∗',
  _: 'ˍ',
  '~': '∼',
  '`': 'ˋ',
  ':': '∶',
  '@': '＠',
  '#': '＃',
  '.': '․',
}

/** The three characters that open Slack's own sequences; the only ones that it decodes. */
function entities(text: string): string {
  return text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;')
}

/** As much of a text as has room once its entities are spelled out, never half an entity or half a character. */
function within(text: string, most: number): string {
  const whole = entities(text)
  if (whole.length <= most) return whole
  let kept = ''
  for (const character of text) {
    const next = kept + entities(character)
    if (next.length >= most) break
    kept = next
  }
  return `${kept}…`
}
