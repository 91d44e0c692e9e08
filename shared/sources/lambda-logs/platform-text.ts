import type { Metrics, Reading } from './line.ts'

/**
 * The lines that Lambda itself writes in the text format. A form must fit the whole event from its first character: that is what
 * keeps text which an application was made to print, in the middle of a line or after a line break, from passing for one.
 * The named groups are the fields of a LogLine and of its metrics.
 */
export function platformText(text: string): Reading | undefined {
  if (text.length > longest || !opening.test(text)) return undefined
  for (const [type, form] of forms) {
    const groups = form.exec(text)?.groups
    if (groups) return { format: 'text', type, ...known[type], ...fields(groups) }
  }
  return undefined
}

const uuid = '[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}'
const instant = '\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{3}Z'
const request = `RequestId: (?<requestId>${uuid})`
const gap = '[\\t ]{1,16}'
const ended = `(?:${gap}Status: (?<status>[a-z]{1,16}))?(?:${gap}Error Type: (?<errorType>[\\w.]{1,128}))?`
const fault = '(?:Runtime|Extension|Function|Sandbox)\\.[A-Za-z]{1,64}'
const runtime = `Runtime Version: (?<runtimeVersion>[\\w.:-]{1,128})${gap}Runtime Version ARN: (?<runtimeVersionArn>arn:[\\w:/.-]{1,256})`
const called = `Name: (?<name>[^\\t\\r\\n]{1,255}?)${gap}State: (?<state>\\w{1,32})`

const longest = 2048
/** The first word of each form below, so that most application lines cost one look. */
const opening = /^(?:START |END |REPORT |INIT_|RESTORE_|EXTENSION|TELEMETRY|LOGS|RequestId: |\d{4}-)/

const traced =
  '[\\t ]{0,16}\\n?[\\t ]{0,16}XRAY TraceId: (?<traceId>[\\w-]{1,64})[\\t ]{1,16}SegmentId: [0-9a-f]{1,32}(?:[\\t ]{1,16}Sampled: (?:true|false))?'

/** X-Ray stands on a line of its own, after or before the status; the local emulator puts the init before the duration. */
const report = [
  `REPORT ${request}(?:${gap}Init Duration: (?<earlyInitMs>\\d{1,12}(?:\\.\\d{1,6})?) ms)?`,
  `${gap}Duration: (?<durationMs>\\d{1,12}(?:\\.\\d{1,6})?) ms`,
  `${gap}Billed Duration: (?<billedDurationMs>\\d{1,12}) ms`,
  `${gap}Memory Size: (?<memorySizeMB>\\d{1,6}) MB`,
  `${gap}Max Memory Used: (?<maxMemoryUsedMB>\\d{1,6}) MB`,
  `(?:${gap}Init Duration: (?<initDurationMs>\\d{1,12}(?:\\.\\d{1,6})?) ms)?`,
  `(?:${gap}Restore Duration: (?<restoreDurationMs>\\d{1,12}(?:\\.\\d{1,6})?) ms)?`,
  `(?:${gap}Billed Restore Duration: (?<billedRestoreDurationMs>\\d{1,12}) ms)?`,
  `(?:${ended}(?:${traced})?|${traced}${ended})`,
].join('')

const forms: readonly (readonly [type: string, form: RegExp])[] = [
  ['platform.start', whole(`START ${request} Version: (?<version>\\$LATEST(?:\\.PUBLISHED)?|\\d{1,19})`)],
  ['platform.end', whole(`END ${request}`)],
  ['platform.report', whole(report)],
  ['platform.initStart', whole(`INIT_START ${runtime}`)],
  ['platform.restoreStart', whole(`RESTORE_START ${runtime}`)],
  ['platform.initReport', whole(`INIT_REPORT Init ${lasted()}(?:${gap}Phase: (?<phase>[a-z-]{1,16}))?${ended}`)],
  ['platform.restoreReport', whole(`RESTORE_REPORT Restore ${lasted()}${ended}`)],
  [
    'platform.extension',
    whole(
      `EXTENSION${gap}${called}(?:${gap}Events: \\[(?<events>[A-Z, ]{0,64})\\])?(?:${gap}Error Type: (?<errorType>[\\w.]{1,128}))?`,
    ),
  ],
  [
    'platform.telemetrySubscription',
    whole(`(?:TELEMETRY|LOGS)${gap}${called}${gap}Types: \\[(?<types>[A-Za-z, ]{0,64})\\]`),
  ],
  [
    'platform.timeout',
    whole(
      `(?:(?<stated>${instant}) (?<requestId>${uuid})|${request}(?: Error:)?) Task timed out after (?<seconds>\\d{1,6}\\.\\d\\d) seconds`,
    ),
  ],
  [
    'platform.crash',
    whole(
      `${request} (?:Error: (?<errorMessage>Runtime (?:exited|failed)[^\\r\\n]{1,512})(?:\\n(?<errorType>${fault}))?|Error: (?<errorMessage>[^\\r\\n]{1,512})\\n(?<errorType>${fault})|(?<errorMessage>Process exited before completing request))`,
    ),
  ],
]

/** What a line means by its kind alone. */
const known: Readonly<Record<string, Partial<Reading>>> = {
  'platform.timeout': { status: 'timeout' },
  'platform.crash': { status: 'error' },
}

const lists = new Set(['events', 'types'])
const renamed: Readonly<Record<string, string>> = {
  earlyInitMs: 'initDurationMs',
}

function whole(form: string): RegExp {
  return new RegExp(`^${form}$`)
}

function lasted(): string {
  return 'Duration: (?<durationMs>\\d{1,12}(?:\\.\\d{1,6})?) ms'
}

function fields(groups: Readonly<Record<string, string | undefined>>): Partial<Reading> {
  const texts: Record<string, string | readonly string[]> = {}
  const metrics: Record<string, number> = {}
  for (const [group, value] of Object.entries(groups)) {
    if (value === undefined) continue
    const name = renamed[group] ?? group
    if (name === 'seconds') metrics.durationMs = Math.round(Number(value) * 1000)
    else if (name.endsWith('Ms') || name.endsWith('MB')) metrics[name] = Number(value)
    else if (lists.has(name)) texts[name] = list(name, value)
    else texts[name] = value
  }
  return { ...texts, ...(Object.keys(metrics).length > 0 && { metrics: metrics satisfies Metrics }) }
}

/** The JSON format writes kinds of telemetry in small letters. */
function list(name: string, value: string): readonly string[] {
  const items = value.split(/, ?/).filter((item) => item !== '')
  return name === 'types' ? items.map((item) => item.toLowerCase()) : items
}
