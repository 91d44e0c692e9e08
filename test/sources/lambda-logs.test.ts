import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { InvalidRecord } from '../../shared/source.ts'
import type { LogLine } from '../../shared/sources/lambda-logs/line.ts'
import { type LogRecord, lambdaLogs } from '../../shared/sources/lambda-logs.ts'
import { noon } from '../make.ts'

const id = '7c000001-2b3c-4d5e-8f90-a1b2c3d4e5f6'
const arn = 'arn:aws:lambda:eu-central-1::runtime:0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a'
const own = 'arn:aws:lambda:eu-central-1:111122223333:function:shop-orders'
const at = '2026-06-01T12:00:00.000Z'

function event(message: string, over: Partial<LogRecord> = {}): LogRecord {
  return {
    owner: '111122223333',
    logGroup: '/aws/lambda/shop-orders',
    logStream: '2026/06/01/[$LATEST]0123456789abcdef0123456789abcdef',
    region: 'eu-central-1',
    id: '39000000000000000000000000000000000000000000000000000001',
    timestamp: noon,
    message,
    ...over,
  }
}

function normalized(message: string, over: Partial<LogRecord> = {}) {
  const [only, ...more] = lambdaLogs.normalize(event(message, over))
  if (!only || more.length > 0) throw new Error('a log event is one activity')
  return { ...only, line: only.record as unknown as LogLine }
}

const json = (type: string, record: object, over: object = {}) => JSON.stringify({ time: at, type, record, ...over })

