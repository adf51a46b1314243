import type { Command } from 'commander'
import { Argument } from 'commander'
import type { ImageGuess, ImagePolicy, RegisteredImageView, Registering } from '../../model/image.ts'
import { Problem } from '../../model/problem.ts'
import type { ReleaseView } from '../../model/project.ts'
import { example, wholeNumber } from '../arguments.ts'
import type { Context } from '../context.ts'
import { imagePath } from '../doorpath.ts'
import { exits } from '../exits.ts'
import { checkWords, guessWords, imageFacts, imageTable, policyWords } from '../imagewords.ts'
import type { PolicyOptions } from '../registerbody.ts'
import type { VariableOptions } from '../variables.ts'
import { releaseTable } from './releases.ts'
import { positive, takes } from './runimage.ts'

interface SetOptions {
  readonly title?: string
  readonly image?: string
  readonly port?: number
  readonly memory?: string
  readonly cpus?: number
}

/** Registered images. */
export function addImages(program: Command, context: () => Context): void {
  const images = program
    .command('images')
    .description('container images that run here by name, and what is newer')
    .addHelpText('after', example('images', 'images check wiki', 'images policy wiki minor --hours 2-5'))
  addLooking(images, context)
  addUpdating(images, context)
  addChanging(images, context)
}

function addLooking(images: Command, context: () => Context): void {
  images
    .command('list', { isDefault: true })
    .description('which there are')
    .addHelpText('after', example('images list'))
    .action(async () => {
      const { client, terminal } = context()
      const found = await client.get<RegisteredImageView[]>('/api/images')
      terminal.show(found, () => (found.length === 0 ? 'There is none. Run one: berth run ghcr.io/acme/wiki:1' : imageTable(found)))
    })
  images
    .command('show <image>')
    .description('all about one, with the address that its registry may call')
    .addHelpText('after', example('images show wiki'))
    .action(async (name: string) => {
      const { client, terminal } = context()
      const view = await client.get<RegisteredImageView>(imagePath(name))
      terminal.show(view, () => imageFacts(view))
    })
  images
    .command('look [reference]')
    .description('what an image says of itself, before it is fetched')
    .option('--compose <file>', 'instead: of a compose file, - for standard input')
    .option('--line <file>', 'instead: of a docker run line in a file, - for standard input')
    .addHelpText('after', example('images look ghcr.io/acme/wiki:1', 'images look --compose docker-compose.yml'))
    .action(async (image: string | undefined, options: { compose?: string; line?: string }) => {
      const { client, terminal } = context()
      const { sourceOf } = await import('../registerbody.ts')
      const guess = await client.send<ImageGuess>('POST', '/api/images/look', await sourceOf(image, options))
      terminal.show(guess, () => guessWords(guess))
    })
  images
    .command('releases <image>')
    .description('its versions: what serves, and what can be gone back to')
    .addHelpText('after', example('images releases wiki'))
    .action(async (name: string) => {
      const { client, terminal } = context()
      const releases = await client.get<ReleaseView[]>(imagePath(name, '/releases'))
      terminal.show(releases, () => (releases.length === 0 ? `${name} has no release yet.` : releaseTable(releases)))
    })
}

