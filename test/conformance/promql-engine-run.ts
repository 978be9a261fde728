import type { ConformanceOutcome, ConformanceResult } from './conformance-result.ts';
import { atCases } from './promql-engine-at-cases.ts';
import { differenceOf } from './promql-engine-compare.ts';
import { type ExpectedText, isExpected, type ScriptExpectation } from './promql-engine-expect.ts';
import { HistogramNames } from './promql-engine-histograms.ts';
import {
  expectsHistogram,
  parseScript,
  type ScriptClear,
  type ScriptEval,
  type ScriptLoad,
} from './promql-engine-script.ts';
import type { LoadedSeries, SystemAnswer, SystemUnderTest } from './promql-engine-system.ts';
import { scriptFiles } from './script-files.ts';

const MINUTE_MS = 60_000;

/** Runs every script below a folder; one result for each evaluation. */
export async function runPromqlScripts(
  folder: string,
  system: SystemUnderTest,
): Promise<readonly ConformanceResult[]> {
  const results: ConformanceResult[] = [];
  for (const { name, text } of scriptFiles(folder)) {
    results.push(...(await runPromqlScript(name, text, system)));
  }
  return results;
}

/** Runs one script from an empty store. @param file what results are called */
export async function runPromqlScript(
  file: string,
  text: string,
  system: SystemUnderTest,
): Promise<readonly ConformanceResult[]> {
  const results: ConformanceResult[] = [];
  const histograms = new HistogramNames();
  const add = (line: number, name: string, outcome: ConformanceOutcome, message = '') =>
    results.push({ file, line, name, outcome, message });
  await system.clear();
  for (const command of parseScript(text)) {
    try {
      if (command.kind === 'fault') add(command.line, command.text, 'failed', command.message);
      else if (command.kind === 'eval') {
        const [outcome, message] = await outcomeOf(command, system, histograms);
        add(command.line, command.query, outcome, message);
      } else await prepare(command, system, histograms);
    } catch (thrown) {
      add(command.line, command.kind, 'failed', String(thrown));
    }
  }
  return results;
}

async function prepare(
  command: ScriptClear | ScriptLoad,
  system: SystemUnderTest,
  histograms: HistogramNames,
): Promise<void> {
  if (command.kind === 'clear') {
    histograms.clear();
    return system.clear();
  }
  histograms.note(command);
  return system.load(columnsOf(command));
}

async function outcomeOf(
  command: ScriptEval,
  system: SystemUnderTest,
  histograms: HistogramNames,
): Promise<readonly [ConformanceOutcome, string]> {
  const problem = await problemOf(command, system);
  if (problem === null) return ['passed', ''];
  const needs = expectsHistogram(command) || histograms.isReadBy(command.query);
  return needs ? ['unsupported', 'needs native histograms'] : ['failed', problem];
}

/** The samples of a `load` block. */
function columnsOf({ series, stepMs }: ScriptLoad): readonly LoadedSeries[] {
  return series.flatMap(({ labels, points }) => {
    const kept = points.flatMap((point, place) =>
      typeof point === 'number' || point === 'stale' ? [{ point, atMs: place * stepMs }] : [],
    );
    if (kept.length === 0) return [];
    return {
      labels,
      times: Float64Array.from(kept, ({ atMs }) => atMs),
      values: Float64Array.from(kept, ({ point }) => (point === 'stale' ? Number.NaN : point)),
      stale: Uint8Array.from(kept, ({ point }) => (point === 'stale' ? 1 : 0)),
    };
  });
}

/** Why an evaluation does not do what the script says; null where it does. */
async function problemOf(command: ScriptEval, system: SystemUnderTest): Promise<string | null> {
  const { query, startMs, endMs, stepMs } = command;
  if (command.isRange) {
    return judge(command, await system.range(query, startMs, endMs, stepMs));
  }
  const atMs = command.rangeVector?.endMs ?? startMs;
  const first = judge(command, await system.instant(query, atMs));
  if (first !== null || expectsFailure(command)) return first;
  for (const other of atCases(query, atMs)) {
    const problem = judge(command, await system.instant(other.query, other.atMs));
    if (problem !== null) return `${other.query} at ${other.atMs}: ${problem}`;
  }
  if (isOrdered(command) || command.rangeVector !== null || command.text !== null) return null;
  const range = await system.range(query, atMs - MINUTE_MS, atMs + MINUTE_MS, MINUTE_MS);
  const problem = judge(command, middleOf(range, command, atMs));
  return problem === null ? null : `as a range: ${problem}`;
}

