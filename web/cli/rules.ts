import { writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { AppError } from '../../platform/errors/app-error.ts';
import type { Command } from './command.ts';

const OPTIONS = { junit: { type: 'string' } } as const;

/**
 * `tocsin rules test`, `lint`, `import` and `export`; the last two ask a running service. Exit code 0 when all is well, 1 when something is not or
 * a file cannot be read.
 */
export const command: Command = async (args) => {
  const [action, ...rest] = args;
  if (action === 'test') return test(rest);
  if (action === 'lint') return lint(rest);
  if (action === 'import') return (await import('./exchange-rules.ts')).importFile(rest);
  if (action === 'export') return (await import('./exchange-rules.ts')).exportRules(rest);
  throw new AppError('invalid', 'there are tocsin rules test, lint, import and export');
};

/** `lint FILE…`: what is wrong with rules of Prometheus, Loki and their operators; warnings are no failure. */
async function lint(args: readonly string[]): Promise<number> {
  const { positionals } = parseArgs({ args: [...args], options: {}, allowPositionals: true });
  if (positionals.length === 0) {
    throw new AppError('invalid', 'name one or more files of rules: tocsin rules lint FILE…');
  }
  const { lintFile } = await import('./lint-rule-file.ts');
  const reports = positionals.map(lintFile);
  for (const { text } of reports) process.stdout.write(text);
  return reports.every(({ isGood }) => isGood) ? 0 : 1;
}

/** `test [--junit FILE] FILE…`: runs promtool's unit tests on our engine. */
async function test(args: readonly string[]): Promise<number> {
  const { values, positionals } = parseArgs({
    args: [...args],
    options: OPTIONS,
    allowPositionals: true,
  });
  if (positionals.length === 0) {
    throw new AppError('invalid', 'name one or more files of tests: tocsin rules test FILE…');
  }
  const { testFile } = await import('./test-rule-file.ts');
  const tested = [];
  for (const path of positionals) {
    const { isGood, text, file } = await testFile(path);
    process.stdout.write(`Unit Testing:  ${path}\n${text}\n`);
    tested.push({ isGood, file });
  }
  if (values.junit !== undefined) {
    const { junitXml } = await import('../../alerting/rules/testing/junit-xml.ts');
    writeReport(values.junit, junitXml(tested.map(({ file }) => file)));
  }
  return tested.every(({ isGood }) => isGood) ? 0 : 1;
}

function writeReport(path: string, text: string): void {
  try {
    writeFileSync(path, text);
  } catch (cause) {
    throw new AppError('invalid', `the report cannot be written to ${path}`, { cause });
  }
}
