import { access, constants, lstat, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Builder, BuildRequest, Built, WorkTools } from '../builder.ts'
import { buildImage } from '../image.ts'
import { imageName } from '../imagename.ts'
import type { BuilderOptions } from '../options.ts'
import { bringImages } from './bring.ts'
import { readPlan } from './plan.ts'
import { recipeOf } from './recipe.ts'
import { recordCalls } from './sandbox.ts'

type Options = Pick<BuilderOptions, 'docker' | 'runscriptImage'>

const usualImage = 'debian:bookworm-slim'
/** Where the scripts themselves listen when nobody says otherwise. */
const usualPort = 8000
/** What the demo service's convention hands over its labels in: whoever reads it keeps to it. */
const mark = 'CANONICAL_WEBTEAM_RUN_SERVE_DOCKER_OPTS'
/** A script is not longer; bytes. */
const longest = 1_000_000

/**
 * The convention of Canonical's demo service: `./run serve --detach --port N` starts the site with Docker. The script is
 * run where there is no Docker and no network; of what it asks Docker for an image is built. `certain`: only where the
 * script shows that it keeps to the convention, which goes before files that buildpacks know; `likely`: any `./run` that
 * knows `serve`.
 */
export function runBuilder(options: Options, how: 'certain' | 'likely'): Builder {
  return {
    kind: 'run',
    looksFor: 'a ./run script that knows `serve`',
    detects: async (request) => await detects(request, how),
    build: async (request, tools) => await build(options, request, tools),
  }
}

async function detects({ folder }: BuildRequest, how: 'certain' | 'likely'): Promise<string | null> {
  const text = await scriptIn(folder)
  if (text === null) return null
  if (how === 'certain') return text.includes(mark) && knowsServe(text) ? 'there is a ./run of the demo service’s convention' : null
  return knowsServe(text) ? 'there is a ./run that knows serve' : null
}

/** A case of its own, or a function: `serve)`, `""|"serve")`, `serve() {`. */
const knows = /\bserve["']?\s*(?:\)|\||\(\s*\))/

function knowsServe(text: string): boolean {
  return text.startsWith('#!') && knows.test(text)
}

async function scriptIn(folder: string): Promise<string | null> {
  const path = join(folder, 'run')
  const found = await lstat(path).catch(() => undefined)
  if (!found?.isFile() || found.size > longest) return null
  return await access(path, constants.X_OK).then(
    async () => await readFile(path, 'utf8'),
    () => null,
  )
}

async function build({ docker, runscriptImage: image = usualImage }: Options, request: BuildRequest, tools: WorkTools): Promise<Built> {
  const port = request.file.port ?? usualPort
  const recorded = await recordCalls(docker, request, tools, { image, port })
  const plan = readPlan(recorded, port)
  for (const note of plan.notes) tools.log(note)
  const facts = await bringImages(
    docker,
    request,
    tools,
    [...plan.steps, plan.service].map((step) => step.image),
  )
  const text = recipeOf(plan, facts)
  tools.log(`What it asked Docker for, as a Dockerfile:`)
  for (const line of text.trimEnd().split('\n')) tools.log(`  ${line}`)
  const web = await buildImage(docker, request, tools, { name: imageName(request), context: request.folder, dockerfile: { text }, args: {}, whole: true })
  return { builder: 'run', images: { web: { ...web, exposed: [plan.service.port] } }, processes: {} }
}
