import { filesBelow } from '../building/files.ts'
import { join } from 'node:path'

/** The test files, those that share Docker or a browser apart: they run one after another. */
export interface TestFiles {
  readonly plain: readonly string[]
  readonly shared: readonly string[]
}

/** Test files below the project's folders; with `filters`, those whose path holds one of them. */
export function findTests(root: string, filters: readonly string[]): TestFiles {
  const all = ['src', 'test', 'scripts'].flatMap((folder) => filesBelow(join(root, folder)).map((file) => join(folder, file)))
  const tests = all.filter((file) => file.endsWith('.test.ts') && matches(file, filters)).sort()
  const isShared = (file: string): boolean => /\.(docker|browser)\.test\.ts$/.test(file)
  return { plain: tests.filter((file) => !isShared(file)), shared: tests.filter(isShared) }
}

function matches(file: string, filters: readonly string[]): boolean {
  return filters.length === 0 || filters.some((filter) => file.includes(filter))
}
