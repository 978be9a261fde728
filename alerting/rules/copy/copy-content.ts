import type { EnvironmentEntry } from '../../../platform/tenancy/directory.ts';
import type { ScopeName } from '../../../platform/tenancy/scope-name.ts';
import { renderLogForm } from '../../../queries/templates/log-form.ts';
import type { LabelFilter } from '../../../queries/templates/rules/label-filter.ts';
import { renderTemplate } from '../../../queries/templates/rules/render-template.ts';
import { substituteNamespace } from '../exchange/substitute-namespace.ts';
import { substitutedValue } from '../exchange/substituted-value.ts';
import type { Rule } from '../rule.ts';
import type { RuleContent } from '../rule-draft.ts';
import type { RuleSource } from '../rule-source.ts';

/** Where copies go. */
export interface CopyTarget {
  readonly scope: ScopeName;
  /** Environments that the rule covers, and that the copy will, as the caller may see them. */
  readonly from: readonly EnvironmentEntry[];
  readonly to: readonly EnvironmentEntry[];
  /** Names of labels that hold a namespace, on any cluster. */
  readonly namespaceLabels: ReadonlySet<string>;
}

export type CopiedContent =
  | {
      readonly kind: 'ok';
      readonly content: RuleContent;
      /** For people to look at: patterns and texts that may still name where the rule came from. */
      readonly notes: readonly string[];
    }
  | { readonly kind: 'refused'; readonly reason: string };

/**
 * A rule's content for another environment or cluster: its scope is the target, and namespaces that
 * its question names become those of the target. With several environments on a side, those of the
 * same name are taken for each other. Pure.
 */
export function copyContent(rule: Rule, target: CopyTarget): CopiedContent {
  const { from, to } = target;
  const renamed = renamedNamespaces(from, to);
  const asked = askedThere(rule, renamed, target.namespaceLabels);
  if (asked.kind === 'refused') return asked;
  const { source, expression, untouched } = asked;
  const { id, owner, revision, createdAtMs, updatedAtMs, updatedBy, ...kept } = rule;
  const content = { ...kept, source, expression, scope: target.scope };
  const left = from.map(({ namespace }) => namespace).filter((name) => !covers(to, name));
  return { kind: 'ok', content, notes: [...untouched, ...textsNaming(rule, left)] };
}

/** Which namespace takes the place of which. */
function renamedNamespaces(
  from: readonly EnvironmentEntry[],
  to: readonly EnvironmentEntry[],
): ReadonlyMap<string, string> {
  const [only] = to;
  const pairs = from.flatMap((source): [string, string][] => {
    const mate =
      from.length === 1 && to.length === 1 ? only : to.find(({ id }) => id === source.id);
    return mate && mate.namespace !== source.namespace ? [[source.namespace, mate.namespace]] : [];
  });
  return new Map(pairs);
}

function covers(pairs: readonly EnvironmentEntry[], namespace: string): boolean {
  return pairs.some((pair) => pair.namespace === namespace);
}

type Asked =
  | {
      readonly kind: 'ok';
      readonly source: RuleSource;
      readonly expression: string;
      readonly untouched: readonly string[];
    }
  | { readonly kind: 'refused'; readonly reason: string };

function askedThere(
  rule: RuleContent,
  renamed: ReadonlyMap<string, string>,
  labels: ReadonlySet<string>,
): Asked {
  const { source, expression } = rule;
  const conditions = <C extends LabelFilter>(all: readonly C[]): readonly C[] =>
    all.map((each) =>
      labels.has(each.label) ? { ...each, value: renamedValue(each, renamed) } : each,
    );
  switch (source.kind) {
    case 'text':
      return textThere(rule, renamed, labels);
    case 'template': {
      const { filters } = source.parameters;
      if (!filters) return { kind: 'ok', source, expression, untouched: [] };
      const parameters = { ...source.parameters, filters: conditions(filters) };
      const made = renderTemplate(source.template, parameters);
      if (made.kind === 'refused') return refusedFor(made.findings);
      const next = { ...source, parameters };
      return { kind: 'ok', source: next, expression: made.promql, untouched: [] };
    }
    case 'log_form': {
      const form = {
        ...source.form,
        streams: conditions(source.form.streams),
        fields: conditions(source.form.fields),
      };
      const made = renderLogForm(form);
      if (made.kind === 'refused') return refusedFor(made.findings);
      return { kind: 'ok', source: { ...source, form }, expression: made.logql, untouched: [] };
    }
    default:
      return source satisfies never;
  }
}

/** All at once: two namespaces that change places must not become one. */
function textThere(
  { source, language, expression }: RuleContent,
  renamed: ReadonlyMap<string, string>,
  labels: ReadonlySet<string>,
): Asked {
  const done = substituteNamespace(expression, language, { names: renamed, labels });
  if (done.kind === 'refused') return done;
  return { kind: 'ok', source, expression: done.text, untouched: done.untouched };
}

function renamedValue(condition: LabelFilter, renamed: ReadonlyMap<string, string>): string {
  return substitutedValue(condition, renamed) ?? condition.value;
}

function refusedFor(
  findings: readonly { readonly path: string; readonly message: string }[],
): Asked {
  const [first] = findings;
  return { kind: 'refused', reason: `${first?.path ?? ''} ${first?.message ?? ''}`.trim() };
}

/** Texts and links are not changed: only people know what they mean. */
function textsNaming(rule: RuleContent, namespaces: readonly string[]): readonly string[] {
  const texts: readonly (readonly [string, string])[] = [
    ['name', rule.name],
    ...[...rule.labels].map(([name, value]) => [`labels.${name}`, value] as const),
    ...[...rule.annotations].map(([name, value]) => [`annotations.${name}`, value] as const),
    ['runbookUrl', rule.runbookUrl],
    ['dashboardUrl', rule.dashboardUrl],
  ];
  return texts
    .filter(([, text]) => namespaces.some((namespace) => names(text, namespace)))
    .map(([place, text]) => `${place}: ${text}`);
}

/** Whether a text holds the namespace as a word of its own. */
function names(text: string, namespace: string): boolean {
  const words = text.split(/[^a-zA-Z0-9_-]+/);
  return words.includes(namespace);
}