/** Each kind of platform line as text, as JSON, and what both must say. */
const platform: readonly (readonly [
  action: string,
  text: string | undefined,
  asJson: string | undefined,
  says: object,
])[] = [
  [
    'platform:initStart',
    `INIT_START Runtime Version: nodejs:24.v44\tRuntime Version ARN: ${arn}\n`,
    json('platform.initStart', {
      initializationType: 'on-demand',
      phase: 'init',
      runtimeVersion: 'nodejs:24.v44',
      runtimeVersionArn: arn,
      functionName: 'shop-orders',
      functionVersion: '$LATEST',
      instanceId: '2026/06/01/shop-orders[$LATEST]0123',
      instanceMaxMemory: 268435456,
    }),
    { type: 'platform.initStart', runtimeVersion: 'nodejs:24.v44', runtimeVersionArn: arn },
  ],
  [
    'platform:initReport',
    'INIT_REPORT Init Duration: 210.43 ms\tPhase: init\tStatus: error\tError Type: Runtime.ExitError\n',
    json('platform.initReport', {
      initializationType: 'on-demand',
      phase: 'init',
      status: 'error',
      errorType: 'Runtime.ExitError',
      metrics: { durationMs: 210.43 },
    }),
    { phase: 'init', status: 'error', errorType: 'Runtime.ExitError', metrics: { durationMs: 210.43 } },
  ],
  ['platform:initReport', 'INIT_REPORT Init Duration: 4321.09 ms\n', undefined, { metrics: { durationMs: 4321.09 } }],
  [
    'platform:initRuntimeDone',
    undefined,
    json('platform.initRuntimeDone', { initializationType: 'on-demand', phase: 'init', status: 'success' }),
    { phase: 'init', status: 'success' },
  ],
  [
    'platform:start',
    `START RequestId: ${id} Version: $LATEST\n`,
    json('platform.start', { requestId: id, version: '$LATEST', functionArn: own }),
    { requestId: id, version: '$LATEST' },
  ],
  ['platform:end', `END RequestId: ${id}\n`, json('platform.end', { requestId: id }), { requestId: id }],
  [
    'platform:runtimeDone',
    undefined,
    json('platform.runtimeDone', {
      requestId: id,
      status: 'failure',
      errorType: 'Error',
      metrics: { durationMs: 12.5, producedBytes: 42 },
      spans: [],
    }),
    { requestId: id, status: 'failure', errorType: 'Error', metrics: { durationMs: 12.5, producedBytes: 42 } },
  ],
  [
    'platform:report',
    `REPORT RequestId: ${id}\tDuration: 12.34 ms\tBilled Duration: 200 ms\tMemory Size: 128 MB\tMax Memory Used: 74 MB\tInit Duration: 99.50 ms\t\n`,
    json('platform.report', {
      requestId: id,
      status: 'success',
      metrics: {
        durationMs: 12.34,
        billedDurationMs: 200,
        memorySizeMB: 128,
        maxMemoryUsedMB: 74,
        initDurationMs: 99.5,
      },
    }),
    {
      requestId: id,
      metrics: {
        durationMs: 12.34,
        billedDurationMs: 200,
        memorySizeMB: 128,
        maxMemoryUsedMB: 74,
        initDurationMs: 99.5,
      },
    },
  ],
  [
    'platform:report',
    `REPORT RequestId: ${id}\tDuration: 8012.30 ms\tBilled Duration: 8013 ms\tMemory Size: 1024 MB\tMax Memory Used: 1024 MB\tStatus: error\tError Type: Runtime.OutOfMemory\nXRAY TraceId: 1-6a1d8f00-00112233445566778899aabb\tSegmentId: 0011223344556677\tSampled: true\t\n`,
    json('platform.report', {
      requestId: id,
      status: 'error',
      errorType: 'Runtime.OutOfMemory',
      metrics: { durationMs: 8012.3, billedDurationMs: 8013, memorySizeMB: 1024, maxMemoryUsedMB: 1024 },
      tracing: {
        spanId: '0011223344556677',
        type: 'X-Amzn-Trace-Id',
        value: 'Root=1-6a1d8f00-00112233445566778899aabb;Parent=1fd2a0e3b0c94a1b;Sampled=1',
      },
    }),
    { status: 'error', errorType: 'Runtime.OutOfMemory', traceId: '1-6a1d8f00-00112233445566778899aabb' },
  ],
  [
    'platform:report',
    `REPORT RequestId: ${id}\tDuration: 3000.00 ms\tBilled Duration: 3000 ms\tMemory Size: 128 MB\tMax Memory Used: 48 MB\tRestore Duration: 321.09 ms\tBilled Restore Duration: 75 ms\t\nXRAY TraceId: 1-6a1d8f01-bbaa99887766554433221100\tSegmentId: 7766554433221100\tSampled: true\tStatus: timeout`,
    json('platform.report', {
      requestId: id,
      status: 'timeout',
      metrics: {
        durationMs: 3000,
        billedDurationMs: 3000,
        memorySizeMB: 128,
        maxMemoryUsedMB: 48,
        restoreDurationMs: 321.09,
        billedRestoreDurationMs: 75,
      },
      tracing: { value: 'Root=1-6a1d8f01-bbaa99887766554433221100;Sampled=1' },
    }),
    { status: 'timeout', metrics: { restoreDurationMs: 321.09, billedRestoreDurationMs: 75 } },
  ],
  [
    'platform:restoreStart',
    `RESTORE_START Runtime Version: java:21.v38\tRuntime Version ARN: ${arn}\n`,
    json('platform.restoreStart', { runtimeVersion: 'java:21.v38', runtimeVersionArn: arn }),
    { runtimeVersion: 'java:21.v38', runtimeVersionArn: arn },
  ],
  [
    'platform:restoreRuntimeDone',
    undefined,
    json('platform.restoreRuntimeDone', { status: 'error', errorType: 'Runtime.ExitError' }),
    { status: 'error' },
  ],
  [
    'platform:restoreReport',
    'RESTORE_REPORT Restore Duration: 654.32 ms Status: timeout',
    json('platform.restoreReport', { status: 'timeout', metrics: { durationMs: 654.32 } }),
    { status: 'timeout', metrics: { durationMs: 654.32 } },
  ],
  [
    'platform:extension',
    'EXTENSION\tName: datadog-agent\tState: Ready\tEvents: [INVOKE,SHUTDOWN]\n',
    json('platform.extension', { name: 'datadog-agent', state: 'Ready', events: ['INVOKE', 'SHUTDOWN'] }),
    { name: 'datadog-agent', state: 'Ready', events: ['INVOKE', 'SHUTDOWN'] },
  ],
  [
    'platform:extension',
    'EXTENSION\tName: lambda adapter\tState: Ready\tEvents: []\n',
    json('platform.extension', { name: 'lambda adapter', state: 'Ready', events: [] }),
    { name: 'lambda adapter', events: [] },
  ],
  [
    'platform:telemetrySubscription',
    'TELEMETRY\tName: datadog-agent\tState: Subscribed\tTypes: [Platform, Function, Extension]\n',
    json('platform.telemetrySubscription', {
      name: 'datadog-agent',
      state: 'Subscribed',
      types: ['platform', 'function', 'extension'],
    }),
    { name: 'datadog-agent', state: 'Subscribed', types: ['platform', 'function', 'extension'] },
  ],
  [
    'platform:telemetrySubscription',
    'LOGS\tName: tap\tState: Subscribed\tTypes: [platform,function]\n',
    undefined,
    { name: 'tap', types: ['platform', 'function'] },
  ],
  [
    'platform:logsDropped',
    undefined,
    json('platform.logsDropped', { droppedBytes: 12345, droppedRecords: 123, reason: 'Too slow' }),
    { reason: 'Too slow', metrics: { droppedBytes: 12345, droppedRecords: 123 } },
  ],
  [
    'platform:timeout',
    `2026-06-01T11:59:59.426Z ${id} Task timed out after 3.05 seconds\n\n`,
    undefined,
    { requestId: id, status: 'timeout', stated: '2026-06-01T11:59:59.426Z', metrics: { durationMs: 3050 } },
  ],
  [
    'platform:timeout',
    `RequestId: ${id} Error: Task timed out after 3.00 seconds`,
    undefined,
    { metrics: { durationMs: 3000 } },
  ],
  [
    'platform:crash',
    `RequestId: ${id} Error: Runtime exited with error: signal: segmentation fault\nRuntime.ExitError\n`,
    undefined,
    {
      requestId: id,
      status: 'error',
      errorType: 'Runtime.ExitError',
      errorMessage: 'Runtime exited with error: signal: segmentation fault',
    },
  ],
  [
    'platform:crash',
    `RequestId: ${id} Error: exit code 0\nExtension.Crash`,
    undefined,
    { errorType: 'Extension.Crash' },
  ],
  [
    'platform:crash',
    `RequestId: ${id} Process exited before completing request\n`,
    undefined,
    { errorMessage: 'Process exited before completing request' },
  ],
  [
    'platform:invokeSummary',
    undefined,
    JSON.stringify({
      timestamp: at,
      level: 'INFO',
      type: 'platform.invokeSummary',
      region: 'eu-central-1',
      record: { instanceId: 'i-1', metrics: { requestCount: 12 } },
    }),
    { level: 'INFO', region: 'eu-central-1', fields: { instanceId: 'i-1', metrics: { requestCount: 12 } } },
  ],
]

