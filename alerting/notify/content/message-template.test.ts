import { describe, expect, it } from 'vitest';
import { exampleMessage } from '../../../test/support/example-message.ts';
import type { OutgoingMessage } from '../channel-kind.ts';
import { groupOf } from './alert-group.ts';
import { composeText } from './compose-text.ts';
import { type Markup, plainLine } from './markup.ts';
import { messageContent } from './message-content.ts';
import { checkTemplates, writeTemplate } from './message-template.ts';
import { writeMessage } from './write-message.ts';

const acme = exampleMessage({
  owner: 'acme',
  links: { incident: 'https://t.example/i(1)', rule: null },
  notification: {
    title: 'Disk <full>',
    severity: 'critical',
    labels: { instance: 'db1', job: '<script>' },
    isTest: false,
  },
});

const MARKUP: Markup = {
  escape: (text) => plainLine(text).replaceAll('<', '‹').replaceAll('*', '∗'),
  heading: (text) => `# ${text}`,
  bold: (text) => `*${text}*`,
  link: (text, url) => `[${text}](${url})`,
  newline: '\n',
  size: (text) => text.length,
};

const write = (text: string, message: OutgoingMessage = acme) =>
  writeTemplate('body', text, message, MARKUP.escape);

describe('templates of a channel', () => {
  it.each([
    ['labels', '{{ .CommonLabels.instance }} {{ .Severity | toUpper }}', 'db1 CRITICAL'],
    ['literal markup stays, values are escaped', '*{{ .Title }}*', '*Disk ‹full>*'],
    ['functions do not undo it', '{{ printf "<%s" .CommonLabels.job }}', '‹‹script>'],
    [
      'comparisons see values as they are',
      '{{ if eq .CommonLabels.job "<script>" }}y{{ end }}',
      'y',
    ],
    ['alerts', '{{ range .Firing }}{{ .Labels.instance }};{{ end }}{{ len .Resolved }}', 'db1;0'],
    ['a missing label', '[{{ .CommonLabels.nope }}]', '[]'],
  ])('%s', (_name, text, expected) => {
    expect(write(text)).toEqual({ kind: 'ok', text: expected });
  });

  it('are bounded in work and length', () => {
    const loops = '{{ range $i := 1000000 }}{{ range $j := 1000000 }}x{{ end }}{{ end }}';
    expect(write(loops)).toMatchObject({ kind: 'error' });
    expect(write('{{ printf "%99999d" 1 }}')).toMatchObject({ kind: 'error' });
  });

  it('are checked before they are kept', () => {
    expect(checkTemplates({ title: '{{ .Title', body: 'x' })).toMatchObject([
      { path: '/templates/title' },
    ]);
    expect(checkTemplates({ body: '{{ nofunction 1 }}' })[0]?.message).toContain('not defined');
  });

  it('that fail cost no message', () => {
    const message = {
      ...acme,
      templates: { title: 'T {{ .Severity }}', body: '{{ index .Alerts 9 }}' },
    };
    const written = writeMessage(message, MARKUP, { maxSize: 4_000, maxTitle: 100 });
    expect(written.title).toBe('T critical');
    expect(written.body).toContain('*Severity*: critical');
    expect(written.problems).toHaveLength(1);
  });

  it('speak Chinese', () => {
    expect(write('{{ .Headline }}', { ...acme, language: 'zh' })).toEqual({
      kind: 'ok',
      text: '告警触发',
    });
  });
});

describe('texts within a limit', () => {
  const content = messageContent({
    ...acme,
    notification: { ...acme.notification, labels: { a: 'x'.repeat(300), b: 'y'.repeat(300) } },
  });

  it('leave out the least important, never the link', () => {
    const whole = composeText({ content, markup: MARKUP, maxSize: 5_000, own: null });
    expect(whole.isShortened).toBe(false);
    const cut = composeText({ content, markup: MARKUP, maxSize: 300, own: null });
    expect(cut.isShortened).toBe(true);
    expect(cut.text.length).toBeLessThanOrEqual(300);
    expect(cut.text).toContain('*Severity*: critical');
    expect(cut.text).toContain('(https://t.example/i%281%29)');
    expect(cut.text).toContain('… shortened');
    expect(cut.text).not.toContain('yyy');
  });
});

describe('several alerts', () => {
  it('have in common what all of them have', () => {
    const alert = {
      ...acme.notification,
      incidentUrl: null,
      ruleUrl: null,
      acknowledgeUrl: null,
      silenceUrl: null,
    };
    const over = {
      ...alert,
      status: 'resolved',
      labels: { instance: 'db2', job: '<script>' },
    } as const;
    const facts = {
      key: 'k',
      groupKey: null,
      truncated: 0,
      acknowledgeAllUrl: null,
      kind: 'firing',
      isTest: false,
      owner: 'acme',
      severity: 'critical',
      occurredAtMs: 0,
      digest: null,
      said: null,
      groupLabels: {},
    } as const;
    expect(groupOf([over, over], facts).status).toBe('resolved');
    const group = groupOf([over, alert], facts);
    expect(group.status).toBe('firing');
    expect({ ...group.commonLabels }).toEqual({ job: '<script>' });
  });
});
