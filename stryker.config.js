// The mutation run over the modules that decide (`npm run mutation`): what lets a difference be, what lets an image in, the verdict.
export default {
  plugins: ['./scripts/mutation/runner.mjs'],
  testRunner: 'pure',
  coverageAnalysis: 'perTest',
  mutate: [
    'src/core/judge/*.ts',
    '!src/core/judge/{display,flux-variables}.ts',
    'src/core/promote/{decide,earlier-stays,entering,evidence,hindrance,identity,introduced,lookup,only-rollbacks,outcome,pinned-overlay}.ts',
    'src/core/promote/{reported,rung,situation,soak,stays,time-live}.ts',
    'src/core/model/{bound,environment,field-path,glob,image,image-place,value-at,verdict}.ts'
  ],
  ignorePatterns: ['**', '!src/**/*.ts', '!__tests__/{core,support}/**/*.ts', '!package.json'],
  // The sources are run without their types, which the mutants no longer fit.
  disableTypeChecks: false,
  concurrency: 1,
  timeoutMS: 60000,
  thresholds: { high: 95, low: 90, break: 85 },
  reporters: ['clear-text'],
  clearTextReporter: { logTests: false, reportTests: false },
  tempDirName: '.cache/stryker',
  warnings: { slow: false }
}
