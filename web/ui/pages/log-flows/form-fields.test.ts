import { describe, expect, it } from 'vitest';
import { BLANK_FLOW, flowFieldsOf, specOfFlow } from './flow-fields.ts';
import { BLANK_OUTPUT, OUTPUT_TYPES, outputFormOf, specOfOutput } from './output-fields.ts';

describe('the form of a flow', () => {
  it('is what its spec says, and the other way round', () => {
    const fields = {
      ...BLANK_FLOW,
      label: 'app=web',
      excluded: 'proxy, init',
      traces: true,
      parser: 'regexp',
      expression: '/^(?<level>\\w+)/',
      add: `copy: \${record["message"]}`,
      remove: 'stream',
      geoip: 'ip',
      keep: '/error/',
      dropKey: '$.parsed.path',
      drop: '/health/',
      throttle: '600',
      metric: 'lines',
      outputs: ['loki'],
      shared: ['archive'],
    };
    expect(flowFieldsOf(specOfFlow(fields))).toEqual(fields);
    expect(flowFieldsOf(specOfFlow(BLANK_FLOW))).toEqual(BLANK_FLOW);
  });

  const more: readonly [string, object][] = [
    [
      'two parsers',
      {
        filters: [
          { parser: { parse: { type: 'json' } } },
          { parser: { parse: { type: 'nginx' } } },
        ],
      },
    ],
    ['another filter', { filters: [{ dedot: {} }] }],
    ['a select of hosts', { match: [{ select: { hosts: ['a'] } }] }],
  ];
  it.each(more)('cannot say %s', (_, spec) => {
    expect(flowFieldsOf({ ...spec, localOutputRefs: ['a'] })).toBeUndefined();
  });
});

describe('the form of an output', () => {
  it.each(OUTPUT_TYPES)('is what the spec of %s says', (type) => {
    const texts = { 'buffer/flush_interval': type === 'file' ? '' : '5s' };
    const form = { ...BLANK_OUTPUT, type, texts: type === 'file' ? { path: '/a' } : texts };
    expect(outputFormOf(specOfOutput(form))).toEqual(form);
  });

  it('keeps a stored secret, replaces it by an entered one, and says lists and numbers', () => {
    const stored = { ...BLANK_OUTPUT, type: 'forward' as const, stored: ['servers/0/shared_key'] };
    const texts = { 'servers/0/host': 'f.example', 'servers/0/port': '24224' };
    const server = { host: 'f.example', port: 24_224 };
    expect(specOfOutput({ ...stored, texts })).toEqual({
      forward: { servers: [{ ...server, shared_key: { stored: true } }] },
    });
    expect(specOfOutput({ ...stored, texts: { ...texts, 'servers/0/shared_key': 'new' } })).toEqual(
      {
        forward: { servers: [{ ...server, shared_key: { value: 'new' } }] },
      },
    );
  });

  it('cannot say what only YAML can', () => {
    expect(
      outputFormOf({ loki: { url: 'https://a.example', line_format: 'json' } }),
    ).toBeUndefined();
    const reference = { secretKeyRef: { name: 'a', key: 'b' } };
    expect(
      outputFormOf({ loki: { url: 'https://a.example', password: reference } }),
    ).toBeUndefined();
  });
});
