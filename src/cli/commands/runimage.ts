import type { Command } from 'commander'
import { InvalidArgumentError, Option } from 'commander'
import { example, wholeNumber } from '../arguments.ts'
import type { Context } from '../context.ts'
import type { RegisterOptions } from '../registerbody.ts'

/** What an update may be, from nothing to everything. */
export const takes = ['never', 'ask', 'patch', 'minor', 'any'] as const

/** Any image by name. */
export function addRunImage(program: Command, context: () => Context): void {
  program
    .command('run [image]')
    .description('run a container image and keep it up to date; a whole docker run line in quotes will do too (to start an app that is here: berth start)')
    .option('--name <name>', 'its own name; that of the image, when not given')
    .option('--title <title>', 'what it is called in the console')
    .option('--port <port>', 'where it listens inside its container; what the image says, when not given', wholeNumber(1))
    .option('--env <variable>', 'NAME=value; of a NAME alone the value is asked for, or read from standard input; again for each', each)
    .option('--volume <volume>', 'name:/folder, a folder of the container that is kept; again for each; those of the image, when not given', each)
    .option('--access <who>', 'who may use it: public, devices, members, private, or names; private, when not given')
    .addOption(new Option('--policy <policy>', 'which newer versions it takes by itself').choices(takes))
    .option('--every <minutes>', 'minutes between looks at its registry', wholeNumber(1))
    .option('--hours <from-to>', 'hours in which it may be switched, as 2-5')
    .option('--memory <size>', 'the most memory it may have, as 512m')
    .option('--cpus <number>', 'the most processors it may have, as 1.5', positive)
    .option('--compose <file>', 'instead of an image: a compose file, - for standard input')
    .option('--line <file>', 'instead of an image: a file with a docker run line, - for standard input')
    .option('--no-wait', 'do not wait until it is here')
    .addHelpText(
      'after',
      example(
        'run ghcr.io/acme/wiki:1 --port 8080 --volume data:/data --access members',
        'run "docker run -p 8080:80 -e MODE=plain nginx:1" --policy minor',
        'run --compose docker-compose.yml --name shop',
      ),
    )
    .action(async (image: string | undefined, { wait, ...options }: RegisterOptions & { readonly wait: boolean }) => {
      const here = context()
      const { registerBody } = await import('../registerbody.ts')
      const { followImage, register } = await import('../registering.ts')
      await followImage(here, await register(here, await registerBody(here, image, options)), wait)
    })
}

/** Once for each value, so that the image may stand after them as people write it for Docker. */
function each(text: string, before: readonly string[] = []): readonly string[] {
  return [...before, text]
}

export function positive(text: string): number {
  const number = /^\d{1,3}(?:\.\d{1,3})?$/.test(text) ? Number(text) : 0
  if (number <= 0) throw new InvalidArgumentError('It must be a number such as 1.5.')
  return number
}
