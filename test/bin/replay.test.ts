import { execFile } from 'node:child_process'
import { chmodSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'
import { gzipSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { replay } from '../../bin/commands/replay.ts'
import { story } from '../../samples/story.ts'
import { trailRecord } from '../sources/records.ts'
import { command, numbersOf, run, vedette } from './vedette.ts'

const folder = mkdtempSync(join(tmpdir(), 'vedette-replay-'))
const at = (...names: readonly string[]) => join(folder, ...names)
afterAll(() => rmSync(folder, { recursive: true, force: true }))

/** Records that differ in their ids. */
const records = (first: number, count: number) =>
  Array.from({ length: count }, (_, index) =>
    trailRecord({ eventID: `record-${first + index}`, eventName: 'GetFunction', readOnly: true }),
  )
/** Somebody stops a trail: one finding each. */
const stopped = (id: string) =>
  trailRecord({
    eventID: id,
    eventSource: 'cloudtrail.amazonaws.com',
    eventName: 'StopLogging',
    requestParameters: { name: 'main' },
  })
const file = (list: readonly unknown[]) => JSON.stringify({ Records: list })

function write(files: Readonly<Record<string, string | Uint8Array>>): void {
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(dirname(at(name)), { recursive: true })
    writeFileSync(at(name), content)
  }
}

/** A name that would paint a terminal red, turn its text round and begin a new line. */
const nasty = 'red\x1b[31m\x9b\u202e\nreceived 9.json'
const root = process.getuid?.() === 0

beforeAll(() => {
  write({
    // Each can be read, as a whole or in part.
    'good/plain.json': file(records(0, 10)),
    'good/deep/er/array.json': JSON.stringify(records(10, 5)),
    'good/one.json': JSON.stringify(records(15, 1)[0]),
    'good/same-again.json': file(records(0, 4)),
    'good/gzip named.txt': gzipSync(file(records(20, 10))),
    'good/lines.jsonl': [...records(30, 3), ...records(33, 2)].map((record) => JSON.stringify(record)).join('\n'),
    'good/one-bad-line.jsonl': [
      JSON.stringify(records(40, 1)[0]),
      '{"broken":',
      ...records(41, 2).map((r) => JSON.stringify(r)),
    ].join('\n'),
    'good/cut.json.gz': gzipSync(file(records(50, 400))).subarray(0, -60),
    'good/empty.json': '',
    'good/digest.json': JSON.stringify({ digestStartTime: '2026-06-01T00:00:00Z', logFiles: [] }),
    'good/announced.json': JSON.stringify({ s3Bucket: 'logs', s3ObjectKey: ['a.json.gz', 'b.json.gz'] }),
    'good/attack.json': file([stopped('attack-1'), stopped('attack-2')]),
    // Nothing of these can be.
    'bad/notes.txt': '# Notes\n\n"quoted"',
    'bad/image.png': Uint8Array.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x00, 0xff]),
    'bad/bomb.gz': gzipSync(Buffer.alloc(64 * 1024 * 1024, ' ')),
    'bad/other.json': '{"hello":"world"}',
    [`bad/${nasty}`]: 'nothing',
    'bad/secret.json': file(records(90, 1)),
    'story/none.txt': '',
    'broken-detector.mjs': `import { behaviourDetectors } from '${new URL('../../shared/detectors/index.ts', import.meta.url)}'\nconst broken = behaviourDetectors.find(({ id }) => id === 'correlation/denied_burst')\nbroken.key = () => 'all'\nbroken.step = () => { throw new Error('planted') }\n`,
    'many/attacks.json': file(Array.from({ length: 60_000 }, (_, index) => stopped(`many-${index}`))),
  })
  rmSync(at('story/none.txt'))
  chmodSync(at('bad/secret.json'), 0o000)
  symlinkSync('nowhere', at('bad/link'))
  symlinkSync('circle', at('bad/circle'))
  symlinkSync('.', at('bad/up'))
  mkdirSync(at('nothing'))
  for (const { path, bytes } of story().files) {
    if (/Config|2026\/03\/17/.test(path)) write({ [join('story', path)]: bytes })
  }
})