function addUpdating(images: Command, context: () => Context): void {
  images
    .command('check <image>')
    .description('look at its registry now')
    .addHelpText('after', example('images check wiki'))
    .action(async (name: string) => {
      const { client, terminal } = context()
      const view = await client.send<RegisteredImageView>('POST', imagePath(name, '/check'))
      if (view.cause) process.exitCode = exits.failed
      terminal.show(view, () => checkWords(view))
    })
  images
    .command('take <image>')
    .description('take what is newer now, whatever its policy says; back by itself when it does not run')
    .option('--no-wait', 'do not wait until it is here')
    .addHelpText('after', example('images take wiki'))
    .action(async (name: string, { wait }: { wait: boolean }) => {
      const here = context()
      const { followImage } = await import('../registering.ts')
      await followImage(here, await here.client.send<Registering>('POST', imagePath(name, '/take')), wait)
    })
  images
    .command('rollback <image> [release]')
    .description('go back to a release, the one before when none is named; its data stays as it is')
    .addHelpText('after', example('images rollback wiki', 'images rollback wiki 3'))
    .action(async (name: string, release: string | undefined) => {
      const { client, terminal } = context()
      if (release !== undefined && !/^[1-9]\d{0,8}$/.test(release)) throw new Problem('invalid', { where: 'release', reason: `give its number; \`berth images releases ${name}\` lists them` })
      const made = await client.send<{ release: number }>('POST', imagePath(name, '/rollback'), release === undefined ? {} : { release: Number(release) })
      terminal.show(made, () => `${name} goes back, as release ${made.release}.`)
    })
  images
    .command('policy <image>')
    .addArgument(new Argument('<policy>', 'which newer versions it takes by itself').choices(takes))
    .description('which newer versions it takes by itself, and when')
    .option('--every <minutes>', 'minutes between looks at its registry', wholeNumber(1))
    .option('--hours <from-to>', 'hours in which it may be switched, as 2-5; 0-0 is the whole day')
    .addHelpText('after', example('images policy wiki minor --hours 2-5', 'images policy wiki never'))
    .action(async (name: string, take: ImagePolicy['take'], options: PolicyOptions) => {
      const { client, terminal } = context()
      const { scheduleOf } = await import('../registerbody.ts')
      const { policy } = await client.get<RegisteredImageView>(imagePath(name))
      const view = await client.send<RegisteredImageView>('PATCH', imagePath(name), { policy: { ...policy, take, ...scheduleOf(options) } })
      terminal.show(view, () => `${name} takes: ${policyWords(view.policy)}`)
    })
}

function addChanging(images: Command, context: () => Context): void {
  images
    .command('set <image>')
    .description('change what it is; a change of the image or of its limits makes a new release')
    .option('--title <title>', 'what it is called in the console')
    .option('--image <image>', 'another image or tag')
    .option('--port <port>', 'where it listens inside its container', wholeNumber(1))
    .option('--memory <size>', 'the most memory it may have, as 512m')
    .option('--cpus <number>', 'the most processors it may have, as 1.5', positive)
    .addHelpText('after', example('images set wiki --image ghcr.io/acme/wiki:2', 'images set wiki --memory 512m'))
    .action(async (name: string, options: SetOptions) => {
      const { client, terminal } = context()
      if (Object.keys(options).length === 0) throw new Problem('invalid', { where: 'images set', reason: 'nothing was given to change' })
      const view = await client.send<RegisteredImageView>('PATCH', imagePath(name), { ...options })
      terminal.show(view, () => imageFacts(view))
    })
  images
    .command('env <image> [variable...]')
    .description('its variables: shows them; NAME=value sets one, and of a NAME alone the value is asked for')
    .option('--unset <name...>', 'remove these')
    .option('--reveal', 'show the values too')
    .option('--later', 'keep the change for the next release instead of making one now')
    .addHelpText('after', example('images env wiki', 'images env wiki MODE=plain', 'images env wiki API_KEY <key.txt'))
    .action(async (name: string, variables: string[], options: VariableOptions & { later?: boolean }) => {
      const { showOrChange } = await import('../variables.ts')
      await showOrChange(context(), imagePath(name, '/env'), variables, options)
    })
  images
    .command('rm <image>')
    .description('take it away; its data is kept on the shelf')
    .option('--confirm <name>', 'the exact name of what is removed')
    .addHelpText('after', example('images rm wiki --confirm wiki'))
    .action(async (name: string, { confirm }: { confirm?: string }) => {
      const { removeImage } = await import('../imageremove.ts')
      await removeImage(context(), name, confirm)
    })
}
