import type { MailContent, MailRow } from './mail-content.ts';

/** The plain-text alternative: says everything the HTML says. */
export function mailText(content: MailContent): string {
  const { words } = content;
  const parts = [
    `${content.headline}: ${oneLine(content.title)}`,
    ...(content.testNote === null ? [] : [content.testNote]),
    table(content.facts),
    ...section(words.levels, content.levels),
    ...section(words.annotations, content.annotations),
    ...section(words.labels, content.labels),
    ...content.links.map(({ text, url }) => `${text}: ${url}`),
    `-- \n${oneLine(content.footer)}`,
  ];
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is removed
  const plain = parts.join('\n\n').replaceAll(/[\u0000-\u0008\u000b-\u001f\u007f]/g, '');
  return `${plain}\n`;
}

function section(title: string, rows: readonly MailRow[]): readonly string[] {
  return rows.length === 0 ? [] : [`${title}\n${table(rows)}`];
}

function table(rows: readonly MailRow[]): string {
  return rows.map(({ name, value }) => `  ${oneLine(name)}: ${indented(value)}`).join('\n');
}

function oneLine(text: string): string {
  return text.replaceAll(/\s+/g, ' ');
}

/** A value of several lines cannot pass for lines of ours. */
function indented(text: string): string {
  return text.replaceAll(/\r\n|[\n\r\u0085\u2028\u2029]/g, '\n      ');
}
