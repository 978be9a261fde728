import { describe, expect, it } from 'vitest';
import { loadFrameTools } from '../../load-frame-tools.ts';
import { valueMapping } from '../../panels/value-mapping.ts';
import { configFromData } from './config-from-data.ts';

const tools = loadFrameTools();
const frame = (refId: string, columns: Readonly<Record<string, readonly unknown[]>>) =>
  tools.toDataFrame({
    refId,
    fields: Object.entries(columns).map(([name, values]) => ({
      ...{ name, values: [...values], config: {} },
      type: values.some((each) => typeof each === 'string')
        ? tools.FieldType.string
        : tools.FieldType.number,
    })),
  });
const handlers = (named: Readonly<Record<string, string>>) =>
  Object.entries(named).map(([fieldName, handlerKey]) => ({ fieldName, handlerKey }));

describe('mappings that data say', () => {
  const data = frame('A', { state: [0, 1, 7], tenant: ['acme', 'globex', 'constructor'] });
  const config = frame('config', {
    code: [0, 1, null],
    words: ['down', 'up', 'never'],
    tint: ['red', '', 'blue'],
  });
  const all = { code: 'mappings.value', words: 'mappings.text', tint: 'mappings.color' };
  const mapped = (named: Readonly<Record<string, string>>, value: unknown) => {
    const options = { configRefId: 'config', mappings: handlers(named) };
    const [frames] = configFromData(tools, [data, config], options);
    return valueMapping(frames?.fields[0]?.config.mappings)(value);
  };

  it.each([
    [all, 0, { text: 'down', colour: 'red' }],
    [all, 1, { text: 'up', colour: null }],
    [all, 7, null],
    [all, 'constructor', null],
    [{ code: 'mappings.value', tint: 'mappings.color' }, 0, { text: null, colour: 'red' }],
    // Words of no value map nothing.
    [{ words: 'mappings.text' }, 0, null],
  ])('%j make of %j', (named, value, expected) => {
    expect(mapped(named, value)).toEqual(expected);
  });
});
