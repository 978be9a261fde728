import { printDurationMs } from '../../../platform/model/duration.ts';
import { labelsKey } from '../../../platform/model/labels.ts';
import { ruleNameOf } from '../manifests/rule-group.ts';
import type { CaseResult, UnitTestResult, Verdict } from './case-result.ts';
import { compareAlerts, compareSamples } from './compare-expected.ts';
import type { RuleFileGroup } from './read-rule-file.ts';
import type {
  AlertTest,
  ExprTest,
  InputSeries,
  UnitTest,
  UnitTestFile,
} from './read-unit-test-file.ts';
import { type TestEvaluation, TestQueries } from './test-queries.ts';
import { TestSeries } from './test-series.ts';
import { TestedRule } from './tested-rule.ts';

export interface UnitTestOptions {
  readonly file: Pick<UnitTestFile, 'evaluationIntervalMs' | 'groupOrder' | 'isFuzzy'>;
  /** Of all rule files, in their order. */
  readonly groups: readonly RuleFileGroup[];
  readonly evaluation?: TestEvaluation;
}

/**
 * Runs one test: evaluates all groups at every interval up to the last instant that is asked about,
 * and compares alerts as they are after the evaluation at or before the instant. Expressions are
 * asked at the end, over what was loaded and recorded up to the last evaluation. A rule that fails
 * ends the test. As promtool does; the intervals of the groups themselves play no role there.
 */
export async function runUnitTest(
  test: UnitTest,
  options: UnitTestOptions,
): Promise<UnitTestResult> {
  const run = new UnitTestRun(test, options);
  await run.evaluateAll();
  return run.result();
}

class UnitTestRun {
  readonly #test: UnitTest;
  readonly #options: UnitTestOptions;
  readonly #series = new TestSeries();
  readonly #queries: TestQueries;
  readonly #rules: readonly TestedRule[];
  readonly #input: readonly LoadingSeries[];
  readonly #verdicts = new Map<AlertTest | ExprTest, Verdict>();
  readonly #querying = new Set<string>();
  #errors: string[] = [];

  constructor(test: UnitTest, options: UnitTestOptions) {
    const { evaluationIntervalMs, groupOrder } = options.file;
    this.#test = test;
    this.#options = options;
    this.#queries = new TestQueries(this.#series, {
      defaultSubqueryStepMs: evaluationIntervalMs,
      ...options.evaluation,
    });
    const world = {
      series: this.#series,
      queries: this.#queries,
      externalLabels: test.externalLabels,
      externalUrl: test.externalUrl,
      onTemplateQuery: (alert: string) => void this.#querying.add(alert),
    };
    this.#rules = inOrder(options.groups, groupOrder).flatMap((group) =>
      group.rules.map((rule) => new TestedRule(rule, group, world)),
    );
    this.#input = loadingSeries(test.inputSeries);
  }

  async evaluateAll(): Promise<void> {
    const { alertTests, exprTests } = this.#test;
    const stepMs = this.#options.file.evaluationIntervalMs;
    const lastMs = Math.max(0, ...[...alertTests, ...exprTests].map((one) => one.evalTimeMs));
    for (let afterMs = 0; afterMs <= lastMs; afterMs += stepMs) {
      await this.#evaluate(afterMs);
      if (this.#errors.length > 0) return;
      for (const one of alertTests) {
        const isNow = one.evalTimeMs >= afterMs && one.evalTimeMs < afterMs + stepMs;
        if (isNow) this.#verdicts.set(one, compareAlerts(one.expected, this.#firing(one)));
      }
    }
    for (const one of exprTests) this.#verdicts.set(one, await this.#judgeExpr(one));
  }

  result(): UnitTestResult {
    const { name, line, alertTests, exprTests } = this.#test;
    return {
      name,
      line,
      errors: this.#errors,
      cases: [
        ...alertTests.map((one) => this.#caseOf('alert', one.alertname, one)),
        ...exprTests.map((one) => this.#caseOf('expr', one.expr, one)),
      ],
      queryingAlerts: [...this.#querying].sort(),
    };
  }

  async #evaluate(afterMs: number): Promise<void> {
    const fail = (what: string, message: string) =>
      this.#errors.push(`${what}, time: ${printDurationMs(afterMs)}, err: ${message}`);
    for (const input of this.#input) {
      const problem = this.#load(input, afterMs);
      if (problem !== null) fail(`series: ${input.labels.get('__name__') ?? '{}'}`, problem);
    }
    for (const rule of this.#rules) {
      const problem = await rule.evaluate(this.#test.startMs + afterMs);
      if (problem !== null) fail(`rule: ${ruleNameOf(rule.definition)}`, problem);
    }
  }

  /** Loads what comes up to an instant. */
  #load(input: LoadingSeries, afterMs: number): string | null {
    const { intervalMs, startMs } = this.#test;
    for (; input.next < input.points.length; input.next += 1) {
      const atMs = input.next * intervalMs;
      if (atMs > afterMs) break;
      const point = input.points[input.next];
      if (point === undefined || point === 'gap') continue;
      const problem = this.#series.append(input.labels, startMs + atMs, point);
      if (problem !== null) return problem;
    }
    return null;
  }

  #firing({ alertname }: AlertTest) {
    return this.#rules
      .filter(({ definition }) => definition.kind === 'alerting' && definition.alert === alertname)
      .flatMap((rule) => rule.firing());
  }

  async #judgeExpr({ expr, evalTimeMs, expected }: ExprTest): Promise<Verdict> {
    const result = await this.#queries.elements(expr, this.#test.startMs + evalTimeMs);
    if (result.kind === 'failed') return result;
    return compareSamples(expected, result.elements, this.#options.file.isFuzzy);
  }

  #caseOf(kind: CaseResult['kind'], subject: string, one: AlertTest | ExprTest): CaseResult {
    const { line, evalTimeMs } = one;
    const verdict = this.#verdicts.get(one) ?? { kind: 'not reached' };
    return { kind, subject, line, evalTimeMs, verdict };
  }
}

interface LoadingSeries extends InputSeries {
  /** The first point that is not loaded. */
  next: number;
}

/** Of two with the same labels the later one counts. */
function loadingSeries(series: readonly InputSeries[]): readonly LoadingSeries[] {
  const different = new Map(series.map((one) => [labelsKey(one.labels), one]));
  return [...different.values()].map((one) => ({ ...one, next: 0 }));
}

/** Groups that the order does not name are with its first, in the order of the files. */
function inOrder(
  groups: readonly RuleFileGroup[],
  order: readonly string[],
): readonly RuleFileGroup[] {
  const placeOf = ({ name }: RuleFileGroup) => Math.max(order.indexOf(name), 0);
  return groups.toSorted((a, b) => placeOf(a) - placeOf(b));
}
