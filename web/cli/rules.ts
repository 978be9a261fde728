import { writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { AppError } from '../../platform/errors/app-error.ts';
import type { Command } from './command.ts';

const OPTIONS = { junit: { type: 'string' } } as const;

/**
 * `tocsin rules test [--junit FILE] FILE…`: runs promtool's unit tests on our engine. Exit code 0
 * when all pass, 1 when one does not or a file cannot be read.
 */
export const command: Command = async (args) => {
  const [action, ...rest] = args;
  if (action !== 'test') {
    throw new AppError('invalid', 'tocsin rules test FILE… is what there is');
  }
  const { values, positionals } = parseArgs({
    args: rest,
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
};

function writeReport(path: string, text: string): void {
  try {
    writeFileSync(path, text);
  } catch (cause) {
    throw new AppError('invalid', `the report cannot be written to ${path}`, { cause });
  }
}
