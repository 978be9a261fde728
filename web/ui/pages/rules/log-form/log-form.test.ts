import { describe, expect, it } from 'vitest';
import { parseLogql } from '../../../../../queries/logql/parse.ts';
import {
  fieldsQuery,
  type LogForm,
  logFormFields,
  logFormMistakes,
  logFormSource,
  sentLogForm,
} from './log-form.ts';
import { ruleOfLogForm } from './rule-of-log-form.ts';

const FORM: LogForm = {
  streams: [{ label: ' app ', op: '=', value: 'shop' }],
  lines: [{ kind: 'text', value: 'refused', isNegated: false, ignoresCase: true }],
  parser: 'none',
  fields: [{ label: 'status', op: '=~', value: '5..' }],
  window: ' 5m ',
  groupBy: ['namespace'],
};

describe('the form of rules on logs', () => {
  it('begins with what is still to be said', () => {
    const { language, source } = ruleOfLogForm('acme.shop', ['critical']);
    expect(language).toBe('logql');
    const form = logFormSource(source)?.form;
    expect([...logFormMistakes(form ?? FORM)]).toEqual([
      ['/source/form/streams/0/label', 'noLabel'],
      ['/source/form/streams/0/value', 'noValue'],
      ['/source/form/lines/0/value', 'noValue'],
    ]);
    const known = new Set(logFormFields(source));
    for (const field of logFormMistakes(form ?? FORM).keys()) expect(known).toContain(field);
  });

  it('is sent without spaces around names, and without fields that nothing reads', () => {
    expect(sentLogForm(FORM)).toMatchObject({
      streams: [{ label: 'app' }],
      fields: [],
      window: '5m',
    });
    expect(sentLogForm({ ...FORM, parser: 'json' }).fields).toEqual(FORM.fields);
    expect(logFormMistakes(FORM).size).toBe(0);
  });

  it.each<[string, Partial<LogForm>, string]>([
    ['no stream', { streams: [] }, 'noStream'],
    ['only what is not', { streams: [{ label: 'app', op: '!=', value: '' }] }, 'noStream'],
    ['a window that is none', { window: 'soon' }, 'window'],
    ['a window of two days', { window: '2d' }, 'window'],
    [
      'a field without a value',
      { parser: 'json', fields: [{ label: 'a', op: '=', value: '' }] },
      'noValue',
    ],
  ])('says what is wrong: %s', (_name, change, mistake) => {
    expect([...logFormMistakes({ ...FORM, ...change }).values()]).toEqual([mistake]);
  });

  it('asks for fields with a query of its streams', () => {
    expect(fieldsQuery(FORM)).toBe('');
    const query = fieldsQuery({
      ...FORM,
      parser: 'logfmt',
      streams: [...FORM.streams, { label: 'pod', op: '=~', value: 'a"b\\d' }],
    });
    expect(query).toBe('{app="shop",pod=~"a\\"b\\\\d"} | logfmt');
    expect(parseLogql(query).kind).toBe('ok');
  });
});
