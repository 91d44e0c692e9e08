import { begins, day, hour, minute, second } from './calendar.ts'
import { functionArn, tom } from './cast.ts'
import { chance } from './chance.ts'
import { type Chapter, moment } from './chapter.ts'
import { record, session } from './cloudtrail.ts'
import { changed, type Estate } from './config.ts'
import { people } from './people.ts'
import { services } from './services.ts'
import { federated, issued } from './sign-in.ts'

/** The two quiet weeks, and everything that goes on as quietly afterwards. One thing changes: a colleague labels a function by hand. */
export function quiet(estate: Estate): Chapter {
  const draw = chance('quiet')
  const time = begins + 8 * day + 14 * hour + 26 * minute + 9 * second
  const credentials = issued(draw, tom, time - 31 * minute)
  const label = record(draw, {
    time,
    identity: session(credentials),
    service: 'lambda',
    name: 'TagResource20170331v2',
    ip: tom.address,
    agent: tom.browser,
    write: true,
    request: { resource: functionArn('thumbnails'), tags: { owner: 'catalogue' } },
    console: true,
  })
  const before = estate.get('AWS::Lambda::Function/thumbnails')!
  const after = {
    ...before,
    tags: { ...before.tags, owner: 'catalogue' },
    supplementary: { ...before.supplementary, Tags: { app: 'paperkite', owner: 'catalogue' } },
  }
  const changes = [{ captured: time + 94 * second + 217, after, causes: [label.eventID] }]
  return {
    records: [...people(), ...services(), record(draw, federated(draw, tom, credentials)), label],
    changes,
    estate: changed(estate, after),
    moments: [
      moment('label', 'A developer labels a function by hand in the console; harmless.', { records: [label], changes }),
    ],
  }
}
