/** Rows of the adversarial list (section 8 of the project's scoping reference). */
export const ROWS = 71;

/** Where a row is tested that is no attack on every route: a file, and words in it. */
export const ELSEWHERE: ReadonlyMap<number, readonly [file: string, words: string]> = new Map([
  [11, ['test/adversary/smuggling.data.ts', "'length and chunks'"]],
  [19, ['test/support/recording-upstream.ts', "const PREFIX = '/prefix'"]],
  [22, ['test/adversary/denied-paths.data.ts', 'DENIED_EVERYWHERE']],
  [
    44,
    [
      'test/acceptance/scoped-prometheus.test.ts',
      'evaluates queries in an empty scope over nothing',
    ],
  ],
  [45, ['queries/scope/enforce.test.ts', '10,000 long values']],
  [51, ['test/acceptance/scoped-backend-answers.test.ts', 'passes 422 with addresses removed']],
  [52, ['test/acceptance/scoped-backend-answers.test.ts', 'known warnings without positions']],
  [53, ['test/acceptance/scoped-backend-answers.test.ts', "'partial content', 206"]],
  [54, ['test/acceptance/scoped-lists.test.ts', 'shared ones by its alerts only']],
  [55, ['queries/proxy/filters/filter-metadata.test.ts', 'words of two tenants']],
  [57, ['test/acceptance/scoped-backend-answers.test.ts', "'a redirect', 302"]],
  [58, ['test/acceptance/scoped-backend-answers.test.ts', 'beyond the size limit']],
  [
    59,
    ['test/acceptance/adversary-prometheus-wire.test.ts', 'the same words of two tenants apart'],
  ],
  [60, ['queries/cache/range-key.test.ts', "['scope', { scopeKey: 'globex' }]"]],
  [61, ['queries/cache/range-key.test.ts', 'a border between parts']],
  [62, ['test/acceptance/scoped-limits.test.ts', 'when the token is revoked']],
  [63, ['test/acceptance/range-cache.test.ts', 'does not keep what a backend warns of']],
  [65, ['test/acceptance/loki-tail.test.ts', 'takes no token from URL or subprotocol']],
  [66, ['test/acceptance/loki-tail.test.ts', 'drops what clients send, and ends with 1009']],
  [67, ['test/acceptance/scoped-alertmanager.test.ts', 'says the same of it as of an unknown id']],
  [68, ['test/acceptance/scoped-alertmanager.test.ts', 'by a negative matcher']],
  [69, ['test/acceptance/scoped-alertmanager.test.ts', 'by a second set of matchers']],
  [70, ['test/acceptance/scoped-alertmanager.test.ts', 'by a quoted name']],
]);
