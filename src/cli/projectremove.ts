import { ask } from './answer.ts'
import type { Context } from './context.ts'
import { projectPath } from './projectpath.ts'

/** Without a terminal and without `confirm` the engine says no. */
export async function removeProject({ client, terminal }: Context, name: string, confirm: string | undefined): Promise<void> {
  const given = confirm ?? (terminal.live ? await ask(`This removes the project ${name} with its releases; data and repository go to the shelf. Type its name`) : '')
  const answer = await client.send('DELETE', projectPath(name), { confirm: given })
  terminal.show(answer, () => `${name} is being removed. Its data goes to the shelf: berth shelf`)
}
