import { z } from 'zod'
import { nearest } from '../../kit/nearest.ts'
import { Problem } from '../../model/problem.ts'
import { ProjectFile } from '../../model/projectfile.ts'
import type { YamlFile } from './yamlfile.ts'

/** What a field that may be of several kinds takes, by its name at the top. */
const kinds: Readonly<Record<string, string>> = {
  release: 'write a command as a text or as a list of texts',
  processes: 'write a command as a text or as a list of texts',
  access: 'write public, devices, members, private or peer',
}

/** The first thing that is wrong with a project's file, with where it stands and what was meant perhaps. */
export function faultOf(file: string, issue: z.core.$ZodIssue | undefined, yaml: YamlFile): Problem {
  const path = issue?.path ?? []
  if (issue?.code !== 'unrecognized_keys') return new Problem('bad-project-file', { file, where: yaml.where(path), reason: reasonOf(issue) })
  const [key = ''] = issue.keys
  const [meant] = nearest(key, knownAt(path))
  return new Problem('bad-project-file', { file, where: yaml.where([...path, key]), reason: `there is no such setting${meant === undefined ? '' : `; is \`${meant}\` meant?`}` })
}

function reasonOf(issue: z.core.$ZodIssue | undefined): string {
  if (issue?.code === 'invalid_key') return issue.issues[0]?.message ?? issue.message
  if (issue?.code === 'invalid_union') return kinds[String(issue.path[0])] ?? 'it is of no kind that fits here'
  return issue?.message ?? 'not as expected'
}

interface Shape {
  readonly properties?: Readonly<Record<string, Shape>>
}

/** The settings there are at this place of the file. */
function knownAt(path: readonly PropertyKey[]): readonly string[] {
  const all: Shape = z.toJSONSchema(ProjectFile, { io: 'input' }) as Shape
  const at = path.reduce<Shape | undefined>((shape, name) => shape?.properties?.[String(name)], all)
  return Object.keys(at?.properties ?? {})
}
