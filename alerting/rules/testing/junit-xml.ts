import type { CaseResult, UnitTestResult } from './case-result.ts';
import { caseTitle, differenceLines } from './report-text.ts';

/** The results of one test file; `problems`: why nothing of it could be run. */
export interface TestedFile {
  readonly path: string;
  readonly problems: readonly string[];
  readonly results: readonly UnitTestResult[];
}

interface JunitCase {
  readonly name: string;
  readonly group: string;
  readonly failure: string | null;
}

/** The report that build servers read: a suite for each file, a case for each alert or expression. */
export function junitXml(files: readonly TestedFile[]): string {
  const suites = files.map(suiteOf);
  return `<?xml version="1.0" encoding="UTF-8"?>\n<testsuites>\n${suites.join('')}</testsuites>\n`;
}

function suiteOf({ path, problems, results }: TestedFile): string {
  const unread = problems.map((failure) => ({ name: 'readable', group: path, failure }));
  const cases: readonly JunitCase[] = [...unread, ...results.flatMap(casesOf)];
  const failures = cases.filter(({ failure }) => failure !== null).length;
  const counts = `tests="${cases.length}" failures="${failures}"`;
  const lines = cases.map(({ name, group, failure }) => {
    const head = `    <testcase classname="${escapeXml(group)}" name="${escapeXml(name)}"`;
    if (failure === null) return `${head}/>\n`;
    return `${head}>\n      <failure>${escapeXml(failure)}</failure>\n    </testcase>\n`;
  });
  return `  <testsuite name="${escapeXml(path)}" ${counts}>\n${lines.join('')}  </testsuite>\n`;
}

function casesOf({ name, line, errors, cases }: UnitTestResult): readonly JunitCase[] {
  const group = name === '' ? `test of line ${line}` : name;
  return [
    ...errors.map((failure) => ({ name: 'rules evaluate', group, failure })),
    ...cases.map((one) => ({ name: caseTitle(one), group, failure: failureOf(one) })),
  ];
}

function failureOf(one: CaseResult): string | null {
  if (one.verdict.kind === 'not reached') return 'not reached: a rule failed before';
  const lines = differenceLines(one);
  return lines.length === 0 ? null : lines.join('\n');
}

/** Control characters, which XML cannot hold, are shown as unknown. */
function escapeXml(text: string): string {
  return Array.from(text, (char) => {
    const isControl = char < ' ' && !'\t\n\r'.includes(char);
    return isControl ? '\ufffd' : (ENTITIES.get(char) ?? char);
  }).join('');
}

const ENTITIES: ReadonlyMap<string, string> = new Map([
  ['&', '&amp;'],
  ['<', '&lt;'],
  ['>', '&gt;'],
  ['"', '&quot;'],
]);
