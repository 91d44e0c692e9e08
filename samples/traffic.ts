import { begins, day, ends, hour, minute, second } from './calendar.ts'
import { lambdaAgent } from './cast.ts'
import { type Chance, chance } from './chance.ts'
import { fromFunction, type Invocation } from './invocations.ts'
import { thumbnailCalls } from './objects.ts'

/** The shop's ordinary business: customers by day and evening, few at night, more at weekends, and the report at two. */
export function traffic(): readonly Invocation[] {
  const days = Array.from({ length: Math.ceil((ends - begins) / day) }, (_, index) => begins + index * day)
  return days.flatMap((midnight) => [...customers(midnight), report(midnight)]).filter(({ time }) => time < ends)
}

/** Visits an hour, by hour of the day. */
const visits = [0.7, 0.5, 0.4, 0.4, 0.5, 1, 2, 2.6, 3, 3, 3.5, 4, 4, 3.5, 3, 3, 3.5, 4.5, 5, 5, 4.5, 3.5, 2.2, 1.3]

function customers(midnight: number): readonly Invocation[] {
  const draw = chance(`customers/${midnight}`)
  const weekend = [0, 6].includes(new Date(midnight).getUTCDay()) ? 1.25 : 1
  return visits
    .flatMap((rate, hours) => {
      const count = poisson(draw, rate * weekend)
      return Array.from({ length: count }, () => midnight + hours * hour + Math.floor(draw.next() * hour))
    })
    .sort((one, other) => one - other)
    .flatMap((time) => visit(draw, time))
}

/** A customer looks something up, orders, or uploads a picture to be printed; the latter two wake another function. */
function visit(draw: Chance, time: number): readonly Invocation[] {
  const ip = `192.0.2.${draw.int(100, 180)}`
  const kind = draw.next()
  if (kind < 0.32) return order(draw, time, ip)
  if (kind < 0.44) return upload(draw, time, `incoming/${draw.uuid()}.jpg`, ip)
  return [
    api(draw, time, {
      method: 'GET',
      path: draw.pick(['/products', '/products/kites', '/products/cards', '/orders']),
      status: 200,
      ip,
    }),
  ]
}

/** An order placed: the API queues it, the writer keeps it and tells the topic. */
export function order(draw: Chance, time: number, ip: string): readonly Invocation[] {
  const id = `PK-${draw.int(100_000, 999_999)}`
  return [
    api(draw, time, { method: 'POST', path: '/orders', status: 202, order: id, ip }),
    {
      function: 'orders-writer',
      time: time + draw.int(1_100, 2_900),
      duration: draw.int(4_000, 16_000) / 100,
      used: draw.int(88, 101),
      said: () => [
        { after: 4, level: 'INFO', message: `order ${id} received` },
        { after: 31, level: 'INFO', message: `order ${id} written, event published` },
      ],
    },
  ]
}

/** A picture uploaded: the API hands out an address for it, and its arrival in the bucket wakes `thumbnails`. */
function upload(draw: Chance, time: number, key: string, ip: string): readonly Invocation[] {
  const size = draw.int(180_000, 3_900_000)
  return [
    uploadAddress(draw, time, key, ip),
    {
      function: 'thumbnails',
      time: time + draw.int(3, 9) * second,
      duration: draw.int(110_000, 240_000) / 100,
      used: draw.int(180, 260),
      said: () => [
        { after: 12, level: 'INFO', message: `thumbnail of ${key}` },
        { after: 1_080, level: 'INFO', message: `thumbs/${key.slice('incoming/'.length)} written` },
      ],
      calls: (context) => thumbnailCalls(context, key, size),
    },
  ]
}

/** The API's part of an upload. */
export function uploadAddress(draw: Chance, time: number, key: string, ip: string): Invocation {
  return api(draw, time, { method: 'POST', path: '/uploads', status: 201, key, ip })
}

/** One request to the API, as its log line tells of it. */
export function api(
  draw: Chance,
  time: number,
  message: object,
  level: 'INFO' | 'WARN' | 'ERROR' = 'INFO',
): Invocation {
  return {
    function: 'orders-api',
    time,
    duration: draw.int(1_800, 9_500) / 100,
    used: draw.int(92, 106),
    said: () => [{ after: draw.int(5, 15), level, message }],
  }
}

function report(midnight: number): Invocation {
  const draw = chance(`report/${midnight}`)
  const orders = draw.int(18, 44)
  return {
    function: 'nightly-report',
    time: midnight + 2 * hour + draw.int(2, 40) * second,
    duration: draw.int(900_000, 1_400_000) / 100,
    used: draw.int(120, 150),
    said: () => [
      { after: 180, level: 'INFO', message: `report of ${new Date(midnight - minute).toISOString().slice(0, 10)}` },
      { after: 8_400, level: 'INFO', message: `${orders} orders, report written` },
    ],
    calls: (context) => [
      fromFunction(context, {
        time: context.time + 300,
        service: 'dynamodb',
        name: 'DescribeTable',
        agent: lambdaAgent('dynamodb'),
        request: { tableName: 'orders' },
      }),
    ],
  }
}

/** Knuth's way; the means here are small. */
function poisson(draw: Chance, mean: number): number {
  let count = 0
  for (let product = draw.next(); product > Math.exp(-mean); product *= draw.next()) count++
  return count
}
