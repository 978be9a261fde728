import { type Labels, labelsKey, withoutLabels } from '../../../platform/model/labels.ts';
import { incidentLabels } from '../../intake/incident-labels.ts';
import { foundAlerts, type TextContext } from '../../ruler/found-alerts.ts';
import type { RuleElement } from '../../ruler/rule-elements.ts';
import { SEVERITY_LABEL } from '../alert-labels.ts';
import type { AlertingRule, RuleGroup } from '../manifests/rule-group.ts';
import type { GraphColumns } from './graph-values.ts';
import type { PastNotice } from './past-result.ts';
import { SimulatedAlert } from './simulated-alert.ts';

export interface AlertIdentityOptions {
  /** As it would be delivered: its labels are those that alerts bear. */
  readonly group: Pick<RuleGroup, 'rules'>;
  /** Of each level. */
  readonly severities: readonly string[];
  readonly texts: TextContext;
  readonly replicaLabels: ReadonlySet<string>;
}

const NO_TEXTS: Labels = new Map();
const ONLY_SEVERITY: ReadonlySet<string> = new Set([SEVERITY_LABEL]);
const SAYS_VALUE = /\{\{[^}]*(?:\$value|\.Value)\b/;
const MAX_PROBLEMS = 3;
const NO_ELEMENT: RuleElement = { labels: NO_TEXTS, value: 1 };

/** Which alert an element of the expression becomes, with the rule's labels as the evaluator makes them. */
export class AlertIdentities {
  readonly #options: AlertIdentityOptions;
  readonly #rule: AskedRule;
  readonly #known = new Map<string, SimulatedAlert>();
  readonly #problems = new Set<string>();

  constructor(options: AlertIdentityOptions) {
    this.#options = options;
    this.#rule = { ...alertingRule(options.group, 0), annotations: NO_TEXTS };
  }

  /**
   * @param alerts by their key; a new one is put in. Elements that become the same alert share it.
   */
  async alertOf(
    element: RuleElement,
    alerts: Map<string, SimulatedAlert>,
    columns: GraphColumns,
  ): Promise<SimulatedAlert> {
    const elementKey = labelsKey(element.labels);
    const known = this.#known.get(elementKey);
    if (known !== undefined) return known;
    const { severities, replicaLabels } = this.#options;
    const labels = await this.#labelsOf(element, this.#rule);
    const key = labelsKey(withoutLabels(labels, ONLY_SEVERITY));
    const identity = {
      key,
      elementLabels: element.labels,
      labels: incidentLabels(labels, replicaLabels),
      levelLabels: severities.map((severity) => new Map(labels).set(SEVERITY_LABEL, severity)),
    };
    const alert = alerts.get(key) ?? new SimulatedAlert(identity, columns);
    alerts.set(key, alert);
    this.#known.set(elementKey, alert);
    return alert;
  }

  /** The alert that there is no data; null where the rule has none. Its level is behind all others. */
  async noDataAlert(
    alerts: Map<string, SimulatedAlert>,
    columns: GraphColumns,
  ): Promise<SimulatedAlert | null> {
    const { severities, replicaLabels, group } = this.#options;
    const level = severities.length;
    if (group.rules.length <= level) return null;
    const rule = { ...alertingRule(group, level), annotations: NO_TEXTS };
    const labels = await this.#labelsOf(NO_ELEMENT, rule);
    const key = labelsKey(withoutLabels(labels, ONLY_SEVERITY));
    const identity = {
      key,
      elementLabels: NO_TEXTS,
      labels: incidentLabels(labels, replicaLabels),
      levelLabels: [...severities, ''].map(() => labels),
    };
    const alert = new SimulatedAlert(identity, columns);
    alerts.set(key, alert);
    return alert;
  }

  notices(): readonly PastNotice[] {
    const saysValue = [...this.#rule.labels.values()].some((text) => SAYS_VALUE.test(text));
    return [
      ...(saysValue ? [{ kind: 'value_in_labels' } as const] : []),
      ...[...this.#problems].map((message) => ({ kind: 'template_failed', message }) as const),
    ];
  }

  async #labelsOf(element: RuleElement, rule: AskedRule): Promise<Labels> {
    const made = await foundAlerts([element], rule, this.#options.texts);
    if (made.kind === 'failed') throw new TypeError(made.message);
    for (const problem of made.textProblems) {
      if (this.#problems.size < MAX_PROBLEMS) this.#problems.add(problem);
    }
    const [alert] = made.alerts.values();
    return alert?.labels ?? NO_TEXTS;
  }
}

type AskedRule = Parameters<typeof foundAlerts>[1];

/** A rule of the group as the evaluator takes it: those of the levels, then that of missing data. */
export function alertingRule({ rules }: Pick<RuleGroup, 'rules'>, index: number): AskedRule {
  const alerting = rules.flatMap((rule): AlertingRule[] => ('alert' in rule ? [rule] : []));
  const rule = alerting[index];
  if (rule === undefined) throw new TypeError(`a group without alerting rule ${index}`);
  return { ...rule, kind: 'alerting' };
}