describe.concurrent('vedette replay', () => {
  it('reads whatever can be read, and its account adds up', async () => {
    const { code, out, err, account } = await vedette('replay', '--fail-on', 'critical', at('good'))
    const { addsUp, stored, duplicate, ignored, rejected } = numbersOf(account)
    expect(addsUp).toBe(true)
    // An empty file, a digest file and two announced objects; a line and a file that were cut.
    expect({ duplicate, ignored, rejected }).toEqual({ duplicate: 4, ignored: 4, rejected: 2 })
    expect(stored).toBeGreaterThan(10 + 5 + 1 + 10 + 5 + 3 + 2)
    expect(stored).toBeLessThan(10 + 5 + 1 + 10 + 5 + 3 + 2 + 400)
    expect(err).toContain(`read in part: ${at('good/one-bad-line.jsonl')}: 1 of 4 records rejected: the file was cut`)
    expect(err).toContain('ignored 2: announces an object in S3')
    expect(out.trimEnd().split('\n')).toEqual(
      Array(2).fill(expect.stringMatching(/^CRITICAL +2026-06-01 12:00:00 UTC {2}/)),
    )
    expect(code).toBe(1)
  })

  it('names each file once that cannot be read, says why, and goes on', async () => {
    const { code, out, err, account } = await vedette(
      'replay',
      at('bad'),
      at('missing.json'),
      at('nothing'),
      at('good/attack.json'),
    )
    const named = err.split('\n').filter((line) => line.startsWith('could not be read: '))
    const expected: readonly (readonly [string, RegExp])[] = [
      ['bad/bomb.gz', /inflates more than 300-fold/],
      ['bad/circle', /circle/],
      ['bad/image.png', /not JSON/],
      ['bad/link', /there is nothing at this path/],
      ['bad/notes.txt', /not JSON: begins with "# Notes"/],
      ['bad/other.json', /not a record of any log that is read: its keys are hello/],
      ['bad/red', /not JSON: begins with "nothing"/],
      ...(root ? [] : [['bad/secret.json', /reading it is not allowed/] as const]),
      ['bad/up', /a link back to a folder that it is in/],
      ['missing.json', /there is nothing at this path/],
    ]
    for (const [name, reason] of expected) {
      const lines = named.filter((line) => line.includes(at(name)))
      expect(lines, name).toEqual([expect.stringMatching(reason)])
    }
    expect(named).toHaveLength(expected.length)
    expect(out.trimEnd().split('\n')).toHaveLength(2)
    expect(numbersOf(account)).toMatchObject({ stored: root ? 3 : 2, rejected: expected.length, addsUp: true })
    expect(err, 'no name drives the terminal').not.toMatch(/[^\P{C}\n]/u)
    expect(code).toBe(2)
  })

  it('prints JSON lines of OCSF and nothing else, whichever engine it runs on', async () => {
    const words = ['replay', '--format', 'ocsf', at('story')]
    const [memory, tables] = await Promise.all([vedette(...words), vedette(...words, '--engine', 'dynamodb')])
    const findings = memory.out
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as Record<string, unknown>)
    expect(findings.length).toBeGreaterThan(10)
    expect(new Set(findings.map(({ class_uid }) => class_uid))).toEqual(new Set([2004, 2003]))
    for (const finding of findings) expect(finding).toMatchObject(pinned)
    const uids = findings.map(({ finding_info }) => (finding_info as { uid: string }).uid)
    expect(new Set(uids).size, 'none twice').toBe(uids.length)
    expect(numbersOf(memory.account).addsUp).toBe(true)
    expect({ ...tables, err: '' }).toEqual({ ...memory, err: '' })
    expect(memory.code).toBe(0)
  })

  it('runs only the detectors that are asked for', async () => {
    const { code, out } = await vedette(
      'replay',
      '--format',
      'ocsf',
      '--only',
      'correlation/denied_burst',
      '--fail-on',
      'high',
      at('story'),
    )
    const analytics = out
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line).finding_info.analytic.uid)
    expect(new Set(analytics)).toEqual(new Set(['5d0c6a0e-7a2e-4b4f-9f43-0a8a6f9a1c01']))
    expect(code, 'a finding of medium is not high').toBe(0)
  })

  it('says quietly that there was nothing', async () => {
    const { code, out, err } = await vedette('replay', at('nothing'))
    expect({ code, out, err }).toEqual({
      code: 0,
      out: '',
      err: 'findings: none in 0 files\nreceived 0 · stored 0 · duplicate 0 · ignored 0 · rejected 0\n',
    })
  })

  it('ends with 64 and the commands that there are, asked for another', async () => {
    const { code, out, err } = await vedette('reply', at('good'))
    expect({ code, out }).toEqual({ code: 64, out: '' })
    expect(err).toMatch(/^vedette reply: there is no such command\n[\s\S]*replay/)
  })

  it('ends with 70 where a detector failed, names it, and lets the others find', async () => {
    const { code, out, err, account } = await run([
      '--import',
      at('broken-detector.mjs'),
      command,
      'replay',
      at('good/attack.json'),
    ])
    expect(code).toBe(70)
    expect(err).toContain('detector correlation/denied_burst failed on aws.cloudtrail attack-1: planted')
    expect(out.trimEnd().split('\n')).toHaveLength(2)
    expect(numbersOf(account)).toMatchObject({ stored: 2, addsUp: true })
  })

  it('stops at Ctrl-C with 130 and the account so far', async () => {
    const { code, err, account } = await run([command, 'replay', at('many'), at('good')], (kill) => kill('SIGINT'))
    expect(code).toBe(130)
    expect(err).toMatch(/findings: \d+ critical in 1 file \(interrupted\)/)
    const { stored, addsUp } = numbersOf(account)
    expect(addsUp).toBe(true)
    expect(stored).toBeLessThan(60_000)
  })

  it('is quiet when nobody reads on', async () => {
    const script = `"$0" "$1" replay "$2" | head -1`
    const { stdout, stderr } = await promisify(execFile)('/bin/sh', [
      '-c',
      script,
      process.execPath,
      command,
      at('many'),
    ])
    expect(stdout.trimEnd().split('\n')).toHaveLength(1)
    expect(stderr).toBe('')
  })
})

