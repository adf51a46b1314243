import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const page = fileURLToPath(new URL('../docs/apps.md', import.meta.url))

/** The files of the example in `docs/apps.md`, by their path; each stands under its name in bold. */
export async function exampleFiles(): Promise<ReadonlyMap<string, string>> {
  const text = await readFile(page, 'utf8')
  const found = text.matchAll(/^\*\*`([^`]+)`\*\*\n\n```\w+\n([^]*?)^```$/gm)
  return new Map([...found].map(([, name = '', content = '']) => [name, content]))
}

/** Writes the example below a folder, which is then a catalogue of one app. */
export async function writeExample(folder: string): Promise<void> {
  for (const [name, content] of await exampleFiles()) {
    await mkdir(dirname(join(folder, name)), { recursive: true })
    await writeFile(join(folder, name), content)
  }
}
