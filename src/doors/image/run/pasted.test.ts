import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { parse } from 'yaml'
import { ImageSettings } from '../../../model/image.ts'
import { Problem } from '../../../model/problem.ts'
import { letters, taken } from './flags.ts'
import { readPasted } from './pasted.ts'
import type { Pasted } from './pasted.ts'

describe('a docker run line', () => {
  it('as most are written', () => {
    const text = `$ sudo docker run -d --name my-app \\
      -p 127.0.0.1:8080:80 --restart=unless-stopped \\
      -e "GREETING=hello = world" -eMODE=fast -v my_data:/var/lib/app -m 512m --cpus=1.5 \\
      ghcr.io/someone/app:1.2 serve --port 80`
    assert.deepEqual(readPasted(text), {
      image: 'ghcr.io/someone/app:1.2',
      name: 'my-app',
      port: 80,
      env: { GREETING: 'hello = world', MODE: 'fast' },
      volumes: { 'my-data': '/var/lib/app' },
      memory: '512m',
      cpus: 1.5,
      command: ['serve', '--port', '80'],
      compose: null,
      notes: ['`-d` is left out: it runs by itself.', '`--restart` is left out: Berth starts it again by itself.'],
    })
  })

  const short: readonly (readonly [string, Partial<Pasted>])[] = [
    ['docker run nginx', { image: 'docker.io/library/nginx', port: null, volumes: null, command: null, name: null }],
    ['podman run --rm -it nginx sh -c "echo hi; ls"', { command: ['sh', '-c', 'echo hi; ls'] }],
    ['docker container run -dp 8080:3000 x/y', { port: 3000, image: 'docker.io/x/y' }],
    ['/usr/bin/docker create --publish=53:53/udp --expose 9000 x', { port: 9000 }],
    ['docker run -p 9000:9000 -p 443:8443 -p 80:8080 x', { port: 8080, notes: ['Visitors come to port 8080; nothing leads to 9000, 8443.'] }],
    ['docker run -p 6000-6005:6000-6005 x', { port: 6000 }],
    ['docker run -v /data -v /a/data x', { volumes: { data: '/a/data', 'data-2': '/data' } }],
    ['docker run --mount type=volume,src=db,dst=/var/lib/db,readonly --mount source=b,target=/b x', { volumes: { db: '/var/lib/db', b: '/b' } }],
    ['docker run -v /srv/photos:/photos x', { volumes: { photos: '/photos' }, notes: ['What lies in /srv/photos is not taken along: /photos begins empty, and is kept.'] }],
    ['docker run -v $PWD/files:/files -v /etc/localtime:/etc/localtime:ro x', { volumes: { files: '/files' } }],
    ['docker run -e TOKEN --network web x', { env: {}, notes: ['`--network` is left out: it has a network of its own.', 'TOKEN has no value in the line: set it where it is needed.'] }],
    ['docker run -m 1.5g x', { memory: '1536m' }],
    ['docker run -m 536870912 x', { memory: '512m' }],
    ['docker run --privileged=false x', { image: 'docker.io/library/x' }],
    ['docker run x --privileged -p 1:1', { command: ['--privileged', '-p', '1:1'], port: null }],
    ['docker run -- x y', { command: ['y'] }],
  ]
  for (const [text, expected] of short) {
    it(text, () => {
      const made = readPasted(text)
      for (const [key, value] of Object.entries(expected)) assert.deepEqual(made[key as keyof Pasted], value, key)
    })
  }

  it('what settings cannot say is said as a compose file, with the same volumes and limits', () => {
    const { compose } = readPasted(
      'docker run --user 1000:1000 --entrypoint /bin/tool -w /work --health-cmd "wget -q $HOST" --health-interval=5s --health-retries 3 --init -v d:/d -p 80:8080 -m 64m x:1 a \'$b\''.replace(
        '"wget -q $HOST"',
        "'wget -q $HOST'",
      ),
    )
    assert.deepEqual(parse(compose ?? ''), {
      services: {
        web: {
          image: 'docker.io/library/x:1',
          expose: ['8080'],
          command: ['a', '$$b'],
          volumes: ['d:/d'],
          mem_limit: '64m',
          entrypoint: ['/bin/tool'],
          user: '1000:1000',
          working_dir: '/work',
          init: true,
          healthcheck: { test: ['CMD-SHELL', 'wget -q $$HOST'], retries: 3, interval: '5s' },
        },
      },
      volumes: { d: null },
    })
  })

  const refused: readonly (readonly [string, RegExp])[] = [
    ['docker run --privileged x', /--privileged/],
    ['docker run --device /dev/sda x', /--device/],
    ['docker run --cap-add=SYS_ADMIN x', /--cap-add/],
    ['docker run --network host x', /--network host/],
    ['docker run --net=container:y x', /--net container:y/],
    ['docker run --env-file ./.env x', /--env-file/],
    ['docker run -v /var/run/docker.sock:/var/run/docker.sock x', /Docker itself/],
    ['docker run --mount type=bind,source=/run/docker.sock,target=/x y', /Docker itself/],
    ['docker run -v /:/host x', /belongs to the machine/],
    ['docker run -v /proc:/host/proc x', /belongs to the machine/],
    ['docker run -v ./nginx.conf:/etc/nginx/nginx.conf:ro x', /cannot be taken along/],
    ['docker run -v a:b x', /begins with \//],
    ['docker run -v a:/b -v c:/b/ x', /two mounts lie at \/b/],
    ['docker run --health-cmd true --health-retries many x', /--health-retries many/],
    ['docker run --mount type=npipe,source=a,target=/b x', /npipe/],
    ['docker run --pid host x', /--pid/],
    ['docker run --security-opt seccomp=unconfined x', /--security-opt/],
    ['docker run --no-such-flag x', /--no-such-flag/],
    ['docker run -Z x', /-Z/],
    ['docker run -p 80', /names no image/],
    ['docker run -p x:y z', /not a port/],
    ['docker run -p 99999 z', /not a port/],
    ['docker run -e 1A=b x', /1A/],
    ['docker run -e A=$PWD x', /\$PWD/],
    ['docker run -m many x', /--memory/],
    ['docker run --cpus 0 x', /--cpus/],
    ['docker run', /names no image/],
    ['docker ps', /begin with docker run/],
    ['rm -rf /', /begin with docker run/],
    ['', /begin with docker run/],
    ['docker run UPPER', /not the name of an image/],
    ['docker run x; rm y', /for a shell/],
  ]
  for (const [text, why] of refused) {
    it(`refused: ${text}`, () =>
      assert.throws(
        () => readPasted(text),
        (error: unknown) => error instanceof Problem && why.test(error.message),
      ))
  }

  it('one volume at two folders is kept apart, and that is said', () => {
    const { volumes, notes } = readPasted('docker run -v a:/b -v a:/c x')
    assert.deepEqual([volumes, notes], [{ a: '/b', c: '/c' }, ['a is there twice: what lies at /c is kept apart.']])
  })

  it('whatever options there are, in whatever order, nothing the line asks for of the machine is in what comes out', () => {
    const value = fc.oneof(fc.constantFrom('/', '/etc:/x', '80', '1g', 'a=b', 'host', '../..:/y', 'type=bind,src=/etc,dst=/e', 'v:/v'), fc.stringMatching(/^[\w:/=,.-]{1,12}$/))
    const option = fc
      .tuple(fc.constantFrom(...taken, ...Object.values(letters), 'privileged', 'device', 'cap-add'), value)
      .map(([name, text]) => (name.length === 1 ? `-${name} ${text}` : `--${name} ${text}`))
    fc.assert(
      fc.property(fc.array(option, { maxLength: 5 }), (options) => {
        const made = attempt(`docker run ${options.join(' ')} nginx`)
        if (!made) return
        ImageSettings.parse({ volumes: made.volumes ?? {}, ...(made.memory === null ? {} : { memory: made.memory }) })
        const { services } = parse(made.compose ?? 'services: {}') as { services: Record<string, Record<string, unknown>> }
        for (const name of ['privileged', 'devices', 'cap_add', 'network_mode', 'pid', 'env_file']) assert.equal(services['web']?.[name], undefined)
        assert.ok(Object.values(made.volumes ?? {}).every((folder) => folder.startsWith('/')))
      }),
      { numRuns: 500 },
    )
  })
})

function attempt(text: string): Pasted | undefined {
  try {
    return readPasted(text)
  } catch (error) {
    assert.ok(error instanceof Problem, String(error))
    return undefined
  }
}
