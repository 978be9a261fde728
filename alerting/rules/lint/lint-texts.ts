import { scanTemplate, type TemplateToken } from '../template-tokens.ts';
import type { LintRun } from './lint-context.ts';

/** More different labels than this in the texts of one rule are not looked at. */
const MAX_LABELS = 100;

/**
 * Texts that use labels the result does not have, and labels that change with the value.
 * @param isLost may no row carry the label?
 */
export function lintTexts({ content, out }: LintRun, isLost: (label: string) => boolean): void {
  const verdicts = new Map<string, boolean>();
  const asked = (label: string): boolean => {
    const known = verdicts.get(label);
    if (known !== undefined || verdicts.size >= MAX_LABELS) return known ?? false;
    const verdict = isLost(label);
    verdicts.set(label, verdict);
    return verdict;
  };
  for (const [parent, entries] of [
    ['/labels', content.labels],
    ['/annotations', content.annotations],
  ] as const) {
    for (const [name, text] of entries) {
      const path = `${parent}/${name.replaceAll('~', '~0').replaceAll('/', '~1')}`;
      const used = usedIn(text);
      if (parent === '/labels' && used.value)
        out.add('value_in_label', { path, fields: { label: name } });
      const lost = used.labels.find(asked);
      if (lost !== undefined) out.add('label_not_kept', { path, fields: { label: lost } });
    }
  }
}

interface Used {
  readonly labels: readonly string[];
  readonly value: boolean;
}

function usedIn(text: string): Used {
  const scan = scanTemplate(text);
  // Whether it is a template at all is judged when the rule is saved.
  if (scan.kind === 'error') return { labels: [], value: false };
  const labels: string[] = [];
  let value = false;
  for (const { tokens } of scan.actions) {
    for (const [index, token] of tokens.entries()) {
      if (isValue(token)) value = true;
      const label = labelAt(tokens, index, token);
      if (label !== undefined) labels.push(label);
    }
  }
  return { labels: [...new Set(labels)], value };
}

function isValue({ kind, text }: TemplateToken): boolean {
  return (kind === 'variable' && text === '$value') || (kind === 'field' && text === '.Value');
}

/** `$labels.pod`, `.Labels.pod`, `index $labels "pod"`. */
function labelAt(
  tokens: readonly TemplateToken[],
  index: number,
  { kind, text }: TemplateToken,
): string | undefined {
  const isLabels =
    (kind === 'variable' && text === '$labels') || (kind === 'field' && text === '.Labels');
  const next = tokens[index + 1];
  if (!isLabels || next === undefined) return undefined;
  if (next.kind === 'field') return next.text.slice(1);
  const isIndexed = tokens[index - 1]?.text === 'index' && next.kind === 'string';
  return isIndexed ? next.text.slice(1, -1) : undefined;
}