/** What a range answer says of one instant, as an instant answer. */
function middleOf(answer: SystemAnswer, command: ScriptEval, atMs: number): SystemAnswer {
  if (answer.kind === 'failure' || answer.result.value.kind !== 'matrix') return answer;
  const here = answer.result.value.series.flatMap(({ labels, times, values }) => {
    const place = times.indexOf(atMs);
    return place < 0 ? [] : [{ labels, value: values[place] ?? 0 }];
  });
  const value =
    command.scalar === null
      ? {
          kind: 'vector' as const,
          atMs,
          series: here.map(({ labels }) => labels),
          values: Float64Array.from(here, ({ value: one }) => one),
        }
      : { kind: 'scalar' as const, atMs, value: here[0]?.value ?? Number.NaN };
  return { kind: 'result', result: { ...answer.result, value } };
}

function expectationsOf(
  { expectations }: ScriptEval,
  what: ScriptExpectation['what'],
): readonly ScriptExpectation[] {
  return expectations.filter((one) => one.what === what);
}

function expectsFailure(command: ScriptEval): boolean {
  return command.mode === 'fail' || expectationsOf(command, 'fail').length > 0;
}

function isOrdered(command: ScriptEval): boolean {
  return command.mode === 'ordered' || expectationsOf(command, 'ordered').length > 0;
}

function judge(command: ScriptEval, answer: SystemAnswer): string | null {
  if (expectsFailure(command)) {
    if (answer.kind === 'result') return 'expected a failure, got a result';
    const other = expectationsOf(command, 'fail').find(
      ({ text }) => !isExpected(text, answer.message),
    );
    return other === undefined ? null : `failed with another message: ${answer.message}`;
  }
  if (answer.kind === 'failure') return answer.message;
  const { value, warnings, infos } = answer.result;
  return (
    differenceOf(command, value, isOrdered(command)) ??
    notesProblem(command, 'warn', warnings) ??
    notesProblem(command, 'info', infos)
  );
}

/** In scripts of the older grammar a warning that is not announced is a failure. */
function notesProblem(
  command: ScriptEval,
  what: 'warn' | 'info',
  notes: readonly string[],
): string | null {
  const wanted = expectationsOf(command, what);
  const isForbidden = expectationsOf(command, what === 'warn' ? 'no_warn' : 'no_info').length > 0;
  const isUnannounced =
    what === 'warn' &&
    command.mode !== 'warn' &&
    command.mode !== 'ordered' &&
    command.expectations.length === 0;
  if (notes.length > 0 && (isForbidden || isUnannounced)) return `unexpected ${what}: ${notes[0]}`;
  if ((command.mode === what || wanted.length > 0) && notes.length === 0) return `no ${what}`;
  if (wanted.length === 0) return null;
  const unmet = wanted.find(({ text }) => !notes.some((note) => isNote(text, note)));
  if (unmet !== undefined) return `no such ${what} among: ${notes.join('; ')}`;
  const other = notes.find((note) => !wanted.some(({ text }) => isNote(text, note)));
  return other === undefined ? null : `unexpected ${what}: ${other}`;
}

/**
 * Prometheus's own suite sees notes without the place in the query; engines name it, and the query
 * plane takes it out again, since it counts in the rewritten query.
 */
function isNote(text: ExpectedText | null, note: string): boolean {
  const plain = withoutPlace(note);
  if (isExpected(text, note) || isExpected(text, plain)) return true;
  return text?.kind === 'message' && note === plain && withoutPlace(text.message) === note;
}

const withoutPlace = (note: string): string => note.replace(/ \(\d+:\d+\)$/, '');
