import { describe, expect, it } from 'vitest';
import { judgeSource } from './judge-source.ts';
import { renameSource } from './rename-source.ts';

/** Blanks, escapes, numbers no program holds, equal names, a mark at the beginning. */
const ODD = `\ufeff\n{\r\n\t"uid" :  "old" , "title":"\\u00e9\\ud83d\\ude00 \\"x\\" }",
  "x": 1e400, "y": 9007199254740993, "z": -0.0e-0, "panels": [ {"uid":"inner","title":"in,ner"} ] ,
  "uid":"older","e":{},"l":[],"t" : true\n}\n\n`;

describe('a dashboard under another name', () => {
  it.each<readonly [string, string, string]>([
    [
      'keeps all else to the character',
      ODD,
      ODD.replace('"old"', '"new"')
        .replace('"older"', '"new"')
        .replace('"\\u00e9\\ud83d\\ude00 \\"x\\" }"', '"New \\"T\\""'),
    ],
    ['without a uid', '{"panels":[]}', '{"title":"New \\"T\\"","uid":"new","panels":[]}'],
    [
      'as Grafana answers it',
      '{"meta":{"uid":1},"dashboard":{"title":"a","panels":[]}}',
      '{"meta":{"uid":1},"dashboard":{"uid":"new","title":"New \\"T\\"","panels":[]}}',
    ],
    [
      'as a resource of the second schema, without metadata',
      '{"kind":"Dashboard","spec":{"title":"a","elements":{}}}',
      '{"metadata":{"name":"new"},"kind":"Dashboard","spec":{"title":"New \\"T\\"","elements":{}}}',
    ],
    [
      'as a resource of the second schema',
      '{"apiVersion":"v2","metadata":{"name":"a","uid":"k"},"spec":{"title":"a"}}',
      '{"apiVersion":"v2","metadata":{"name":"new","uid":"k"},"spec":{"title":"New \\"T\\""}}',
    ],
    [
      'with an escaped name of a member',
      '{"\\u0075id":"a","title":"b","panels":[]}',
      '{"\\u0075id":"new","title":"New \\"T\\"","panels":[]}',
    ],
  ])('%s', (_name, source, expected) => {
    expect(renameSource(source, 'new', 'New "T"')).toBe(expected);
  });

  it('reads back under that name', () => {
    const source = renameSource(ODD, 'new', null);
    expect(judgeSource(source)).toMatchObject({
      kind: 'kept',
      facts: { uid: 'new', title: 'é😀 "x" }', panels: 1 },
    });
  });
});

describe('the text of a dashboard', () => {
  it.each<readonly [string, string, RegExp | string]>([
    ['nothing', '', /not JSON/],
    ['no JSON', '{"title": "x", }', /not JSON/],
    ['a list', '[]', /JSON object/],
    ['no dashboard', '{"title":"x"}', /neither "panels"/],
    ['no title', '{"title":" ","panels":[]}', /no title/],
    ['half a character', '{"title":"\ud800","panels":[]}', /surrogate/],
    ['too large', `{"title":"x","panels":[],"y":"${'é'.repeat(1_000_000)}"}`, /2000000 bytes/],
  ])('is refused with %s', (_name, source, message) => {
    expect(judgeSource(source)).toMatchObject({
      kind: 'refused',
      message: expect.stringMatching(message),
    });
  });

  it('is cut for lists, and holds no character that a database refuses', () => {
    const json = {
      title: `a\u0000${'\ud83d\ude00'.repeat(400)}`,
      description: 'd'.repeat(5_000),
      tags: ['\ud800', ...Array.from({ length: 80 }, (_, index) => `t${index}`)],
      uid: 'not a uid',
      panels: [],
    };
    const judged = judgeSource(JSON.stringify(json));
    if (judged.kind === 'refused') throw new Error(judged.message);
    const { title, description, tags, uid } = judged.facts;
    expect([title.isWellFormed(), title.includes('\u0000'), title.length <= 300]).toEqual([
      true,
      false,
      true,
    ]);
    expect([description.length, tags.length, tags[0], uid]).toEqual([1_000, 50, '\ufffd', null]);
  });
});