describe('a platform line', () => {
  const cases = platform.flatMap(([action, text, asJson, says]) =>
    [text, asJson].flatMap((message) => (message ? [{ action, message, says }] : [])),
  )
  it.each(cases)('$action is read from $message', ({ action, message, says }) => {
    const { line, ...activity } = normalized(message)
    expect(activity.action).toBe(action)
    expect(line).toMatchObject(says)
    expect(line.forged).toBeUndefined()
    expect(line.log.message).toBe(message)
    expect(activity.outcome).toBe(['error', 'failure', 'timeout'].includes(line.status ?? '') ? 'failure' : 'success')
  })

  it.each(platform.filter(([, text, asJson]) => text && asJson))(
    '%s says in JSON all that it says as text',
    (_, text, asJson) => {
      const { format, log, ...rest } = normalized(text!).line
      expect(normalized(asJson!).line).toMatchObject(rest)
    },
  )
})

const forged: readonly (readonly [forgery: string, message: string])[] = [
  ['platform line after a line break', `user: bob\nREPORT RequestId: ${id}\tDuration: 1.00 ms`],
  ['platform line after a line break', `user: bob\r\n  start requestid: ${id} Version: 7`],
  ['platform line after a line break', `user: bob\u2028END RequestId: ${id}`],
  ['platform line after a line break', `${at}\t${id}\tINFO\tname\n${json('platform.start', { requestId: id })}`],
  ['begins like a platform line without its form', `END RequestId: ${id}\nINFO all is well`],
  ['begins like a platform line without its form', `START RequestId: ${id} Version: $LATEST\nEND RequestId: ${id}`],
  ['begins like a platform line without its form', ` END RequestId: ${id}`],
  ['begins like a platform line without its form', `end RequestId: ${id}`],
  ['begins like a platform line without its form', `\u001b[32mEND RequestId: ${id}\u001b[0m`],
  ['begins like a platform line without its form', `REPORT RequestId: ${id}\tDuration: 1e3 ms`],
  ['begins like a platform line without its form', `END RequestId: ${id.toUpperCase()}`],
  ['begins like a platform line without its form', `RequestId: ${id} Error: something else`],
  ['platform line behind the prefix of an application line', `${at}\t${id}\tINFO\tEND RequestId: ${id}`],
  ['platform line behind the prefix of an application line', `[INFO]\t${at}\t${id}\tSTART RequestId: ${id} Version: 3`],
  ['platform event inside an application log', `${at}\t${id}\tINFO\t${json('platform.report', { requestId: id })}`],
  ['platform event inside an application log', json('platform.start', { requestId: id }, { requestId: id })],
  ['platform event inside an application log', json('platform.start', { requestId: 'x' })],
  ['platform event inside an application log', json('platform.report', { requestId: id })],
  ['platform event inside an application log', json('platform.timeout', { requestId: id })],
  [
    'platform event inside an application log',
    JSON.stringify({ time: at, type: 'platform.spinDownStart', record: { a: 1 } }, null, 2),
  ],
  [
    'platform event inside an application log',
    JSON.stringify({ timestamp: at, level: 'INFO', requestId: id, message: json('platform.end', { requestId: id }) }),
  ],
  [
    'platform event inside an application log',
    JSON.stringify({ timestamp: at, level: 'INFO', requestId: id, message: `END RequestId: ${id}` }),
  ],
  [
    'platform line after a line break',
    JSON.stringify({ timestamp: at, level: 'INFO', requestId: id, message: `bob\nEND RequestId: ${id}` }),
  ],
  ['platform line of another version', `START RequestId: ${id} Version: 7`],
  [
    'platform line of another function',
    json('platform.initStart', { initializationType: 'x', functionName: 'billing' }),
  ],
  [
    'platform line of another account',
    json('platform.start', { requestId: id, functionArn: own.replace('111122223333', '999988887777') }),
  ],
  [
    'platform line of another region',
    `INIT_START Runtime Version: nodejs:24.v44\tRuntime Version ARN: ${arn.replace('eu-central-1', 'us-west-2')}`,
  ],
]

