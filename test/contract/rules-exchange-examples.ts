import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readRules } from '../../alerting/rules/exchange/read-rules.ts';
import { writeRules } from '../../alerting/rules/exchange/write-rules.ts';
import { inRepository } from '../support/repository.ts';

/** Two tenants' files with texts that YAML readers disagree about. */
const OWN = `groups:
- name: acme
  interval: 30s
  limit: 10
  rules:
  - {alert: 'yes', expr: 'up{namespace="acme-prod"} == 0', for: 5m, labels: {severity: on, code: 010}, annotations: {text: "a: b # {{ $value }}\\n\\u2028"}}
  - {record: 'acme:up', expr: 'sum(up)', labels: {y: n}}
- name: globex
  rules:
  - alert: '1e3'
    expr: |
      # a comment
      rate(http_requests_total{namespace="globex-prod",path=~"/a\\\\..*"}[5m]) > 1
    keep_firing_for: 1m
`;

/** Rule files that we wrote, as Prometheus reads them, with how many rules were put in. */
export function exchangeExamples(): readonly { readonly text: string; readonly rules: number }[] {
  return [OWN, ...corpus()].flatMap((source) => {
    const read = readRules(source);
    if (read.kind === 'refused') throw new Error(read.finding.message.en);
    return read.documents.map((document) => ({
      text: writeRules([{ ...document, dialect: 'prometheus', place: null }]),
      rules: document.groups.reduce((sum, group) => sum + group.rules.length, 0),
    }));
  });
}

function corpus(): readonly string[] {
  const folder = inRepository('..', 'shared', 'corpora', 'rules', 'kube-prometheus');
  if (!existsSync(folder)) {
    process.stdout.write('rules exchange: without public objects, no ../shared/corpora/rules\n');
    return [];
  }
  return readdirSync(folder).map((name) => readFileSync(join(folder, name), 'utf8'));
}
