import js from '@eslint/js'
import tseslint from 'typescript-eslint'

const ban = (...patterns) => ({ 'no-restricted-imports': ['error', { patterns }] })
const pure = { regex: '^(node:|@actions/|@octokit/)', message: 'core is pure: no Node, no runner, no GitHub' }
const stages = ['policy', 'discover', 'plan', 'render', 'compare', 'judge', 'promote', 'attribute', 'confirm', 'repair', 'backtest', 'report']

export default tseslint.config(
  { ignores: ['dist/', 'node_modules/', 'coverage/', '.cache/'] },
  js.configs.recommended,
  {
    files: ['src/**/*.ts', '__tests__/**/*.ts', 'bench/**/*.ts', 'fuzz/**/*.ts'],
    extends: [...tseslint.configs.recommendedTypeChecked],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      '@typescript-eslint/consistent-type-definitions': ['error', 'type'],
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_' }],
      eqeqeq: 'error',
      'max-lines': ['error', { max: 260, skipComments: true, skipBlankLines: true }]
    }
  },
  { files: ['__tests__/**/*.ts', 'fuzz/**/*.ts'], rules: { 'max-lines': 'off', '@typescript-eslint/no-unsafe-assignment': 'off', '@typescript-eslint/no-unsafe-member-access': 'off' } },
  { files: ['src/core/model/**'], rules: ban(pure, { regex: '^\\.\\./', message: 'the model imports nothing but itself' }) },
  ...stages.map((stage) => ({
    files: [`src/core/${stage}/**`],
    rules: ban(
      pure,
      { regex: `^\\.\\./(?!model/)`, message: 'a stage imports the model, not another stage' },
      { regex: '^\\.\\./\\.\\./', message: 'core imports nothing outside core' }
    )
  })),
  {
    files: ['src/edges/**'],
    rules: ban({ regex: 'core/(?!model/)', message: 'edges import the model only, and never decide' })
  },
  { files: ['scripts/**', '*.js', '*.mjs'], languageOptions: { globals: { console: 'readonly', process: 'readonly', URL: 'readonly' } } }
)
