import { ask } from './answer.ts'
import type { Context } from './context.ts'
import { imagePath } from './doorpath.ts'

/** Without a terminal and without `confirm` the engine says no. */
export async function removeImage({ client, terminal }: Context, name: string, confirm: string | undefined): Promise<void> {
  const given = confirm ?? (terminal.live ? await ask(`This takes ${name} away; its data goes to the shelf. Type its name`) : '')
  const answer = await client.send('DELETE', imagePath(name), { confirm: given })
  terminal.show(answer, () => `${name} is being removed. Its data goes to the shelf: berth shelf`)
}
