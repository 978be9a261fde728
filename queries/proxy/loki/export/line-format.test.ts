import { describe, expect, it } from 'vitest';
import { headOf, printLine, tailOf } from './line-format.ts';

const line = (text: string, labels: Readonly<Record<string, string>> = { app: 'shop' }) => ({
  ns: 1_700_000_000_000_000_001n,
  labels,
  line: text,
  stream: 's',
  index: 0,
});

describe('printLine', () => {
  it('prints NDJSON with exact nanoseconds', () => {
    expect(printLine('ndjson', line('a "b"\n\u2028'))).toBe(
      '{"timestamp":"2023-11-14T22:13:20.000000001Z","ns":"1700000000000000001","labels":{"app":"shop"},"line":"a \\"b\\"\\n\u2028"}\n',
    );
  });

  it('prints CSV with every cell quoted', () => {
    expect(headOf('csv') + printLine('csv', line('a,"b"\nc'))).toBe(
      '\ufefftimestamp,labels,line\r\n"2023-11-14T22:13:20.000000001Z","{""app"":""shop""}","a,""b""\nc"\r\n',
    );
  });

  it('leaves Chinese and mixed text as it is', () => {
    expect(printLine('csv', line('支付失败，order-7 "退款"'))).toContain(
      ',"支付失败，order-7 ""退款"""\r\n',
    );
  });

  it.each(['=1+1', '+1', '-1', '@SUM(A1)', '\t=1', '\r=1', '\n=1', '＝1+1', '＋1', '－1', '＠A'])(
    'keeps %j from being a formula',
    (text) => {
      expect(printLine('csv', line(text)).split(',').slice(2).join(',')).toBe(`"'${text}"\r\n`);
    },
  );

  it('indents what would look like another entry in text', () => {
    expect(printLine('text', line('a\n2023-11-14T22:13:20Z forged\r\nc'))).toBe(
      '2023-11-14T22:13:20.000000001Z a\n\t2023-11-14T22:13:20Z forged\n\tc\n',
    );
  });
});

describe('tailOf', () => {
  it('says in NDJSON how it ended, elsewhere only if there is more', () => {
    expect(tailOf('ndjson', { cursor: null, lines: 3 })).toBe(
      '{"complete":true,"lines":3,"cursor":null}\n',
    );
    expect(tailOf('ndjson', { cursor: 'x', lines: 3, error: 'e' })).toBe(
      '{"complete":false,"lines":3,"cursor":"x","error":"e"}\n',
    );
    expect(tailOf('csv', { cursor: null, lines: 3 })).toBe('');
    expect(tailOf('csv', { cursor: 'x', lines: 3 })).toBe(
      '"# there is more; go on with cursor=x"\r\n',
    );
    expect(tailOf('text', { cursor: 'x', lines: 3 })).toBe(
      '# there is more; go on with cursor=x\n',
    );
  });
});
