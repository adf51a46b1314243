import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { Problem } from '../../model/problem.ts'
import { readCalls } from './calls.ts'
import { readOptions } from './dockeroptions.ts'
import { readPlan } from './plan.ts'
import type { Plan } from './plan.ts'
import { recipeOf } from './recipe.ts'
import { refuseOld } from './version.ts'

const folder = '/srv/demos/shop'
const facts = { id: 'sha256:0', labels: {}, env: { LANG: 'C' }, exposed: [], entrypoint: [], command: ['sh'], workdir: '/', user: '' }
const dev = `run --rm --name x -v ${folder}:${folder} -w ${folder} -v etc:/etc -v cache:/root/.cache`
const serve = `${dev} -e PORT=8000 -p 8000:8000 -d dev:1 yarn run serve`

function planned(...calls: readonly string[]): Plan {
  return readPlan({ folder, files: new Map([[`${folder}/.env`, '# x\nSECRET_KEY=a b\nno\n']]), calls: calls.map((text) => ({ folder, words: text.split(' ') })) }, 8000)
}

function recipe(...calls: readonly string[]): string[] {
  const plan = planned(...calls)
  return recipeOf(plan, new Map([...plan.steps, plan.service].map(({ image }) => [image, { ...facts, entrypoint: image.startsWith('tool') ? ['/tool'] : [] }])))
    .trim()
    .split('\n')
}

function refusal(...calls: readonly string[]): string {
  try {
    planned(...calls)
  } catch (error) {
    if (error instanceof Problem && error.code === 'build-refused') return error.message
    throw error
  }
  return assert.fail('it was planned')
}

describe('options of docker run', () => {
  for (const [text, read, rest] of [
    ['-it --rm -p 80:80 img a -b', 'interactive=true tty=true rm=true publish=80:80', 'img a -b'],
    ['-dp8000:80 -eA=b=c --env=D= img', 'detach=true publish=8000:80 env=A=b=c env=D=', 'img'],
    ['--detach=false -d=true --init -- img', 'detach=false detach=true init=true', 'img'],
    ['--unknown x -Z y img', 'unknown=x Z=y', 'img'],
    ['--name', 'name=', ''],
  ] as const) {
    it(text, () => {
      const { options, rest: left } = readOptions(text.split(' '))
      assert.deepEqual([options.map(({ name, value }) => `${name}=${value}`).join(' '), left.join(' ')], [read, rest])
    })
  }
})

