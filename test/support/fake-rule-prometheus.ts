import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import type { LoadedGroup, LoadedRule } from '../../alerting/sinks/loaded-rules.ts';
import type { PrometheusControl } from '../../alerting/sinks/prometheus-control.ts';
import { parseDurationMs } from '../../platform/model/duration.ts';

interface FileRule {
  readonly alert: string;
  readonly expr: string;
  readonly for: string;
  readonly keep_firing_for?: string;
  readonly labels?: Record<string, string>;
  readonly annotations?: Record<string, string>;
}
interface FileGroup {
  readonly name: string;
  readonly interval: string;
  readonly rules: readonly FileRule[];
}

/**
 * A Prometheus that loads the rule files of a folder when told, as the real one does: all or
 * nothing, the reason not told. It refuses files that hold `refuse_me`.
 */
export class FakeRulePrometheus implements PrometheusControl {
  isUp = true;
  /** Whether its configuration names the folder. */
  readsFolder = true;
  reloads = 0;
  evaluatedAtMs: number | null = 1;
  groups: readonly LoadedGroup[] = [];
  readonly #folder: string;

  constructor(folder: string) {
    this.#folder = folder;
  }

  async reload() {
    if (!this.isUp)
      return { kind: 'unreachable', message: 'Prometheus cannot be connected to' } as const;
    this.reloads += 1;
    const files = readdirSync(this.#folder, { withFileTypes: true })
      .filter((entry) => entry.isFile() && entry.name.endsWith('.yml'))
      .map((entry) => entry.name);
    const texts = files.map((name) => readFileSync(join(this.#folder, name), 'utf8'));
    if (texts.some((text) => text.includes('refuse_me'))) {
      return { kind: 'refused', message: 'failed to reload config: one or more errors' } as const;
    }
    const loaded = files.flatMap((name, index) => groupsOf(name, texts[index] ?? ''));
    this.groups = this.readsFolder ? loaded : [];
    return { kind: 'reloaded' } as const;
  }

  async rules() {
    if (!this.isUp)
      return { kind: 'unreachable', message: 'Prometheus cannot be connected to' } as const;
    const lastEvaluationAtMs = this.evaluatedAtMs;
    const groups = this.groups.map((group) => ({
      ...group,
      rules: group.rules.map((rule) => ({ ...rule, lastEvaluationAtMs })),
    }));
    return { kind: 'rules', groups } as const;
  }

  /** Expressions that run, by file name. */
  get running(): Readonly<Record<string, readonly string[]>> {
    return Object.fromEntries(
      this.groups.map((group) => [group.fileName, group.rules.map((rule) => rule.query)]),
    );
  }
}

function groupsOf(fileName: string, text: string): readonly LoadedGroup[] {
  const file = parse(text) as { groups: readonly FileGroup[] };
  return file.groups.map((group) => ({
    fileName,
    name: group.name,
    intervalMs: parseDurationMs(group.interval) ?? 0,
    rules: group.rules.map(loadedRule),
  }));
}

function loadedRule(rule: FileRule): LoadedRule {
  return {
    kind: 'alerting',
    name: rule.alert,
    query: rule.expr,
    forMs: rule.for === '0s' ? 0 : (parseDurationMs(rule.for) ?? -1),
    keepFiringForMs: parseDurationMs(rule.keep_firing_for ?? '0') ?? -1,
    labels: new Map(Object.entries(rule.labels ?? {})),
    annotations: new Map(Object.entries(rule.annotations ?? {})),
    health: 'ok',
    state: 'inactive',
    lastError: null,
    lastEvaluationAtMs: null,
  };
}
