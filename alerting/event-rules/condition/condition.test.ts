import { describe, expect, it } from 'vitest';
import { compileCondition } from './compile-condition.ts';
import { parseCondition } from './parse-condition.ts';

const EVENT = {
  type: 'Warning',
  reason: 'BackOff',
  count: 7,
  message: 'Back-off restarting failed container web',
  involvedObject: { kind: 'Pod', name: 'web-1', namespace: 'acme-prod' },
  metadata: { labels: { 'app.kubernetes.io/name': 'web' } },
  containers: [
    { name: 'web', ready: false },
    { name: 'side', ready: true },
  ],
  ips: ['10.0.0.1', '10.0.0.2'],
};

function holds(text: string): boolean | string {
  const parsed = parseCondition(text);
  return parsed.kind === 'ok' ? compileCondition(parsed.condition)(EVENT) : parsed.message;
}

describe('a condition on the fields of an object', () => {
  it.each<readonly [string, boolean]>([
    ['type = "Warning"', true],
    ["type == 'Normal'", false],
    ['type != "Normal"', true],
    ['nothing != "x"', true],
    ['nothing = "x"', false],
    ['reason in ("BackOff", "Failed")', true],
    ['reason not in ("BackOff")', false],
    ['count > 5 and count <= 7', true],
    ['count < 7', false],
    ['message contains "failed container"', true],
    ['message like "Back-off*web"', true],
    ['message like "Back-off"', false],
    ['involvedObject.name like "web-?"', true],
    ['message regex "(?i)BACK.off"', true],
    ['involvedObject.kind = "Pod" AND NOT involvedObject.name = "db"', true],
    ['type = "x" or type = "y" and type = "Warning" or count = 7', true],
    ['(type = "x" or type = "Warning") and count = 8', false],
    ['not (type = "x") and not type = "y"', true],
    ['!(type = "Warning")', false],
    ['metadata.labels["app.kubernetes.io/name"] = "web"', true],
    ['containers[0].name = "web"', true],
    ['containers[-1].name = "side"', true],
    ['containers[1:].name = "web"', false],
    ['containers[*].ready = true', true],
    ['containers.name = "side"', true],
    ['ips = "10.0.0.2"', true],
    ['ips[0] = "10.0.0.2"', false],
    ['metadata exists', false],
    ['count exists and not nothing exists', true],
    ['__proto__.x exists or constructor exists', false],
  ])('%s', (text, expected) => {
    expect(holds(text)).toBe(expected);
  });

  it.each([
    ['', 'expected a field, found the end (at character 1)'],
    ['type', 'expected an operator such as =, found the end (at character 5)'],
    [
      'type = Warning',
      'expected a text in quotes, a number, true or false, found Warning (at character 8)',
    ],
    ['type = "a" "b"', 'expected the end, found b (at character 12)'],
    ['(type = "a"', 'expected ), found the end (at character 12)'],
    ['reason in "a"', 'expected (, found a (at character 11)'],
    ['type ~ "a"', 'unexpected ~ "a" (at character 6)'],
    [`${'not '.repeat(60)}a = 1`, 'is nested too deeply (at character 201)'],
    [`${'('.repeat(60)}a = 1`, 'is nested too deeply (at character 51)'],
    ['a'.repeat(5_000), 'is longer than 4096 characters'],
    ['message regex "(x{900}){900}"', 'pattern is too large (at character 15)'],
  ])('%s is none', (text, expected) => {
    expect(holds(text)).toBe(expected);
  });

  it('says which pattern is none', () => {
    expect(holds('message regex "("')).toMatch(/^\( is no pattern: .*\(at character 15\)$/);
  });
});
