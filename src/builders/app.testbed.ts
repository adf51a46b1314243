import { testImage } from '../docker/testimage.ts'
import { run } from '../kit/run.ts'

/** A container on a network of its own, that answers. */
export class App implements AsyncDisposable {
  readonly url: string
  readonly id: string
  readonly #network: string

  private constructor(url: string, id: string, network: string) {
    this.url = url
    this.id = id
    this.#network = network
  }

  static async open(network = `berth-test-${Math.random().toString(36).slice(2, 10)}`): Promise<App> {
    if (network !== 'bridge') await run(['docker', 'network', 'create', '--', network])
    const { out } = await run([
      'docker',
      'run',
      '--detach',
      '--network',
      network,
      '--',
      testImage,
      '/bin/busybox',
      'sh',
      '-c',
      'mkdir /w; echo hello from an app > /w/index.html; exec /bin/busybox httpd -f -p 80 -h /w',
    ])
    const id = out.trim()
    const address = (await run(['docker', 'inspect', '--format', '{{range .NetworkSettings.Networks}}{{.IPAddress}}{{end}}', '--', id])).out.trim()
    return new App(`http://${address}/`, id, network)
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await run(['docker', 'rm', '--force', '--', this.id])
    if (this.#network !== 'bridge') await run(['docker', 'network', 'rm', '--', this.#network])
  }
}
