import { ProjectFile } from '../../model/projectfile.ts'
import { faultOf } from './fault.ts'
import { fromPaastech } from './paastech.ts'
import { withProcfile } from './procfile.ts'
import { firstText } from './sourcetext.ts'
import type { SourceText } from './sourcetext.ts'
import { parseYamlFile } from './yamlfile.ts'

export interface ReadProjectFile {
  readonly file: ProjectFile
  /** For whoever pushed: where settings came from that are not in `berth.yaml`. */
  readonly notes: readonly string[]
}

/** Maps of variables: what stands there is text, also where YAML would read a number. */
const variables = [['env'], ['build', 'args'], ['build', 'env']]

/**
 * How a project's source wants to be built and run: `berth.yaml`, else what `paastech.yaml` says, else the defaults; the
 * processes of a Procfile where it names none. Throws `bad-project-file` with the path of the wrong field.
 */
export async function readProjectFile(folder: string): Promise<ReadProjectFile> {
  const { file, notes } = await readSettings(folder)
  const made = await withProcfile(folder, file)
  return { file: made.file, notes: [...notes, ...made.notes] }
}

async function readSettings(folder: string): Promise<ReadProjectFile> {
  const own = await firstText(folder, ['berth.yaml', 'berth.yml'])
  if (own) return { file: parseProjectFile(own), notes: [] }
  const other = await firstText(folder, ['paastech.yaml', 'paastech.yml'])
  return other ? fromPaastech(other) : { file: ProjectFile.parse({}), notes: [] }
}

/** Throws `bad-project-file`. */
export function parseProjectFile({ name, text }: SourceText): ProjectFile {
  const yaml = parseYamlFile(name, text, variables)
  const parsed = ProjectFile.safeParse(yaml.value ?? {})
  if (parsed.success) return parsed.data
  throw faultOf(name, parsed.error.issues[0], yaml)
}
