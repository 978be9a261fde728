import { writeFileSync } from 'node:fs';
import { readOptions } from './conformance-options.ts';
import { hasFailed, reportJson, reportText } from './conformance-report.ts';
import { runSuites } from './conformance-run.ts';
import { suitesOf } from './conformance-suite.ts';

/**
 * `npm run conformance`, see README.md here. Prints a total for each file and what failed; ends with 1
 * where anything failed, with 2 where it could not be run as asked.
 */
try {
  const options = readOptions(process.argv.slice(2));
  const suites = await runSuites(suitesOf(options), options.through);
  for (const suite of suites) process.stdout.write(reportText(suite));
  if (options.json !== null) writeFileSync(options.json, reportJson(suites));
  process.exitCode = hasFailed(suites) ? 1 : 0;
} catch (thrown) {
  process.stderr.write(`conformance: ${thrown instanceof Error ? thrown.message : thrown}\n`);
  process.exitCode = 2;
}
