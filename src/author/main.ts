import { publishStore } from '../doors/store/publish.ts'
import { asProblem } from '../model/problem.ts'
import { checkFolder } from './check.ts'

/**
 * Tools for authors, a program of its own: `main.ts check <folder>` and `main.ts publish <from> <into>`.
 * What it has to say goes to its output, one JSON value a line; a problem goes to its errors.
 */
const [command = '', from = '', into = ''] = process.argv.slice(2)
const say = (value: unknown): boolean => process.stdout.write(JSON.stringify(value) + '\n')
const commands: Readonly<Record<string, () => Promise<void>>> = {
  check: async () => {
    for await (const checked of checkFolder(from)) say(checked)
  },
  publish: async () => void say(await publishStore(from, into, (line) => void say({ line }))),
}

try {
  const work = commands[command]
  if (!work) throw new Error(`there is no command ${command}`)
  await work()
} catch (error) {
  process.stderr.write(JSON.stringify(asProblem(error).body()) + '\n')
  process.exitCode = 1
}
