import { describe, expect, it } from 'vitest';
import { parseScopeName } from '../../platform/tenancy/scope-name.ts';
import { checkFlow } from './check-flow.ts';
import { printDocument, readDocument } from './documents.ts';
import { checkOutput } from './outputs/check-output.ts';

const scope = parseScopeName('acme.shop.prod');
const head = (name: string) => {
  if (!scope) throw new Error('no scope');
  return { name, scope, enabled: true };
};

const refusalOf = (text: string) => {
  const read = readDocument(text, 'flow', false);
  return read.kind === 'refused' ? `${read.findings[0]?.path} ${read.findings[0]?.message}` : '';
};

const FLOW = `
apiVersion: logging.banzaicloud.io/v1beta1
kind: Flow
metadata: { name: a, namespace: ignored }
`;

describe('a document of the logging operator', () => {
  it('is read, and printed so that it reads the same', () => {
    const spec = {
      filters: [{ grep: { regexp: [{ key: 'a', pattern: 'yes' }] } }],
      localOutputRefs: ['on'],
    };
    const checked = checkFlow(spec, false, '');
    if (checked.kind === 'invalid') throw new Error('invalid');
    const text = printDocument({ kind: 'flow', ...head('a'), fields: checked.value });
    expect(readDocument(text, 'flow', false)).toEqual({ kind: 'read', name: 'a', spec });
    expect(text).toContain('"yes"');
  });

  it('has secrets in the words of the operator', () => {
    const rules = { isPlatform: false, isEmbedded: false, tenancyLabels: [], folder: null };
    const secretKeyRef = { name: 'a', key: 'b' };
    const loki = {
      url: 'https://a.example',
      ca_cert: { secretKeyRef },
      password: { secretKeyRef },
    };
    const checked = checkOutput({ loki }, rules, '');
    if (checked.kind === 'invalid') throw new Error('invalid');
    const text = printDocument({ kind: 'output', ...head('a'), fields: checked.value });
    expect(text).toMatch(
      /ca_cert:\n\s+mountFrom:\n\s+secretKeyRef:[\s\S]*password:\n\s+valueFrom:/,
    );
    expect(readDocument(text, 'output', false)).toEqual({
      kind: 'read',
      name: 'a',
      spec: { loki },
    });
  });

  const wrong: readonly [string, string, string][] = [
    [
      'of another kind',
      FLOW.replace('kind: Flow', 'kind: ClusterFlow'),
      '/yaml/kind expected Flow',
    ],
    ['of another version', FLOW.replace('v1beta1', 'v1alpha1'), '/yaml/apiVersion'],
    ['that is none', 'a: [', '/yaml '],
    ['with a name twice', `${FLOW}spec: { a: 1, a: 2 }`, 'stands twice'],
    ['with something beside it', `${FLOW}other: 1`, '/yaml/other unknown key'],
    ['that swells', `${FLOW}spec: { a: &a [1], b: *a }`, 'aliases'],
    ['that is too deep', `${FLOW}spec: ${'['.repeat(200)}${']'.repeat(200)}`, 'too deep'],
    ['beyond measure', `${FLOW}spec: ${'['.repeat(20_000)}`, '/yaml '],
    ['of several', `${FLOW}---\nkind: Flow`, 'expected'],
  ];
  it.each(wrong)('is refused %s', (_, text, expected) => {
    expect(refusalOf(text).toLowerCase()).toContain(expected.toLowerCase());
  });
});
