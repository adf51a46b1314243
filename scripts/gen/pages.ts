import { z } from 'zod'
import { AppMeta } from '../../src/model/app.ts'
import { catalogue } from '../../src/model/problems.ts'
import { ProjectFile } from '../../src/model/projectfile.ts'
import { Settings } from '../../src/engine/settings.ts'

const made = '<!-- Made by scripts/gen.ts from the source; change it there. -->\n'

/** Every page that is made from the source: its path below the project, and its text. */
export function generatedPages(): ReadonlyMap<string, string> {
  return new Map([
    ['docs/errors.md', errorsPage()],
    ['docs/settings.md', settingsPage()],
    ['docs/app_meta.schema.json', schemaPage(AppMeta)],
    ['docs/berth.schema.json', schemaPage(ProjectFile)],
  ])
}

function schemaPage(schema: z.ZodType): string {
  return JSON.stringify(z.toJSONSchema(schema, { io: 'input' }), null, 2) + '\n'
}

function errorsPage(): string {
  const rows = Object.entries(catalogue).map(([code, { status, message, fix }]) => `| <a id="${code}"></a>\`${code}\` | ${status} | ${cell(message)} | ${cell(fix)} |`)
  return `${made}\n# Problems\n\nEvery problem Berth tells of: a code that stays, a sentence, the next step. The API sends them as RFC 9457 \`application/problem+json\`.\n\n| code | status | what it says | what to do |\n| --- | --- | --- | --- |\n${rows.join('\n')}\n`
}

function settingsPage(): string {
  const { properties } = z.toJSONSchema(Settings, { io: 'input' }) as { properties: Record<string, { default?: unknown; description?: string }> }
  const rows = Object.entries(properties).map(([name, { default: value, description }]) => `| \`${name}\` | \`${JSON.stringify(value ?? defaultOf(name))}\` | ${cell(description ?? '')} |`)
  return `${made}\n# Settings\n\nBerth needs none. To change one, write it into \`settings.yaml\` in the data directory (\`/var/lib/berth\` for root, else \`~/.local/share/berth\`), or give \`BERTH_<NAME>\` in the environment, and start Berth again.\n\n| setting | when not given | what it means |\n| --- | --- | --- |\n${rows.join('\n')}\n`
}

/** Defaults that stand before a transformation are not in the schema. */
function defaultOf(name: string): unknown {
  const value: unknown = Settings.parse({})[name as keyof Settings]
  return typeof value === 'object' && value !== null && 'from' in value && 'to' in value ? `${String(value.from)}-${String(value.to)}` : value
}

function cell(text: string): string {
  return text.replaceAll('|', '\\|').replaceAll('\n', ' ')
}
