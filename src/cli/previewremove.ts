import { consents } from './answer.ts'
import type { Context } from './context.ts'
import { previewPath } from './doorpath.ts'

/** With all its data. Throws `invalid` where nobody can be asked and nobody has agreed. */
export async function removePreview({ client, terminal }: Context, name: string, yes: boolean | undefined): Promise<void> {
  if (!(await consents(terminal, yes, `Remove ${name} with all its data? It comes back, empty, with the next commit.`))) return
  const answer = await client.send('DELETE', previewPath(name))
  terminal.show(answer, () => `${name} is being removed with its data.`)
}
