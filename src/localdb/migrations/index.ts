import { instances } from './0001-instances.ts'
import { jobs } from './0002-jobs.ts'
import { access } from './0003-access.ts'
import { updates } from './0004-updates.ts'
import { tokenScope } from './0005-tokenscope.ts'
import { people } from './0006-people.ts'
import { jobLines } from './0007-joblines.ts'
import { inviters } from './0008-inviters.ts'
import { projects } from './0009-projects.ts'
import { previews } from './0010-previews.ts'

/** In order, each once, never edited after a release: the file's `user_version` says how many it has seen. */
export const migrations: readonly string[] = [instances, jobs, access, updates, tokenScope, people, jobLines, inviters, projects, previews]