describe('an imitation of a platform line', () => {
  it.each(forged)('is an application line: %s', (forgery, message) => {
    const { action, line } = normalized(message)
    expect(action).toBe('function:log')
    expect(line.forged).toBe(forgery)
  })
  it('differs by its line breaks alone from a kind of platform event that is not known yet', () => {
    const message = JSON.stringify({ time: at, type: 'platform.spinDownStart', record: { a: 1 } })
    expect(normalized(message)).toMatchObject({ action: 'platform:spinDownStart', line: { fields: { a: 1 } } })
  })
  it('keeps the request that it names, for whoever knows the real ones', () => {
    expect(normalized(`START RequestId: ${id} Version: 7`).line).toMatchObject({ requestId: id, format: 'text' })
  })
  it.each([
    'Start requested by bob',
    'REPORT for May is ready',
    `${at}\t${id}\tINFO\tinvoked, RequestId: ${id}`,
    '{"type":"order.created","message":"ok"}',
    'line one\nline two',
  ])('is not seen in %s', (message) => {
    expect(normalized(message)).toMatchObject({ action: 'function:log' })
    expect(normalized(message).line.forged).toBeUndefined()
  })
})

const error = {
  errorType: 'TypeError',
  errorMessage: 'x is not a function',
  stack: ['TypeError: x', '    at a.js:1:2'],
}
const application: readonly (readonly [message: string, says: object, outcome?: string])[] = [
  [`${at}\t${id}\tINFO\thello\tthere\n`, { stated: at, requestId: id, level: 'INFO', message: 'hello\tthere' }],
  [`${at}\t${id}\tStatus is done\n`, { requestId: id, message: 'Status is done' }],
  [`${at}\tundefined\tERROR\tno`, { level: 'ERROR', message: 'no' }, 'failure'],
  [`${at}\t${id}\twarn\tfrom .NET`, { level: 'WARN', message: 'from .NET' }],
  [
    `${at}\t${id}\tERROR\tInvoke Error \t${JSON.stringify(error)}`,
    { level: 'ERROR', errorType: 'TypeError', errorMessage: 'x is not a function', fields: error },
    'failure',
  ],
  [`${at}\t${id}\tINFO\t{"order":{"id":7}}`, { fields: { order: { id: 7 } } }],
  [`[WARNING]\t${at}\t${id}\tlow disk\n`, { level: 'WARN', requestId: id, message: 'low disk' }],
  [
    '[ERROR] KeyError: \'user\'\nTraceback (most recent call last):\n  File "/var/task/app.py", line 3',
    { level: 'ERROR', errorType: 'KeyError', errorMessage: "'user'" },
    'failure',
  ],
  [
    `2026-06-01 12:00:00 ${id} FATAL Orders:42 - no database`,
    { level: 'FATAL', requestId: id, message: 'Orders:42 - no database' },
    'failure',
  ],
  [`I, [2026-06-01T12:00:00.123456 #8]  INFO ${id} -- : ruby`, { level: 'INFO', requestId: id, message: 'ruby' }],
  [
    JSON.stringify({ timestamp: at, level: 'ERROR', requestId: id, message: { errorType: 'E', errorMessage: 'm' } }),
    { level: 'ERROR', requestId: id, errorType: 'E', errorMessage: 'm', format: 'json' },
    'failure',
  ],
  [
    JSON.stringify({ level: 'ERROR', function_request_id: id, message: 'denied', xray_trace_id: '1-5' }),
    { level: 'ERROR', requestId: id, message: 'denied', traceId: '1-5' },
    'failure',
  ],
  ['{"level":30,"time":1780315200000,"msg":"pino"}', { level: 'INFO', message: 'pino', fields: { level: 30 } }],
  ['plain text', { message: 'plain text', format: 'text' }],
  ['', { message: '' }],
]

