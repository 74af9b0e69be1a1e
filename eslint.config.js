// One linter for .ts and .vue. Formatting is Prettier's. Which room may import which is checked twice:
// tsc's project references (folders) and the import patterns below (rooms inside server/).
import { readdirSync } from 'node:fs'
import vue from 'eslint-plugin-vue'
import a11y from 'eslint-plugin-vuejs-accessibility'
import tseslint from 'typescript-eslint'

const clockless = [
  { object: 'Date', property: 'now', message: 'Take `now` as an argument.' },
  { object: 'Math', property: 'random', message: 'Take the random source as an argument.' },
  { object: 'performance', property: 'now', message: 'Take `now` as an argument.' },
]

const importsOnly = (allowed, message) => ({
  'no-restricted-imports': ['error', { patterns: [{ regex: `^(?!${allowed})`, message }] }],
})

const importsNever = (forbidden, message) => ({
  'no-restricted-imports': ['error', { patterns: [{ regex: forbidden, message }] }],
})

const pure = (allowed, message) => ({
  ...importsOnly(allowed, message),
  'no-restricted-properties': ['error', ...clockless],
  'no-restricted-syntax': [
    'error',
    {
      selector: 'NewExpression[callee.name="Date"][arguments.length=0]',
      message: 'Take `now` as an argument.',
    },
  ],
})

const adapters = readdirSync(new URL('server/adapters', import.meta.url))
const adapterRooms = adapters.map((name) => ({
  files: [`server/adapters/${name}/**/*.ts`],
  rules: importsNever(
    `(^|/)(${['app', 'main', 'config', ...adapters.filter((other) => other !== name).map((other) => `adapters/${other}`)].join('|')})\\.ts$|^(\\.\\./)+(${adapters.filter((other) => other !== name).join('|') || '-'})/`,
    'An adapter imports services, core and protocol; never another adapter, app, main or config.',
  ),
}))

export default tseslint.config(
  { ignores: ['dist', 'coverage', 'data', 'e2e/artefacts'] },
  tseslint.configs.recommended,
  // Only where components are: one of these rules asks for the type of every name it comes past.
  ...[...vue.configs['flat/essential'], ...a11y.configs['flat/recommended']].map((config) =>
    config.rules ? { ...config, files: config.files ?? ['display/**/*.{ts,vue}'] } : config,
  ),
  {
    files: ['**/*.{ts,vue}'],
    languageOptions: {
      parserOptions: {
        parser: tseslint.parser,
        projectService: true,
        extraFileExtensions: ['.vue'],
      },
    },
    rules: {
      '@typescript-eslint/no-floating-promises': 'error',
      '@typescript-eslint/switch-exhaustiveness-check': 'error',
      'max-lines': ['error', { max: 300, skipBlankLines: true, skipComments: true }],
      'max-lines-per-function': ['error', { max: 60, skipBlankLines: true, skipComments: true }],
    },
  },
  {
    files: ['**/*.test.ts', '**/*.contract.ts', 'e2e/**/*.ts', 'bench/**/*.ts'],
    rules: { 'max-lines-per-function': 'off' },
  },
  { files: ['**/*.test.ts', '**/*.contract.ts'], rules: { 'max-lines': 'off' } },
  {
    files: ['protocol/**/*.ts'],
    ignores: ['**/*.test.ts', 'protocol/check-rules.ts'],
    rules: pure(
      '\\./|\\.\\./[a-z-]+\\.ts$|zod$|zod/mini$',
      'protocol/ imports only itself and zod.',
    ),
  },
  {
    files: ['server/core/**/*.ts'],
    ignores: ['**/*.test.ts'],
    rules: pure(
      '(\\.\\./)*(\\./)?(?!.*(services|adapters|testing)/)[a-z.]|zod$|temporal-polyfill$',
      'server/core is pure: it imports only itself, protocol/, zod and the date library.',
    ),
  },
  {
    files: ['server/services/**/*.ts'],
    ignores: ['**/*.test.ts', '**/*.contract.ts'],
    rules: importsNever(
      'adapters/|/(app|main|config)\\.ts$|^(express|socket\\.io|redis|lmdb)',
      'A service imports core and protocol; what it needs from outside is a port.',
    ),
  },
  ...adapterRooms.map((room) => ({ ...room, ignores: ['**/*.test.ts', '**/*.contract.ts'] })),
  {
    files: ['display/src/**/*.{ts,vue}'],
    rules: {
      'no-console': 'error',
      ...importsNever('(^|/)server/', 'The display knows the protocol, never the server.'),
    },
  },
  {
    files: ['display/**/*.vue'],
    rules: {
      'vue/component-api-style': ['error', ['script-setup']],
      'vue/block-order': ['error', { order: ['script', 'template', 'style'] }],
      'vue/define-macros-order': 'error',
      'vue/no-undef-components': ['error', { ignorePatterns: ['RouterView', 'RouterLink'] }],
      'vue/no-v-html': 'error',
      'vue/require-explicit-emits': 'error',
      // Either ties a label to its field; a button inside a label would be part of its name.
      'vuejs-accessibility/label-has-for': ['error', { required: { some: ['nesting', 'id'] } }],
    },
  },
)