describe('what is asked of vedette replay', () => {
  it.each<[string, readonly string[], RegExp]>([
    ['no path', [], /^no path is named\n\nnpx vedette replay/],
    ['an option that there is not', ['--fast', '.'], /'--fast'/],
    ['a format that there is not', ['--format', 'xml', '.'], /--format is one of table, ocsf, not "xml"/],
    ['an engine that there is not', ['--engine', 'disk', '.'], /--engine is one of memory, dynamodb, not "disk"/],
    [
      'a severity that there is not',
      ['--fail-on', 'urgent', '.'],
      /--fail-on is one of informational, low, .*not "urgent"/,
    ],
    [
      'a detector that there is not',
      ['--only', 'rules,x', '.'],
      /there is no detector "x"; there are rules, .*correlation\/denied_burst.*, drift/,
    ],
    ['no detector', ['--only', '', '.'], /there is no detector ""/],
  ])('is refused where it is %s', async (_, words, message) => {
    await expect(replay.run(words)).rejects.toThrow(
      expect.objectContaining({ name: 'UsageError', message: expect.stringMatching(message) }),
    )
  })
})

/** The fields that every finding has. */
const pinned = {
  class_uid: expect.any(Number),
  time: expect.any(Number),
  severity_id: expect.any(Number),
  severity: expect.any(String),
  status_id: expect.any(Number),
  message: expect.any(String),
  metadata: { product: { name: expect.any(String) } },
  finding_info: {
    uid: expect.any(String),
    title: expect.any(String),
    desc: expect.any(String),
    analytic: { uid: expect.any(String), name: expect.any(String), type_id: expect.any(Number) },
    attacks: expect.toSatisfy(
      (attacks: { tactic: { uid: string }; technique: { uid: string } }[]) =>
        Array.isArray(attacks) &&
        attacks.every(({ tactic, technique }) => /^TA\d{4}$/.test(tactic.uid) && /^T\d{4}/.test(technique.uid)),
    ),
    related_events: expect.arrayContaining([{ uid: expect.any(String) }]),
  },
  actor: { user: { uid: expect.any(String), name: expect.any(String), type: expect.any(String) } },
  cloud: { account: { uid: expect.any(String) }, region: expect.any(String) },
  resources: expect.any(Array),
  evidences: expect.any(Array),
  remediation: { desc: expect.any(String) },
}