describe('an application line', () => {
  const cases = application.map(([message, says, outcome = 'success']) => ({ message, says, outcome }))
  it.each(cases)('$message is read', ({ message, says, outcome }) => {
    const activity = normalized(message)
    expect(activity).toMatchObject({ action: 'function:log', outcome })
    expect(activity.line).toMatchObject({ type: 'function.log', ...says })
  })
  it('is cut above 256 KiB, between characters, and says so', () => {
    const { log, message } = normalized(`\u{1F600}${'é'.repeat(200_000)}`).line
    expect(Buffer.byteLength(log.message)).toBeLessThanOrEqual(262_144)
    expect(log.message.endsWith('é')).toBe(true)
    expect(log.cutFrom).toBe(400_004)
    expect(message?.length).toBe(65_536)
  })
  it.each([
    ['too deep', `${'{"a":'.repeat(2000)}1${'}'.repeat(2000)}`],
    ['too long', JSON.stringify({ a: 'x'.repeat(70_000) })],
    ['a number that storage does not know', '{"a":1e999}'],
    ['broken', '{"a":1'],
  ])('that is JSON but %s stays text', (_, message) => {
    expect(normalized(message).line).toMatchObject({ format: 'text', message: expect.any(String) })
    expect(normalized(message).line.fields).toBeUndefined()
  })
})

