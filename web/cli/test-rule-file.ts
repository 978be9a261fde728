import { readFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { hasPassed } from '../../alerting/rules/testing/case-result.ts';
import type { TestedFile } from '../../alerting/rules/testing/junit-xml.ts';
import { type RuleFileGroup, readRuleFile } from '../../alerting/rules/testing/read-rule-file.ts';
import {
  readUnitTestFile,
  type UnitTestFile,
} from '../../alerting/rules/testing/read-unit-test-file.ts';
import { reportText } from '../../alerting/rules/testing/report-text.ts';
import { runUnitTest } from '../../alerting/rules/testing/run-unit-test.ts';
import { asError } from '../../platform/errors/app-error.ts';
import { findFiles } from './find-files.ts';

export interface FileReport {
  readonly isGood: boolean;
  /** For people, each line ended. */
  readonly text: string;
  readonly file: TestedFile;
}

/** Runs the tests of one file on the rule files that it names. What is wrong is in the report. */
export async function testFile(path: string): Promise<FileReport> {
  const content = readText(path);
  if (content.kind === 'failed') return unread(path, [content.message]);
  const reading = readUnitTestFile(content.text);
  if (reading.kind === 'refused') return unread(path, placed(path, reading.problems));
  const rules = readRules(reading.file, dirname(path));
  if (rules.problems.length > 0) return unread(path, rules.problems);
  const results = [];
  for (const test of reading.file.tests) {
    results.push(await runUnitTest(test, { file: reading.file, groups: rules.groups }));
  }
  const warnings = rules.warnings.map((line) => `  WARNING: ${line}\n`).join('');
  return {
    isGood: results.every(hasPassed),
    text: `${warnings}${reportText(results)}`,
    file: { path, problems: [], results },
  };
}

function unread(path: string, problems: readonly string[]): FileReport {
  const lines = ['  FAILED:', ...problems.map((problem) => `    ${problem}`)];
  const text = lines.map((line) => `${line}\n`).join('');
  return { isGood: false, text, file: { path, problems, results: [] } };
}

interface RulesOfTests {
  readonly groups: readonly RuleFileGroup[];
  readonly problems: readonly string[];
  readonly warnings: readonly string[];
}

function readRules({ ruleFiles }: UnitTestFile, folder: string): RulesOfTests {
  const groups: RuleFileGroup[] = [];
  const problems: string[] = [];
  const warnings: string[] = [];
  for (const pattern of ruleFiles) {
    const paths = findFiles(pattern, folder);
    if (paths.length === 0) warnings.push(`no file matches ${pattern}`);
    for (const path of paths) {
      const content = readText(path);
      if (content.kind === 'failed') {
        problems.push(content.message);
        continue;
      }
      const reading = readRuleFile(content.text);
      if (reading.kind === 'groups') groups.push(...reading.groups);
      else problems.push(...placed(path, reading.problems));
    }
  }
  return { groups, problems, warnings };
}

type Content =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'failed'; readonly message: string };

function readText(path: string): Content {
  try {
    return { kind: 'text', text: readFileSync(path, 'utf8') };
  } catch (thrown) {
    return { kind: 'failed', message: `${path} cannot be read: ${asError(thrown).message}` };
  }
}

function placed(
  path: string,
  problems: readonly { readonly line: number; readonly message: string }[],
): readonly string[] {
  return problems.map(({ line, message }) => `${path}:${line}: ${message}`);
}
