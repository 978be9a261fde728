import { setImmediate } from 'node:timers/promises';
import type { RuleService } from '../../../alerting/rules/rule-service.ts';
import { importDashboardText } from '../../../dashboards/import/import-dashboard.ts';
import { askedMetrics } from '../../../dashboards/recordings/asked-metrics.ts';
import { boardMark } from '../../../dashboards/recordings/board-mark.ts';
import {
  type PlannedRecording,
  planRecordings,
} from '../../../dashboards/recordings/plan-recordings.ts';
import { readRecordings } from '../../../dashboards/recordings/read-recordings.ts';
import { recordingRule } from '../../../dashboards/recordings/recording-rule.ts';
import { AppError } from '../../../platform/errors/app-error.ts';
import type { Principal } from '../../../platform/tenancy/principal.ts';
import type { DashboardImportRecording } from '../../contract/dashboards.ts';
import { draftOf } from './rule-input.ts';

export interface ImportRecordingsOptions {
  readonly rules: Pick<RuleService, 'readable' | 'create'>;
  /** Names of the metrics that a principal has in a scope; null where they cannot be told. */
  readonly metricsOf: (principal: Principal, scope: string) => Promise<ReadonlySet<string> | null>;
  /** Where people reach the service. */
  readonly publicUrl: () => string;
}

/** Dashboards that were taken, or would be, and the rule files that came with them. */
export interface ImportedBoards {
  readonly principal: Principal;
  readonly owner: string;
  /** As it is named in addresses. */
  readonly scope: string;
  readonly boards: readonly { readonly uid: string; readonly source: string }[];
  readonly ruleFiles: readonly { readonly text: string }[];
  /** Otherwise it says what could be made. */
  readonly makes: boolean;
}

/** Of one import. */
const MOST_RULES = 500;

/**
 * The recording rules that imported dashboards need: which, and, where somebody wants them, made as that
 * person makes any rule, with their rights and quotas. What one of them is refused stops no other.
 */
export class ImportRecordings {
  readonly #options: ImportRecordingsOptions;

  constructor(options: ImportRecordingsOptions) {
    this.#options = options;
  }

  async of(imported: ImportedBoards): Promise<DashboardImportRecording[]> {
    const boards: { uid: string; metrics: readonly string[] }[] = [];
    for (const { uid, source } of imported.boards) {
      const read = importDashboardText(source);
      if (read.kind === 'imported')
        boards.push({ uid, metrics: askedMetrics(read.dashboard).metrics });
      // Between them it is the turn of others.
      await setImmediate();
    }
    const planned = await this.#plan(imported, boards);
    const done: DashboardImportRecording[] = [];
    for (const one of planned) done.push(await this.#make(one, imported, done.length));
    return done;
  }

  async #plan(
    { principal, owner, scope, ruleFiles }: ImportedBoards,
    boards: Parameters<typeof planRecordings>[0]['boards'],
  ): Promise<readonly PlannedRecording[]> {
    const { rules, metricsOf } = this.#options;
    const needs = {
      ...{ boards, present: null, ruled: new Set<string>() },
      given: ruleFiles.flatMap(({ text }) => readRecordings(text)),
    };
    // Who needs none is asked nothing more.
    if (planRecordings(needs).length === 0) return [];
    const present = await metricsOf(principal, scope);
    const ruled = new Set(recordedBy(rules, principal, owner));
    return planRecordings({ ...needs, present, ruled });
  }

  async #make(
    { record, boards, state, rules }: PlannedRecording,
    { principal, owner, scope, makes }: ImportedBoards,
    before: number,
  ): Promise<DashboardImportRecording> {
    const about = { record, boards: [...boards], rules: rules.length, message: '' };
    if (state !== 'missing' || !makes) return { ...about, outcome: state };
    if (before + rules.length > MOST_RULES) {
      const message = `One import makes at most ${MOST_RULES} rules.`;
      return { ...about, outcome: 'refused', message };
    }
    const mark = boardMark(this.#options.publicUrl(), boards[0] ?? '', scope);
    try {
      for (const rule of rules) {
        const draft = draftOf(recordingRule(rule, scope, mark));
        await this.#options.rules.create({ principal, owner, draft }, null);
      }
      return { ...about, outcome: 'made' };
    } catch (thrown) {
      if (!(thrown instanceof AppError)) throw thrown;
      return { ...about, outcome: 'refused', message: thrown.message };
    }
  }
}

/** Who may read no rules knows of none; whether they may make some is asked when they do. */
function recordedBy(
  rules: ImportRecordingsOptions['rules'],
  principal: Principal,
  owner: string,
): readonly string[] {
  try {
    return rules.readable(principal, owner).flatMap(({ record }) => record ?? []);
  } catch (thrown) {
    if (thrown instanceof AppError && thrown.kind === 'scope_denied') return [];
    throw thrown;
  }
}
