import type { LogqlAsk } from '../../queries/logql/evaluate/evaluate.ts';
import type { ConformanceResult } from './conformance-result.ts';
import { difference } from './logql-engine-compare.ts';
import {
  type ExpectedLine,
  readScript,
  type ScriptAsk,
  type ScriptCommand,
} from './logql-engine-script.ts';
import { EngineSystem, type LogqlSystem, type SystemAnswer } from './logql-engine-system.ts';
import { UnsupportedCase } from './logql-engine-templates.ts';
import { scriptFiles } from './script-files.ts';

/** Runs all scripts below a folder, each from an empty store. */
export async function runLogqlScripts(
  folder: string,
  system: LogqlSystem = new EngineSystem(),
): Promise<readonly ConformanceResult[]> {
  const results: ConformanceResult[] = [];
  for (const { name, text } of scriptFiles(folder)) {
    results.push(...(await runLogqlScript(name, text, system)));
  }
  return results;
}

/** Runs one script on a system that is cleared first. @param file what results are called */
export async function runLogqlScript(
  file: string,
  text: string,
  system: LogqlSystem,
): Promise<readonly ConformanceResult[]> {
  const results: ConformanceResult[] = [];
  await system.clear();
  for (const command of readScript(text)) {
    const { line } = command;
    try {
      if (command.kind === 'clear') await system.clear();
      else if (command.kind === 'load') await system.load(command.entries);
      else {
        const outcome =
          command.kind === 'fault'
            ? ({ outcome: 'failed', message: command.message } as const)
            : await runEval(command, system);
        results.push({ file, line, name: command.text, ...outcome });
      }
    } catch (thrown) {
      const message = messageOf(thrown);
      results.push({ file, line, name: command.kind, outcome: 'failed', message });
    }
  }
  return results;
}

async function runEval(
  { ask, expected }: Extract<ScriptCommand, { kind: 'eval' }>,
  system: LogqlSystem,
): Promise<Pick<ConformanceResult, 'outcome' | 'message'>> {
  try {
    const isOfLines = expected.some(({ kind }) => kind === 'line');
    const answer = await system.ask(ask.query, isOfLines ? logsAsk(ask) : askOf(ask));
    const message =
      difference(ask, expected, answer) ?? (await rangeProblem(ask, expected, answer, system));
    return message === null ? { outcome: 'passed', message: '' } : { outcome: 'failed', message };
  } catch (error) {
    const outcome = error instanceof UnsupportedCase ? 'unsupported' : 'failed';
    return { outcome, message: messageOf(error) };
  }
}

/** What an instant gives, a range of that one step must give as well. */
async function rangeProblem(
  ask: ScriptAsk,
  expected: readonly ExpectedLine[],
  { kind }: SystemAnswer,
  system: LogqlSystem,
): Promise<string | null> {
  const isOrdered = expected.some((line) => line.kind === 'ordered');
  if (ask.kind !== 'instant' || isOrdered || (kind !== 'series' && kind !== 'scalar')) return null;
  const { timeNs, query } = ask;
  const span = { fromNs: timeNs, toNs: timeNs, stepNs: RANGE_STEP_NS };
  const range: ScriptAsk = { kind: 'range', ...span, query };
  const problem = difference(range, expected, await system.ask(query, askOf(range)));
  return problem === null ? null : `as a range: ${problem}`;
}

const RANGE_STEP_NS = 60_000_000_000n;

function askOf(ask: ScriptAsk): LogqlAsk {
  if (ask.kind === 'instant') return { kind: 'instant', timeNs: ask.timeNs };
  if (ask.kind === 'logs') return logsAsk(ask);
  const { fromNs, toNs, stepNs } = ask;
  return {
    kind: 'range',
    startNs: fromNs,
    endNs: toNs,
    stepNs,
    limit: 5_000,
    direction: 'forward',
    intervalNs: 0n,
  };
}

/** What an instant looks back for lines, in nanoseconds. */
const INSTANT_LOOK_BACK = 30_000_000_000n;

/** Lines may be expected of instants and ranges too: then oldest first. */
function logsAsk(ask: ScriptAsk): LogqlAsk {
  const stepNs = 1_000_000_000n;
  if (ask.kind === 'logs') {
    const { fromNs, toNs, limit, direction, intervalNs } = ask;
    return { kind: 'range', startNs: fromNs, endNs: toNs, stepNs, limit, direction, intervalNs };
  }
  const [startNs, endNs] =
    ask.kind === 'instant' ? [ask.timeNs - INSTANT_LOOK_BACK, ask.timeNs] : [ask.fromNs, ask.toNs];
  const more = { limit: 5_000, direction: 'forward', intervalNs: 0n } as const;
  return { kind: 'range', startNs, endNs, stepNs, ...more };
}

function messageOf(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
