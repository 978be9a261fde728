/**
 * @typedef {import('./summary-reporter.mjs').Counts} Counts
 * @typedef {import('./summary-reporter.mjs').Summary} Summary
 */

/**
 * Prints a table by suite, every skipped test with its reason and every failed one, and as the
 * last line `N passed, N failed` (`, N skipped` when there were any).
 * @param {Summary} summary
 * @returns {number} the exit code: 1 when something failed or nothing ran
 */
export function printSummary(summary) {
  const total = { passed: 0, failed: 0, skipped: 0 };
  console.log('\nsuite            passed  failed skipped');
  for (const [suite, counts] of Object.entries(summary.suites)) {
    for (const key of /** @type {(keyof Counts)[]} */ (['passed', 'failed', 'skipped'])) {
      total[key] += counts[key];
    }
    const cells = [counts.passed, counts.failed, counts.skipped];
    console.log(suite.padEnd(16) + cells.map((cell) => String(cell).padStart(7)).join(' '));
  }
  for (const { suite, name, note } of groupSkipped(summary)) {
    console.log(`skipped: ${suite}: ${name} (${note})`);
  }
  for (const { suite, file, name, note } of summary.failed) {
    console.log(
      `failed: ${suite}: ${file} ${name}\n        ${note.split('\n').slice(0, 12).join('\n        ')}`,
    );
  }
  console.log('');
  const skipped = total.skipped > 0 ? `, ${total.skipped} skipped` : '';
  console.log(`${total.passed} passed, ${total.failed} failed${skipped}`);
  return total.failed > 0 || total.passed === 0 ? 1 : 0;
}

/**
 * One line for each skipped test, with the reason that its name may carry shown only once.
 * @param {Summary} summary
 */
function groupSkipped(summary) {
  return summary.skipped.map((test) => ({
    ...test,
    name: test.name.replace(/ \[needs [^\]]*\]/, ''),
  }));
}