describe('a guard line', () => {
  const report = { function: own, request: id, mode: 'observe', signals: [{ kind: 'sql', path: 'body.name' }] }
  const bare = JSON.stringify({ guard: report })
  it.each([
    ['bare', bare],
    ['behind the prefix of Node.js', `${at}\t${id}\tINFO\t${bare}\n`],
    ['as text in the JSON log format', JSON.stringify({ timestamp: at, level: 'INFO', requestId: id, message: bare })],
    [
      'as an object in the JSON log format',
      JSON.stringify({ timestamp: at, level: 'INFO', requestId: id, message: { guard: report } }),
    ],
  ])('is a signal %s', (_, message) => {
    expect(normalized(message)).toMatchObject({ action: 'guard:signal', outcome: 'success' })
    expect(normalized(message).line).toMatchObject({ guard: report, requestId: id, function: 'shop-orders' })
  })
  it.each([
    [
      'guard line of another function',
      JSON.stringify({ guard: { ...report, function: own.replace('orders', 'billing') } }),
    ],
    ['guard line of another request', `${at}\t${id.replace('7c', '8d')}\tINFO\t${bare}`],
  ])('is none in the wrong place: %s', (forgery, message) => {
    expect(normalized(message)).toMatchObject({ action: 'function:log', line: { forged: forgery } })
  })
  it.each([
    ['without signals', { guard: { ...report, signals: [] } }],
    ['with a signal of no kind', { guard: { ...report, signals: [{ path: 'a' }] } }],
    ['beside other fields', { guard: report, user: 'bob' }],
    ['that is no object', { guard: 'on' }],
  ])('is none %s', (_, value) => {
    expect(normalized(JSON.stringify(value)).action).toBe('function:log')
  })
})

describe('the function that wrote a line', () => {
  const line = 'hello'
  it('is known by its log group', () => {
    expect(normalized(line)).toMatchObject({
      source: 'aws.lambda-logs',
      account: '111122223333',
      region: 'eu-central-1',
      write: false,
      actor: { id: own, type: 'Function', name: 'shop-orders', account: '111122223333' },
      resources: [{ uid: own, type: 'AWS::Lambda::Function' }],
    })
  })
  it('is known by its stream in a group that functions share, whatever the group is called', () => {
    const logStream = '2026/06/01/billing[7]fedcba9876543210fedcba9876543210'
    expect(normalized(line, { logStream }).actor.name).toBe('billing')
    expect(normalized(line, { logStream, logGroup: '/shop/all' }).actor.name).toBe('billing')
  })
  it('keeps one id on all its lines while no host knows the region, even on the line that names it', () => {
    const { region: _, ...placeless } = event('')
    const actors = [line, `INIT_START Runtime Version: nodejs:24.v44\tRuntime Version ARN: ${arn}`].map(
      (message) => lambdaLogs.normalize({ ...placeless, message })[0]!,
    )
    expect(actors.map(({ actor }) => actor.id)).toEqual(Array(2).fill('function/111122223333/shop-orders'))
    expect(actors.map(({ region }) => region)).toEqual(['', 'eu-central-1'])
    expect(actors[1]!.resources).toEqual([{ uid: own, type: 'AWS::Lambda::Function' }])
  })
  it('lives in us-east-1 when it logs as a replica of Lambda@Edge', () => {
    expect(normalized(line, { logGroup: '/aws/lambda/us-east-1.viewer', region: 'eu-west-3' })).toMatchObject({
      region: 'eu-west-3',
      actor: { id: 'arn:aws:lambda:us-east-1:111122223333:function:viewer', name: 'viewer' },
    })
  })
  it.each([
    ['cn-north-1', 'aws-cn'],
    ['us-gov-west-1', 'aws-us-gov'],
  ])('has an ARN of its partition in %s', (region, partition) => {
    expect(normalized(line, { region }).actor.id).toBe(
      `arn:${partition}:lambda:${region}:111122223333:function:shop-orders`,
    )
  })
  it('is named by a platform event where neither group nor stream does', () => {
    const message = json('platform.initStart', { initializationType: 'on-demand', functionName: 'billing' })
    expect(normalized(message, { logGroup: 'g', logStream: 's' }).actor.name).toBe('billing')
  })
  it('is its log group where nothing names it', () => {
    expect(normalized(line, { logGroup: 'g', logStream: 's' })).toMatchObject({
      actor: { id: 'log-group/111122223333/g', type: 'Function', name: 'g' },
      resources: [{ uid: 'g', type: 'AWS::Logs::LogGroup' }],
    })
  })
  it('is where the subscription says that the log came from', () => {
    const extractedFields = { '@aws.account': '444455556666', '@aws.region': 'eu-west-1' }
    expect(normalized(line, { extractedFields })).toMatchObject({ account: '444455556666', region: 'eu-west-1' })
  })
})

