import svelte from 'eslint-plugin-svelte'
import { defineConfig } from 'eslint/config'
import tseslint from 'typescript-eslint'

/** Files that are the outer skin of a process: they may talk to the terminal. */
const skins = ['src/**/main.ts', 'src/cli/**', 'scripts/**', 'bench/**', '*.config.js', 'src/console/**']

export default defineConfig(
  { ignores: ['build/', 'node_modules/', 'starter/'] },
  {
    files: ['**/*.ts'],
    ignores: ['src/console/**'],
    extends: [tseslint.configs.strictTypeChecked],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/no-confusing-void-expression': 'off',
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true, allowBoolean: true }],
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
      '@typescript-eslint/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],
      '@typescript-eslint/consistent-type-assertions': ['error', { assertionStyle: 'as', objectLiteralTypeAssertions: 'never' }],
      '@typescript-eslint/require-await': 'off',
      // Promise.withResolvers<void>() and a loop's optional answer are what they look like
      '@typescript-eslint/no-invalid-void-type': 'off',
      // dockerode types its streams by interface, and they are streams
      '@typescript-eslint/no-unsafe-class-instance-assignment': 'off',
      'max-depth': ['error', 2],
      'max-lines': ['error', { max: 300, skipBlankLines: false, skipComments: false }],
      'no-console': 'error',
    },
  },
  {
    files: ['**/*.test.ts', '**/*.contract.ts', 'test/**/*.ts'],
    ignores: ['src/console/**'],
    rules: {
      // node:test's describe and it return promises that nobody needs to wait for
      '@typescript-eslint/no-floating-promises': ['error', { allowForKnownSafeCalls: [{ from: 'package', package: 'node:test', name: ['describe', 'it', 'test', 'suite'] }] }],
    },
  },
  { files: ['src/console/**/*.ts'], ignores: ['**/*.svelte.ts'], languageOptions: { parser: tseslint.parser } },
  {
    files: ['src/console/**/*.svelte', 'src/console/**/*.svelte.ts'],
    extends: [svelte.configs.recommended],
    languageOptions: { parserOptions: { parser: tseslint.parser, extraFileExtensions: ['.svelte'] } },
  },
  { files: skins, rules: { 'no-console': 'off' } },
)
