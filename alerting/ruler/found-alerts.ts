import { setImmediate as letOthersRun } from 'node:timers/promises';
import { asError } from '../../platform/errors/app-error.ts';
import { type Labels, labelsFrom, labelsKey } from '../../platform/model/labels.ts';
import type { AlertingRule } from '../rules/manifests/rule-group.ts';
import type { FoundAlert } from './alert-state.ts';
import type { RuleElement } from './rule-elements.ts';
import type { Templates } from './templates.ts';

/** What texts of rules are expanded with. */
export interface TextContext {
  readonly templates: Templates;
  readonly externalLabels: Labels;
  readonly externalUrl: string;
}

export type FoundAlerts =
  | {
      readonly kind: 'found';
      readonly alerts: ReadonlyMap<string, FoundAlert>;
      /** Why texts could not be expanded, each once, a few of them. */
      readonly textProblems: readonly string[];
    }
  | { readonly kind: 'failed'; readonly message: string };

const NAME = '__name__';
const MAX_PROBLEMS = 5;
/** Elements after which others get the thread. */
const AT_ONCE = 25;

/**
 * The alerts that a result makes: the element's labels without its name, the rule's expanded labels
 * over them, and `alertname`. A text that cannot be expanded becomes
 * `<error expanding template: …>`. Two elements that become the same alert fail the rule.
 */
export async function foundAlerts(
  elements: readonly RuleElement[],
  rule: AlertingRule,
  context: TextContext,
): Promise<FoundAlerts> {
  const alerts = new Map<string, FoundAlert>();
  const problems = new Set<string>();
  for (const [index, element] of elements.entries()) {
    if (index % AT_ONCE === AT_ONCE - 1) await letOthersRun();
    const expand = textExpander(element, context, problems);
    const labels = await alertLabels(element, rule, expand);
    const key = labelsKey(labels);
    if (alerts.has(key)) return { kind: 'failed', message: SAME_LABELSET };
    const annotations = labelsFrom(await expandAll(rule.annotations, expand));
    alerts.set(key, { labels, annotations, value: element.value });
  }
  return { kind: 'found', alerts, textProblems: [...problems] };
}

const SAME_LABELSET = 'vector contains metrics with the same labelset after applying alert labels';

type Expand = (text: string) => Promise<string>;

async function alertLabels(
  { labels }: RuleElement,
  rule: AlertingRule,
  expand: Expand,
): Promise<Labels> {
  const own = await expandAll(rule.labels, expand);
  return labelsFrom([...labels, ...own, ['alertname', rule.alert], [NAME, '']]);
}

async function expandAll(texts: Labels, expand: Expand): Promise<readonly [string, string][]> {
  const expanded: [string, string][] = [];
  for (const [name, text] of texts) expanded.push([name, await expand(text)]);
  return expanded;
}

function textExpander(
  { labels, value }: RuleElement,
  { templates, externalLabels, externalUrl }: TextContext,
  problems: Set<string>,
): Expand {
  const data = { labels, value, externalLabels, externalUrl, query: refuseQuery };
  return async (text) => {
    if (!text.includes('{{')) return text;
    try {
      return await templates(text, data);
    } catch (thrown) {
      const { message } = asError(thrown);
      if (problems.size < MAX_PROBLEMS) problems.add(message);
      return `<error expanding template: ${message}>`;
    }
  };
}

async function refuseQuery(): Promise<never> {
  throw new Error('templates of rules cannot query');
}