describe('the source of Lambda logs', () => {
  it('takes the time that CloudWatch gives, not the one that a line states', () => {
    expect(normalized(`1999-01-01T00:00:00.000Z ${id} Task timed out after 3.00 seconds`).time).toBe(noon)
  })
  it('gives events of the same id in different streams different uids, and a redelivered one the same', () => {
    const other = '2026/06/01/[$LATEST]ffffffffffffffffffffffffffffffff'
    expect(normalized('a', { logStream: other }).uid).not.toBe(normalized('a').uid)
    expect(normalized('a').uid).toBe(normalized('a', { region: 'eu-west-1' }).uid)
  })
  it('claims log events and nothing else', () => {
    expect(lambdaLogs.claims(event('x'))).toBe(true)
    for (const value of [null, 'x', [], {}, { ...event('x'), message: [1] }, { ...event('x'), timestamp: '1' }])
      expect(lambdaLogs.claims(value)).toBe(false)
  })
  it.each<[string, unknown]>([
    ['nothing', undefined],
    ['a message that is no text', { ...event('x'), message: [1] }],
    ['an empty id', { ...event('x'), id: '' }],
    ['a timestamp that is no time', { ...event('x'), timestamp: Number.NaN }],
    ['a timestamp before 1970', { ...event('x'), timestamp: -1 }],
    ['an owner that is no account', { ...event('x'), owner: 'CloudwatchLogs' }],
    ['an endless stream name', { ...event('x'), logStream: 'x'.repeat(513) }],
  ])('refuses %s', (_, record) => {
    expect(() => lambdaLogs.normalize(record)).toThrow(InvalidRecord)
  })

  const hostile = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.json(),
    fc.stringMatching(
      /^(START|END|REPORT|RequestId:) RequestId: [0-9a-f-]{0,40}[ \t\r\n]?(Version: |Duration: )?.{0,20}$/s,
    ),
    fc
      .tuple(fc.string(), fc.constantFrom(...platform.flatMap(([, text, asJson]) => [text ?? '', asJson ?? ''])))
      .map(([before, line]) => `${before}${line}`),
    fc
      .tuple(fc.constantFrom(...platform.flatMap(([, text, asJson]) => [text ?? '', asJson ?? ''])), fc.string())
      .map(([line, after]) => `${line}${after}`),
  )
  it('makes exactly one storable activity of any text', () => {
    fc.assert(
      fc.property(hostile, (message) => {
        const activities = lambdaLogs.normalize(event(message))
        expect(activities).toHaveLength(1)
        expect(JSON.parse(JSON.stringify(activities))).toEqual(activities)
      }),
      { numRuns: 500 },
    )
  })
  it('takes no text for a platform line but one that begins like it and is nothing more', () => {
    const lines = platform.flatMap(([, text, asJson]) => [text, asJson].filter((line) => line !== undefined))
    const noise = fc.string({ unit: 'binary', minLength: 1 }).filter((text) => text.trim() !== '')
    fc.assert(
      fc.property(fc.constantFrom(...lines), noise, fc.constantFrom('\n', '\r\n', ' ', '\t', ''), (line, text, gap) => {
        expect(normalized(`${text}${gap}${line}`).action).not.toMatch(/^platform:/)
        expect(normalized(`${line.trimEnd()}\n${text.replace(/XRAY|Runtime|Extension/g, '')}`).action).not.toMatch(
          /^platform:/,
        )
      }),
      { numRuns: 500 },
    )
  })
  it('reads a megabyte of anything in linear time', () => {
    const started = performance.now()
    for (const part of [
      'REPORT RequestId:',
      '\n',
      '\t',
      '\u001b[',
      '{"a":',
      '{"type":"',
      'START ',
      ' ',
      '\n{',
      'A.',
      '1-',
    ])
      normalized(part.repeat(1_000_000 / part.length))
    expect(performance.now() - started).toBeLessThan(5_000)
  })
})
