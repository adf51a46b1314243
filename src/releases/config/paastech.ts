import { z } from 'zod'
import { Problem } from '../../model/problem.ts'
import { InstanceName } from '../../model/names.ts'
import { EnvMap, ProjectFile } from '../../model/projectfile.ts'
import type { SourceText } from './sourcetext.ts'
import { parseYamlFile } from './yamlfile.ts'

/** Of a paastech.yaml what is no builder's business; names of variables stay as they are written. */
const Paastech = z.object({
  project: z.object({ name: z.string().nullish() }).nullish(),
  deploy: z.object({ env: EnvMap.nullish() }).nullish(),
})

/** A project's file from what PaaSTech has in its place. Throws `bad-project-file`. */
export function fromPaastech({ name: file, text }: SourceText): { readonly file: ProjectFile; readonly notes: readonly string[] } {
  const yaml = parseYamlFile(file, text, [['deploy', 'env']])
  const parsed = Paastech.safeParse(yaml.value ?? {})
  if (!parsed.success) {
    const [issue] = parsed.error.issues
    throw new Problem('bad-project-file', { file, where: yaml.where(issue?.path ?? []), reason: issue?.code === 'invalid_key' ? (issue.issues[0]?.message ?? '') : (issue?.message ?? '') })
  }
  const { project, deploy } = parsed.data
  const name = InstanceName.safeParse(project?.name)
  const odd = project?.name != null && !name.success ? [`The project's name in ${file} is no name here: ${name.error.issues[0]?.message ?? ''}`] : []
  return { file: ProjectFile.parse({ ...(name.success ? { name: name.data } : {}), env: deploy?.env ?? {} }), notes: [`Settings come from ${file}.`, ...odd] }
}
