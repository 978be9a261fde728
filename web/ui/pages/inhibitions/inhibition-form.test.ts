import { describe, expect, it } from 'vitest';
import { createTranslations } from '../../i18n/setup.ts';
import {
  BLANK_INHIBITION,
  checkInhibition,
  formOfInhibition,
  inputOfInhibition,
} from './inhibition-form.ts';

const { t } = await createTranslations('en');

describe('the form of an inhibition rule', () => {
  it('gives back what is stored', () => {
    const input = {
      name: 'Node',
      description: '',
      enabled: false,
      source: ['alertname="NodeDown"'],
      target: ['alertname=~"Pod.+"', 'severity!="critical"'],
      equal: ['node'],
    };
    const times = { createdAt: '', updatedAt: '', updatedBy: 'ann' };
    const stored = { id: 'i', owner: 'acme', ...input, revision: 1, ...times };
    expect(inputOfInhibition(formOfInhibition(stored))).toEqual(input);
  });

  it.each([
    ['a condition', 'severity="critical"', []],
    ['several lines', 'severity="critical"\n\n  a!~"b|c" ', []],
    ['nothing', ' \n', ['/source']],
    ['no condition', 'critical', ['/source']],
    ['two on one line', 'a="b",c="d"', ['/source']],
  ])('%s', (_name, source, expected) => {
    const form = { ...BLANK_INHIBITION, name: 'Node', source };
    expect([...checkInhibition(form, t).keys()]).toEqual(expected);
  });
});