describe('what a script asked Docker for', () => {
  it('of one image is one stage: its steps one after the other, then what serves', () => {
    const lines = recipe('ps --all --quiet', 'volume inspect etc', `${dev} -e DEBUG=true -e LANG=de dev:1 yarn install`, 'run -v etc:/etc dev:1 find /usr', serve)
    assert.deepEqual(lines, [
      'FROM dev:1 AS step0',
      `COPY [".","${folder}"]`,
      `WORKDIR "${folder}"`,
      'ARG DEBUG="true"',
      'ENV LANG="de"',
      'RUN ["yarn","install"]',
      'WORKDIR "/"',
      'RUN ["find","/usr"]',
      `WORKDIR "${folder}"`,
      'ENV LANG="C"',
      'ENV PORT="8000"',
      'EXPOSE 8000',
      'CMD ["yarn","run","serve"]',
    ])
  })

  it('of several images is a stage for each: the project and the volumes go along', () => {
    const mount = `-v ${folder}:/app -w /app`
    const lines = recipe(`run ${mount} -v deps:/deps node:1 npm run build`, `run ${mount} -u 1000:1000 --env-file .env tool:1 go`, `run -d -v ${folder}/public:/www -v deps:/x -p 8000:80/tcp web:1`)
    assert.deepEqual(lines, [
      'FROM node:1 AS step0',
      'COPY [".","/app"]',
      'WORKDIR "/app"',
      'RUN ["npm","run","build"]',
      'FROM tool:1 AS step1',
      'COPY --from=step0 --chown=1000:1000 ["/app","/app"]',
      'WORKDIR "/app"',
      'USER "1000:1000"',
      'ARG SECRET_KEY="a b"',
      'RUN ["/tool","go"]',
      'FROM web:1 AS step2',
      'COPY --from=step1 ["/app/public","/www"]',
      'COPY --from=step0 ["/deps","/x"]',
      'EXPOSE 80',
    ])
  })

  it('takes labels and variables as they are, but none of Berth’s own', () => {
    const lines = recipe(`run -d -p 8000:8000 -l run.demo=True -l berth.instance=other -e A=$HOME"\\ --entrypoint /serve dev:1 x`)
    assert.deepEqual(lines, ['FROM dev:1 AS step0', 'ENV A="\\$HOME\\"\\\\"', 'LABEL "run.demo"="True"', 'EXPOSE 8000', 'ENTRYPOINT ["/serve"]', 'CMD ["x"]'])
  })

  it('lets bower be root, as the demo service does', () => {
    assert.ok(recipe(`${dev} dev:1 bower install --x`, serve).includes('RUN ["bower","install","--allow-root","--x"]'))
  })

  it('publishes one port to visitors: the one that was asked for', () => {
    assert.equal(planned(`run -d -p 9000:9000 -p 127.0.0.1:8000:3000 -p 53:53/udp dev:1`).service.port, 3000)
    assert.equal(planned(`run -d -p 3000 dev:1`).service.port, 3000)
  })

  for (const [what, call, says] of [
    ['the rights of the machine', 'run -d -p 8000:80 --privileged dev:1', /the rights of the machine \(--privileged\)/],
    ['Docker’s socket', 'run -d -p 8000:80 -v /var/run/docker.sock:/var/run/docker.sock dev:1', /the socket of Docker/],
    ['a folder of the machine', 'run -d -p 8000:80 -v /home/me:/x dev:1', /\/home\/me of the machine/],
    ['a folder beside the project', 'run -d -p 8000:80 -v ../other:/x dev:1', /\.\.\/other of the machine/],
    ['a folder of the machine, the long way', 'run -d -p 8000:80 --mount type=bind,src=/etc,dst=/x dev:1', /\/etc of the machine/],
    ['the network of the machine', 'run -d -p 8000:80 --network host dev:1', /the machine’s own network/],
    ['the network of another', 'run -d -p 8000:80 --net=container:db dev:1', /what another container has/],
    ['a device', 'run -d -p 8000:80 --device /dev/sda dev:1', /a device of the machine/],
    ['an image of its own', 'build -t x .', /an image of its own \(docker build\).*Dockerfile|an image of its own/],
    ['a compose file', '--log-level error compose up -d', /a compose file/],
    ['something in a running container', 'exec x rm -rf /', /`docker exec`/],
    ['a strange image', 'run -d -p 8000:80 $(x)', /an image that is called/],
    ['nothing that serves', 'run --rm dev:1 yarn build', /no container that publishes a port/],
  ] as const) {
    it(`${what} is refused in one sentence`, () => assert.match(refusal(call), says))
  }

  it('a database beside the site is refused, as it would have nowhere to be', () => {
    assert.match(refusal('run -d --name db postgres', serve), /postgres, which it leaves running beside the site/)
  })

  it('a value with a line break is refused: it would be another line of the Dockerfile', () => {
    const plan = readPlan({ folder, files: new Map(), calls: [{ folder, words: ['run', '-d', '-p', '80:80', '-l', 'a=b\nRUN evil', 'dev:1'] }] }, 80)
    assert.throws(() => recipeOf(plan, new Map([['dev:1', facts]])), { code: 'build-refused' })
  })
})

describe('the record', () => {
  it('is read as it was written, empty words and all', () => {
    assert.deepEqual(readCalls('2\0/a\0run\0\0' + '0\0/b\0'), [
      { folder: '/a', words: ['run', ''] },
      { folder: '/b', words: [] },
    ])
    assert.deepEqual(readCalls(''), [])
  })

  it('that somebody else wrote into is refused', () => {
    for (const text of ['x\0/a\0', '5\0/a\0run\0', '-1\0/a\0', '0\0/\0'.repeat(1001)]) assert.throws(() => readCalls(text), { code: 'build-refused' }, text.slice(0, 10))
  })
})

describe('the version of ./run', () => {
  it('is 2.0.0 or newer', () => {
    for (const said of ['Generated from generator-canonical-webteam@3.0.0\n', '2.0.0', ' x@2.1.0-rc.1 ']) refuseOld(said)
    for (const said of ['Generated from generator-canonical-webteam@1.1.0\n', '1.9.9']) assert.throws(() => refuseOld(said), /is of version 1\.[0-9.]+; 2\.0\.0 or newer is needed/)
    for (const said of [undefined, '', 'Usage: ./run', '2']) assert.throws(() => refuseOld(said), /does not say a version; 2\.0\.0 or newer is needed/)
  })
})
