import { leadOf, type MessageContent, type MessageRow } from '../content/message-content.ts';

/**
 * The plain-text alternative: says everything the HTML says.
 * @param own what the channel's own template made, instead of the tables
 */
export function mailText(content: MessageContent, own: string | null = null): string {
  const parts = [
    `${content.headline}: ${oneLine(content.title)}`,
    ...(content.testNote === null ? [] : [content.testNote]),
    ...(own === null ? tables(content) : [own]),
    ...content.links.map(({ text, url }) => `${text}: ${url}`),
    `-- \n${oneLine(content.footer)}`,
  ];
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is removed
  const plain = parts.join('\n\n').replaceAll(/[\u0000-\u0008\u000b-\u001f\u007f]/g, '');
  return `${plain}\n`;
}

function tables(content: MessageContent): readonly string[] {
  const { words, facts, levels, labels, alerts, more } = content;
  const { lead, others } = leadOf(content);
  return [
    ...lead.map(({ value }) => `  ${indented(value)}`),
    table(facts),
    ...section(words.levels, levels),
    ...alerts.map(({ state, severity, title, facts: own, labels: ownLabels, url }) =>
      [
        `${state} · ${oneLine(severity)}: ${oneLine(title)}`,
        table([...own, ...ownLabels]),
        ...(url === null ? [] : [`  ${url}`]),
      ].join('\n'),
    ),
    ...(more === 0 ? [] : [words.more.replace('{count}', String(more))]),
    ...section(words.annotations, others),
    ...section(words.labels, labels),
  ];
}

function section(title: string, rows: readonly MessageRow[]): readonly string[] {
  return rows.length === 0 ? [] : [`${title}\n${table(rows)}`];
}

function table(rows: readonly MessageRow[]): string {
  return rows.map(({ name, value }) => `  ${oneLine(name)}: ${indented(value)}`).join('\n');
}

function oneLine(text: string): string {
  return text.replaceAll(/\s+/g, ' ');
}

/** A value of several lines cannot pass for lines of ours. */
function indented(text: string): string {
  return text.replaceAll(/\r\n|[\n\r\u0085\u2028\u2029]/g, '\n      ');
}
